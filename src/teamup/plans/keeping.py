"""Writing a whole plan at once, for samples and imported plan files: each answer with the change that made it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from teamup.catalog.model import Side
from teamup.plans.models import ActionStep, Answer, AnswerChange, ChangeKind, Plan
from teamup.plans.selectors import STEPS


@dataclass(frozen=True, slots=True)
class Kept:
    """A value to keep as it is. `question_id` is a question's, or "steps/<step id>" for an action step."""

    question_id: str
    side: Side
    value: object
    revision: int
    changed_at: datetime
    by: str
    save_key: UUID


def save_key_of(seed: UUID, question_id: str, side: Side) -> UUID:
    """Return the save key of one value: the same `seed`, the same keys."""
    return uuid.uuid5(seed, f"{question_id}/{side}")


def keep_answers(plan: Plan, kept: Iterable[Kept]) -> None:
    """Write answers and action steps into a plan that has none yet, and log each as imported.

    A few statements, whatever the number of answers. The caller holds the transaction.
    """
    values = tuple(kept)
    Answer.objects.bulk_create(_answer(plan, k) for k in values if not k.question_id.startswith(STEPS))
    ActionStep.objects.bulk_create(_step(plan, k) for k in values if k.question_id.startswith(STEPS))
    AnswerChange.objects.bulk_create(_change(plan, k) for k in values)


def _answer(plan: Plan, kept: Kept) -> Answer:
    return Answer(
        plan=plan,
        question_id=kept.question_id,
        side=kept.side,
        value=kept.value,
        revision=kept.revision,
        changed_at=kept.changed_at,
        changed_by=kept.by,
    )


def _step(plan: Plan, kept: Kept) -> ActionStep:
    return ActionStep(
        plan=plan,
        step_id=UUID(kept.question_id.removeprefix(STEPS)),
        value=kept.value,
        revision=kept.revision,
        changed_at=kept.changed_at,
        changed_by=kept.by,
    )


def _change(plan: Plan, kept: Kept) -> AnswerChange:
    return AnswerChange(
        plan=plan,
        save_key=kept.save_key,
        question_id=kept.question_id,
        side=kept.side,
        kind=ChangeKind.IMPORTED,
        base=0,
        revision=kept.revision,
        old=None,
        new=kept.value,
        at=kept.changed_at,
        by=kept.by,
    )
