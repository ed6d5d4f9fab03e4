"""What a person can do with a plan's answers and steps: each is one transaction, proved by races and kills."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from teamup.catalog import shelf
from teamup.catalog.model import Question, Side
from teamup.plans import access, answers, merge, selectors, store
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected, Conflict, Fault, NoSuchPlan, Overlap, PlanError, UnknownQuestion
from teamup.plans.models import Answer, AnswerChange, ChangeKind, Plan
from teamup.plans.steps import STEP_FORM


@dataclass(frozen=True, slots=True)
class Save:
    """What was sent: the raw value, the revision it started from and a key of its own, so that a retry is harmless."""

    raw: object
    base: int
    key: UUID
    side: Side = Side.JOINT
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """How a save ended. `value` may differ from what was sent: cleaned, or merged with someone else's change."""

    revision: int
    value: object
    merged: bool
    at: datetime
    question_id: str = ""
    side: Side = Side.JOINT


@dataclass(frozen=True, slots=True)
class _Lost:
    """The save met another change of the same words; its text is in the log."""

    revision: int
    theirs: object
    yours: object
    by: str


def record_answer(*, plan: Plan, question_id: str, save: Save, by: Actor, now: datetime) -> Saved:
    """Store one answer on top of revision `save.base`, and log the change.

    A repeated `save.key` returns what it returned before. Raises `AnswerRejected` when the value breaks the
    question's limits, `Conflict` (theirs and yours, both logged) when someone else's change overlaps,
    `UnknownQuestion` for an id no version of the course ever had, and `PlanError` when `by` may not edit.
    """
    access.check_can_edit(plan, by)
    question = shelf.get_index(plan.pack_id, plan.pack_version).questions.get(question_id)
    if question is None:
        _check_was_ever_asked(plan, question_id)
        value = answers.clean_unknown(save.raw)
    else:
        _check_side(question, save.side)
        value = answers.clean(question, save.raw)
    return _finish(_write(plan, question_id, question, save, value, by, now))


def record_step(*, plan: Plan, step_id: UUID, save: Save, by: Actor, now: datetime) -> Saved:
    """Store what a person set on an action step; the same contract as `record_answer`."""
    access.check_can_edit(plan, by)
    value = answers.clean(STEP_FORM, save.raw)
    return _finish(_write(plan, f"{selectors.STEPS}{step_id}", STEP_FORM, save, value, by, now))


def restore(*, plan: Plan, change_key: UUID, save_key: UUID, base: int, by: Actor, now: datetime) -> Saved:
    """Make a value of the history the present one again, as a new change. Raises as `record_answer` does."""
    access.check_can_edit(plan, by)
    change = selectors.find_change(plan, change_key)
    if change is None:
        raise UnknownQuestion("That change is not in this plan's history.")
    save = Save(change.new, base, save_key, Side(change.side))
    question = _question_of(plan, change.question_id)
    return _finish(_write(plan, change.question_id, question, save, change.new, by, now, ChangeKind.RESTORED))


def _question_of(plan: Plan, question_id: str) -> Question | None:
    if question_id.startswith(selectors.STEPS):
        return STEP_FORM
    return shelf.get_index(plan.pack_id, plan.pack_version).questions.get(question_id)


def _check_was_ever_asked(plan: Plan, question_id: str) -> None:
    if not Answer.objects.filter(plan=plan, question_id=question_id).exists() and not shelf.ever_asked(
        plan.pack_id, question_id
    ):
        raise UnknownQuestion("This question is not a part of the course.")


def _check_side(question: Question, side: Side) -> None:
    if side not in question.sides():
        raise AnswerRejected(Fault("This question is not asked of that side. Reload the page."))


def _finish(outcome: Saved | _Lost) -> Saved:
    if isinstance(outcome, _Lost):
        raise Conflict(revision=outcome.revision, theirs=outcome.theirs, yours=outcome.yours, by=outcome.by)
    return outcome


def _write(*what: Any) -> Saved | _Lost:
    with store.turn(), transaction.atomic():
        return _write_in_turn(*what)


