"""A plan as a start for another place: what comes along, and what stays behind."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.catalog.source import PackSource
from teamup.core.models import Event
from teamup.plans import copying, lifecycle, people, selectors, services
from teamup.plans.access import Actor
from teamup.plans.copying import Copied, Wish
from teamup.plans.errors import AnswerRejected, MayNotEdit
from teamup.plans.models import AnswerChange, BrowserGrant, Member, Plan
from teamup.plans.permissions import Role
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from tests.factories import MARIA, NOW, PACK, a_browser, a_plan, a_save, a_small_pack, saved

pytestmark = pytest.mark.django_db

ROWS = [
    {"id": "r1", "measure": "Walk the garages", "owner": "Lt. Ortiz", "lead": "police", "due": "2027-03-01"},
    {"id": "r2", "measure": "Share one map", "owner": "Sam Keller", "lead": "security", "due": "2027-05-01"},
]


def a_full_plan() -> Plan:
    plan = a_plan(plan_name="Harbor", path="new")
    saved(plan, "mission", "Less theft")
    saved(plan, "objectives", ROWS)
    saved(plan, "self_check", {"trust": {"rating": 2}}, side=Side.POLICE)
    saved(plan, "day", "2027-04-01")
    return plan


def a_newer_pack() -> PackSource:
    """Return the same course, a version later."""
    pack = a_small_pack()
    return a_small_pack(**{"pack.yaml": {**pack.docs["pack.yaml"], "version": "1.1.0"}})


def copied(plan: Plan, *, by: Actor = MARIA, start: str = "", key: uuid.UUID | None = None, **more: Any) -> Copied:
    return copying.copy_plan(
        plan=plan,
        wish=Wish({"plan_name": "Docks"}, start),
        form_key=key or uuid.uuid4(),
        browser=more.pop("browser", a_browser()),
        person=more.pop("person", None),
        network="192.0.2.1",
        by=by,
        now=NOW,
    )


def state_of(made: Copied) -> PlanState:
    return selectors.load_state(made.plan)


def test_answers_come_along_under_a_new_name_and_the_old_plan_stays_as_it_is():
    plan = a_full_plan()

    state = state_of(copied(plan))

    assert (state.name, state.value("mission"), state.value("path")) == ("Docks", "Less theft", "new")
    assert selectors.load_state(plan).name == "Harbor"
    assert state.answers["mission", Side.JOINT].revision == 1


def test_what_is_about_people_stays_behind():
    state = state_of(copied(a_full_plan()))

    assert state.value("self_check", Side.POLICE) is None
    assert all("owner" not in row for row in state.rows("objectives"))
    assert [question.id for question in copying.left_out(state.course)] == ["self_check"]


def test_no_history_nobody_and_no_round_comes_along():
    plan = a_full_plan()
    saved(plan, "mission", "Less theft at night", base=1)

    made = copied(plan)

    changes = AnswerChange.objects.filter(plan=made.plan)
    assert {(change.kind, change.by) for change in changes} == {("imported", MARIA.name)}
    assert changes.get(question_id="mission").new == "Less theft at night"
    assert not Member.objects.filter(plan=made.plan).exists()


def test_steps_begin_as_planned_without_owner_and_notes_and_keep_what_was_typed():
    plan = a_full_plan()
    drafted, typed = uuid.UUID(steps_of(selectors.load_state(plan))[0].id), uuid.uuid4()
    own = {
        "what": "Walk all garages",
        "status": "done",
        "owner": "Lt. Ortiz",
        "notes": "Called her.",
        "due": "2027-03-08",
    }
    services.record_step(plan=plan, step_id=drafted, save=a_save(own), by=MARIA, now=NOW)
    services.record_step(plan=plan, step_id=typed, save=a_save({"what": "Print a list"}), by=MARIA, now=NOW)

    steps = {step.what: step for step in steps_of(state_of(copied(plan)))}

    assert set(steps) == {"Walk all garages", "Share one map", "Print a list"}
    assert steps["Walk all garages"].status == "planned"
    assert steps["Walk all garages"].source == "objectives"
    assert {step.owner + step.notes for step in steps.values()} == {""}


def test_all_dates_move_so_that_the_first_step_begins_on_the_day_asked_for():
    plan = a_full_plan()

    state = state_of(copied(plan, start="2028-03-01"))

    assert [str(step.due) for step in steps_of(state)] == ["2028-03-01", "2028-05-01"]
    assert state.value("day") == "2028-04-01"


@pytest.mark.parametrize("start", ["soon", "9999-12-31"])
def test_a_day_that_no_calendar_has_is_refused_and_nothing_is_made(start: str):
    plan = a_full_plan()
    saved(plan, "meeting", {"place": "Hall", "on": "2099-01-01"})

    with pytest.raises(AnswerRejected):
        copied(plan, start=start)

    assert Plan.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMENTER])
def test_who_may_only_read_may_not_copy(role: Role):
    reader = Actor("Rita", role=role, user_id=uuid.uuid4())

    with pytest.raises(MayNotEdit):
        copied(a_full_plan(), by=reader)


def test_the_same_form_twice_makes_one_copy():
    plan, key = a_full_plan(), uuid.uuid4()
    first = copied(plan, key=key)

    with pytest.raises(IntegrityError):
        copied(plan, key=key)

    assert copying.copied_before(plan=plan, form_key=key, by=MARIA) == first.plan


def test_a_copy_belongs_to_who_made_it():
    plan = a_full_plan()
    dana = people.Person(uuid.uuid4(), "dana@agency.gov", "Dana")

    hers, its = copied(plan, person=dana), copied(plan)

    assert Member.objects.get(plan=hers.plan).role == Role.OWNER
    assert not BrowserGrant.objects.filter(plan=hers.plan).exists()
    assert BrowserGrant.objects.filter(plan=its.plan).count() == 1
    assert lifecycle.find_by_key(typed=its.key, network="192.0.2.1", now=NOW) == its.plan


def test_both_plans_say_that_there_is_a_copy_and_no_more():
    plan = a_full_plan()

    made = copied(plan)

    assert made.plan.copied_from == plan.pk
    assert Event.objects.get(plan_id=plan.pk, kind="plan.copied").detail == {}
    assert Event.objects.get(plan_id=made.plan.pk, kind="plan.begun_as_copy").detail == {"of": str(plan.pk)}


def test_a_copy_stays_on_the_version_of_its_course():
    plan = a_full_plan()
    shelf.publish(a_newer_pack())

    made = copied(plan)

    assert (made.plan.pack_id, made.plan.pack_version) == (PACK, "1.0.0")
