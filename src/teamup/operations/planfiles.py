"""Reading a plan file back: a plan of its own, with the same answers, steps and dates."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import CourseIndex, Question, Side
from teamup.core import events, ids
from teamup.operations.keeping import Kept, keep_answers, save_key_of
from teamup.plans import answers, round_files
from teamup.plans.errors import AnswerRejected
from teamup.plans.lifecycle import key_hash, valid_zone
from teamup.plans.models import Plan
from teamup.plans.selectors import STEPS
from teamup.plans.steps import STEP_FORM
from teamup.report.errors import PlanFileError
from teamup.report.jsonfile import PlanFile

FIRST_YEAR, LAST_YEAR = 2000, 2200
ROOM_FOR_MERGES = 3
"""Rows that several people added at once may together be more than a question takes; they are kept all the same."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan read from a file. The key is known only now; its hash is all that is kept."""

    plan: Plan
    key: str


@transaction.atomic
def import_plan(plan_file: PlanFile, now: datetime, *, newest: bool = False) -> Imported:
    """Keep the plan of a file as a plan of its own, under its old id when that is free here and it was no sample.

    Answers, their revisions, dates and authors, sides, answers to questions of other courses, and what people set on
    action steps are as they were; the history begins with this import. With `newest` the plan goes on with the newest
    version of its course instead of its own. Raises `PlanFileError` with what to do; then nothing was kept.
    """
    index, version = _course_of(plan_file, newest=newest)
    plan_id = _id_for(plan_file)
    kept = tuple(_every_value(plan_file, index, plan_id))
    _check_sound(plan_file, kept)
    key = ids.new_key()
    plan = Plan.objects.create(
        id=plan_id,
        pack_id=plan_file.pack_id,
        pack_version=version,
        time_zone=valid_zone(plan_file.time_zone),
        key_hash=key_hash(key),
        created_at=plan_file.created_at,
    )
    keep_answers(plan, kept)
    round_files.keep(plan, plan_file.rounds, now=now)
    events.record(plan_id=plan.id, kind="plan.imported", at=now, pack=f"{plan.pack_id} {plan.pack_version}")
    return Imported(plan, key)


def _course_of(plan_file: PlanFile, *, newest: bool) -> tuple[CourseIndex, str]:
    found = shelf.newest(plan_file.pack_id)
    if found is None:
        raise PlanFileError(
            _("The plan follows the course “%(pack)s”, which is not here.") % {"pack": plan_file.pack_id}
        )
    version = found[1] if newest else plan_file.pack_version
    try:
        return shelf.get_index(plan_file.pack_id, version), version
    except UnknownVersion as error:
        raise PlanFileError(
            _(
                "The plan follows version %(version)s of the course “%(pack)s”, which is not published here. "
                "Publish that version, or import with --newest to go on with version %(newest)s."
            )
            % {"version": version, "pack": plan_file.pack_id, "newest": found[1]}
        ) from error


def _id_for(plan_file: PlanFile) -> UUID:
    is_taken = plan_file.sample or Plan.objects.filter(pk=plan_file.plan_id).exists()
    return uuid.uuid4() if is_taken else plan_file.plan_id


def _check_sound(plan_file: PlanFile, kept: tuple[Kept, ...]) -> None:
    if len({value.save_key for value in kept}) < len(kept):
        raise PlanFileError(_("The file changes an action step twice. Use a file as Team Up wrote it."))
    opened = (one.opened_at for one in plan_file.rounds)
    instants = (plan_file.created_at, *(value.changed_at for value in kept), *opened)
    if any(not FIRST_YEAR <= instant.year <= LAST_YEAR for instant in instants):
        raise PlanFileError(_("The file has a date of saving that cannot be right. Use a file as Team Up wrote it."))


def _every_value(plan_file: PlanFile, index: CourseIndex, plan_id: UUID) -> Iterator[Kept]:
    seed = uuid.uuid4()
    for (question_id, side), given in plan_file.answers.items():
        is_asked = (question_id, side) not in plan_file.as_they_were
        value = None if given.value is None else _answer(index, question_id, side, given.value, is_asked=is_asked)
        key = save_key_of(seed, question_id, side)
        yield Kept(question_id, side, value, given.revision, given.changed_at, given.by, key)
    is_moved = plan_id != plan_file.plan_id
    for change in plan_file.steps:
        name, given = f"{STEPS}{change.id_in(plan_id) if is_moved else change.id}", change.given
        value = None if given.value is None else _cleaned(STEP_FORM, name, given.value)
        key = save_key_of(seed, name, Side.JOINT)
        yield Kept(name, Side.JOINT, value, given.revision, given.changed_at, given.by, key)


def _answer(index: CourseIndex, question_id: str, side: Side, value: object, *, is_asked: bool) -> object:
    """Return the value to keep; one that the course does not ask for is kept as it is, as it was before."""
    question = index.questions.get(question_id)
    if question_id.startswith(STEPS):
        raise PlanFileError(_("“%(name)s” is no name of a question.") % {"name": question_id})
    if is_asked and question is not None and side in question.sides():
        roomy = replace(
            question, max_words=0, max_length=answers.MOST_BYTES, max_rows=question.max_rows * ROOM_FOR_MERGES
        )
        return _cleaned(roomy, question_id, value)
    try:
        return answers.clean_unknown(value)
    except AnswerRejected as rejected:
        raise _refused(question_id, rejected) from rejected


def _cleaned(question: Question, name: str, value: object) -> object:
    try:
        return answers.clean(question, value)
    except AnswerRejected as rejected:
        raise _refused(name, rejected) from rejected


def _refused(name: str, rejected: AnswerRejected) -> PlanFileError:
    first = rejected.faults[0]
    where = f"{name}, {first.where}" if first.where else name
    return PlanFileError(
        _("The answer to “%(where)s” cannot be kept. %(why)s") % {"where": where, "why": first.message}
    )
