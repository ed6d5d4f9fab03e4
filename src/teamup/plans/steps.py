"""Action steps: drafted from rows that say what will be done, and changed by people.

A drafted step is not stored until a person changes it. Then only what the person set is kept, so the
row still feeds the rest, and drafting again can never overwrite a person's change.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from teamup.catalog.model import CellKind, Column, DraftsSteps, Kind, Option, Question, Side, Text
from teamup.plans import words
from teamup.plans.state import PlanState, found_once


class StepStatus(StrEnum):
    """How far an action step is."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    STOPPED = "stopped"


def _choice(column_id: str, values: type[StrEnum]) -> Column:
    return Column(column_id, CellKind.CHOICE, Text(column_id), options=tuple(Option(v, Text(v)) for v in values))


STEP_FORM = Question(
    id="steps",
    kind=Kind.GROUP,
    prompt=Text("Action step"),
    columns=(
        Column("what", CellKind.SHORT_TEXT, Text("Action step"), needed=True, wide=True, max_length=500),
        Column("why", CellKind.SHORT_TEXT, Text("Objective"), max_length=500),
        _choice("lead", Side),
        Column("owner", CellKind.SHORT_TEXT, Text("Owner"), max_length=200),
        Column("partners", CellKind.SHORT_TEXT, Text("Partners"), max_length=500),
        Column("start", CellKind.DATE, Text("Start")),
        Column("due", CellKind.DATE, Text("Due")),
        _choice("status", StepStatus),
        Column("notes", CellKind.LONG_TEXT, Text("Notes"), wide=True, max_length=4000),
        Column("removed", CellKind.CHECKBOX, Text("Removed")),
        Column("cleared", CellKind.SHORT_TEXT, Text("Cleared fields")),
    ),
)
"""The fields of a step, as a group: its values are cleaned and merged like those of any group."""

FIELDS = ("what", "why", "lead", "owner", "partners", "start", "due", "status", "notes")
_OTHER_WORDS = {"closed": StepStatus.DONE}


@dataclass(frozen=True, slots=True)
class Step:
    """One action step. `why`, `owner` and `partners` are words; `source` is the question it was drafted from."""

    id: str
    what: str
    why: str
    lead: Side
    owner: str
    partners: str
    start: date | None
    due: date | None
    status: StepStatus
    notes: str
    source: str = ""
    source_row: str = ""
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether there is still something to do."""
        return self.status in (StepStatus.PLANNED, StepStatus.STARTED)

    def is_overdue(self, today: date) -> bool:
        """Say whether it is open and its due date has passed."""
        return self.is_open and self.due is not None and self.due < today


def step_id_of(plan_id: uuid.UUID, question_id: str, row_id: str) -> str:
    """Return the permanent id of the step that a row drafts."""
    return str(uuid.uuid5(plan_id, f"{question_id}/{row_id}"))


def drafted_from(state: PlanState) -> dict[str, str]:
    """Return "<question>[/<side>]/<row>" by the id of each step that a row drafts, or would if its question showed."""
    return dict(_places(state))


def _places(state: PlanState) -> Iterator[tuple[str, str]]:
    for question in state.course.questions():
        for side in question.sides() if question.drafts_steps else ():
            name = question.id if side is Side.JOINT else f"{question.id}/{side}"
            for row in state.rows(question.id, side):
                row_id = str(row.get("id", ""))
                yield step_id_of(state.plan.id, name, row_id), f"{name}/{row_id}"


@found_once
def steps_of(state: PlanState) -> tuple[Step, ...]:
    """Return the plan's steps by due date, then start; those without a date come last."""
    drafts = dict(_drafts(state))
    typed: dict[str, dict[str, Any]] = {step_id: {} for step_id in state.step_changes if step_id not in drafts}
    steps = [
        step for step_id, draft in {**drafts, **typed}.items() if (step := _step(state, step_id, draft)) is not None
    ]
    return tuple(sorted(steps, key=_when))


def find_step(state: PlanState, step_id: str) -> Step | None:
    """Return the step with this id, or None."""
    return next((step for step in steps_of(state) if step.id == step_id), None)


def _when(step: Step) -> tuple[bool, date, bool, date, str]:
    return (step.due is None, step.due or date.max, step.start is None, step.start or date.max, step.id)


def _drafts(state: PlanState) -> Iterator[tuple[str, dict[str, Any]]]:
    for question in state.course.questions():
        if question.drafts_steps is None or not state.applies(question):
            continue
        for side in question.sides():
            for row in state.rows(question.id, side):
                row_id = str(row.get("id", ""))
                fields = _draft(question, question.drafts_steps, row, state)
                if fields.get("what"):
                    name = question.id if side is Side.JOINT else f"{question.id}/{side}"
                    step_id = step_id_of(state.plan.id, name, row_id)
                    yield step_id, {**fields, "source": question.id, "source_row": row_id}


def _draft(question: Question, columns: DraftsSteps, row: Mapping[str, object], state: PlanState) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in ("what", "why", "lead", "owner", "partners", "start", "due", "status"):
        column = question.column(getattr(columns, name) or "")
        if column is None or column.id not in row:
            continue
        cell = row[column.id]
        raw_kinds = ("lead", "start", "due", "status")
        fields[name] = cell if name in raw_kinds else words.of_cell(column, cell, state)
    return fields


def _step(state: PlanState, step_id: str, draft: Mapping[str, Any]) -> Step | None:
    change = state.step_changes.get(step_id)
    own = change.value if change and isinstance(change.value, dict) else {}
    if own.get("removed"):
        return None
    cleared = {name: "" for name in str(own.get("cleared", "")).split() if name in FIELDS}
    fields = {**draft, **cleared, **{k: v for k, v in own.items() if k in FIELDS}}
    what = str(fields.get("what") or draft.get("what") or "")
    if not what:
        return None
    return Step(
        id=step_id,
        what=what,
        why=str(fields.get("why") or ""),
        lead=_side(fields.get("lead")),
        owner=str(fields.get("owner") or ""),
        partners=str(fields.get("partners") or ""),
        start=_day(fields.get("start")),
        due=_day(fields.get("due")),
        status=_status(fields.get("status")),
        notes=str(fields.get("notes") or ""),
        source=str(draft.get("source", "")),
        source_row=str(draft.get("source_row", "")),
        revision=change.revision if change else 0,
    )


def _side(value: object) -> Side:
    return Side(str(value)) if value in list(Side) else Side.JOINT


def _status(value: object) -> StepStatus:
    if value in list(StepStatus):
        return StepStatus(str(value))
    return _OTHER_WORDS.get(str(value), StepStatus.PLANNED)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
