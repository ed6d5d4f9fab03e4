"""A plan file on its way in: looked at first, then made a plan here or put together with the same plan that is here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from teamup.core import events, ids, uploads
from teamup.core.limits import Limit, spend
from teamup.core.models import Upload
from teamup.plans import access, joining, lifecycle, marks, round_files, rounds, selectors, services, store
from teamup.plans.access import BROWSER, Actor
from teamup.plans.errors import Conflict, PlanError
from teamup.plans.joining import Meeting, Place
from teamup.plans.keeping import Kept, save_key_of
from teamup.plans.models import Plan
from teamup.plans.state import PlanState
from teamup.report import planfiles
from teamup.report.errors import PlanFileError
from teamup.report.jsonfile import PlanFile
from teamup.report.planfiles import Course

MOST_BYTES = 10_000_000
"""Of a file that is sent to a page. A full plan has 0.3 MB; the command takes three times as much."""
PAGES, PLAN_FILES = ("html", "htm"), ("json",)
"""How names of files that are taken end."""
FILES = Limit("plan files of a network", most=40, seconds=3600)
BYTES = Limit("bytes of plan files of a network", most=100_000_000, seconds=3600)
ALL_BYTES = Limit("bytes of plan files in all", most=1_000_000_000, seconds=3600)


class AlreadyUsed(PlanError):
    """The file became a plan a moment ago: the button was pressed twice."""

    def __init__(self, plan_id: UUID) -> None:
        super().__init__(_("This file was used already."))
        self.plan_id = plan_id


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is kept for this browser, as a plan of a version of its course that is here.

    `beside` is the same plan here, when this browser may change it. `kept` is what the file says, as it would be kept
    there, or in a plan of its own.
    """

    plan_file: PlanFile
    course: Course
    plan: Plan
    state: PlanState
    kept: tuple[Kept, ...]
    beside: Plan | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of putting a file and a plan together: how much was taken, and what someone had changed meanwhile."""

    answers: int
    steps: int
    rounds: int
    conflicts: tuple[Place, ...]


def receive(data: bytes, *, name: str, browser: str, network: str, now: datetime) -> str:
    """Read the file of that name, keep its plan for an hour, and return the token that finds it.

    Raises `PlanFileError` with what is wrong, and `TooOften`.
    """
    spend(FILES, network, now=now)
    if len(data) > MOST_BYTES:
        raise too_large()
    plan_file, found = planfiles.read_file(data)
    _check_name(name, data)
    course = planfiles.course_for(plan_file)
    planfiles.values_of(plan_file, course, plan_file.plan_id)
    spend(BYTES, network, now=now, amount=len(found))
    spend(ALL_BYTES, "all", now=now, amount=len(found))
    return uploads.keep(found, browser=browser, now=now)


def _check_name(name: str, data: bytes) -> None:
    """Raise `PlanFileError` unless the name ends as files of what is in `data` do: a page, or a plan file."""
    ending = name.lower().rpartition(".")[2]
    if ending not in PAGES + PLAN_FILES:
        raise PlanFileError(_("Choose the plan’s HTML file (.html) or its plan file (.json). This is neither."))
    is_page = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    if is_page != (ending in PAGES):
        raise PlanFileError(
            _("The file’s name says something else than what is in it. Choose it under the name it was saved with.")
        )


def too_large() -> PlanFileError:
    """Return what a file that is too large for a page is answered."""
    most = MOST_BYTES // 1_000_000
    return PlanFileError(
        _("The file is larger than %(most)s MB, so it cannot be opened here. A plan has less than one.")
        % {"most": most}
    )


def look(token: str, *, browser: str, now: datetime) -> Received:
    """Return the file that is kept under a token. Raises `NoSuchUpload`, and `AlreadyUsed`."""
    return _received(uploads.find(token, browser=browser, now=now), browser)


def _received(upload: Upload, browser: str) -> Received:
    if upload.became is not None:
        raise AlreadyUsed(upload.became)
    plan_file, _found = planfiles.read_file(uploads.data_of(upload))
    beside = plan_here(plan_file, browser)
    course = planfiles.course_for(plan_file)
    plan = beside or _unborn(plan_file, course)
    if beside is not None:
        course = planfiles.course_of(beside)
    kept = planfiles.values_of(plan_file, course, plan.pk)
    return Received(plan_file, course, plan, planfiles.state_of(plan, kept), kept, beside)


def _unborn(plan_file: PlanFile, course: Course) -> Plan:
    return Plan(
        id=plan_file.plan_id,
        pack_id=plan_file.pack_id,
        pack_version=course.version,
        time_zone=lifecycle.valid_zone(plan_file.time_zone),
        created_at=plan_file.created_at,
    )


def plan_here(plan_file: PlanFile, browser: str) -> Plan | None:
    """Return the plan of this browser that the file is of, or None. Of other people's plans nothing is said.

    A plan is known by its id; and by the instant in which it was begun, which goes with it into every file and copy.
    """
    mine = Plan.objects.filter(
        grants__token_hash=ids.digest(browser, purpose=BROWSER), pack_id=plan_file.pack_id, sample=""
    )
    found = mine.filter(Q(pk=plan_file.plan_id) | Q(created_at=plan_file.created_at)) if browser else mine.none()
    return min(found, key=lambda plan: (plan.pk != plan_file.plan_id, str(plan.pk)), default=None)


def make_plan(token: str, *, browser: str, now: datetime) -> planfiles.Imported:
    """Make a kept file a plan of this browser, with an id and a key of its own.

    It never takes the id in the file, so that an address tells nobody whether that plan is here too. Raises
    `NoSuchUpload`, `PlanFileError`, and `AlreadyUsed` when it was made a moment ago.
    """
    with store.turn(), transaction.atomic():
        upload = uploads.find(token, browser=browser, now=now, to_use=True)
        plan_file = _received(upload, browser).plan_file
        course = planfiles.course_for(plan_file)
        imported = planfiles.import_plan(plan_file, now, newest=not course.is_own, new_id=uuid.uuid4())
        lifecycle.give(plan=imported.plan, browser=browser, now=now)
        uploads.use(upload, became=imported.plan.pk)
    return imported


def join(token: str, *, plan: Plan, browser: str, bases: Mapping[Place, int], by: Actor, now: datetime) -> Joined:
    """Take from a kept file what a person chose into the same plan here: all of it, or nothing.

    `bases` holds each chosen answer with the revision it had here when they chose. What someone else changed since is
    merged or, where that cannot be, stays, with the file's words in the history. Rounds of the self-check that are
    missing come along. Raises `NoSuchUpload`, `AlreadyUsed`, and `PlanError` when `by` may not edit.
    """
    access.check_can_edit(plan, by)
    with store.held(plan) as present:
        upload = uploads.find(token, browser=browser, now=now, to_use=True)
        received = _received(upload, browser)
        if received.beside is None or received.beside.pk != present.pk:
            raise PlanFileError(_("This file is of another plan. Look at it again."))
        met = joining.meet(selectors.load_state(present), received.kept)
        chosen = [one for one in met if one.place in bases]
        seed = uuid.uuid5(present.pk, upload.pk)
        lost = [one for one in chosen if not _taken(one, present, bases[one.place], seed, by, now)]
        added = _add_rounds(present, received.plan_file, now)
        marked = marks.add(plan=present, marks=received.plan_file.marks, by=by.name, now=now)
        uploads.use(upload, became=present.pk)
        steps = sum(one.is_step for one in chosen) - sum(one.is_step for one in lost)
        joined = Joined(len(chosen) - len(lost) - steps, steps, added, tuple(one.place for one in lost))
        counts = {"answers": joined.answers, "steps": joined.steps, "rounds": joined.rounds, "marks": marked}
        events.record(plan_id=present.pk, kind="plan.joined", at=now, by=by.name, key=None, **counts)
    return joined


def _taken(one: Meeting, plan: Plan, base: int, seed: UUID, by: Actor, now: datetime) -> bool:
    key = save_key_of(seed, *one.place)
    try:
        services.record_imported(plan=plan, kept=one.there, base=base, save_key=key, by=by, now=now)
    except Conflict:
        return False
    return True


def _add_rounds(plan: Plan, plan_file: PlanFile, now: datetime) -> int:
    new = rounds_to_add(plan, plan_file)
    round_files.keep(plan, new, now=now)
    return len(new)


def rounds_to_add(plan: Plan, plan_file: PlanFile) -> tuple[round_files.Kept, ...]:
    """Return the rounds of the self-check that the file has and the plan has not, as many as it has room for."""
    there = {one.round_id for one in rounds.rounds_of(plan.pk)}
    new = [one for one in plan_file.rounds if one.id not in there]
    return tuple(new[: max(0, rounds.MOST_ROUNDS - len(there))])
