"""Which activities suit a plan, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from teamup.catalog.model import Case, Course, Source
from teamup.plans import chosen, suggesting
from teamup.plans.state import Given
from tests.factories import NOW, PLAN_ID, a_course, a_state

OBJECTIVE = [{"id": "o1", "measure": "Break-ins a quarter"}]
CASE = Case("riverton", "Riverton", "Riverton, OH", "OH", "2020", "joint", "", ("downtown",), (), "Card.", "Lesson.")


def a_planner(*, roles: dict[str, str] | None = None, **fields: Any) -> Course:
    """Return the small course with the roles that suggestions look at."""
    course = a_course()
    more = {"problems": "ideas", "budget": "objectives", "priority": "order", **(roles or {})}
    return replace(course, roles={**course.roles, **more}, **fields)


def problems(*texts: str) -> dict[str, Any]:
    return {"ideas": [{"id": f"p{n}", "text": text} for n, text in enumerate(texts)]}


def ids(fits: tuple[suggesting.Fit, ...]) -> list[str]:
    return [fit.activity.id for fit in fits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Theft from parked cars", ("theft",)),
        ("Cars BROKEN INTO at night", ("theft",)),
        ("Threats and assaults on hospital staff at the emergency entrance", ("violence",)),
        ("Fear of walking to the bus after dark", ("fear",)),
        ("A fire or a flood downtown", ("emergencies",)),
        ("Firearms and forgetting", ()),
        ("Robbery", ("theft", "violence")),
        ("Counterfeit bills and gift card scams", ("fraud",)),
        ("", ()),
    ],
)
def test_problems_are_read_from_what_people_wrote(text: str, found: tuple[str, ...]):
    assert suggesting.problems_of(a_state(problems(text), course=a_planner())) == found


def test_the_problem_taken_on_first_comes_first():
    answers = {**problems("Theft from cars", "Assaults at night"), "order": ["p1", "p0"]}

    assert suggesting.problems_of(a_state(answers, course=a_planner())) == ("violence", "theft")


def test_an_activity_for_the_plans_problem_is_suggested_with_its_reasons():
    state = a_state({**problems("Theft from cars"), "setting": ["downtown"], "lead_role": "team"}, course=a_planner())

    (fit,) = suggesting.suggested(state)

    assert fit.activity.id == "case-meeting"
    assert fit.reasons == (("problem", "theft"), ("setting", "downtown"), ("lead", "joint"))


def test_without_problems_the_setting_alone_suggests():
    assert ids(suggesting.suggested(a_state({"setting": ["campus"]}, course=a_planner()))) == ["guard-posts"]


def test_a_plan_that_says_neither_problem_nor_place_gets_no_suggestion():
    assert suggesting.suggested(a_state(course=a_planner())) == ()


def test_an_activity_of_the_other_path_is_listed_last_and_never_suggested():
    new = a_state({**problems("Theft"), "path": "new"}, course=a_planner())
    existing = a_state({**problems("Theft"), "path": "existing"}, course=a_planner())

    assert ids(suggesting.fits(new))[-1] == "directory"
    assert "directory" not in ids(suggesting.suggested(new))
    assert "directory" in ids(suggesting.suggested(existing))


def test_with_little_time_low_effort_comes_first():
    answers = {**problems("Theft, and assaults"), "path": "existing", "setting": ["campus"]}
    unhurried = a_state(answers, course=a_planner())
    hurried = a_state({**answers, "time_available": "minutes_15"}, course=a_planner())

    assert ids(suggesting.fits(unhurried)).index("guard-posts") < ids(suggesting.fits(unhurried)).index("case-meeting")
    assert ids(suggesting.fits(hurried))[-1] == "guard-posts"
    assert ("effort", "low") in suggesting.fits(hurried)[0].reasons


@pytest.mark.parametrize(("amount", "is_short"), [("4999", True), ("5000", False)])
def test_a_small_budget_is_small_means(amount: str, is_short: bool):
    rows = [{"id": "o1", "measure": "Radios", "amount": amount}]

    assert suggesting.is_short_of_means(a_state({"objectives": rows}, course=a_planner())) is is_short


def test_without_a_budget_few_shared_things_are_small_means():
    course = a_planner(roles={"resources_have": "ideas"})

    assert suggesting.is_short_of_means(a_state(problems("A room"), course=course))
    assert not suggesting.is_short_of_means(a_state(problems("A room", "A car", "A desk"), course=course))
    assert not suggesting.is_short_of_means(a_state(course=course))


def test_goals_or_objectives_open_the_library():
    course = a_planner(roles={"goals": "goals"})

    assert not suggesting.are_goals_set(a_state(course=course))
    assert suggesting.are_goals_set(a_state({"goals": [{"id": "g1", "goal": "Calm nights"}]}, course=course))
    assert suggesting.are_goals_set(a_state({"objectives": OBJECTIVE}, course=course))


def test_a_chosen_activity_is_not_suggested_again():
    row = {"id": chosen.row_id_of("case-meeting", 1), "what": "Our own words for it"}
    state = a_state({**problems("Theft"), "activities": [row]}, course=a_planner())

    assert suggesting.suggested(state) == ()
    assert list(chosen.chosen_in(state)) == ["case-meeting"]


def test_the_caution_is_a_case_tagged_so_that_is_not_among_the_matching_ones():
    course = a_course()
    cases = {
        "riverton": replace(CASE, cautionary=("cameras",)),
        "lakeside": replace(CASE, id="lakeside", settings=("campus",), cautionary=("cameras",)),
        "plain": replace(CASE, id="plain", sources=(Source("x", "X"),)),
    }
    activity = replace(course.activities["case-meeting"], cautions=("cameras",), cases=("riverton", "plain"))
    state = a_state({"setting": ["downtown"]}, course=replace(course, cases=cases))

    found = suggesting.caution_of(state, activity)

    assert found == (cases["lakeside"], "cameras")
    assert [case.id for case in suggesting.cases_of(state, activity)] == ["riverton", "plain"]
    assert suggesting.caution_of(state, course.activities["case-meeting"]) is None


def test_steps_left_by_a_deleted_row_are_found_and_changed_ones_are_not_among_them():
    row_id = chosen.row_id_of("case-meeting", 1)
    first, second, third = (str(chosen.step_id_of(PLAN_ID, row_id, n)) for n in range(3))
    stored = {
        first: Given({"what": "As drafted"}, 1, NOW),
        second: Given({"what": "Reworded"}, 2, NOW),
        third: Given({"what": "Removed", "removed": True}, 2, NOW),
    }
    state = replace(a_state(course=a_planner()), step_changes=stored)

    (left,) = chosen.left_behind(state)

    assert (left.activity.id, left.untouched) == ("case-meeting", (first,))
    assert chosen.next_number(state, left.activity) == 2