def _write_in_turn(
    plan: Plan,
    question_id: str,
    question: Question | None,
    save: Save,
    value: Any,
    by: Actor,
    now: datetime,
    kind: ChangeKind = ChangeKind.SAVED,
) -> Saved | _Lost:
    current = store.look(plan.pk, question_id, save.side, save.key)
    if current is None:
        raise NoSuchPlan("This plan was deleted.")
    if current.was_saved:
        return _repeat(plan, current, question_id, save)
    if not 0 <= save.base <= current.revision:
        raise AnswerRejected(Fault("This page is out of step with the plan. Reload it; what you typed is kept."))
    try:
        merged = (
            value if save.base == current.revision else _merged(plan, question_id, question, save, current.value, value)
        )
    except Overlap:
        _log(plan, question_id, save, ChangeKind.CONFLICT, None, current.value, value, by, now)
        return _Lost(current.revision, current.value, value, current.by)
    if merged == current.value:
        return Saved(current.revision, merged, merged != value, now, question_id, save.side)
    if merged != value and kind is ChangeKind.SAVED:
        kind = ChangeKind.MERGED
    _log(plan, question_id, save, kind, current.revision + 1, current.value, merged, by, now)
    store.put(plan.pk, question_id, save.side, merged, current.revision + 1, now, by.name)
    return Saved(current.revision + 1, merged, merged != value, now, question_id, save.side)


def _repeat(plan: Plan, current: store.Record, question_id: str, save: Save) -> Saved | _Lost:
    earlier = selectors.find_change(plan, save.key)
    if earlier is None or earlier.question_id != question_id or earlier.side != save.side:
        raise PlanError("This save key was used for another answer. Reload the page.")
    if earlier.kind == ChangeKind.CONFLICT or earlier.revision is None:
        return _Lost(current.revision, current.value, earlier.new, current.by)
    merged = earlier.kind == ChangeKind.MERGED
    return Saved(earlier.revision, earlier.new, merged, earlier.at, question_id, save.side)


def _merged(
    plan: Plan, question_id: str, question: Question | None, save: Save, theirs: object, yours: object
) -> object:
    try:
        base = selectors.value_at(plan, question_id, save.side, save.base)
    except AnswerChange.DoesNotExist as error:
        raise Overlap from error
    if question is None:
        if theirs in (base, yours):
            return yours
        if yours == base:
            return theirs
        raise Overlap
    return merge.merge(question, base=base, theirs=theirs, yours=yours)


def _log(
    plan: Plan,
    question_id: str,
    save: Save,
    kind: ChangeKind,
    revision: int | None,
    old: object,
    new: object,
    by: Actor,
    now: datetime,
) -> None:
    store.log(
        plan.pk,
        save.key,
        question_id,
        save.side,
        kind=kind,
        base=save.base,
        revision=revision,
        old=old,
        new=new,
        at=now,
        by=by.name,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one answer of a worksheet ended: exactly one of `saved`, `rejected`, `conflict` is set."""

    question_id: str
    side: Side
    saved: Saved | None = None
    rejected: AnswerRejected | None = None
    conflict: Conflict | None = None


def record_worksheet(*, plan: Plan, saves: Iterable[tuple[str, Save]], by: Actor, now: datetime) -> tuple[Outcome, ...]:
    """Store every answer of a posted worksheet that can be stored, each for itself, and say how each ended.

    One bad field does not hold back the others.
    """
    outcomes = []
    for question_id, save in saves:
        try:
            saved = record_answer(plan=plan, question_id=question_id, save=save, by=by, now=now)
            outcomes.append(Outcome(question_id, save.side, saved=saved))
        except AnswerRejected as rejected:
            outcomes.append(Outcome(question_id, save.side, rejected=rejected))
        except Conflict as conflict:
            outcomes.append(Outcome(question_id, save.side, conflict=conflict))
    return tuple(outcomes)


def key_for(form_key: UUID, question_id: str, side: Side) -> UUID:
    """Return the save key of one answer of a form that was posted whole: the same form, the same keys."""
    return uuid.uuid5(form_key, f"{question_id}/{side}")
