"""What a plan answered at a place that a course names: `question`, `question.part`, or a cell of a row. In words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from teamup.catalog.memorandum import NOTE, ROW, Reference
from teamup.catalog.model import CellKind, Column, Kind, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState

BETWEEN = "; "
"""What stands between several choices."""
CHOSEN = (CellKind.CHOICE, CellKind.CHOICES)


@dataclass(frozen=True, slots=True)
class Row:
    """One row or option that is listed: what it is called, the note beside it, and its cells as they are stored."""

    question: Question
    label: str = ""
    note: str = ""
    cells: Mapping[str, object] = field(default_factory=dict)


def question_at(state: PlanState, question_id: str) -> Question | None:
    """Return a question that this plan is asked."""
    question = state.index.questions.get(question_id)
    return question if question and state.applies(question) else None


def rows_of(state: PlanState, question_id: str) -> Iterator[Row]:
    """Yield what an answer lists, in its order: rows, lines, or what was chosen."""
    question = question_at(state, question_id)
    for side in question.sides() if question else ():
        if question and (value := state.value(question.id, side)) is not None:
            yield from _rows(question, value, state)


def _rows(question: Question, value: object, state: PlanState) -> Iterator[Row]:
    match question.kind:
        case Kind.ROWS | Kind.LIST if isinstance(value, list):
            rows = (row for row in value if isinstance(row, dict))
            yield from (Row(question, label=str(row.get("text") or ""), cells=row) for row in rows)
        case Kind.MATRIX if isinstance(value, dict):
            for option in question.rows:
                if isinstance(cells := value.get(option.id), dict):
                    yield Row(question, label=option.label.spoken(state.voice), cells=cells)
        case Kind.CHECKLIST if isinstance(value, dict):
            for option in question.options:
                if option.id in value:
                    yield Row(question, option.label.spoken(state.voice), str(value[option.id] or ""))
        case Kind.CHOICES | Kind.RANK if isinstance(value, list):
            yield from (Row(question, label=words.of_answer(question, [item], state)) for item in value)
        case _:
            return


def said_at(reference: Reference, state: PlanState, row: Row | None = None) -> str:
    """Return the words at a place, "" where nobody has answered; inside a `row` its own cells come first."""
    if row and reference.path in (ROW, NOTE):
        return (row.label if reference.path == ROW else row.note).strip()
    question_id, *keys = reference.path.split(".")
    cell = partial(_cell, state=state, small=reference.small)
    if row and row.question.id == question_id and row.cells:
        column = row.question.column(keys[-1]) if keys else None
        return cell(column, row.cells.get(column.id)) if column else ""
    question = question_at(state, question_id)
    return _said(question, keys, state, reference.small) if question else ""


def _said(question: Question, keys: list[str], state: PlanState, small: bool) -> str:
    side = Side(keys.pop(0)) if question.each_side and keys else Side.JOINT
    value = state.value(question.id, side)
    if value is None:
        return ""
    if not keys:
        said = words.of_answer(question, value, state).strip()
        return _chosen(said, small) if question.kind in (Kind.CHOICE, Kind.CHOICES, Kind.RANK) else said
    if question.kind is Kind.ROWS:
        column = question.column(keys[0])
        cells = (row.get(keys[0]) for row in state.rows(question.id, side))
        each = (_cell(column, cell, state=state, small=small) for cell in cells)
        return BETWEEN.join(dict.fromkeys(filter(None, each)))
    return _inside(question, value, keys, state, small)


def _inside(question: Question, value: object, keys: list[str], state: PlanState, small: bool) -> str:
    """Return a part of a form, a cell of a matrix, or the note beside an option."""
    found: object = value
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    column = question.column(keys[-1])
    return _cell(column, found, state=state, small=small) if column else str(found or "").strip()


def _cell(column: Column | None, value: object, *, state: PlanState, small: bool) -> str:
    if column is None:
        return ""
    said = words.of_cell(column, value, state).strip()
    return _chosen(said, small) if column.kind in CHOSEN else said


def _chosen(said: str, small: bool) -> str:
    """Return choices on one line, without those that the course no longer has.

    With `small` each begins with a small letter, but for names in capitals.
    """
    parts = [part for part in said.replace("\n", BETWEEN).split(BETWEEN) if part != words.GONE]
    if small:
        parts = [part[:1].lower() + part[1:] if part[1:2].islower() else part for part in parts]
    return BETWEEN.join(parts)
