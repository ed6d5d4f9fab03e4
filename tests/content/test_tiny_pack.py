"""A course of another subject: a clinic's disaster plan is read, planned and reported with its own files alone."""

import html
import io
import json
import re
import uuid
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.management import call_command
from django.test import Client

from teamup.catalog import check

PACK = Path(__file__).parent / "tiny-pack"
NAME = "Oak Street Clinic"
ANSWERS: dict[str, Any] = {
    "dangers": [{"id": "d1", "text": "The river floods the basement"}, {"id": "d2", "text": "A power outage"}],
    "dangers_first": ["d2", "d1"],
    "promise": "Whoever needs oxygen hears from us within two hours.",
    "cold_medicine": {"answer": "yes", "why": "Insulin for forty patients"},
    "cold_hours": "6",
    "tasks": [{"id": "t1", "task": "Print the call list", "who": "Amara Diallo", "danger": "d2", "by": "2027-03-01"}],
    "supplies": {"light": "Top shelf"},
    "reopening": {"who": "Dr. Ruiz", "days": "3"},
}
SAID = ("floods the basement", "oxygen hears from us", "Insulin", "Print the call list", "Amara Diallo", "Dr. Ruiz")
PAGES = ("", "ready/dangers/", "ready/people/", "after/return/", "steps/", "history/", "settings/", "email/")
MORE_PAGES = ("version/", "report/")
READING = ("/course/", "/course/ready/", "/course/ready/dangers/", "/examples/river-house/", "/glossary/")
OF_THE_OTHER_COURSE = re.compile(r"\b(police|private security|partnership|liaison|chief)\b", re.IGNORECASE)


def words_of(page: str) -> str:
    """Return the words a reader sees on a page."""
    seen = re.sub(r"<head.*?</head>|<script.*?</script>|<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(seen))


@pytest.fixture
def clinic(client: Client, settings: Any) -> tuple[Client, str]:
    """A visitor with a plan in which every question of the clinic's course is answered, and the plan's address."""
    settings.COURSE_PACK = "clinic-disaster"
    call_command("pack", "publish", str(PACK), verbosity=0)
    page = client.get("/plans/new/").content.decode()
    key = re.search(r'name="form" value="([^"]+)"', page)
    assert key
    opening = {"clinic_name.joint": NAME, "first_plan.joint": "new", "building.joint": ["house"]}
    address = client.post("/plans/new/", {"form": key[1], **opening})["Location"]
    for question, value in ANSWERS.items():
        body = {"value": value, "side": "joint", "base": 0, "save": str(uuid.uuid4())}
        saved = client.post(
            f"{address}answers/{question}/",
            json.dumps(body),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
        assert saved.status_code == 200, saved.content
    return client, address


def test_the_pack_has_no_fault():
    assert check.check(PACK).faults == ()


@pytest.mark.slow
@pytest.mark.django_db
def test_every_page_opens_and_speaks_of_the_clinic_alone(clinic: tuple[Client, str]):
    client, address = clinic

    pages = {url: client.get(url) for url in (*READING, *(address + page for page in (*PAGES, *MORE_PAGES)))}

    assert {url: page.status_code for url, page in pages.items() if page.status_code != 200} == {}
    del pages[f"{address}steps/"]  # it lets one choose a side by name: the two sides are the tool's own
    strange = {url: OF_THE_OTHER_COURSE.findall(words_of(page.content.decode())) for url, page in pages.items()}
    assert {url: found for url, found in strange.items() if found} == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_report_says_every_answer_in_each_form(clinic: tuple[Client, str]):
    client, address = clinic

    page = words_of(client.get(f"{address}report/").content.decode())
    read = pypdf.PdfReader(io.BytesIO(client.get(f"{address}report.pdf").content))
    pdf = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    data = json.loads(client.get(f"{address}report.json").content)

    assert [said for said in (NAME, *SAID) if said not in page] == []
    assert [said for said in (NAME, *SAID) if said not in pdf] == []
    assert {one["question"]: one["value"] for one in data["answers"] if one["question"] in ANSWERS} == ANSWERS
    assert not OF_THE_OTHER_COURSE.findall(pdf)


@pytest.mark.django_db
def test_rows_of_the_clinic_become_action_steps(clinic: tuple[Client, str]):
    client, address = clinic

    steps = words_of(client.get(f"{address}steps/").content.decode())

    assert "Print the call list" in steps
    assert "Mar 1" in steps or "March 1" in steps


@pytest.mark.django_db
def test_the_home_page_introduces_the_course_that_is_there(clinic: tuple[Client, str]):
    client, _address = clinic

    home = words_of(client.get("/").content.decode())

    assert "A disaster plan for a neighborhood clinic" in home
    assert not OF_THE_OTHER_COURSE.findall(home)


@pytest.mark.django_db
def test_a_memorandum_is_neither_offered_nor_made_where_the_course_has_none(clinic: tuple[Client, str]):
    client, address = clinic

    found = client.get(f"{address}report.docx", {"kind": "mou"})

    assert found.status_code == 404
    assert "kind=mou" not in client.get(f"{address}report/").content.decode()
