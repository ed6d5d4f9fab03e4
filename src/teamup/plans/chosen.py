"""Which ready-made activities stand in a plan, and which of its steps they drafted.

A chosen activity is a row of the plan's activities with an id that says which one it is; the steps drafted with it have
ids made from that row's. So both are found again whatever people do to their words.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from teamup.catalog.library import Activity
from teamup.catalog.model import Kind, Question, Side
from teamup.plans import steps
from teamup.plans.state import PlanState, found_once
from teamup.plans.steps import Step

_NAMES = uuid.UUID("7d0f5a0e-6b0c-4d39-9d0b-5f6a3c1e8a52")


@dataclass(frozen=True, slots=True)
class Chosen:
    """An activity that was chosen: its row, and what is left of the steps drafted with it.

    `headline` is the step of the row itself. `untouched` are ids of steps that stand as they were drafted.
    """

    activity: Activity
    row_id: str
    headline: Step | None
    steps: tuple[Step, ...]
    untouched: tuple[str, ...]
    start: str = ""
    objective: str = ""


def target_of(state: PlanState) -> Question | None:
    """Return the question whose rows are the plan's activities, or None where the course has none that drafts steps."""
    question = state.index.questions.get(state.course.roles.get("activities", ""))
    return question if question and question.kind is Kind.ROWS and question.drafts_steps else None


def side_of(question: Question) -> Side:
    """Return the side whose rows an activity joins."""
    return question.sides()[0]


def row_id_of(activity_id: str, number: int) -> str:
    """Return the id of the row that an activity makes when it is chosen for the `number`th time."""
    return f"activity-{_token(activity_id)}-{number}"


def step_id_of(plan_id: uuid.UUID, row_id: str, number: int) -> uuid.UUID:
    """Return the permanent id of the `number`th step drafted with a chosen activity, counted from 0."""
    return uuid.uuid5(plan_id, f"activity/{row_id}/{number}")


def measure_row_id(activity_id: str, number: int) -> str:
    """Return the id of the row that the `number`th measure of an activity makes, counted from 0."""
    return f"measure-{_token(activity_id)}-{number}"


@lru_cache(maxsize=1024)
def _token(activity_id: str) -> str:
    return uuid.uuid5(_NAMES, activity_id).hex[:12]


@found_once
def chosen_in(state: PlanState) -> Mapping[str, Chosen]:
    """Map the ids of activities whose row stands in the plan to how they stand there, in the order of the library."""
    rows = _rows(state)
    found = (one for activity in state.course.activities.values() for one in _ever_chosen(state, activity))
    return {one.activity.id: one for one in found if one.row_id in rows}


@found_once
def left_behind(state: PlanState) -> tuple[Chosen, ...]:
    """Return activities whose row is gone and some of whose steps still stand as they were drafted."""
    rows = _rows(state)
    found = (one for activity in state.course.activities.values() for one in _ever_chosen(state, activity))
    return tuple(one for one in found if one.row_id not in rows and one.untouched)


@found_once
def activity_of_steps(state: PlanState) -> Mapping[str, Activity]:
    """Map the ids of steps that were drafted with an activity to that activity, whether its row still stands or not."""
    return {
        step.id: activity
        for activity in state.course.activities.values()
        for one in _ever_chosen(state, activity)
        for step in one.steps
    }


def next_number(state: PlanState, activity: Activity) -> int:
    """Return which choosing of this activity comes next: ids of earlier ones are never used again."""
    return 1 + sum(1 for _ in _ever_chosen(state, activity))


@found_once
def _rows(state: PlanState) -> Mapping[str, Mapping[str, object]]:
    question = target_of(state)
    rows = state.rows(question.id, side_of(question)) if question else ()
    return {str(row.get("id", "")): row for row in rows}


def _ever_chosen(state: PlanState, activity: Activity) -> Iterator[Chosen]:
    rows = _rows(state)
    for number in count(1):
        row_id = row_id_of(activity.id, number)
        ids = [str(step_id_of(state.plan.id, row_id, n)) for n in range(len(activity.steps))]
        if row_id not in rows and not any(step_id in state.step_changes for step_id in ids):
            return
        yield _chosen(state, activity, row_id, ids)


def _chosen(state: PlanState, activity: Activity, row_id: str, ids: list[str]) -> Chosen:
    present = _steps_by_id(state)
    question, row = target_of(state), _rows(state).get(row_id, {})
    drafts = question.drafts_steps if question else None
    headline = steps.step_id_of(state.plan.id, _name(question), row_id) if question else ""
    return Chosen(
        activity=activity,
        row_id=row_id,
        headline=present.get(headline),
        steps=tuple(present[step_id] for step_id in ids if step_id in present),
        untouched=tuple(step_id for step_id in ids if step_id in present and state.step_changes[step_id].revision == 1),
        start=str(row.get(drafts.start) or "") if drafts else "",
        objective=str(row.get(drafts.why) or "") if drafts else "",
    )


def _name(question: Question) -> str:
    side = side_of(question)
    return question.id if side is Side.JOINT else f"{question.id}/{side}"


@found_once
def _steps_by_id(state: PlanState) -> Mapping[str, Step]:
    return {step.id: step for step in steps.steps_of(state)}
