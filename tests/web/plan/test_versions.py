"""The pages of named versions: name the plan, read one again, compare, take it along, bring it back."""

from __future__ import annotations

import html
import io
import re
import uuid
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone

from teamup.plans import selectors, versions
from teamup.plans.models import BrowserGrant, NamedVersion, Plan
from teamup.report import cache
from tests.factories import SAM
from tests.report.pdftext import fold, tree_of
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db


def a_version(visitor: Visitor, name: str = "As sent to the council", note: str = "") -> NamedVersion:
    return versions.name_version(plan=visitor.plan, name=name, note=note, by=visitor.actor, now=timezone.now())


def with_a_version() -> Visitor:
    """Return a plan that was named, and has changed since."""
    visitor = Visitor()
    visitor.save("mission", "Less theft downtown at night")
    visitor.save("objectives", STEP_ROWS)
    a_version(visitor)
    visitor.save("mission", "Less car theft downtown at night", base=1, by=SAM)
    visitor.save("motto", "Two keys, one door", by=SAM)
    return visitor


def test_a_plan_is_named_with_a_plain_form():
    visitor = Visitor()
    form = visitor.page("versions/")

    response = visitor.post("versions/", name="As sent to the council", note="By mail, on Tuesday")

    assert "No version has a name yet" in form
    assert response.status_code == 303
    page = visitor.page("versions/")
    assert "is kept as version 1, “As sent to the council”" in html.unescape(page)
    assert "By mail, on Tuesday" in page
    assert "The same as today's plan" in page


def test_one_form_sent_twice_names_once():
    visitor, key = Visitor(), str(uuid.uuid4())

    responses = [visitor.post("versions/", name="Once", save=key) for _ in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    assert NamedVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("", "Kept", "Give the version a name"),
        ("x" * 61, "Kept", "60 characters or fewer"),
        ("y", "x" * 501, "500 characters or fewer"),
        ("as sent TO the council", "Kept", "There is a version with this name already: Version 1"),
    ],
)
def test_what_was_typed_comes_back_with_its_error(name: str, note: str, said: str):
    visitor = with_a_version()

    response = visitor.post("versions/", name=name, note=note)

    assert response.status_code == 422
    assert says(response, said)
    assert f'value="{name}"' in response.content.decode()
    assert note in response.content.decode()
    assert NamedVersion.objects.count() == 1


def test_a_form_without_its_key_is_refused_with_a_sentence():
    assert says(Visitor().post("versions/", name="x", save="?"), "This form is out of date")


def test_a_version_says_what_changed_since_word_by_word_and_by_lesson():
    page = with_a_version().page("versions/1/")

    assert "<ins>car </ins>" in page
    assert "Two keys, one door" in page
    assert "Every kind" in page  # the lesson
    assert page.count("Restore this answer") == 2


def test_two_versions_are_compared_from_the_older_to_the_newer_whichever_is_open():
    visitor = with_a_version()
    a_version(visitor, "After the vote")
    visitor.save("mission", "Something else altogether", base=2)

    pages = [visitor.page("versions/1/", **{"with": "2"}), visitor.page("versions/2/", **{"with": "1"})]

    for page in pages:
        assert "<ins>car </ins>" in page
        assert "altogether" not in page
        assert "Restore this answer" not in page
    assert "to “After the vote”" in html.unescape(pages[0])
    assert "from “As sent to the council”" in html.unescape(pages[1])


def test_a_version_like_today_says_so():
    visitor = Visitor()
    a_version(visitor)

    page = visitor.page("versions/1/")

    assert "is the same as this version" in page
    assert "Restore all of it" not in page


@pytest.mark.parametrize("address", ["versions/9/", "versions/0/", "versions/1/?with=9", "versions/1/?with=1"])
def test_a_version_that_is_not_there_is_404(address: str):
    visitor = with_a_version()

    assert visitor.client.get(visitor.url + address).status_code == 404


@pytest.mark.parametrize("other", ["x", "-1", "0", "1e3", "٣", "9" * 30])
def test_a_number_that_is_none_is_404(other: str):
    visitor = with_a_version()

    assert visitor.get("versions/1/", **{"with": other}).status_code == 404
    assert visitor.get("report/", version=other).status_code == 404
    assert visitor.get("report.csv", version=other).status_code == 404


def test_one_answer_is_restored_from_a_version():
    visitor = with_a_version()

    response = visitor.post("versions/1/restore/", question="mission", side="joint")

    assert response.status_code == 303
    assert visitor.state().value("mission") == "Less theft downtown at night"
    assert visitor.state().value("motto") == "Two keys, one door"
    assert "restored" in visitor.page("history/")


def test_a_version_is_restored_whole_and_it_is_said_how_to_go_back():
    visitor = with_a_version()

    response = visitor.post("versions/1/restore/")
    page = visitor.client.get(response["Location"])

    assert says(page, "2 answers were restored. What it was before is version 2, so that you can go back.")
    assert visitor.state().value("motto") is None
    visitor.post("versions/2/restore/")
    assert visitor.state().value("motto") == "Two keys, one door"


