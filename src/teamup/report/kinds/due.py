"""What a meeting has to talk about: steps that are due, days that come up, and questions still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from teamup.plans import progress
from teamup.plans.state import PlanState
from teamup.plans.steps import StepStatus
from teamup.report.document import Action
from teamup.report.kinds.asked import form_of
from teamup.report.parts import calendar

AHEAD = timedelta(days=45)
BACK = timedelta(days=31)
"""A review whose day has passed is asked about for so long."""
AT_LEAST, FEWEST_STEPS, MOST_STEPS = 3, 2, 8
"""Steps that come next, however late, if there is room; and the fewest and the most steps in all."""
FEWEST_QUESTIONS, MOST_QUESTIONS = 3, 8
"""Beside a long list of steps there is room for a few questions only."""
OPEN = frozenset({StepStatus.PLANNED.value, StepStatus.STARTED.value})


@dataclass(frozen=True, slots=True)
class Steps:
    """Open steps, by date: those whose day has passed, and those that come next; and how many are not listed."""

    overdue: tuple[Action, ...]
    coming: tuple[Action, ...]
    more_overdue: int
    more: int
    undated: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day to speak about: a review, or a test."""

    label: str
    day: date
    detail: str


@dataclass(frozen=True, slots=True)
class Open:
    """A question that the plan leaves open, and the number of its lesson."""

    prompt: str
    lesson: str


def steps_for(state: PlanState, day: date, *, most: int = MOST_STEPS, ahead: timedelta = AHEAD) -> Steps:
    """Return the open steps to talk about on `day`: what was due first, then what comes next, at least so far `ahead`.

    Of more than `most` the nearest of both kinds are listed, and the others are counted.
    """
    open_ones = [action for action in calendar.actions_of(state) if action.state in OPEN]
    dated = [(action.due, action) for action in open_ones if action.due]
    overdue = [action for due, action in dated if due < day]
    after = [(due, action) for due, action in dated if due >= day]
    soon = sum(due <= day + ahead for due, _action in after)
    shown = overdue[: most - min(len(after), AT_LEAST, most // 3)]
    coming = [action for _due, action in after[: min(most - len(shown), max(soon, AT_LEAST))]]
    return Steps(
        overdue=tuple(shown),
        coming=tuple(coming),
        more_overdue=len(overdue) - len(shown),
        more=len(after) - len(coming),
        undated=len(open_ones) - len(dated),
    )


def days_for(state: PlanState, day: date) -> tuple[Day, ...]:
    """Return the reviews that fall due around `day`, and the next test of the emergency notice; the earliest first."""
    found = [Day(review.label, review.day, review.detail) for review in calendar.reviews_of(state)]
    notice = form_of(state, "notice")
    if test := notice.day("next_test"):
        found.append(Day(_("Test of the emergency notice"), test, notice.get("channel")))
    return tuple(sorted((it for it in found if day - BACK <= it.day <= day + AHEAD), key=lambda it: (it.day, it.label)))


def questions_for(state: PlanState, *, most: int) -> tuple[tuple[Open, ...], int]:
    """Return the open questions most worth a decision, those of the core first, and how many more there are."""
    items = progress.open_items(state)
    in_order = sorted(items, key=lambda item: not item.question.core)  # a stable sort keeps the order of the course
    return tuple(_open(state, in_order[:most])), max(len(items) - most, 0)


def _open(state: PlanState, items: list[progress.OpenItem]) -> Iterator[Open]:
    for item in items:
        yield Open(item.question.prompt.spoken(state.voice), item.lesson.number if item.lesson else "")
