"""The home page says what this is, with a course on the shelf and without."""

import pytest
from django.test import Client

from teamup.catalog.model import Case, Course, Lesson, Section
from teamup.web.course import front


def a_case(name: str, lead: str, **facts: object) -> Case:
    return Case(
        id=name,
        name=name,
        place="Riverton, OH",
        state="OH",
        known_as_of="2021",
        lead=lead,
        form="police_program",
        settings=("downtown",),
        families=("information_sharing",),
        card="Told shortly.",
        lesson="Learn this.",
        **facts,  # type: ignore[arg-type]
    )


def a_course(*cases: Case, lessons: int = 2) -> Course:
    made = tuple(
        Lesson(id=f"one/l{n}", section="one", slug=f"l{n}", number=f"1.{n}", title=f"Lesson {n}", summary="", intro="")
        for n in range(lessons)
    )
    return Course(
        id="pack",
        version="1",
        title="Course",
        summary="",
        opening=(),
        sections=(Section("one", 1, "Introduction", "What they are.", made),),
        parts=(),
        roles={},
        cases={case.id: case for case in cases},
        resources={},
        sources={},
        labels={"leads": {"police": "Police-led"}, "families": {"all_hazards": "All hazards"}},
    )


def test_a_section_shows_its_first_lessons_and_folds_the_rest():
    section = front.of(a_course(lessons=7)).sections[0]

    assert [len(section.first), len(section.more)] == [4, 3]


def test_cases_are_one_of_each_lead_and_neither_cautionary_nor_unverified():
    course = a_course(
        a_case("warns", "police", cautionary=("cameras",)),
        a_case("remembered", "police", confidence="memory"),
        a_case("good", "police"),
        a_case("together", "joint"),
    )

    shown = front.of(course).cases

    assert [(each.case.name, each.lead) for each in shown] == [("good", "Police-led"), ("together", "joint")]


def test_without_a_course_the_front_is_empty():
    assert front.of(None) == front.Front()


@pytest.mark.django_db
def test_the_home_page_opens_before_a_course_is_published(client: Client):
    response = client.get("/")

    assert response.status_code == 200
    assert b"Write the partnership plan you will both sign." in response.content
    assert b"Start a plan" in response.content
