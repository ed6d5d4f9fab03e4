"""Choosing an activity: one row and its steps, once, whatever is posted twice."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from teamup.plans import choosing, chosen, drafting, selectors, services, suggesting
from teamup.plans.choosing import GoalsFirst, NoLibrary
from teamup.plans.drafting import Asked
from teamup.plans.errors import AnswerRejected, MayNotEdit
from teamup.plans.models import Plan
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from tests.factories import MARIA, NOW, SAM, a_plan, saved

pytestmark = pytest.mark.django_db
TYPED = Asked(start="2027-01-04", objective="o1", police="Lt. Ortiz", security="Sam Keller")


@pytest.fixture
def plan() -> Plan:
    found = a_plan()
    saved(found, "objectives", [{"id": "o1", "measure": "Break-ins a quarter"}])
    return found


def choose(plan: Plan, activity_id: str = "case-meeting", *, asked: Asked = TYPED, **more: Any) -> bool:
    given = {"key": uuid.uuid4(), "by": MARIA, **more}
    return choosing.choose(plan=plan, activity_id=activity_id, asked=asked, now=NOW, **given)


def take_out(plan: Plan, activity_id: str = "case-meeting", key: uuid.UUID | None = None) -> int:
    return choosing.take_out(plan=plan, activity_id=activity_id, key=key or uuid.uuid4(), by=MARIA, now=NOW)


def state_of(plan: Plan) -> PlanState:
    return selectors.load_state(plan)


def whats(plan: Plan) -> list[str]:
    return [step.what for step in steps_of(state_of(plan)) if step.source != "objectives"]


def change_step(plan: Plan, number: int, **fields: object) -> None:
    row_id = chosen.row_id_of("case-meeting", 1)
    step_id = chosen.step_id_of(plan.id, row_id, number)
    given = state_of(plan).step_changes[str(step_id)]
    assert isinstance(given.value, dict)
    save = services.Save({**given.value, **fields}, given.revision, uuid.uuid4())
    services.record_step(plan=plan, step_id=step_id, save=save, by=SAM, now=NOW)


def test_a_chosen_activity_is_a_row_of_the_activities(plan: Plan):
    assert choose(plan)

    (row,) = state_of(plan).rows("activities")
    assert row == {
        "id": chosen.row_id_of("case-meeting", 1),
        "what": "Monthly case meeting",
        "family": "sharing",
        "objective": "o1",
        "lead": "joint",
        "owner": "Lt. Ortiz and Sam Keller",
        "start": "2027-01-04",
        "due": "2027-02-18",
        "status": "planned",
    }


def test_its_steps_are_drafted_with_dates_and_owners_by_side(plan: Plan):
    choose(plan)

    found = chosen.chosen_in(state_of(plan))["case-meeting"]
    told = [(step.lead.value, step.owner, step.start, step.due, step.why) for step in found.steps]
    assert told == [
        ("joint", "Lt. Ortiz and Sam Keller", date(2027, 1, 4), date(2027, 1, 18), "Break-ins a quarter"),
        ("police", "Lt. Ortiz", date(2027, 1, 11), date(2027, 1, 25), "Break-ins a quarter"),
        ("security", "Sam Keller", date(2027, 1, 18), date(2027, 2, 18), "Break-ins a quarter"),
    ]
    assert len(whats(plan)) == 4  # with the row's own, which heads them
    assert found.headline is not None
    assert found.headline.what == "Monthly case meeting"


def test_a_form_posted_twice_has_one_effect(plan: Plan):
    key = uuid.uuid4()

    assert choose(plan, key=key)
    assert not choose(plan, key=key)
    take_out(plan)
    assert not choose(plan, key=key)

    assert whats(plan) == []


def test_two_people_who_choose_the_same_get_it_once(plan: Plan):
    choose(plan)

    assert not choose(plan, by=SAM, asked=Asked(start="2027-03-01"))

    assert len(state_of(plan).rows("activities")) == 1
    assert len(whats(plan)) == 4


def test_rows_that_people_typed_stay_as_they_are(plan: Plan):
    saved(plan, "activities", [{"id": "mine", "what": "Walk the garages"}])

    choose(plan)

    assert [row["what"] for row in state_of(plan).rows("activities")] == ["Walk the garages", "Monthly case meeting"]


def test_without_goals_nothing_is_chosen():
    plan = a_plan()

    with pytest.raises(GoalsFirst, match="Set a goal first"):
        choose(plan, asked=Asked(start="2027-01-04"))

    assert state_of(plan).rows("activities") == []


def test_a_full_table_says_so_and_drafts_no_step(plan: Plan):
    saved(plan, "activities", [{"id": f"r{n}", "what": f"Activity {n}"} for n in range(3)])

    with pytest.raises(AnswerRejected, match="Keep 3 rows or fewer"):
        choose(plan)

    assert len(state_of(plan).step_changes) == 0


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (Asked(start=""), "start"),
        (Asked(start="2027-02-31"), "start"),
        (Asked(start="2027-01-04", objective="gone"), "objective"),
        (Asked(start="2027-01-04", objective="Not An Id"), "objective"),
        (Asked(start="2027-01-04", police="x" * 96), "police"),
        (Asked(start="2027-01-04", security="nul\x00"), "security"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(plan: Plan, typed: Asked, where: str):
    with pytest.raises(AnswerRejected) as refused:
        choose(plan, asked=typed)

    assert [fault.where for fault in refused.value.faults] == [where]
    assert whats(plan) == []


def test_a_start_so_late_that_a_step_has_no_date_stores_nothing(plan: Plan):
    with pytest.raises(AnswerRejected, match="between 1900 and 2200"):
        choose(plan, asked=Asked(start="2200-12-30"))

    assert whats(plan) == []


def test_an_activity_that_is_not_in_the_course_is_refused(plan: Plan):
    with pytest.raises(NoLibrary):
        choose(plan, "moon-base")


def test_a_sample_is_read_only(plan: Plan):
    plan.sample = "invented"

    with pytest.raises(MayNotEdit):
        choose(plan)


def test_taking_it_out_takes_untouched_steps_along_and_leaves_changed_ones(plan: Plan):
    choose(plan)
    change_step(plan, 1, what="Write it on one page")

    assert take_out(plan) == 2

    assert whats(plan) == ["Write it on one page"]
    assert state_of(plan).rows("activities") == []
    assert "case-meeting" not in chosen.chosen_in(state_of(plan))


def test_taking_out_twice_is_harmless(plan: Plan):
    choose(plan)
    key = uuid.uuid4()

    assert (take_out(plan, key=key), take_out(plan, key=key)) == (3, 0)


def test_chosen_again_it_drafts_anew_and_changed_steps_stay_as_people_left_them(plan: Plan):
    choose(plan)
    change_step(plan, 1, what="Write it on one page")
    take_out(plan)

    assert choose(plan, asked=Asked(start="2027-06-01"))

    found = chosen.chosen_in(state_of(plan))["case-meeting"]
    assert (len(found.steps), found.start) == (3, "2027-06-01")
    assert "Write it on one page" in whats(plan)


def test_a_row_restored_from_the_history_overwrites_no_step(plan: Plan):
    choose(plan)
    change_step(plan, 0, status="done")
    row = state_of(plan).rows("activities")
    saved(plan, "activities", [], base=1)

    saved(plan, "activities", row, base=2)

    found = chosen.chosen_in(state_of(plan))["case-meeting"]
    assert [step.status for step in found.steps] == ["done", "planned", "planned"]


def test_steps_left_by_a_row_deleted_in_the_lesson_go_on_request(plan: Plan):
    choose(plan)
    change_step(plan, 2, owner="Kim Lee")
    saved(plan, "activities", [], base=1)
    assert len(chosen.left_behind(state_of(plan))[0].untouched) == 2

    removed = choosing.remove_left_behind(plan=plan, activity_id="case-meeting", key=uuid.uuid4(), by=MARIA, now=NOW)

    assert removed == 2
    assert whats(plan) == ["Invite ten members"]
    assert chosen.left_behind(state_of(plan)) == ()


def test_measures_join_the_measures_of_the_plan_once(plan: Plan):
    saved(plan, "ideas", [{"id": "mine", "text": "Members present"}])
    asked: dict[str, Any] = {"plan": plan, "activity_id": "case-meeting", "by": MARIA, "now": NOW}
    key = uuid.uuid4()

    added = [choosing.add_measures(key=key, **asked), choosing.add_measures(key=key, **asked)]

    assert added == [1, 0]
    assert [row["text"] for row in state_of(plan).rows("ideas")] == ["Members present", "Share of steps done"]


def test_a_course_without_a_place_for_measures_says_so(plan: Plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choosing, "measures_question", lambda state: None)

    with pytest.raises(NoLibrary):
        choosing.add_measures(plan=plan, activity_id="case-meeting", key=uuid.uuid4(), by=MARIA, now=NOW)


def test_the_form_begins_next_monday_and_with_the_only_objective(plan: Plan):
    found = drafting.defaults(state_of(plan), date(2027, 1, 6))

    assert (found.start, found.objective) == ("2027-01-11", "o1")
    assert date.fromisoformat(drafting.defaults(state_of(plan), date(2027, 1, 11)).start) == date(2027, 1, 18)


def test_the_choice_is_in_the_history_under_its_person(plan: Plan):
    choose(plan)

    changes = selectors.changes_of(plan)
    assert {change.by for change in changes} == {MARIA.name}
    assert len([change for change in changes if change.question_id.startswith("steps/")]) == 3
    assert suggesting.are_goals_set(state_of(plan))


@pytest.mark.django_db(transaction=True)
def test_many_who_choose_at_once_get_it_once(plan: Plan):
    def one(number: int) -> bool:
        try:
            return choose(plan, asked=Asked(start=f"2027-02-0{number + 1}", objective="o1"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        new = list(threads.map(one, range(4)))

    assert sorted(new) == [False, False, False, True]
    assert len(state_of(plan).rows("activities")) == 1
    assert len(state_of(plan).step_changes) == 3
