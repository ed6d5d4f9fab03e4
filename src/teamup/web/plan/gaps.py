"""Where police and security answer the same question differently, and where the self-check leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Kind, Question, Side
from teamup.plans import selfcheck, words
from teamup.plans.selfcheck import Weak
from teamup.plans.state import PlanState

_COMPARED = (CellKind.SCALE, CellKind.CHOICE, CellKind.CHECKBOX)


@dataclass(frozen=True, slots=True)
class WeakLine:
    """A weak topic with its rating, the lesson that mends it, and the question there to open next."""

    title: str
    rating: str
    lesson: str
    lesson_url: str
    field: str
    field_url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands under the self-check in its lesson: the weakest topics, and the way to the whole result."""

    url: str
    weak: tuple[WeakLine, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the two sides differ, a line each. `panel` is there under the self-check alone."""

    lines: tuple[str, ...]
    panel: Panel | None = None


def gap_of(question: Question, state: PlanState) -> Gap:
    """Return where the two sides differ; no line while neither has answered."""
    panel = None
    found = selfcheck.question_of(state)
    if found and found.id == question.id:
        panel = Panel(reverse("plan:self_check", args=[state.plan.id]), weak_lines(state, selfcheck.weakest(state)))
    return Gap(_lines(question, state), panel)


def weak_lines(state: PlanState, found: tuple[Weak, ...]) -> tuple[WeakLine, ...]:
    """Return the weakest topics as lines with their links."""
    return tuple(_weak_line(state, weak) for weak in found)


def _weak_line(state: PlanState, weak: Weak) -> WeakLine:
    rating, lesson, question = number(weak.topic.mean), weak.lesson, weak.question
    if lesson is None:
        return WeakLine(weak.topic.title, rating, "", "", "", "")
    url = reverse("plan:lesson", args=[state.plan.id, lesson.section, lesson.slug])
    if question is None:
        return WeakLine(weak.topic.title, rating, lesson.title, url, "", "")
    field = question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
    anchor = f"{url}#q-{question.id}-{question.sides()[0]}"
    return WeakLine(weak.topic.title, rating, lesson.title, url, field, anchor)


def number(rating: float | None) -> str:
    """Return a rating as it is written: "3", "2.7", or "" for none."""
    return "" if rating is None else f"{rating:g}"


def _lines(question: Question, state: PlanState) -> tuple[str, ...]:
    police, security = (state.value(question.id, side) for side in (Side.POLICE, Side.SECURITY))
    if police is None and security is None:
        return ()
    if police is None or security is None:
        waiting = _("Police") if police is None else _("Security")
        return (_("%(side)s has not answered yet. Compare when both have.") % {"side": waiting},)
    if police == security:
        return (_("Both sides say the same."),)
    if question.kind is Kind.MATRIX and isinstance(police, dict) and isinstance(security, dict):
        lines = tuple(_rows_apart(question, police, security, state))
        return lines or (_("Both sides choose the same; only their words differ."),)
    return (_("The two sides say different things. Read both aloud before you go on."),)


def _rows_apart(
    question: Question, police: dict[str, object], security: dict[str, object], state: PlanState
) -> Iterator[str]:
    compared = [column for column in question.columns if column.kind in _COMPARED]
    for row in question.rows:
        left, right = police.get(row.id), security.get(row.id)
        for column in compared:
            ours = left.get(column.id) if isinstance(left, dict) else None
            theirs = right.get(column.id) if isinstance(right, dict) else None
            if ours is not None and theirs is not None and ours != theirs:
                yield _("%(row)s: police %(police)s, security %(security)s") % {
                    "row": row.label.spoken(state.voice).partition(":")[0],
                    "police": words.of_cell(column, ours, state),
                    "security": words.of_cell(column, theirs, state),
                }
