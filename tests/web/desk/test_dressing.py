"""*Look and words*: drafted, looked at, published, seen on every page, and brought back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from teamup.catalog import shelf
from teamup.core import looks, palette
from teamup.core.looks import SiteLook
from teamup.core.models import Look, Picture
from tests.core.test_pictures import SECRET, a_png, part
from tests.factories import a_small_pack
from tests.web.account.person import says
from tests.web.desk.host import Hosting
from tests.web.plan.visitor import Visitor

pytestmark = pytest.mark.django_db
FORM = {"name": "Lakeside Plans", "palette": "harbor", "footer": "Run by **Lakeside**.", "notice": "Closed on Friday."}


@pytest.fixture(autouse=True)
def _asks_again() -> Iterator[None]:
    """Let pages look for the look, as they do on a site."""
    looks.present.drop()
    yield
    looks.present.hold()


def home() -> str:
    shelf.publish(a_small_pack())
    return str(Client().get("/about-nothing/").content.decode())


def draft(host: Hosting, **more: Any) -> Any:
    return host.post("look/", do="draft", **{**FORM, **more})


def publish(host: Hosting) -> Any:
    page = host.page("look/preview/")
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    return host.post("look/preview/", do="publish", seen=seen[1])


def test_nothing_changes_before_it_was_looked_at_and_published():
    host = Hosting()

    assert draft(host)["Location"] == "/desk/look/preview/"
    assert "Lakeside" not in home()
    preview = host.page("look/preview/")
    assert "Lakeside Plans" in preview
    assert "Closed on Friday." in preview
    assert "<strong>Lakeside</strong>" in preview
    assert publish(host).status_code == 303

    page = home()
    assert "<title>Page not found · Lakeside Plans</title>" in page
    assert "Closed on Friday." in page
    assert "<strong>Lakeside</strong>" in page
    assert "Team Up</a>" not in page
    assert "Published look 1" in host.page("record/")


def test_the_color_comes_as_a_sheet_of_its_own_at_an_address_that_follows_from_it():
    host = Hosting()
    draft(host)
    publish(host)

    address = re.search(r'href="(/look/[^"]+\.css)"', home())[1]  # type: ignore[index]
    sheet = Client().get(address)

    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert f"--gold-text:{palette.PRESETS['harbor']}" in sheet.content.decode()
    assert "style=" not in home()


@pytest.mark.parametrize(
    "name", ["1f5f8b-000000000000", "ffd700-000000000000", "x", "1f5f8b", "..%2f1f5f8b-000000000000"]
)
def test_other_sheets_are_not_there(name: str):
    assert Client().get(f"/look/{name}.css").status_code == 404


def test_a_logo_is_rewritten_and_sent_as_a_picture_and_nothing_else():
    host = Hosting()
    file = SimpleUploadedFile("logo.html", a_png(80, 40, more=[part(b"tEXt", SECRET)]), content_type="text/html")
    draft(host, logo=file)
    publish(host)

    address = re.search(r'class="brand__logo" src="([^"]+)"', home())[1]  # type: ignore[index]
    sent = Client().get(address)

    assert sent["Content-Type"] == "image/png"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent.content == a_png(80, 40)
    assert 'width="80" height="40"' in home()
    assert Client().get(address.replace(".png", ".webp")).status_code == 404
    assert Client().get("/look/nothing.png").status_code == 404


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"GIF89a", b"x" * 250_000, b""])
def test_a_logo_that_is_no_picture_is_refused_with_what_was_typed(data: bytes):
    host = Hosting()

    answer = draft(host, logo=SimpleUploadedFile("logo.png", data, content_type="image/png"))

    assert answer.status_code == 422
    assert b'id="logo-fault"' in answer.content or not data
    assert b"Lakeside Plans" in answer.content
    assert not Picture.objects.exists()
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 41),
        ("name", "Team\u202eUp"),
        ("footer", "x" * 2_001),
        ("notice", "x" * 501),
        ("accent", "#ffd700"),
        ("accent", ""),
        ("accent", "red;}"),
        ("notice_from", "tomorrow"),
        ("notice_until", "2027-01-01"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(field: str, value: str):
    host = Hosting()

    answer = draft(host, **{"palette": "own", "accent": "#1f5f8b", "notice_from": "2027-02-01", field: value})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert f'id="{field}-fault"' in answer.content.decode()
    assert not Look.objects.exists()


def test_words_are_markdown_and_never_markup():
    host = Hosting()
    bad = (
        "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://evil.example/x.png) [y](https://good.example)"
    )
    draft(host, footer=bad, notice=bad, name="<b>Bold</b>")
    publish(host)

    page = home()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "evil.example" not in page.replace("x.png)", "")
    assert 'href="https://good.example"' in page
    assert "<b>Bold" not in page


def test_a_notice_is_shown_on_its_days_and_on_no_other():
    now = timezone.now()
    one = SiteLook(notice="Closed", notice_from=now, notice_until=now + timedelta(days=1))

    assert one.shows_notice(now)
    assert not one.shows_notice(now - timedelta(seconds=1))
    assert not one.shows_notice(now + timedelta(days=1))
    assert SiteLook(notice="Closed").shows_notice(now)
    assert not SiteLook().shows_notice(now)


def test_days_are_those_of_the_host_and_come_back_as_typed():
    host = Hosting()
    host.user.time_zone = "America/Chicago"
    host.user.save()

    draft(host, notice_from="2027-03-01", notice_until="2027-03-01")

    row = Look.objects.get(number=0)
    assert row.notice_from.isoformat() == "2027-03-01T06:00:00+00:00"
    assert row.notice_until.isoformat() == "2027-03-02T06:00:00+00:00"
    assert host.page("look/").count('value="2027-03-01"') == 2


def test_an_earlier_look_and_the_one_it_came_with_hold_again():
    host = Hosting()
    for name in ("First", "Second"):
        draft(host, name=name)
        publish(host)

    host.post("look/", do="again", number="1")
    assert "First" in home()
    host.post("look/", do="again", number="0")
    assert "Team Up</a>" in home()

    assert list(Look.objects.order_by("number").values_list("number", "name")) == [
        (1, "First"),
        (2, "Second"),
        (3, "First"),
        (4, ""),
    ]
    assert "Brought look 1 of the site back" in host.page("record/")


def test_publishing_asks_again_who_it_is():
    host = Hosting()
    draft(host)
    host.show_factor(minutes_ago=60)

    assert publish(host)["Location"].startswith("/account/confirm/app/")
    assert host.post("look/", do="again", number="0")["Location"].startswith("/account/confirm/app/")
    assert list(Look.objects.values_list("number", flat=True)) == [0]


def test_a_draft_that_changed_after_it_was_looked_at_is_not_published():
    host = Hosting()
    draft(host)
    answer = host.post("look/preview/", do="publish", seen="2020-01-01")

    assert answer.status_code == 422
    assert says(answer, "Look at it again")
    assert "Lakeside" not in home()


@pytest.mark.parametrize("number", ["", "x", "77", "9999999999999"])
def test_a_look_that_never_was_does_not_come_back(number: str):
    assert Hosting().post("look/", do="again", number=number).status_code in (404, 422)


def test_a_draft_is_dropped():
    host = Hosting()
    draft(host)
    host.post("look/", do="drop")

    assert not Look.objects.exists()
    assert host.get("look/preview/").status_code == 303


def test_a_process_asks_for_the_look_once_in_some_seconds(django_assert_num_queries: Any):
    times = iter([0.0, 0.0, 5.0, 11.0, 11.0])
    Look.objects.create(number=1, made_at=timezone.now(), made_by="x", name="One")

    with django_assert_num_queries(1):
        assert looks.present.get(clock=lambda: next(times)).name == "One"
        assert looks.present.get(clock=lambda: next(times)).name == "One"
    Look.objects.create(number=2, made_at=timezone.now(), made_by="x", name="Two")
    with django_assert_num_queries(1):
        assert looks.present.get(clock=lambda: next(times)).name == "Two"


def test_while_the_database_is_in_trouble_the_look_stays(monkeypatch: pytest.MonkeyPatch, caplog: Any):
    Look.objects.create(number=1, made_at=timezone.now(), made_by="x", name="One")
    assert looks.present.get(clock=lambda: 0.0).name == "One"

    def trouble(*_names: str) -> None:
        raise DatabaseError

    monkeypatch.setattr(Look.objects, "order_by", trouble)

    assert looks.present.get(clock=lambda: 99.0).name == "One"


def test_a_page_of_a_plan_takes_one_query_more_at_most(django_assert_max_num_queries: Any):
    visitor = Visitor()
    visitor.page("settings/")
    looks.present.drop()

    with django_assert_max_num_queries(9):
        visitor.page("settings/")
    with django_assert_max_num_queries(8):
        visitor.page("settings/")
