"""*Use this idea*: what a case teaches becomes a line of a plan, with the case named as its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog.model import Case, CellKind, Column, CourseIndex, Kind, Question, Side
from teamup.plans import selectors, services, store
from teamup.plans.access import Actor
from teamup.plans.models import Plan
from teamup.plans.state import PlanState

FITTING = ("activities", "swot_opportunities")
FITTING_FOR_CAUTIONS = ("risks", "swot_threats", "activities")


@dataclass(frozen=True, slots=True)
class Target:
    """A place of a plan that an idea may go to, by the role of its question."""

    role: str
    label: str


@dataclass(frozen=True, slots=True)
class Used:
    """How it ended: the question it went to, and whether it stood there already."""

    question: Question
    side: Side
    was_there: bool


def targets_of(index: CourseIndex, case: Case) -> tuple[Target, ...]:
    """Return where the idea of a case may go in a plan of this course; what a case warns of is first a risk."""
    roles = FITTING_FOR_CAUTIONS if case.cautionary else FITTING
    found = ((role, index.questions.get(index.course.roles.get(role, ""))) for role in roles)
    return tuple(Target(role, _name(question)) for role, question in found if question and _takes(question))


def words_of(case: Case, most: int = 0) -> str:
    """Return the idea with its citation, in at most `most` letters (0: however long it is)."""
    cited = _("(after %(name)s, known as of %(year)s)") % {"name": case.name, "year": case.known_as_of}
    idea = case.lesson
    if most and len(idea) + len(cited) + 1 > most:
        idea = idea[: max(0, most - len(cited) - 2)].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    return f"{idea} {cited}"


def use(*, plan: Plan, case: Case, question: Question, key: UUID, by: Actor, now: datetime) -> Used:
    """Add the idea of `case` to an answer of the plan; nothing that stands there is changed.

    The same key again, or an idea that stands there already, adds nothing. Raises as `services.record_answer` does.
    """
    with store.held(plan):
        state = selectors.load_state(plan)
        side = _side(question, state)
        given = state.given(question.id, side)
        added = _added(question, given.value if given else None, case, row_id=f"idea-{key.hex[:16]}")
        was_there = added is None or selectors.find_change(plan, key) is not None
        if not was_there:
            save = services.Save(added, given.revision if given else 0, key, side)
            services.record_answer(plan=plan, question_id=question.id, save=save, by=by, now=now)
    return Used(question, side, was_there=was_there)


def _name(question: Question) -> str:
    return question.heading.default or question.prompt.default


def _takes(question: Question) -> bool:
    return question.kind in (Kind.LIST, Kind.LONG_TEXT) or (
        question.kind is Kind.ROWS and _column(question) is not None
    )


def _side(question: Question, state: PlanState) -> Side:
    sides = question.sides()
    return state.side if state.side in sides else sides[0]


def _column(question: Question) -> Column | None:
    """Return the column that an idea is written in: what drafts a step, else the first that takes words."""
    if question.drafts_steps and (found := question.column(question.drafts_steps.what)):
        return found
    return next((one for one in question.columns if one.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)), None)


def _added(question: Question, value: object, case: Case, *, row_id: str) -> Any:
    """Return the answer with the idea at its end, or None where it stands already."""
    if question.kind is Kind.LONG_TEXT:
        text, idea = str(value or ""), words_of(case)
        return None if idea in text else f"{text}\n\n{idea}".strip()
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    cells = {"text": words_of(case)} if question.kind is Kind.LIST else dict(_cells(question, case))
    if any(row.get("id") == row_id or cells.items() <= row.items() for row in rows):
        return None
    return [*rows, {"id": row_id, **cells}]


def _cells(question: Question, case: Case) -> Iterator[tuple[str, str]]:
    column = _column(question)
    if column is not None:
        yield column.id, words_of(case, column.max_length)
    if case.cautionary:  # what it teaches is how not to do the work of its family
        return
    for other in question.columns:
        if other.kind is CellKind.CHOICE and (family := next(filter(other.option, case.families), "")):
            yield other.id, family
