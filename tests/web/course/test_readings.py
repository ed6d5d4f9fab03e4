"""Reading the course without a plan."""

import html
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from teamup.catalog import shelf, source
from teamup.catalog.model import Course
from teamup.web.field_notes import FieldNote

ROOT = Path(__file__).resolve().parents[3] / "content" / "police-security"

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return shelf.publish(source.read_pack(ROOT))[0]


def test_every_lesson_can_be_read_without_a_plan_from_the_list_of_lessons(client: Client, course: Course):
    page = client.get("/course/").content.decode()

    for lesson in course.lessons():
        address = f"/course/{lesson.section}/{lesson.slug}/"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_a_reading_lists_its_sources_and_its_cases_with_their_year(client: Client, course: Course):
    page = client.get("/course/introduction/why-partner/").content.decode()

    assert 'href="#source-s1"' in page
    assert 'id="source-s1"' in page
    assert "known as of" in page


def test_a_case_looks_the_same_in_the_course_and_in_a_plan(client: Client, course: Course):
    page = client.get("/course/starting/mission/").content.decode()
    shown = next(case for case in course.cases.values() if case.name in html.unescape(page))

    in_a_plan = render_to_string("plan/field_notes.html", {"notes": [FieldNote(shown)]})

    assert in_a_plan.split("</h2>")[1].split("</aside>")[0].strip() in page


@pytest.mark.parametrize("address", ["/course/none/", "/course/introduction/none/", "/course/starting/why-partner/"])
def test_a_lesson_that_is_not_there_is_404(client: Client, course: Course, address: str):
    assert client.get(address).status_code == 404


def test_a_site_without_a_course_says_so_with_404(client: Client):
    assert client.get("/course/").status_code == 404


def test_a_reading_takes_at_most_two_queries(client: Client, course: Course, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/course/starting/mission/")
