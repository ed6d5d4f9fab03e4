"""What a plan says where a course asks for it by a role: in words, and empty where there is no such question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from teamup.catalog.model import CellKind, Kind, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import SideLabel
from teamup.report.parts.cells import names_sides, side_label
from teamup.report.parts.gaps import question_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SIDE_ROLES = ("side", "liaison_police", "liaison_security")


@dataclass(frozen=True, slots=True)
class Said:
    """A row, or the parts of a form: `cells` holds each answered one in words, by the id of its column.

    `raw` holds them as they are stored: the ids of choices, the days of dates.
    """

    cells: Mapping[str, str]
    side: SideLabel | None = None
    raw: Mapping[str, object] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        """Return the first of these cells that says something, on one line, or ""."""
        return next((line for name in names if (line := " ".join(self.cells.get(name, "").split()))), "")

    def day(self, name: str) -> date | None:
        """Return the day in a cell, or None."""
        value = self.raw.get(name)
        return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None


NOTHING = Said({})


def knows_sides(state: PlanState) -> bool:
    """Say whether the course is about two sides at all."""
    return any(role in state.course.roles for role in SIDE_ROLES)


def form_of(state: PlanState, role: str) -> Said:
    """Return the parts of a form."""
    question = question_of(state, role)
    value = state.value(question.id) if question else None
    if question is None or question.kind is not Kind.GROUP or not isinstance(value, dict):
        return NOTHING
    return _said(question, value, state)


def rows_of(state: PlanState, role: str) -> Iterator[Said]:
    """Return the rows of an answer in their order; each with its side, if one of its columns names one."""
    question = question_of(state, role)
    if question and question.kind is Kind.ROWS:
        for row in state.rows(question.id):
            yield _said(question, row, state)


def text_of(state: PlanState, role: str) -> str:
    """Return a text as it was typed, or ""."""
    question = question_of(state, role)
    if question is None or question.kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        return ""
    return str(state.value(question.id) or "")


def label_of(state: PlanState, role: str, column_id: str, otherwise: str) -> str:
    """Return what a column or part is called in this course, or `otherwise` where it has none of this id."""
    question = question_of(state, role)
    column = question.column(column_id) if question else None
    return column.label.spoken(state.voice) if column else otherwise


def caution_of(state: PlanState, role: str) -> str:
    """Return the caution that stands beside a question, or ""."""
    question = question_of(state, role)
    return question.caution.spoken(state.voice) if question else ""


def _said(question: Question, cells: Mapping[str, object], state: PlanState) -> Said:
    side = next(
        (
            side_label(Side(str(cells[column.id])))
            for column in question.columns
            if column.kind is CellKind.CHOICE
            and names_sides(column.options)
            and cells.get(column.id) in frozenset(Side)
        ),
        None,
    )
    said = ((column.id, words.of_cell(column, cells.get(column.id), state)) for column in question.columns)
    return Said({name: text for name, text in said if text}, side, cells)
