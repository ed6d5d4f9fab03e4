"""Smart checks: what a careful colleague would point out. Nothing here blocks or is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamup.catalog.conditions import holds
from teamup.catalog.model import Column, Kind, Lesson, Question, Rule
from teamup.plans import words
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState, found_once

SMART = ("measure", "baseline", "target", "owner", "start", "due")
"""What makes an objective specific, measurable, assignable and time-bound (Doran 1981)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something missing or out of step in an answer. `kind` is "missing" or "gone"; `what` names the column."""

    question_id: str
    row: str  # the row's name
    row_id: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A rule that the answers trip."""

    rule: Rule
    question_id: str
    text: str


def flags(state: PlanState) -> tuple[Flag, ...]:
    """Return missing parts of objectives, missing needed cells, and links to rows that are gone."""
    return tuple(
        flag for question in state.course.questions() if state.is_asked(question) for flag in flags_of(state, question)
    )


@found_once
def flags_of(state: PlanState, question: Question) -> tuple[Flag, ...]:
    """Return what one rows question lacks."""
    return tuple(_flags(state, question)) if question.kind is Kind.ROWS else ()


def _flags(state: PlanState, question: Question) -> Iterator[Flag]:
    wanted = _wanted(state, question)
    for side in question.sides():
        for row in state.rows(question.id, side):
            row_id = str(row.get("id", ""))
            name = words.name_of_row(question.id, row_id, state)
            for column in question.columns:
                label = column.label.spoken(state.voice)
                if column in wanted and row.get(column.id) is None:
                    yield Flag(question.id, name, row_id, "missing", label)
                elif column.options_from and _is_gone(column, row.get(column.id), state):
                    yield Flag(question.id, name, row_id, "gone", label)


def _wanted(state: PlanState, question: Question) -> list[Column]:
    """Return the columns a row should not lack; what becomes an action step needs an owner and a date."""
    extra: tuple[str, ...] = ()
    if question.id == state.course.roles.get("objectives"):
        extra = SMART
    elif question.drafts_steps:
        extra = (question.drafts_steps.owner, question.drafts_steps.due)
    return [c for c in question.columns if c.needed or c.id in extra]


def _is_gone(column: Column, cell: object, state: PlanState) -> bool:
    items = cell if isinstance(cell, list) else [cell] if cell else []
    if state.hides(column.options_from):
        return False
    known = {row_id for row_id, _ in words.rows_as_options(column.options_from, state)}
    return any(item not in known for item in items)


@found_once
def cautions(state: PlanState) -> tuple[Caution, ...]:
    """Return every rule of the course that these answers trip, in order."""
    return _tripped(state, state.index.rules)


@found_once
def cautions_in(state: PlanState, lesson: Lesson) -> tuple[Caution, ...]:
    """Return the rules of one lesson that these answers trip."""
    return _tripped(state, lesson.rules)


def _tripped(state: PlanState, rules: tuple[Rule, ...]) -> tuple[Caution, ...]:
    return tuple(
        Caution(rule, rule.question, rule.text.spoken(state.voice))
        for rule in rules
        if holds(rule.when, state.lookup) and _may_be_said(rule, state)
    )


def _may_be_said(rule: Rule, state: PlanState) -> bool:
    """Say whether an edition says a caution: none about an answer it leaves out, and the public gets no legal note."""
    if state.audience is Audience.PUBLIC and rule.counsel:
        return False
    return not state.hides(rule.question)
