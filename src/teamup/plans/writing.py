"""How a change is written: in one transaction, in its turn, with its line in the log. Proved by races and kills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from teamup.catalog.model import Question, Side
from teamup.plans import fitting, merge, selectors, showing, store
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected, Conflict, Fault, NoSuchPlan, Overlap, PlanError
from teamup.plans.fitting import Fitted
from teamup.plans.models import AnswerChange, ChangeKind, Plan


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
class Change:
    """A clean value on its way into the plan. `question` is None for one that this version does not have."""

    plan: Plan
    question_id: str  # or "steps/<step id>"
    question: Question | None
    save: Save
    value: Any
    by: Actor
    at: datetime
    kind: ChangeKind = ChangeKind.SAVED

    def saved_as(self, value: object, revision: int) -> Saved:
        """Return how it ended: with this value, at this revision."""
        return Saved(revision, value, value != self.value, self.at, self.question_id, self.save.side)


@dataclass(frozen=True, slots=True)
class _Lost:
    """The save met another change of the same words; its text is in the log."""

    revision: int
    theirs: object
    yours: object
    by: str


def write(change: Change) -> Saved:
    """Store a change on top of the revision it started from, merged with what came in between.

    A repeated save key returns what it returned before. Raises `Conflict` when the changes overlap (both are in the
    log), `AnswerRejected` for a revision that never was and for an answer that is not shown to who writes, and
    `NoSuchPlan` when the plan was deleted meanwhile.
    """
    with store.turn(), transaction.atomic():
        ended = _write_in_turn(change)
    if isinstance(ended, _Lost):
        # Raised here, after the transaction: the losing text must stay in the log.
        raise Conflict(revision=ended.revision, theirs=ended.theirs, yours=ended.yours, by=ended.by)
    return ended


def _write_in_turn(change: Change) -> Saved | _Lost:
    save = change.save
    current = store.look(change.plan.pk, change.question_id, save.side, save.key)
    if current is None:
        raise NoSuchPlan("This plan was deleted.")
    showing.check_shown(change.plan, change.question_id, save.side, change.by)
    if current.was_saved:
        return _repeated(change, current)
    if not 0 <= save.base <= current.revision:
        raise AnswerRejected(Fault("This page is out of step with the plan. Reload it; what you typed is kept."))
    theirs = _fitted(change, current.value)
    try:
        value = change.value if save.base == current.revision else _merged(change, theirs.value)
    except Overlap:
        _log(replace(change, kind=ChangeKind.CONFLICT), current, None, change.value)
        return _Lost(current.revision, theirs.value, change.value, current.by)
    return _put(change, current, theirs, value)


def _fitted(change: Change, value: object) -> Fitted:
    """Return what of a stored value fits the question as this version asks it, and what is kept beside."""
    return fitting.fit(change.question, value) if change.question else Fitted(value)


def _put(change: Change, current: store.Record, theirs: Fitted, value: object) -> Saved:
    is_restored = change.kind is ChangeKind.RESTORED  # a value of the history comes back as it was
    whole = value if is_restored or change.question is None else fitting.unite(change.question, value, theirs)
    if whole == current.value:
        return change.saved_as(value, current.revision)
    if value != change.value and change.kind is ChangeKind.SAVED:
        change = replace(change, kind=ChangeKind.MERGED)
    revision = current.revision + 1
    _log(change, current, revision, whole)
    store.put(change.plan.pk, change.question_id, change.save.side, whole, revision, change.at, change.by.name)
    return change.saved_as(value, revision)


def _repeated(change: Change, current: store.Record) -> Saved | _Lost:
    earlier = selectors.find_change(change.plan, change.save.key)
    if earlier is None or earlier.question_id != change.question_id or earlier.side != change.save.side:
        raise PlanError("This save key was used for another answer. Reload the page.")
    if earlier.kind == ChangeKind.CONFLICT or earlier.revision is None:
        return _Lost(current.revision, _fitted(change, current.value).value, earlier.new, current.by)
    merged = earlier.kind == ChangeKind.MERGED
    value = _fitted(change, earlier.new).value
    return Saved(earlier.revision, value, merged, earlier.at, change.question_id, change.save.side)


def _merged(change: Change, theirs: object) -> object:
    save, yours = change.save, change.value
    try:
        base = selectors.value_at(change.plan, change.question_id, save.side, save.base)
    except AnswerChange.DoesNotExist as error:
        raise Overlap from error
    if change.question is not None:
        return merge.merge(change.question, base=_fitted(change, base).value, theirs=theirs, yours=yours)
    if theirs in (base, yours):
        return yours
    if yours == base:
        return theirs
    raise Overlap


def _log(change: Change, current: store.Record, revision: int | None, new: object) -> None:
    store.log(
        change.plan.pk,
        change.save.key,
        change.question_id,
        change.save.side,
        kind=change.kind,
        base=change.save.base,
        revision=revision,
        old=current.value,
        new=new,
        at=change.at,
        by=change.by.name,
        by_side=change.by.side,
        by_user=change.by.user_id,
    )
