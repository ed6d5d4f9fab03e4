"""Saying who may see an answer, right where it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.core import events
from teamup.plans import access, store
from teamup.plans.access import Actor
from teamup.plans.errors import MarkRejected, UnknownQuestion
from teamup.plans.marking import Mark, sees
from teamup.plans.models import AnswerMark, Plan
from teamup.plans.state import Key


def set_mark(*, plan: Plan, question_id: str, side: Side, mark: str, by: Actor, now: datetime) -> Mark:
    """Mark the answer of one side and return the mark; the same mark again changes nothing.

    It may be set before anything is typed. Raises `UnknownQuestion`, `MarkRejected` for a mark that does not exist or
    would hide the answer from who marks it, for an answer of the other side alone or one that heads every document,
    and `MayNotEdit`.
    """
    access.check_can_edit(plan, by)
    if mark not in frozenset(Mark) or not sees(by.audience, Mark(mark)):
        raise MarkRejected(_("Choose who may see this answer from the list."))
    index = shelf.get_index(plan.pack_id, plan.pack_version)
    question = index.questions.get(question_id)
    if question is None or side not in question.sides():
        raise UnknownQuestion("This question is not a part of the course.")
    if question_id not in index.lesson_of:
        raise MarkRejected(_("The opening answers head every document, so they are open to all who get one."))
    with store.held(plan):
        present = AnswerMark.objects.filter(plan=plan, question_id=question_id, side=side)
        before = present.first()
        if before and not sees(by.audience, Mark(before.mark)):
            raise MarkRejected(_("Only the side that marked this answer for itself may change who sees it."))
        if (before.mark if before else Mark.OPEN) == mark:
            return Mark(mark)
        if before is None:
            AnswerMark.objects.bulk_create([_first(plan, (question_id, side), Mark(mark), by.name, now)])
        else:
            present.update(mark=mark, revision=before.revision + 1, changed_at=now, changed_by=by.name)
        events.record(
            plan_id=plan.id,
            kind="answer.marked",
            at=now,
            by=by.name,
            question=question_id,
            side=str(side),
            mark=mark,
        )
    return Mark(mark)


def add(*, plan: Plan, marks: Mapping[Key, Mark], by: str = "", now: datetime) -> int:
    """Mark what a plan file marks and nobody has marked here, and return how many that were.

    No mark that is here is loosened or changed. Marks of answers that the course no longer asks are kept with them.
    """
    index = shelf.get_index(plan.pack_id, plan.pack_version)
    there = {(one, Side(side)) for one, side in AnswerMark.objects.filter(plan=plan).values_list("question_id", "side")}
    new = {
        key: mark
        for key, mark in marks.items()
        if key not in there and (key[0] in index.lesson_of or key[0] not in index.questions)
    }
    AnswerMark.objects.bulk_create(_first(plan, key, mark, by, now) for key, mark in new.items())
    return len(new)


def _first(plan: Plan, key: Key, mark: Mark, by: str, now: datetime) -> AnswerMark:
    question_id, side = key
    return AnswerMark(
        plan=plan, question_id=question_id, side=side, mark=mark, revision=1, changed_at=now, changed_by=by
    )
