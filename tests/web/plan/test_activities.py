"""The activity library of a plan: what is offered, when, and what choosing does."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamup.plans import chosen
from teamup.plans.steps import steps_of
from tests.web.plan.visitor import STEP_ROWS, Visitor, a_stranger, says

pytestmark = pytest.mark.django_db
FORM = {"do": "choose", "start": "2027-01-04", "objective": "r1", "police": "Lt. Ortiz", "security": "Sam Keller"}
ONE = "activities/case-meeting/"


@pytest.fixture
def visitor() -> Visitor:
    found = Visitor(setting=["downtown"])
    found.save("objectives", STEP_ROWS)
    return found


def drafted(visitor: Visitor) -> list[str]:
    return [step.what for step in steps_of(visitor.state()) if step.source != "objectives"]


def test_before_there_are_goals_the_page_leads_to_them():
    response = Visitor().get("activities/")

    assert says(response, "Goals come first")
    assert "first/kinds/#q-objectives-joint" in response.content.decode()
    assert "Monthly case meeting" not in response.content.decode()


def test_before_there_are_goals_choosing_is_refused():
    visitor = Visitor()

    response = visitor.post(ONE, **FORM)

    assert response.status_code == 409
    assert says(response, "Set a goal first")
    assert drafted(visitor) == []


def test_what_suits_the_plan_comes_first_with_its_reasons(visitor: Visitor):
    response = visitor.get("activities/")

    page = response.content.decode()
    assert says(response, "Fits your plan: downtown, police-led")
    assert says(response, "Fits: downtown")
    assert page.index("Monthly case meeting") < page.index("Guard posts")


def test_the_library_is_shown_by_family(visitor: Visitor):
    page = visitor.page("activities/")

    families = re.findall(r'id="family-(\w+)"', page)
    assert families == ["sharing", "control"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"effort": "high"}, ["Guard posts"]),
        ({"lead": "police"}, ["Night list"]),
        ({"cost": "none"}, ["Monthly case meeting"]),
        ({"family": "sharing", "effort": "low"}, ["Monthly case meeting", "Night list"]),
        ({"family": "control", "effort": "low"}, []),
        ({"effort": "heroic"}, ["Monthly case meeting", "Night list", "Guard posts"]),
    ],
)
def test_filters_narrow_the_library(visitor: Visitor, asked: dict[str, str], shown: list[str]):
    page = visitor.page("activities/", **asked)

    found = page[page.index('id="results"') :]
    assert [title for title in ("Monthly case meeting", "Night list", "Guard posts") if title in found] == shown


def test_one_activity_shows_everything_a_person_needs_to_decide(visitor: Visitor):
    response = visitor.get(ONE)

    for sentence in (
        "Both sides meet on a fixed day. Each item ends with a name.",
        "Ask counsel: Minutes can be public records.",
        "Low effort",
        "No extra cost",
        "Hours.",
        "No test is known.",
        "Source: A study",
        "Fix the day and the room",
        "day 0 to 14",
        "Members present",
    ):
        assert says(response, sentence), sentence


def test_choosing_puts_the_row_and_its_steps_in_the_plan(visitor: Visitor):
    response = visitor.post(ONE, **FORM)

    assert (response.status_code, response["Location"]) == (303, f"{visitor.url}{ONE}#in-plan")
    assert len(drafted(visitor)) == 4
    page = visitor.get(ONE)
    assert says(page, "In your plan")
    assert says(page, "From January 4, 2027. It serves “Walk the garages”.")
    assert says(page, "by January 18, 2027")


def test_a_chosen_activity_is_marked_in_the_list_with_the_way_to_its_steps(visitor: Visitor):
    visitor.post(ONE, **FORM)

    page = visitor.page("activities/")

    headline = chosen.chosen_in(visitor.state())["case-meeting"].headline
    assert headline is not None
    assert page.count("In your plan") == 1
    assert f"{visitor.url}steps/#step-{headline.id}" in page
    assert "1 is in your plan." in page


def test_the_steps_page_says_which_activity_drafted_a_step(visitor: Visitor):
    visitor.post(ONE, **FORM)

    page = visitor.page("steps/")

    assert page.count(f'<a href="{visitor.url}{ONE}">Monthly case meeting</a>') == 3
    assert "Added here" not in page


def test_the_same_form_twice_has_one_effect(visitor: Visitor):
    form = {**FORM, "save": str(uuid.uuid4())}

    statuses = [visitor.post(ONE, **form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert len(drafted(visitor)) == 4


def test_what_was_typed_wrong_comes_back_with_a_sentence(visitor: Visitor):
    response = visitor.post(ONE, **{**FORM, "start": "2027-02-31", "police": "Lt. <Ortiz>"})

    page = response.content.decode()
    assert response.status_code == 422
    assert says(response, "The day must exist.")
    assert 'value="2027-02-31"' in page
    assert 'value="Lt. &lt;Ortiz&gt;"' in page
    assert drafted(visitor) == []


@pytest.mark.parametrize("form", [{"save": "x"}, {"do": "dance"}, {"start": ""}, {"objective": "gone"}])
def test_a_broken_form_is_refused_with_a_sentence(visitor: Visitor, form: dict[str, str]):
    response = visitor.post(ONE, **{**FORM, **form})

    assert response.status_code == 422
    assert "usa-alert--error" in response.content.decode()


def test_taking_it_out_says_what_went(visitor: Visitor):
    visitor.post(ONE, **FORM)

    visitor.post(ONE, do="take-out")

    assert says(visitor.get(ONE), "“Monthly case meeting” was taken out. 3 steps went with it.")
    assert drafted(visitor) == []


def test_steps_left_by_a_row_deleted_in_the_lesson_are_offered_for_removal(visitor: Visitor):
    visitor.post(ONE, **FORM)
    visitor.save("activities", [], base=1)
    offered = visitor.get("activities/")

    visitor.post(ONE, do="remove-left")

    assert says(offered, "“Monthly case meeting” is no longer among your activities.")
    assert says(offered, "Remove these 3 steps too")
    assert drafted(visitor) == []
    assert not says(visitor.get("activities/"), "no longer among your activities")


def test_its_measures_join_those_of_the_plan(visitor: Visitor):
    offered = visitor.get(ONE)

    visitor.post(ONE, do="measures")

    response = visitor.get(ONE)
    assert says(offered, "Add these 2 measures")
    assert says(response, "2 measures were added.")
    assert says(response, "These measures are in your plan")
    assert [row["text"] for row in visitor.state().rows("ideas")] == ["Share of steps done", "Members present"]


def test_an_activity_of_the_other_path_says_so(visitor: Visitor):
    assert says(visitor.get("activities/directory/"), "Partnerships that have run for a while usually do this.")
    assert not says(visitor.get(ONE), "usually do this")


@pytest.mark.parametrize("path", ["activities/", ONE])
def test_strangers_learn_nothing(visitor: Visitor, path: str):
    stranger = a_stranger()

    assert stranger.get(visitor.url + path).status_code == 404
    assert stranger.post(visitor.url + ONE, FORM).status_code == 404


def test_an_activity_that_is_not_there_is_not_found(visitor: Visitor):
    assert visitor.get("activities/moon-base/").status_code == 404
    assert visitor.post("activities/moon-base/", **FORM).status_code == 404


def test_a_sample_is_read_only(visitor: Visitor):
    visitor.as_sample()

    page = visitor.page(ONE)

    assert "<form" not in page[page.index("<main") : page.index("</main")]
    assert visitor.post(ONE, **FORM).status_code == 403


def test_the_question_of_the_activities_links_to_the_library(visitor: Visitor):
    page = visitor.page("first/kinds/")

    link = f'href="{visitor.url}activities/"'
    assert page.count(link) == 1
    assert page.index('id="q-activities-joint"') < page.index(link)


@pytest.mark.parametrize("path", ["activities/", ONE])
def test_a_page_asks_the_database_little(visitor: Visitor, path: str):
    visitor.post(ONE, **FORM)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        visitor.page(path)

    assert len(queries) <= 8


def test_what_people_call_things_is_shown_as_they_wrote_it(visitor: Visitor):
    rows: list[dict[str, Any]] = [{"id": "r1", "measure": "<script>alert(1)</script> & more"}]
    visitor.save("objectives", rows, base=1)

    page = visitor.page(ONE)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
