"""The history of a plan in words: what was done, by whom, when, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teamup.catalog.model import Question, Side
from teamup.plans import selectors, words
from teamup.plans.diary import Entry
from teamup.plans.models import AnswerChange, ChangeKind
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.web.http import PlanVisit, now
from teamup.web.plan import deeds, difference, frame, step_form
from teamup.web.plan.asked import page_url
from teamup.web.plan.times import clock_time
from teamup.web.plan.told import ChangeLine, Day, EventLine, Mention, SaveLine

KINDS = {
    ChangeKind.SAVED: "",
    ChangeKind.MERGED: lazy("merged with someone else's change"),
    ChangeKind.CONFLICT: lazy("not used: someone else's words were kept"),
    ChangeKind.RESTORED: lazy("restored"),
    ChangeKind.IMPORTED: lazy("imported from a plan file"),
}


class Teller:
    """Tells changes of one plan in words, in its voice and its time zone."""

    def __init__(self, visit: PlanVisit, state: PlanState) -> None:
        self.visit = visit
        self.state = state
        self.today = now().astimezone(visit.zone).date()
        self.steps: Mapping[str, str] = {step.id: step.what for step in steps_of(state)}

    def days(self, entries: Iterable[Entry]) -> Iterator[Day]:
        """Yield what happened by day, in its order."""
        for day, found in groupby(entries, key=lambda one: one.at.astimezone(self.visit.zone).date()):
            yield Day(self._day(day), tuple(self._entry(one) for one in found))

    def _day(self, day: date) -> str:
        days_ago = (self.today - day).days
        said = words.of_day(day)
        return {0: _("Today, %(day)s"), 1: _("Yesterday, %(day)s")}.get(days_ago, "%(day)s") % {"day": said}

    def _entry(self, entry: Entry) -> ChangeLine | EventLine:
        if entry.event is not None:
            at = clock_time(entry.event.at, self.visit.zone)
            return EventLine(deeds.said_of(entry.event, self.title_of), deeds.icon_of(entry.event), entry.event.by, at)
        newest = self.line(entry.full[entry.lines[0].key])
        if len(entry.lines) == 1:
            return newest
        return self._many_answers(entry, newest) if entry.is_many_answers else self._many_saves(entry, newest)

    def _many_answers(self, entry: Entry, newest: ChangeLine) -> ChangeLine:
        """Return the answers that came back together as one line, each named."""
        number = len(entry.lines)
        return replace(
            newest,
            title=ngettext("%(n)d answer", "%(n)d answers", number) % {"n": number},
            lesson="",
            note="",
            url="",
            only="",
            side="",
            kind=_("restored together"),
            runs=(),
            mentions=tuple(
                Mention(self.title_of(line.question_id), page_url(self.visit, question=line.question_id))
                for line in sorted(entry.lines, key=lambda line: self._order(line.question_id))
            ),
        )

    def _many_saves(self, entry: Entry, newest: ChangeLine) -> ChangeLine:
        """Return a person's saves of one answer as one line: what was there before the first, and after the last."""
        full = [entry.full[line.key] for line in entry.shown()]
        zone, number = self.visit.zone, len(entry.lines)
        facts = {"n": number, "from": clock_time(full[-1].at, zone), "to": clock_time(full[0].at, zone)}
        span = _("%(n)d saves from %(from)s to %(to)s") if facts["from"] != facts["to"] else _("%(n)d saves at %(to)s")
        return replace(
            newest,
            runs=self._runs(full[0].question_id, full[-1].old, full[0].new),
            span=span % facts,
            saves=tuple(self._save(change, newest.base) for change in full),
            more=number - len(full),
        )

    def _save(self, change: AnswerChange, present: int) -> SaveLine:
        return SaveLine(
            key=change.save_key,
            at=clock_time(change.at, self.visit.zone),
            kind=str(KINDS.get(ChangeKind(change.kind), "")),
            runs=self._runs(change.question_id, change.old, change.new),
            is_present=present == change.revision,
        )

    def _order(self, question_id: str) -> tuple[bool, int, str]:
        return question_id not in self._places, self._places.get(question_id, 0), question_id

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.state.index.questions)}

    def _runs(self, question_id: str, old: object, new: object) -> tuple[difference.Run, ...]:
        return difference.runs(self.words_of(question_id, old), self.words_of(question_id, new))

    def line(self, change: AnswerChange) -> ChangeLine:
        """Return one change in words."""
        present = self._present(change)
        return ChangeLine(
            key=change.save_key,
            title=self.title_of(change.question_id, change.old or change.new),
            lesson=self.lesson_of(change.question_id),
            note=self.note_of(change.question_id),
            url=self.url_of(change.question_id, change.side),
            only=page_url(self.visit, question=change.question_id),
            side="" if change.side == Side.JOINT else change.side,
            by=change.by,
            by_side=change.by_side or "",
            at=clock_time(change.at, self.visit.zone),
            kind=str(KINDS.get(ChangeKind(change.kind), "")),
            is_lost=change.kind == ChangeKind.CONFLICT,
            runs=self._runs(change.question_id, change.old, change.new),
            is_present=present == change.revision or (change.revision is None and self._holds(change)),
            base=present,
            save=uuid.uuid4(),
        )

    def title_of(self, question_id: str, value: object = None) -> str:
        """Return what an answer is called: its heading, its prompt, or what its step says (or said, in `value`)."""
        if question_id.startswith(selectors.STEPS):
            return self._step_title(question_id.removeprefix(selectors.STEPS), value)
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

    def knows(self, question_id: str) -> bool:
        """Say whether this course asks the question, or the step is in the plan."""
        if question_id.startswith(selectors.STEPS):
            return question_id.removeprefix(selectors.STEPS) in self.steps
        return self._question(question_id) is not None

    def lesson_of(self, question_id: str) -> str:
        """Return where an answer is asked, in a word or two."""
        if question_id.startswith(selectors.STEPS):
            return _("Action steps")
        lesson = self.state.index.lesson_of.get(question_id)
        if lesson is not None:
            return lesson.title
        return _("Opening questions") if self._question(question_id) else ""

    def _step_title(self, step_id: str, value: object) -> str:
        if step_id in self.steps:
            return _("Step: %(what)s") % {"what": self.steps[step_id]}
        given = self.state.step_changes.get(step_id)
        known = (one.get("what") for one in (given.value if given else None, value) if isinstance(one, dict))
        what = next(filter(None, known), "")
        return _("Step: %(what)s (removed)") % {"what": what} if what else _("A removed step")

    def _question(self, question_id: str) -> Question | None:
        return self.state.index.questions.get(question_id)

    def note_of(self, question_id: str) -> str:
        """Say so where an answer does not show in the plan, though it is kept."""
        question = self._question(question_id)
        if question_id.startswith(selectors.STEPS):
            return ""
        if question is None:
            return _("No longer a part of this course; the answer is kept.")
        if not self.state.applies(question):
            return _("Hidden by another answer; this one is kept.")
        return ""

    def url_of(self, question_id: str, side: str) -> str:
        """Return where an answer stands now, or "" when it stands nowhere."""
        plan_id = self.visit.plan.id
        if question_id.startswith(selectors.STEPS):
            step_id = question_id.removeprefix(selectors.STEPS)
            return reverse("plan:step", args=[plan_id, step_id]) if step_id in self.steps else ""
        if self._question(question_id) is None:
            return ""
        anchor = f"#q-{question_id}-{side}"
        lesson = self.state.index.lesson_of.get(question_id)
        if lesson is None:
            return reverse("plan:settings", args=[plan_id]) + anchor if self.visit.can_edit else ""
        return f"{frame.address_of('plan:overview', plan_id)}{lesson.id}/{anchor}"

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
