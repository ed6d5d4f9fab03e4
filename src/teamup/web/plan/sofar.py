"""Your plan so far: the piece of the report that a lesson feeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from teamup.catalog.model import Lesson, Question, Side
from teamup.plans import progress, words
from teamup.plans.state import Given, PlanState
from teamup.web.plan.cards import PLAN, Easel
from teamup.web.plan.fields import card_id, heading_of

VERSION = f"v{PLAN}"
"""Stands, in HTML that is kept, for a number that grows with every change of the plan."""
_MOST_LINES = 8
_JUST_NOW = 8  # seconds


@dataclass(frozen=True, slots=True)
class Piece:
    """An answer as the report will have it. `is_new` for one that was saved a moment ago."""

    heading: str
    lines: tuple[str, ...]
    more: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class SoFarPart:
    """A part of the report with what this lesson gives it."""

    title: str
    pieces: tuple[Piece, ...]
    open: tuple[tuple[str, str], ...]


def fingerprint(easel: Easel, lesson: Lesson) -> tuple[object, ...]:
    """Return what changes whenever `parts_of` does, without putting anything into words."""
    state = easel.state
    columns = (column for question in lesson.questions for column in question.columns)
    sources = {*(c.options_from for c in columns), *(q.options_from for q in lesson.questions)} - {""}
    rows = (state.given(source, side) for source in sorted(sources) for side in Side)
    own = [state.given(q.id, side) for q in lesson.questions for side in q.sides()]
    return (
        *(given and (given.revision, _is_new(easel, given)) for given in own),
        *(given and given.revision for given in rows),
        *(state.applies(q) for q in lesson.questions),
    )


def _is_new(easel: Easel, given: Given) -> bool:
    return abs((easel.now - given.changed_at).total_seconds()) < _JUST_NOW


def has_page(easel: Easel, lesson: Lesson) -> bool:
    """Say whether a lesson feeds a part of the report, so that its page can be shown."""
    parts = {part.id for part in easel.state.course.parts}
    return any(question.part in parts for question in lesson.questions)


def version_of(state: PlanState) -> str:
    """Return a number that grows with every change of the plan: a browser asks for a page anew only after one."""
    changes = (*state.answers.values(), *state.step_changes.values())
    return str(sum(given.revision for given in changes))


def parts_of(easel: Easel, lesson: Lesson) -> tuple[SoFarPart, ...]:
    """Return the piece of the report that a lesson feeds: its answers, and what is open."""
    state = easel.state
    questions = [q for q in lesson.questions if state.is_asked(q)]
    titles = {part.id: part.title.spoken(state.voice) for part in state.course.parts}
    parts = dict.fromkeys(q.part for q in questions)
    found = (_part(easel, titles.get(part, lesson.title), [q for q in questions if q.part == part]) for part in parts)
    return tuple(part for part in found if part.pieces or part.open)


def _part(easel: Easel, title: str, questions: list[Question]) -> SoFarPart:
    state = easel.state
    pieces = tuple(piece for question in questions for piece in _pieces(easel, question))
    still = tuple(
        (f"#{card_id(q.id, q.sides()[0])}", heading_of(q, state.voice))
        for q in questions
        if progress.is_needed(state, q) and not state.is_answered(q)
    )
    return SoFarPart(title, pieces, still)


def _pieces(easel: Easel, question: Question) -> Iterator[Piece]:
    state = easel.state
    for side in question.sides():
        given = state.given(question.id, side)
        if given is None or given.value is None:
            continue
        heading = heading_of(question, state.voice)
        if side is not Side.JOINT:
            heading = f"{heading} ({_('Police') if side is Side.POLICE else _('Security')})"
        lines = words.of_answer(question, given.value, state).split("\n")
        more = max(0, len(lines) - _MOST_LINES)
        yield Piece(heading, tuple(lines[:_MOST_LINES]), more, _is_new(easel, given))
