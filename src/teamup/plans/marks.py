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
from teamup.plans.marking import Mark
from teamup.plans.models import AnswerMark, Plan
from teamup.plans.state import Key


def set_mark(*, plan: Plan, question_id: str, side: Side, mark: str, by: Actor, now: datetime) -> Mark:
    """Mark the answer of one side and return the mark; the same mark again changes nothing.

    It may be set before anything is typed. Raises `UnknownQuestion`, `MarkRejected` for a mark that does not exist or
    an answer that heads every document, and `MayNotEdit`.
    """
    access.check_can_edit(plan, by)
    if mark not in frozenset(Mark):
        raise MarkRejected(_("Choose who may see this answer from the list."))
    index = shelf.get_index(plan.pack_id, plan.pack_version)
    question = index.questions.get(question_id)
    if question is None or side not in question.sides():
        raise UnknownQuestion("This question is not a part of the course.")
    if question_id not in index.lesson_of:
        raise MarkRejected(_("The opening answers head every document, so they are open to all who get one."))
    with store.held(plan):
        place = {"plan": plan, "question_id": question_id, "side": side}
        present = AnswerMark.objects.filter(**place).first()
        if (present.mark if present else Mark.OPEN) == mark:
            return Mark(mark)
        AnswerMark.objects.filter(**place).delete()
        AnswerMark.objects.create(**place, mark=mark, changed_at=now, changed_by=by.name)
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


def keep(plan: Plan, marks: Mapping[Key, Mark], *, now: datetime) -> None:
    """Keep the marks of a plan file, where nothing was marked before."""
    AnswerMark.objects.bulk_create(
        AnswerMark(plan=plan, question_id=question_id, side=side, mark=mark, changed_at=now)
        for (question_id, side), mark in marks.items()
    )


def tighten(*, plan: Plan, marks: Mapping[Key, Mark], by: Actor, now: datetime) -> None:
    """Mark what a plan file marks and nobody has marked here; no mark that is here is loosened or changed."""
    there = set(AnswerMark.objects.filter(plan=plan).values_list("question_id", "side"))
    index = shelf.get_index(plan.pack_id, plan.pack_version)
    for (question_id, side), mark in marks.items():
        question = index.questions.get(question_id)
        is_asked = question is not None and side in question.sides() and question_id in index.lesson_of
        if is_asked and (question_id, side) not in there:
            set_mark(plan=plan, question_id=question_id, side=side, mark=mark, by=by, now=now)
