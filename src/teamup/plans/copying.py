"""A plan as a start for another place: its answers and steps, without its people and without its history.

Who may write a plan may copy it, and nobody else: readers were shown it by its writers, and a copy would leave their
hands. What the course's roles name as people's (`PEOPLE`) stays behind, as do owners of rows and steps, and how far
they have come.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Course, Kind, Question, Side
from teamup.core import events, ids
from teamup.plans import access, answers, lifecycle, marks, people, showing
from teamup.plans.access import BROWSER, Actor
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.keeping import Kept, keep_answers, save_key_of
from teamup.plans.models import AnswerChange, BrowserGrant, Plan
from teamup.plans.permissions import Deed
from teamup.plans.selectors import STEPS
from teamup.plans.state import PlanState
from teamup.plans.steps import drafted_from, step_id_of, steps_of

PEOPLE = (
    *("team", "founders", "sponsors", "driver", "liaison_police", "liaison_security"),
    *("roles", "directory", "self_check"),
)
"""The roles of questions that are about people: who they are, how to reach them, what they said of one another."""
STEP_FIELDS = ("what", "why", "lead", "start", "due", "removed", "cleared")
START = "start"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the person who copies, as read from the form: `start` is "" where dates stay as they are."""

    opening: Mapping[str, object]  # name and place, by question
    start: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """The new plan. The key is known only now; its hash is all that is kept."""

    plan: Plan
    key: str


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far dates move."""

    days: int = 0

    def __call__(self, day: str) -> str:
        try:
            return (date.fromisoformat(day) + timedelta(days=self.days)).isoformat()
        except OverflowError as error:
            raise AnswerRejected(Fault(_("Choose an earlier day."), START)) from error
        except ValueError:
            return day


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the copy holds: the values by place, and why none of them is anybody's."""

    state: PlanState
    shift: Callable[[str], str]
    without: frozenset[str] = field(default_factory=frozenset)

    def values(self) -> Iterator[tuple[str, Side, Any]]:
        """Yield every answer of the copy."""
        for (question_id, side), given in self.state.answers.items():
            question = self.state.index.questions.get(question_id)
            if question is None or question_id in self.without or question.options_from in self.without:
                continue
            if (value := self._anew(question, given.value)) not in (None, [], {}):
                yield question_id, side, value

    def steps(self, copy_id: UUID) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what people set on each step, under the id that the step has in the copy."""
        drafts = drafted_from(self.state)
        for step_id, given in self.state.step_changes.items():
            name, _slash, row_id = drafts.get(step_id, "").rpartition("/")
            if name.partition("/")[0] in self.without or not isinstance(given.value, dict):
                continue
            own = {key: value for key, value in given.value.items() if key in STEP_FIELDS}
            own |= {key: self.shift(str(own[key])) for key in ("start", "due") if own.get(key)}
            if own:
                new_id = step_id_of(copy_id, name, row_id) if name else str(uuid.uuid5(copy_id, step_id))
                yield new_id, own

    def _anew(self, question: Question, value: Any) -> Any:
        match question.kind:
            case Kind.DATE:
                return self.shift(value) if isinstance(value, str) else None
            case Kind.ROWS if isinstance(value, list):
                return [{"id": row["id"], **self._cells(question, row)} for row in value if isinstance(row, dict)]
            case Kind.MATRIX if isinstance(value, dict):
                return {row: cells for row, old in value.items() if (cells := self._cells(question, old))}
            case Kind.GROUP if isinstance(value, dict):
                return self._cells(question, value)
            case _:
                return value

    def _cells(self, question: Question, cells: Mapping[str, Any]) -> dict[str, Any]:
        drafts = question.drafts_steps
        personal = {drafts.owner, drafts.partners, drafts.status} if drafts else set()
        found = ((column, cells[column.id]) for column in question.columns if column.id in cells)
        return {
            column.id: self._cell(column, cell)
            for column, cell in found
            if column.id not in personal and column.options_from not in self.without
        }

    def _cell(self, column: Column, cell: Any) -> Any:
        return self.shift(cell) if column.kind is CellKind.DATE and isinstance(cell, str) else cell


def left_out(course: Course) -> tuple[Question, ...]:
    """Return the questions whose answers stay behind, in the order of the course."""
    names = {course.roles.get(role, "") for role in PEOPLE}
    return tuple(question for question in course.questions() if question.id in names)


def first_day(state: PlanState) -> date | None:
    """Return the day that the first step starts (or is due, where no start is known), or None without dates."""
    days = [day for step in steps_of(state) if (day := step.start or step.due)]
    return min(days, default=None)


def copy_plan(
    *,
    plan: Plan,
    wish: Wish,
    form_key: UUID,
    browser: str,
    person: people.Person | None,
    network: str,
    by: Actor,
    now: datetime,
) -> Copied:
    """Make a plan of this one's present answers and steps, and return it. The same form again makes no second one.

    It belongs to `person`, or to the browser of who has not signed in. Raises `MayNotEdit` for readers,
    `AnswerRejected` with what is wrong at "start" or in the name or place, `IntegrityError` for the same form again,
    and `TooOften`.
    """
    access.check(plan, by, Deed.EDIT)
    state = showing.shown_to(plan, by)
    sheet = _Sheet(state, _shift(state, wish.start), frozenset(question.id for question in left_out(state.course)))
    opening = {name: answers.clean(state.index.questions[name], raw) for name, raw in wish.opening.items()}
    lifecycle.spend_new_plan(network=network, now=now)
    with transaction.atomic():
        copy, key = _begin(plan, _id_of(plan, form_key, by), now)
        _keep(copy, sheet, opening, by, now)
        events.record(plan_id=plan.pk, kind="plan.copied", at=now, by=by.name)
        events.record(plan_id=copy.pk, kind="plan.begun_as_copy", at=now, by=by.name, of=str(plan.pk))
        if person is not None:
            people.own(plan=copy, person=person, now=now)
        else:
            BrowserGrant.objects.create(plan=copy, token_hash=ids.digest(browser, purpose=BROWSER), created_at=now)
    return Copied(copy, key)


def copied_before(*, plan: Plan, form_key: UUID, by: Actor) -> Plan | None:
    """Return the copy that an earlier post of the same form made, or None."""
    return Plan.objects.filter(pk=_id_of(plan, form_key, by), deleted_at=None).first()


def _id_of(plan: Plan, form_key: UUID, by: Actor) -> UUID:
    return uuid.uuid5(plan.pk, f"copy/{form_key}/{by.user_id or by.token_hash}")


def _shift(state: PlanState, start: str) -> Callable[[str], str]:
    first = first_day(state)
    if not start or first is None:
        return _Shift()
    try:
        return _Shift((date.fromisoformat(start) - first).days)
    except ValueError as error:
        raise AnswerRejected(Fault(_("Choose the day that the first step starts."), START)) from error


def _begin(plan: Plan, copy_id: UUID, now: datetime) -> tuple[Plan, str]:
    key = ids.new_key()
    copy = Plan.objects.create(
        id=copy_id,
        pack_id=plan.pack_id,
        pack_version=plan.pack_version,
        time_zone=plan.time_zone,
        key_hash=lifecycle.key_hash(key),
        copied_from=plan.pk,
        created_at=now,
    )
    return copy, key


def _keep(copy: Plan, sheet: _Sheet, opening: Mapping[str, object], by: Actor, now: datetime) -> None:
    """Write what the copy holds: all that has its own place in a plan and belongs to nobody."""
    found = [(name, side, value) for name, side, value in sheet.values() if name not in opening]
    found += [(name, Side.JOINT, value) for name, value in opening.items() if value is not None]
    found += [(f"{STEPS}{step_id}", Side.JOINT, value) for step_id, value in sheet.steps(copy.pk)]
    keys = [save_key_of(copy.pk, name, side) for name, side, _value in found]
    keep_answers(
        copy,
        [Kept(name, side, value, 1, now, by.name, key) for (name, side, value), key in zip(found, keys, strict=True)],
    )
    AnswerChange.objects.filter(plan=copy).update(by_user=by.user_id)
    there = {(name, side) for name, side, _value in found}
    kept = {place: mark for place, mark in sheet.state.marks.items() if place in there}
    marks.add(plan=copy, marks=kept, by=by.name, now=now)