def test_restoring_what_is_the_same_says_so():
    visitor = Visitor()
    a_version(visitor)

    response = visitor.post("versions/1/restore/")

    assert says(visitor.client.get(response["Location"]), "Nothing was changed.")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"question": "nothing", "side": "joint"}, 404),
        ({"question": "mission", "side": "nobody"}, 404),
        ({"question": "mission"}, 404),
        ({"save": "x"}, 422),
    ],
)
def test_a_broken_restore_is_refused(form: dict[str, str], status: int):
    visitor = with_a_version()

    assert visitor.post("versions/1/restore/", **form).status_code == status
    assert visitor.state().given("mission").revision == 2


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["versions/", "versions/1/", "report/?version=1", "report.pdf?version=1"])
def test_strangers_get_404(address: str):
    visitor = with_a_version()

    assert a_stranger().get(visitor.url + address).status_code == 404
    assert a_stranger().post(visitor.url + "versions/1/restore/").status_code == 404


def test_another_plans_versions_are_not_found():
    visitor, other = Visitor(), with_a_version()

    assert NamedVersion.objects.filter(plan=other.plan).exists()
    assert visitor.get("versions/1/").status_code == 404
    assert visitor.get("report.json", version="1").status_code == 404
    assert visitor.post("versions/1/restore/").status_code == 404


def test_readers_look_and_change_nothing():
    visitor = with_a_version().as_sample()

    assert "Restore" not in visitor.page("versions/1/")
    assert "Keep this version" not in visitor.page("versions/")
    assert visitor.post("versions/", name="Mine").status_code == 403
    assert visitor.post("versions/1/restore/").status_code == 403


# --- Reports ------------------------------------------------------------------------------------------------------


def test_the_report_page_of_a_version_is_the_plan_as_it_stood_and_says_which_it_is():
    visitor = with_a_version()

    page = html.unescape(visitor.page("report/", version="1"))

    assert "Less theft downtown at night" in page
    assert "Two keys" not in page
    assert re.search(r"Version 1, “As sent to the council”, of \w+ \d+, \d{4}", page)
    assert "report.pdf?version=1" in page
    assert "Two keys" in visitor.page("report/")


@pytest.mark.parametrize("extension", ["docx", "ics", "csv", "json"])
def test_every_file_of_a_version_is_the_same_whenever_it_is_made(extension: str, monkeypatch):
    visitor = with_a_version()
    first = visitor.get(f"report.{extension}", version="1")
    visitor.save("objectives", None, base=1)
    Plan.objects.filter(pk=visitor.plan.pk).update(time_zone="Pacific/Guam")
    selectors.forget_plans()
    later = timezone.now() + timezone.timedelta(days=40)
    monkeypatch.setattr("teamup.web.plan.report.now", lambda: later)
    BrowserGrant.objects.filter(plan=visitor.plan).update(created_at=later)

    again = visitor.get(f"report.{extension}", version="1")

    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first.content != visitor.get(f"report.{extension}").content
    assert f"-version-1.{extension}" in again["Content-Disposition"]
    assert "council" in again["Content-Disposition"]


def test_the_word_document_and_the_calendar_say_which_version_they_are():
    visitor = with_a_version()

    book = ZipFile(io.BytesIO(visitor.get("report.docx", version="1").content)).read("word/document.xml").decode()
    calendar = visitor.get("report.ics", version="1").content.decode().replace("\r\n ", "")

    assert "Version 1, “As sent to the council”" in book
    assert "Version 1" in calendar
    assert "Version 1" not in visitor.get("report.ics").content.decode()


@pytest.mark.slow
def test_the_pdf_of_a_version_says_which_it_is_and_is_the_same_bytes():
    visitor = with_a_version()
    first = visitor.get("report.pdf", version="1").content
    cache.forget(visitor.plan.id)

    again = visitor.get("report.pdf", version="1").content

    assert first == again
    assert fold("Version 1, “As sent to the council”") in fold(tree_of(first).words())


def test_markup_in_a_name_is_text_everywhere():
    visitor = Visitor()
    a_version(visitor, '<script>alert("1")</script>', note="<img src=x>")
    visitor.save("mission", "x")

    for address in ("versions/", "versions/1/", "history/", "report/?version=1"):
        page = visitor.client.get(visitor.url + address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
    header = visitor.get("report.csv", version="1")["Content-Disposition"]
    assert "<" not in header


def test_the_pages_take_few_queries(django_assert_max_num_queries: Any):
    visitor = with_a_version()
    for n in range(30):
        a_version(visitor, f"Named {n}")

    for address in ("versions/", "versions/1/", "versions/1/?with=20", "report/?version=1", "report.json?version=1"):
        selectors.forget_plans()
        with django_assert_max_num_queries(8):
            assert visitor.client.get(visitor.url + address).status_code == 200
