"""What a person can do with a plan's answers and steps: each is one transaction (see `writing`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from teamup.catalog import shelf
from teamup.catalog.model import Question, Side
from teamup.plans import access, answers, fitting, selectors, showing
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected, Conflict, Fault, UnknownQuestion
from teamup.plans.keeping import Kept
from teamup.plans.models import Answer, ChangeKind, Plan
from teamup.plans.steps import STEP_FORM
from teamup.plans.writing import Change, Save, Saved, write

__all__ = [
    "Outcome",
    "Save",
    "Saved",
    "key_for",
    "question_of",
    "record_answer",
    "record_imported",
    "record_step",
    "record_worksheet",
    "restore",
]


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
    return write(Change(plan, question_id, question, save, value, by, now))


def record_step(*, plan: Plan, step_id: UUID, save: Save, by: Actor, now: datetime) -> Saved:
    """Store what a person set on an action step; the same contract as `record_answer`."""
    access.check_can_edit(plan, by)
    value = answers.clean(STEP_FORM, save.raw)
    return write(Change(plan, f"{selectors.STEPS}{step_id}", STEP_FORM, save, value, by, now))


def restore(*, plan: Plan, change_key: UUID, save_key: UUID, base: int, by: Actor, now: datetime) -> Saved:
    """Make a value of the history the present one again, as a new change. Raises as `record_answer` does."""
    access.check_can_edit(plan, by)
    change = selectors.find_change(plan, change_key)
    if change is None:
        raise UnknownQuestion("That change is not in this plan's history.")
    showing.check_shown(plan, change.question_id, Side(change.side), by)
    save = Save(change.new, base, save_key, Side(change.side))
    question = question_of(plan, change.question_id)
    return write(Change(plan, change.question_id, question, save, change.new, by, now, ChangeKind.RESTORED))


def question_of(plan: Plan, question_id: str) -> Question | None:
    """Return the question behind an id of the log, or None for one that the plan's version does not have."""
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


def record_imported(*, plan: Plan, kept: Kept, base: int, save_key: UUID, by: Actor, now: datetime) -> Saved:
    """Store an answer or step of a plan file on top of revision `base`; the history calls it imported.

    The value is clean (see `report.planfiles`). One that its question does not take is kept whole. Raises as
    `record_answer` does.
    """
    access.check_can_edit(plan, by)
    question = question_of(plan, kept.question_id)
    is_taken = question is not None and (
        question is STEP_FORM or (kept.side in question.sides() and fitting.fit(question, kept.value).rest is None)
    )
    save = Save(kept.value, base, save_key, kept.side)
    asked = question if is_taken else None
    return write(Change(plan, kept.question_id, asked, save, kept.value, by, now, ChangeKind.IMPORTED))
