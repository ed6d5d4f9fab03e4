"""A plan here and the same plan in a file: what is new, the same or different, and what nothing is said of."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from teamup.catalog.model import Side
from teamup.plans import joining, selectors, services
from teamup.plans.joining import Standing
from teamup.plans.keeping import Kept
from teamup.plans.models import ActionStep
from teamup.plans.state import Given
from tests.factories import MARIA, NOW, a_plan, a_state, saved

J = Side.JOINT
STEP = "11111111-2222-4333-8444-555555555556"


def kept(question_id: str, value: Any, *, side: Side = J, revision: int = 1) -> Kept:
    """Return a value as a file holds it."""
    return Kept(question_id, side, value, revision, NOW, "Sam", uuid.uuid4())


def standings(state: Any, *there: Kept) -> dict[tuple[str, Side], Standing]:
    return {one.place: one.standing for one in joining.meet(state, there)}


def test_each_answer_of_a_file_is_new_the_same_or_different():
    state = a_state({"mission": "We meet.", "motto": "Together"}, police={"self_check": {"trust": {"rating": 3}}})

    found = standings(
        state,
        kept("mission", "We meet."),
        kept("motto", "Apart"),
        kept("cost", "12"),
        kept("self_check", {"trust": {"rating": 4}}, side=Side.POLICE),
        kept("self_check", {"trust": {"rating": 4}}, side=Side.SECURITY),
    )

    assert found == {
        ("mission", J): Standing.SAME,
        ("motto", J): Standing.DIFFERENT,
        ("cost", J): Standing.NEW,
        ("self_check", Side.POLICE): Standing.DIFFERENT,
        ("self_check", Side.SECURITY): Standing.NEW,
    }


def test_what_is_empty_in_a_file_says_nothing():
    state = a_state({"mission": "We meet."})

    assert standings(state, kept("mission", None), kept("motto", None)) == {}
    assert joining.only_here(state, [kept("mission", None)]) == 1


def test_an_answer_that_was_emptied_here_is_different_not_new():
    state = a_state({"mission": None})

    assert standings(state, kept("mission", "We meet.")) == {("mission", J): Standing.DIFFERENT}


def test_answers_come_in_the_order_of_the_course_and_steps_last():
    state = replace(a_state({}), step_changes={STEP: Given({"status": "done"}, 2, NOW)})
    steps = [
        kept(f"steps/{STEP}", {"status": "done"}),
        kept("steps/22222222-2222-4333-8444-555555555556", {"what": "x"}),
    ]

    met = joining.meet(state, [*steps, kept("asked_long_ago", "x"), kept("cost", "1"), kept("mission", "x")])

    assert [one.place[0] for one in met[:3]] == ["mission", "cost", "asked_long_ago"]
    assert [(one.standing, one.base) for one in met[3:]] == [(Standing.SAME, 2), (Standing.NEW, 0)]


@pytest.mark.django_db
def test_a_value_that_the_question_does_not_take_is_kept_whole_beside_the_answer():
    plan = a_plan()
    saved(plan, "interests", ["a"])

    services.record_imported(
        plan=plan, kept=kept("interests", ["b", "gone"]), base=1, save_key=uuid.uuid4(), by=MARIA, now=NOW
    )

    state = selectors.load_state(plan)
    assert state.value("interests") == ["b"]
    assert state.whole["interests", J].value == ["b", "gone"]


@pytest.mark.django_db
def test_the_same_save_twice_is_one_change():
    plan, key = a_plan(), uuid.uuid4()

    for _time in range(2):
        for one in (kept("mission", "We meet."), kept(f"steps/{STEP}", {"what": "Call the mayor"})):
            save_key = uuid.uuid5(key, one.question_id)
            services.record_imported(plan=plan, kept=one, base=0, save_key=save_key, by=MARIA, now=NOW)

    assert [change.kind for change in selectors.changes_of(plan, question_id="mission")] == ["imported"]
    assert ActionStep.objects.get(plan=plan).revision == 1
