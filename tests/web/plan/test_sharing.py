"""Links to read a plan: made by an owner, read by whoever has one."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teamup.accounts.models import User
from teamup.core.limits import Limit
from teamup.core.models import Event
from teamup.plans import selectors, versions
from teamup.plans.models import Member, Plan, ShareLink
from teamup.report import formats
from teamup.web.plan import shared
from tests.web.plan.visitor import Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
ANYBODY = "partners"  # an edition that every site makes


@pytest.fixture
def visitor() -> Visitor:
    one = Visitor()
    one.save("mission", "We cut theft at night.")
    return one


def make(visitor: Visitor, **changes: str) -> str:
    """Make a link as an owner does, and return the path of its address."""
    typed = {"do": "make", "audience": ANYBODY, "version": "", "days": "90", "label": "City council", **changes}
    done = visitor.post("share/", **typed)
    assert done.status_code == 303, done.content.decode()
    found = re.search(r"https?://[^\s<]+(/share/[^\s<]+)<", visitor.page("share/"))
    assert found
    return found[1]


def a_member(visitor: Visitor, role: str) -> Client:
    user = User.objects.create(email=f"{role}@example.org", name="Tom Okafor")
    Member.objects.create(
        plan=visitor.plan, user_id=user.pk, role=role, side="police", name="Tom Okafor", joined_at=timezone.now()
    )
    client = Client()
    client.force_login(user)
    return client


# --- The owner ----------------------------------------------------------------------------------------------------


def test_an_owner_makes_a_link_and_copies_its_address(visitor: Visitor, settings: Any):
    settings.PUBLIC_URL = "https://plans.example.gov"

    made = visitor.post("share/", do="make", audience=ANYBODY, version="", days="30", label="City council")
    page = visitor.page("share/")

    assert made.headers["Location"] == f"{visitor.url}share/#link"
    assert re.search(r'id="share-link"[^>]*>https://plans\.example\.gov/share/[\w-]{43}/<', page)
    assert 'data-copy="#share-link"' in page
    assert "City council" in page
    assert "Not opened yet" in page


def test_the_host_of_a_request_is_never_in_the_address(visitor: Visitor, settings: Any):
    settings.ALLOWED_HOSTS = ["*"]
    make(visitor)

    page = visitor.client.get(visitor.url + "share/", headers={"host": "evil.example"}).content.decode()

    assert "evil.example/share" not in page


def test_the_address_is_put_away_and_never_shown_again(visitor: Visitor):
    path = make(visitor)

    visitor.post("share/", do="kept")

    assert path not in visitor.page("share/")


def test_nobody_else_is_shown_the_address(visitor: Visitor):
    path = make(visitor)
    other = a_member(visitor, "owner")

    page = other.get(visitor.url + "share/").content.decode()

    assert "City council" in page
    assert path not in page


def test_a_form_sent_twice_makes_one_link(visitor: Visitor):
    key = str(uuid.uuid4())

    paths = {make(visitor, save=key) for _twice in range(2)}

    assert len(paths) == 1
    assert ShareLink.objects.count() == 1


def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(visitor: Visitor):
    response = visitor.post("share/", do="make", audience="whole", version="9", days="5", label="x" * 81)

    assert response.status_code == 422
    assert says(response, "No link was made yet")
    for sentence in ("Shorten this", "Choose one of the editions", "Choose how long", "no version with that number"):
        assert says(response, sentence)
    assert "x" * 81 in response.content.decode()
    assert not ShareLink.objects.exists()


def test_the_list_says_how_often_a_link_was_opened_and_revokes_it(visitor: Visitor):
    path = make(visitor)
    for _time in range(14):
        a_stranger().get(path)
    link = ShareLink.objects.get()

    before = visitor.get("share/")
    done = visitor.post("share/", do="revoke", link=link.link_id)
    after = visitor.get("share/")

    assert says(before, "Opened 14 times")
    assert done.status_code == 303
    assert says(after, "Revoked")
    assert a_stranger().get(path).status_code == 404


def test_what_is_no_link_is_404_and_another_plans_link_stays(visitor: Visitor):
    path = make(visitor)
    other = Visitor()

    assert visitor.post("share/", do="revoke", link="x").status_code == 404
    other.post("share/", do="revoke", link=ShareLink.objects.get().link_id)

    assert a_stranger().get(path).status_code == 200


def test_only_owners_see_and_make_links(visitor: Visitor):
    make(visitor)
    url = visitor.url + "share/"
    Member.objects.all().delete()

    assert a_stranger().get(url).status_code == 404
    assert a_stranger().post(url, {"do": "make"}).status_code == 404
    for role in ("editor", "commenter", "viewer"):
        member = a_member(visitor, role)
        assert member.get(url).status_code == 403
        assert member.post(url, {"do": "make"}).status_code == 403


def test_a_sample_is_not_shared():
    sample = Visitor().as_sample()

    assert sample.get("share/").status_code == 403


def test_the_history_says_who_shared_what(visitor: Visitor):
    make(visitor, label="City <b>council</b> & Núñez")
    visitor.post("share/", do="revoke", link=ShareLink.objects.get().link_id)

    page = visitor.get("history/")

    assert says(page, "A link to read the plan was made, for “City <b>council</b> & Núñez”.")
    assert says(page, "was revoked: it opens nothing any more.")
    assert "theft" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_the_page_takes_at_most_eight_queries(visitor: Visitor, django_assert_max_num_queries: Any):
    for n in range(12):
        make(visitor, label=f"Number {n}")
        versions.name_version(plan=visitor.plan, name=f"Version {n}", by=visitor.actor, now=timezone.now())
    owner = a_member(visitor, "owner")
    owner.get("/account/")  # a person's first page of the hour notes that they were here
    selectors.forget_plans()

    with django_assert_max_num_queries(8):
        owner.get(visitor.url + "share/")


# --- The reader ---------------------------------------------------------------------------------------------------


def test_whoever_has_the_link_reads_the_report_and_no_more(visitor: Visitor):
    path = make(visitor)

    response = a_stranger().get(path)
    page = response.content.decode()

    assert response.status_code == 200
    assert "We cut theft at night." in page
    assert "Riverton Downtown" in page
    assert str(visitor.plan.pk) not in page
    assert visitor.plan.pk.hex not in page
    assert "/plans/" not in page
    assert "City council" not in page
    assert "<form" not in page


def test_neither_signing_in_nor_having_the_plan_changes_what_a_link_shows(visitor: Visitor):
    path = make(visitor)
    member = a_member(visitor, "owner")

    pages = {client.get(path).content for client in (a_stranger(), visitor.client, member)}

    assert len(pages) == 1


def test_a_link_is_kept_by_no_cache_found_by_no_search_and_told_to_no_site(visitor: Visitor):
    path = make(visitor)

    for response in (a_stranger().get(path), a_stranger().get("/share/nothing/"), a_stranger().head(path)):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies


def test_a_link_to_a_version_goes_on_showing_that_version(visitor: Visitor):
    versions.name_version(plan=visitor.plan, name="As sent", by=visitor.actor, now=timezone.now())
    old, newest = make(visitor, version="1"), make(visitor)
    visitor.save("mission", "Something else entirely.", base=1)

    assert says(a_stranger().get(old), "We cut theft at night.")
    assert says(a_stranger().get(old), "Version 1, “As sent”")
    assert says(a_stranger().get(newest), "Something else entirely.")


def test_the_same_comes_as_a_pdf(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    versions.name_version(plan=visitor.plan, name="As sent", by=visitor.actor, now=timezone.now())
    visitor.save("mission", "Something else entirely.", base=1)
    asked: list[Any] = []
    monkeypatch.setattr(
        formats,
        "_kept",
        lambda form, render, state, today, options: asked.append((state.value("mission"), options)) or b"%PDF-1.7",
    )

    response = a_stranger().get(make(visitor, version="1") + "report.pdf?paper=a4")

    assert response.content == b"%PDF-1.7"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Riverton" in response.headers["Content-Disposition"]
    [(mission, options)] = asked
    assert (mission, str(options.paper), str(options.audience)) == ("We cut theft at night.", "a4", ANYBODY)
    assert ShareLink.objects.get().opened == 0


def test_openings_are_counted_but_not_glances_and_not_what_is_fetched_ahead(visitor: Visitor):
    path = make(visitor)
    reader = a_stranger()

    reader.head(path)
    reader.get(path, headers={"Sec-Purpose": "prefetch;prerender"})
    reader.get(path, headers={"Purpose": "prefetch"})
    reader.get(path)

    assert ShareLink.objects.get().opened == 1
    assert reader.post(path).status_code == 405


def test_every_link_that_opens_nothing_gets_the_same_page(visitor: Visitor):
    revoked, expired, gone = make(visitor, label="a"), make(visitor, label="b"), make(Visitor())
    visitor.post("share/", do="revoke", link=ShareLink.objects.get(label="a").link_id)
    ShareLink.objects.filter(label="b").update(expires_at=timezone.now() - timedelta(seconds=1))
    Plan.objects.exclude(pk=visitor.plan.pk).update(deleted_at=timezone.now())
    wrong = ["/share/" + "A" * 43 + "/", "/share/x/", "/share/%00/", revoked, expired, gone]

    pages = [a_stranger().get(path) for path in wrong] + [a_stranger().get(path + "report.pdf") for path in wrong]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert says(pages[0], "It has expired, was taken back, or is not complete.")


def test_looking_for_a_link_takes_as_many_queries_whether_it_is_wrong_or_revoked(visitor: Visitor):
    path = make(visitor)
    visitor.post("share/", do="revoke", link=ShareLink.objects.get().link_id)
    reader = a_stranger()
    reader.get(path)

    counts = []
    for one in (path, "/share/" + "A" * 43 + "/"):
        with CaptureQueriesContext(connection) as queries:
            reader.get(one)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_network_that_opens_too_many_is_told_to_wait(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    path = make(visitor)
    monkeypatch.setattr(shared, "OPENINGS", Limit("a tight limit for a test", most=2, seconds=600))
    reader = a_stranger()

    answers = [reader.get(path).status_code for _time in range(3)]

    assert answers == [200, 200, 429]
    assert ShareLink.objects.get().opened == 2


def test_typesetting_for_one_link_is_limited_and_leaves_the_plans_own_alone(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    path = make(visitor)
    monkeypatch.setattr(shared, "RENDERS", Limit("a tight limit for a test too", most=1, seconds=600))

    def kept(form: str, render: Any, state: Any, today: Any, options: Any) -> bytes:
        options.permit()
        return b"%PDF"

    monkeypatch.setattr(formats, "_kept", kept)

    answers = [a_stranger().get(path + "report.pdf").status_code for _time in range(2)]

    assert answers == [200, 429]
    assert visitor.get("report.pdf").status_code == 200


def test_a_link_made_for_a_plan_without_a_name_and_answers_opens():
    empty = Visitor(plan_name="", lead_role="")

    assert a_stranger().get(make(empty)).status_code == 200


def test_reading_takes_at_most_eight_queries(visitor: Visitor, django_assert_max_num_queries: Any):
    versions.name_version(plan=visitor.plan, name="As sent", by=visitor.actor, now=timezone.now())
    paths = (make(visitor), make(visitor, version="1"))
    reader = a_stranger()

    for path in paths:
        reader.get(path)
        selectors.forget_plans()
        with django_assert_max_num_queries(8 + 4):  # four keep the limit of the network, begin and end included
            reader.get(path)
