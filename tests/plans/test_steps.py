"""Action steps: drafted from rows, changed by people, never overwritten."""

from dataclasses import replace
from datetime import date

from teamup.catalog.model import Side
from teamup.plans import smart, steps
from teamup.plans.state import Given
from teamup.plans.steps import StepStatus
from tests.factories import NOW, PLAN_ID, a_state

ROWS = {
    "goals": [{"id": "g1", "goal": "Safer garages"}],
    "objectives": [
        {
            "id": "r1",
            "measure": "Walk the garages",
            "goal": "g1",
            "owner": "Kim Lee",
            "lead": "police",
            "due": "2027-02-20",
        },
        {"id": "r2", "measure": "Map break-ins", "due": "2027-01-15"},
        {"id": "r3", "measure": "Some day"},
    ],
}


def changed(step_id: str, **fields: object):
    return replace(a_state(ROWS), step_changes={step_id: Given(fields, 1, NOW)})


WALK = steps.step_id_of(PLAN_ID, "objectives", "r1")


def test_rows_draft_steps_sorted_by_due_date_with_undated_ones_last():
    assert [step.what for step in steps.steps_of(a_state(ROWS))] == ["Map break-ins", "Walk the garages", "Some day"]


def test_a_drafted_step_takes_its_fields_from_the_row_in_words():
    step = steps.find_step(a_state(ROWS), WALK)

    assert step is not None
    assert (step.why, step.owner, step.lead, step.due) == ("Safer garages", "Kim Lee", Side.POLICE, date(2027, 2, 20))
    assert (step.source, step.source_row, step.status) == ("objectives", "r1", StepStatus.PLANNED)


def test_what_a_person_set_stays_when_the_row_changes():
    state = changed(WALK, status="done", owner="Sam Okafor")
    later = {**ROWS, "objectives": [{"id": "r1", "measure": "Walk them twice", "owner": "Kim Lee"}]}

    step = steps.find_step(replace(a_state(later), step_changes=state.step_changes), WALK)

    assert step is not None
    assert (step.what, step.owner, step.status) == ("Walk them twice", "Sam Okafor", StepStatus.DONE)


def test_a_field_that_a_person_emptied_stays_empty():
    step = steps.find_step(changed(WALK, cleared="owner due"), WALK)

    assert step is not None
    assert (step.owner, step.due) == ("", None)


def test_a_removed_step_is_gone_and_its_row_stays():
    assert steps.find_step(changed(WALK, removed=True), WALK) is None


def test_a_changed_step_outlives_its_row():
    state = replace(a_state({}), step_changes={WALK: Given({"what": "Walk", "status": "started"}, 2, NOW)})

    assert [step.what for step in steps.steps_of(state)] == ["Walk"]


def test_an_open_step_past_its_day_is_overdue_and_a_done_one_is_not():
    late = steps.find_step(a_state(ROWS), WALK)
    done = steps.find_step(changed(WALK, status="done"), WALK)

    assert late is not None
    assert done is not None
    assert late.is_overdue(date(2027, 2, 21))
    assert not late.is_overdue(date(2027, 2, 20))
    assert not done.is_overdue(date(2027, 2, 21))


def test_an_objective_without_owner_or_date_is_flagged():
    flags = [(flag.row, flag.what) for flag in smart.flags(a_state(ROWS)) if flag.kind == "missing"]

    assert ("Some day", "Owner") in flags
    assert ("Some day", "Due") in flags
    assert ("Walk the garages", "Owner") not in flags


def test_a_link_to_a_row_that_is_gone_is_flagged():
    rows = {"objectives": [{"id": "r1", "measure": "Walk", "goal": "g9"}]}

    assert [flag.what for flag in smart.flags(a_state(rows)) if flag.kind == "gone"] == ["Goal"]


def test_a_rule_is_told_when_answers_trip_it_and_not_before():
    assert [c.rule.id for c in smart.cautions(a_state({"sharing": {"video": {"rule": "allowed"}}}))] == ["rule.video"]
    assert smart.cautions(a_state({"sharing": {"video": {"rule": "never"}}})) == ()
