"""Reading a plan file back, whether it is JSON or an HTML file with the plan in it: as a plan of its own, or beside one
that is here."""

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
from teamup.plans import answers, fitting, marks, round_files, selectors
from teamup.plans.errors import AnswerRejected
from teamup.plans.keeping import Kept, keep_answers, save_key_of
from teamup.plans.lifecycle import key_hash, valid_zone
from teamup.plans.models import Plan
from teamup.plans.selectors import STEPS
from teamup.plans.state import Given, PlanState
from teamup.plans.steps import STEP_FORM
from teamup.report.errors import PlanFileError
from teamup.report.htmlfile import plan_file_in
from teamup.report.jsonfile import MOST_BYTES, PlanFile, read_plan_file

FIRST_YEAR, LAST_YEAR = 2000, 2200
ROOM_FOR_MERGES = 3
"""Rows that several people added at once may together be more than a question takes; they are kept all the same."""
ROOM_FOR_PAGES = 3
"""How many times larger than its plan file an HTML file may be."""


def read_file(data: bytes) -> tuple[PlanFile, bytes]:
    """Return the plan in a file, and its plan file as JSON. What the file is, its content says, not its name.

    Raises `PlanFileError` with what is wrong and what to do.
    """
    found = _json_in(data)
    return read_plan_file(found), found


