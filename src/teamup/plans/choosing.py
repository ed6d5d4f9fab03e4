"""Choosing a ready-made activity: one more row of the plan's activities, and its typical steps with dates.

Each of these is one transaction that holds the plan from the first look to the last word, so that a double post or a
retry has one effect, and two people who choose the same activity get it once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog.library import Activity
from teamup.catalog.model import CellKind, Kind, Question
from teamup.plans import access, chosen, drafting, selectors, services, store, suggesting
from teamup.plans.access import Actor
from teamup.plans.drafting import Asked
from teamup.plans.errors import PlanError
from teamup.plans.models import Plan
from teamup.plans.state import PlanState


class GoalsFirst(PlanError):
    """The plan does not say yet what it is for."""


class NoLibrary(PlanError):
    """This course offers no such activity, or has no place for it."""


def choose(*, plan: Plan, activity_id: str, asked: Asked, key: UUID, by: Actor, now: datetime) -> bool:
    """Add an activity to the plan with its typical steps, and say whether it is new there.

    The same key again, or an activity that stands there already, changes nothing. Raises `GoalsFirst` before the plan
    has goals, `AnswerRejected` for what was typed or for a table that is full, `NoLibrary` for an activity this course
    does not have, and `PlanError` when `by` may not edit. Nothing is stored then.
    """
    with _held(plan, by) as state:
        activity, question = _found(state, activity_id)
        if not suggesting.are_goals_set(state):
            raise GoalsFirst(_("Set a goal first: an activity needs something to serve."))
        if selectors.find_change(plan, key) or activity.id in chosen.chosen_in(state):
            return False
        settled = drafting.settle(state, asked)
        row_id = chosen.row_id_of(activity.id, chosen.next_number(state, activity))
        row = {"id": row_id, **dict(drafting.cells_of(question, activity, settled))}
        _append(plan, state, question, [row], key, by, now)
        for number, step in enumerate(activity.steps):
            step_id = chosen.step_id_of(plan.id, row_id, number)
            if str(step_id) not in state.step_changes:
                value = drafting.step_of(step, settled)
                save = services.Save(value, 0, uuid.uuid5(key, f"step/{number}"))
                services.record_step(plan=plan, step_id=step_id, save=save, by=by, now=now)
    return True


def take_out(*, plan: Plan, activity_id: str, key: UUID, by: Actor, now: datetime) -> int:
    """Take a chosen activity's row out of the plan, with the steps that stand as they were drafted.

    Steps that a person changed stay. Return how many steps went; 0 as well when it was not there. Everything can be put
    back from the history. Raises as `choose` does.
    """
    with _held(plan, by) as state:
        activity, question = _found(state, activity_id)
        found = chosen.chosen_in(state).get(activity.id)
        if found is None or selectors.find_change(plan, key):
            return 0
        side = chosen.side_of(question)
        rows = [row for row in state.rows(question.id, side) if row.get("id") != found.row_id]
        _record(plan, state, question, rows, key, by, now)
        return _remove_steps(plan, state, found, key, by, now)


def remove_left_behind(*, plan: Plan, activity_id: str, key: UUID, by: Actor, now: datetime) -> int:
    """Remove the steps that an activity left behind when its row was deleted, and return how many.

    Only those that stand as they were drafted; each can be put back. Raises as `choose` does.
    """
    with _held(plan, by) as state:
        activity, _question = _found(state, activity_id)
        left = [one for one in chosen.left_behind(state) if one.activity.id == activity.id]
        return sum(_remove_steps(plan, state, one, key, by, now) for one in left)


def measures_question(state: PlanState) -> Question | None:
    """Return the question that measures are written in: the one of that role, else of that name."""
    question = state.index.questions.get(state.course.roles.get("measures", "measures"))
    return question if question and _words_column(question) else None


def new_measures(state: PlanState, activity: Activity) -> tuple[str, ...]:
    """Return the measures of an activity that the plan does not have yet."""
    question = measures_question(state)
    return tuple(row[_words_column(question)] for row in _measure_rows(state, question, activity)) if question else ()


def add_measures(*, plan: Plan, activity_id: str, key: UUID, by: Actor, now: datetime) -> int:
    """Add an activity's measures to the plan's, those that are not there yet, and return how many.

    The same key again adds nothing. Raises as `choose` does.
    """
    with _held(plan, by) as state:
        activity, _target = _found(state, activity_id)
        question = measures_question(state)
        if question is None:
            raise NoLibrary(_("This course has no place for measures."))
        rows = [*_measure_rows(state, question, activity)]
        if not rows or selectors.find_change(plan, key):
            return 0
        _append(plan, state, question, rows, key, by, now)
        return len(rows)


@contextmanager
def _held(plan: Plan, by: Actor) -> Iterator[PlanState]:
    """Hold the plan and look at it: until the end of the block nobody else writes to it."""
    access.check_can_edit(plan, by)
    with store.held(plan):
        yield selectors.load_state(plan)


def _found(state: PlanState, activity_id: str) -> tuple[Activity, Question]:
    activity, question = state.course.activities.get(activity_id), chosen.target_of(state)
    if activity is None or question is None:
        raise NoLibrary(_("There is no such activity in this course."))
    return activity, question


def _append(
    plan: Plan, state: PlanState, question: Question, rows: list[dict[str, Any]], key: UUID, by: Actor, now: datetime
) -> None:
    there = state.rows(question.id, chosen.side_of(question))
    _record(plan, state, question, [*there, *rows], key, by, now)


def _record(
    plan: Plan,
    state: PlanState,
    question: Question,
    rows: list[dict[str, Any]],
    key: UUID,
    by: Actor,
    now: datetime,
) -> None:
    side = chosen.side_of(question)
    given = state.given(question.id, side)
    save = services.Save(rows, given.revision if given else 0, key, side)
    services.record_answer(plan=plan, question_id=question.id, save=save, by=by, now=now)


def _remove_steps(plan: Plan, state: PlanState, found: chosen.Chosen, key: UUID, by: Actor, now: datetime) -> int:
    for step_id in found.untouched:
        given = state.step_changes[step_id]
        value = {**given.value, "removed": True} if isinstance(given.value, dict) else {"removed": True}
        save = services.Save(value, given.revision, uuid.uuid5(key, f"remove/{step_id}"))
        services.record_step(plan=plan, step_id=UUID(step_id), save=save, by=by, now=now)
    return len(found.untouched)


def _words_column(question: Question) -> str:
    """Return the column that a measure is written in; "text" for a list, "" where there is none."""
    if question.kind is Kind.LIST:
        return "text"
    texts = [c.id for c in question.columns if c.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)]
    return texts[0] if question.kind is Kind.ROWS and texts else ""


def _measure_rows(state: PlanState, question: Question, activity: Activity) -> Iterator[dict[str, Any]]:
    column, there = _words_column(question), state.rows(question.id, chosen.side_of(question))
    said, ids = {str(row.get(column, "")).strip() for row in there}, {row.get("id") for row in there}
    more = _objective_cell(state, question, activity)
    for number, measure in enumerate(activity.measures):
        row_id = chosen.measure_row_id(activity.id, number)
        if row_id not in ids and measure not in said:
            yield {"id": row_id, column: measure, **more}


def _objective_cell(state: PlanState, question: Question, activity: Activity) -> Mapping[str, str]:
    found = chosen.chosen_in(state).get(activity.id)
    role = state.course.roles.get("objectives", "")
    column = next((c.id for c in question.columns if role and c.options_from == role), "")
    if found is None or not column or found.objective not in dict(drafting.objectives_of(state)):
        return {}
    return {column: found.objective}
