"""The history of a plan in words: what was done, by whom, when, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teamup.catalog.model import Question, Side
from teamup.plans import selectors, words
from teamup.plans.models import AnswerChange, ChangeKind
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.web.http import PlanVisit, now
from teamup.web.plan import deeds, difference, step_form
from teamup.web.plan.overview import lesson_url
from teamup.web.plan.stream import Happened
from teamup.web.plan.times import clock_time

LONG = 1500  # letters
KINDS = {
    ChangeKind.SAVED: "",
    ChangeKind.MERGED: lazy("merged with someone else's change"),
    ChangeKind.CONFLICT: lazy("not used: someone else's words were kept"),
    ChangeKind.RESTORED: lazy("restored"),
    ChangeKind.IMPORTED: lazy("imported from a plan file"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, in words."""

    key: UUID
    title: str
    note: str  # "no longer asked", "hidden by another answer", ""
    url: str  # where the answer stands now, "" when nowhere
    only: str  # the address of this answer's own history
    side: str  # "" for joint
    by: str
    at: str
    kind: str
    is_lost: bool
    runs: tuple[difference.Run, ...]
    is_present: bool
    base: int
    save: UUID

    @property
    def is_long(self) -> bool:
        """Say whether the difference needs a box of its own to scroll in."""
        return sum(len(run.text) for run in self.runs) > LONG


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something else that was done with the plan, in a sentence."""

    said: str
    icon: str
    by: str
    at: str
    is_event: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day in the plan's zone."""

    title: str
    changes: tuple[ChangeLine | EventLine, ...]


def page_url(visit: PlanVisit, number: int, only: str) -> str:
    """Return the address of a page of the history; `only` is the id of one answer, or ""."""
    asked: dict[str, Any] = {"page": number, **({"question": only} if only else {})}
    return f"{reverse('plan:history', args=[visit.plan.id])}?{urlencode(asked)}"


class Teller:
    """Tells changes of one plan in words, in its voice and its time zone."""

    def __init__(self, visit: PlanVisit, state: PlanState) -> None:
        self.visit = visit
        self.state = state
        self.today = now().astimezone(visit.zone).date()
        self.steps: Mapping[str, str] = {step.id: step.what for step in steps_of(state)}

    def days(self, happened: list[Happened]) -> Iterator[Day]:
        """Yield what happened by day, in its order."""
        for day, found in groupby(happened, key=lambda one: one.at.astimezone(self.visit.zone).date()):
            yield Day(self._day(day), tuple(self._line_of(one) for one in found))

    def _line_of(self, happened: Happened) -> ChangeLine | EventLine:
        if isinstance(happened, AnswerChange):
            return self.line(happened)
        at = clock_time(happened.at, self.visit.zone)
        return EventLine(deeds.said_of(happened), deeds.icon_of(happened), happened.by, at)

    def _day(self, day: date) -> str:
        days_ago = (self.today - day).days
        said = words.of_day(day)
        return {0: _("Today, %(day)s"), 1: _("Yesterday, %(day)s")}.get(days_ago, "%(day)s") % {"day": said}

    def line(self, change: AnswerChange) -> ChangeLine:
        """Return one change in words."""
        present = self._present(change)
        return ChangeLine(
            key=change.save_key,
            title=self.title_of(change.question_id),
            note=self._note(change.question_id),
            url=self._url(change),
            only=page_url(self.visit, 1, change.question_id),
            side="" if change.side == Side.JOINT else change.side,
            by=change.by,
            at=clock_time(change.at, self.visit.zone),
            kind=str(KINDS.get(ChangeKind(change.kind), "")),
            is_lost=change.kind == ChangeKind.CONFLICT,
            runs=difference.runs(
                self.words_of(change.question_id, change.old), self.words_of(change.question_id, change.new)
            ),
            is_present=present == change.revision or (change.revision is None and self._holds(change)),
            base=present,
            save=uuid.uuid4(),
        )

    def title_of(self, question_id: str) -> str:
        """Return what an answer is called: its heading, its prompt, or what its step says."""
        if question_id.startswith(selectors.STEPS):
            return self._step_title(question_id.removeprefix(selectors.STEPS))
        question = self._question(question_id)
        if question is None:
            return question_id.replace("_", " ").capitalize()
        return question.heading.spoken(self.state.voice) or question.prompt.spoken(self.state.voice)

    def words_of(self, question_id: str, value: object) -> str:
        """Return a value in words; one whose question is gone is told as plainly as can be."""
        if question_id.startswith(selectors.STEPS):
            return _step_words(value, self.state)
        question = self._question(question_id)
        if question is None:
            return words.plainly(value)
        return words.of_kept(question, value, self.state)

    def _step_title(self, step_id: str) -> str:
        if step_id in self.steps:
            return _("Step: %(what)s") % {"what": self.steps[step_id]}
        given = self.state.step_changes.get(step_id)
        what = given.value.get("what") if given and isinstance(given.value, dict) else ""
        return _("Step: %(what)s (removed)") % {"what": what} if what else _("A removed step")

    def _question(self, question_id: str) -> Question | None:
        return self.state.index.questions.get(question_id)

    def _note(self, question_id: str) -> str:
        question = self._question(question_id)
        if question_id.startswith(selectors.STEPS):
            return ""
        if question is None:
            return _("No longer a part of this course; the answer is kept.")
        if not self.state.applies(question):
            return _("Hidden by another answer; this one is kept.")
        return ""

    def _url(self, change: AnswerChange) -> str:
        plan_id = self.visit.plan.id
        if change.question_id.startswith(selectors.STEPS):
            step_id = change.question_id.removeprefix(selectors.STEPS)
            return reverse("plan:step", args=[plan_id, step_id]) if step_id in self.steps else ""
        if self._question(change.question_id) is None:
            return ""
        anchor = f"#q-{change.question_id}-{change.side}"
        lesson = self.state.index.lesson_of.get(change.question_id)
        if lesson is None:
            return reverse("plan:settings", args=[plan_id]) + anchor if self.visit.can_edit else ""
        return lesson_url(plan_id, lesson) + anchor

    def _given(self, change: AnswerChange) -> Any:
        if change.question_id.startswith(selectors.STEPS):
            return self.state.step_changes.get(change.question_id.removeprefix(selectors.STEPS))
        return self.state.given(change.question_id, Side(change.side))

    def _present(self, change: AnswerChange) -> int:
        given = self._given(change)
        return given.revision if given else 0

    def _holds(self, change: AnswerChange) -> bool:
        given = self._given(change)
        return given is not None and given.value == change.new


def _step_words(value: object, state: PlanState) -> str:
    """Return what a person set on a step, in words; fields emptied on purpose are named."""
    if not isinstance(value, dict):
        return ""
    shown = {key: cell for key, cell in value.items() if key not in ("cleared", "removed")}
    lines = [words.of_answer(step_form.told(), shown, state)]
    if cleared := str(value.get("cleared", "")).split():
        labels = step_form.labels()
        lines.append(_("Emptied: %(fields)s") % {"fields": ", ".join(labels.get(name, name) for name in cleared)})
    if value.get("removed"):
        lines.append(_("Removed from the plan"))
    return "\n".join(filter(None, lines))