def _json_in(data: bytes) -> bytes:
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    if not begins:
        raise PlanFileError(_("The file is empty. Copy it again from where it was first saved."))
    if begins.startswith(b"PK\x03\x04"):
        raise PlanFileError(
            _("This is a Word document or another packed file. Choose the plan’s HTML file or its plan file (JSON).")
        )
    if begins.startswith(b"%PDF"):
        raise PlanFileError(
            _("This is a PDF: it can be read and printed. Choose the plan’s HTML file or its plan file.")
        )
    if not begins.startswith(b"<"):
        return data
    if len(data) > MOST_BYTES * ROOM_FOR_PAGES:
        raise PlanFileError(_("The page is too large to be a plan of ours."))
    try:
        return plan_file_in(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlanFileError(_("The page is not text in UTF-8. Use the HTML file that Team Up wrote.")) from error


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan read from a file. The key is known only now; its hash is all that is kept."""

    plan: Plan
    key: str


@dataclass(frozen=True, slots=True)
class Course:
    """The version of its course that a file's plan would follow here. `is_own` is the one it followed before."""

    index: CourseIndex
    version: str
    is_own: bool


def course_for(plan_file: PlanFile) -> Course:
    """Return the version of the file's course to follow: its own where that is published, else the newest.

    Raises `PlanFileError` when the course is not here at all.
    """
    found = shelf.newest(plan_file.pack_id)
    if found is None:
        raise PlanFileError(
            _("The plan follows the course “%(pack)s”, which is not here.") % {"pack": plan_file.pack_id}
        )
    try:
        return Course(shelf.get_index(plan_file.pack_id, plan_file.pack_version), plan_file.pack_version, is_own=True)
    except UnknownVersion:
        return Course(shelf.get_index(*found), found[1], is_own=False)


def course_of(plan: Plan) -> Course:
    """Return the version of its course that a plan here follows."""
    return Course(shelf.get_index(plan.pack_id, plan.pack_version), plan.pack_version, is_own=False)


def _newest_for(plan_file: PlanFile, course: Course) -> Course:
    found = shelf.newest(plan_file.pack_id)
    if found is None or found[1] == course.version:
        return course
    return Course(shelf.get_index(*found), found[1], is_own=False)


@transaction.atomic
def import_plan(plan_file: PlanFile, now: datetime, *, newest: bool = False, new_id: UUID | None = None) -> Imported:
    """Keep the plan of a file as a plan of its own: as `new_id`, or under its old id when that is free here.

    Answers, their revisions, dates and authors, sides, answers to questions of other courses, and what people set on
    action steps are as they were; the history begins with this import. A sample becomes a plan with another id. With
    `newest` the plan goes on with the newest version of its course instead of its own; what that does not take is kept
    as it was. Raises `PlanFileError` with what to do; then nothing was kept.
    """
    course = course_for(plan_file)
    if newest:
        course = _newest_for(plan_file, course)
    elif not course.is_own:
        raise PlanFileError(
            _(
                "The plan follows version %(version)s of the course “%(pack)s”, which is not published here. "
                "Publish that version, or import with --newest to go on with version %(newest)s."
            )
            % {"version": plan_file.pack_version, "pack": plan_file.pack_id, "newest": course.version}
        )
    plan_id = new_id or _id_for(plan_file)
    kept = values_of(plan_file, course, plan_id)
    key = ids.new_key()
    plan = Plan.objects.create(
        id=plan_id,
        pack_id=plan_file.pack_id,
        pack_version=course.version,
        time_zone=valid_zone(plan_file.time_zone),
        key_hash=key_hash(key),
        created_at=plan_file.created_at,
    )
    keep_answers(plan, kept)
    marks.add(plan=plan, marks=plan_file.marks, now=now)
    round_files.keep(plan, plan_file.rounds, now=now)
    events.record(plan_id=plan.id, kind="plan.imported", at=now, pack=f"{plan.pack_id} {plan.pack_version}")
    return Imported(plan, key)


def _id_for(plan_file: PlanFile) -> UUID:
    is_taken = plan_file.sample or Plan.objects.filter(pk=plan_file.plan_id).exists()
    return uuid.uuid4() if is_taken else plan_file.plan_id


def values_of(plan_file: PlanFile, course: Course, plan_id: UUID) -> tuple[Kept, ...]:
    """Return every answer and step of a file as plan `plan_id` would keep it on this course.

    Raises `PlanFileError` for a value that cannot be kept.
    """
    kept = tuple(_every_value(plan_file, course, plan_id))
    _check_sound(plan_file, kept)
    return kept


def state_of(plan: Plan, kept: tuple[Kept, ...]) -> PlanState:
    """Return the plan as it would stand with these values and no others."""
    given = [(one, Given(one.value, one.revision, one.changed_at, one.by)) for one in kept]
    return selectors.state_of(
        plan,
        {(one.question_id, one.side): value for one, value in given if not one.question_id.startswith(STEPS)},
        {one.question_id.removeprefix(STEPS): value for one, value in given if one.question_id.startswith(STEPS)},
    )


def _check_sound(plan_file: PlanFile, kept: tuple[Kept, ...]) -> None:
    if len({value.save_key for value in kept}) < len(kept):
        raise PlanFileError(_("The file changes an action step twice. Use a file as Team Up wrote it."))
    opened = (one.opened_at for one in plan_file.rounds)
    instants = (plan_file.created_at, *(value.changed_at for value in kept), *opened)
    if any(not FIRST_YEAR <= instant.year <= LAST_YEAR for instant in instants):
        raise PlanFileError(_("The file has a date of saving that cannot be right. Use a file as Team Up wrote it."))


def _every_value(plan_file: PlanFile, course: Course, plan_id: UUID) -> Iterator[Kept]:
    seed = uuid.uuid4()
    for (question_id, side), given in plan_file.answers.items():
        is_asked = (question_id, side) not in plan_file.as_they_were
        value = None if given.value is None else _answer(course, question_id, side, given.value, is_asked=is_asked)
        key = save_key_of(seed, question_id, side)
        yield Kept(question_id, side, value, given.revision, given.changed_at, given.by, key)
    is_moved = plan_id != plan_file.plan_id
    for change in plan_file.steps:
        name, given = f"{STEPS}{change.id_in(plan_id) if is_moved else change.id}", change.given
        value = None if given.value is None else _cleaned(STEP_FORM, name, given.value)
        key = save_key_of(seed, name, Side.JOINT)
        yield Kept(name, Side.JOINT, value, given.revision, given.changed_at, given.by, key)


def _answer(course: Course, question_id: str, side: Side, value: object, *, is_asked: bool) -> object:
    """Return the value to keep; one that the course does not ask for is kept as it is, as it was before."""
    question = course.index.questions.get(question_id)
    if question_id.startswith(STEPS):
        raise PlanFileError(_("“%(name)s” is no name of a question.") % {"name": question_id})
    if question is not None and not course.is_own:
        is_asked = is_asked and fitting.fit(question, value).rest is None
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
