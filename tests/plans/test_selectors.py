"""Loading a plan's state: kept between pages, and never older than the last save."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamup.plans import progress, selectors, services, steps
from teamup.plans.models import Answer, Plan
from tests.factories import MARIA, NOW, SAM, a_plan, a_save, saved

pytestmark = pytest.mark.django_db
MISSION = "mission"


@pytest.fixture
def plan() -> Plan:
    selectors.forget_plans()
    return a_plan()


def test_a_plan_that_nobody_changed_is_not_read_again(plan: Plan):
    first = selectors.load_state(plan)

    with CaptureQueriesContext(connection) as asked:
        second = selectors.load_state(plan)

    assert second is first
    assert len(asked) == 1


def test_every_kind_of_save_is_seen_by_the_next_page(plan: Plan):
    seen = [selectors.load_state(plan)]

    saved(plan, MISSION, "One mission")
    seen.append(selectors.load_state(plan))
    saved(plan, MISSION, "Another mission", base=1, by=SAM)
    seen.append(selectors.load_state(plan))
    step = uuid.uuid4()
    services.record_step(plan=plan, step_id=step, save=a_save({"what": "Call"}), by=MARIA, now=NOW)
    seen.append(selectors.load_state(plan))
    first = selectors.changes_of(plan, question_id=MISSION)[-1]
    services.restore(plan=plan, change_key=first.save_key, save_key=uuid.uuid4(), base=2, by=MARIA, now=NOW)
    seen.append(selectors.load_state(plan))

    assert [state.value(MISSION) for state in seen] == [
        None,
        "One mission",
        "Another mission",
        "Another mission",
        "One mission",
    ]
    assert [len(steps.steps_of(state)) for state in seen] == [0, 0, 0, 1, 1]


def test_a_new_time_zone_is_seen_at_once(plan: Plan):
    selectors.load_state(plan)

    plan.time_zone = "America/Denver"

    assert selectors.load_state(plan).plan.time_zone == "America/Denver"


def test_only_the_plans_used_last_are_kept(monkeypatch: pytest.MonkeyPatch, plan: Plan):
    monkeypatch.setattr(selectors, "MOST_KEPT", 2)
    first, second, third = plan, a_plan(), a_plan()
    states: list[Any] = [selectors.load_state(one) for one in (first, second)]

    selectors.load_state(first)
    selectors.load_state(third)

    assert selectors.load_state(first) is states[0]
    assert selectors.load_state(second) is not states[1]


def test_what_rules_find_out_is_found_once_for_each_state(plan: Plan):
    state = selectors.load_state(plan)

    assert progress.measure(state) is progress.measure(state)
    saved(plan, MISSION, "One mission")
    assert progress.measure(selectors.load_state(plan)).answered == progress.measure(state).answered + 1


def test_after_a_save_only_what_changed_is_read_anew(plan: Plan):
    saved(plan, "motto", "Side by side")
    saved(plan, MISSION, "One mission")
    before = selectors.load_state(plan)

    saved(plan, MISSION, "Another mission", base=1)
    after = selectors.load_state(plan)

    assert after.given("motto") is before.given("motto")
    assert after.value(MISSION) == "Another mission"


def test_a_value_that_changed_under_its_revision_is_not_taken_for_the_old_one(plan: Plan):
    saved(plan, "motto", "Side by side")
    saved(plan, MISSION, "One mission")
    selectors.load_state(plan)

    Answer.objects.filter(plan=plan, question_id="motto").update(value="Hand in hand")
    saved(plan, MISSION, "Another mission", base=1)

    assert selectors.load_state(plan).value("motto") == "Hand in hand"
