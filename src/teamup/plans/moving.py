"""Moving a plan to another version of its course. A plan stays on its version until a person moves it.

Nothing but the version changes. Answers that the new version does not take stay stored (see `fitting`), and the plan
can be moved back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import CourseIndex, Side
from teamup.core import events
from teamup.core.models import Event
from teamup.plans import access, comparing, fitting, store, words
from teamup.plans.access import Actor
from teamup.plans.errors import PlanError
from teamup.plans.models import Plan
from teamup.plans.permissions import Deed
from teamup.plans.state import Key, PlanState, found_once

MOVED = "plan.moved"
LOOKED_BACK = 6
"""How many versions back the words for a kept answer are looked for."""


class CannotMove(PlanError):
    """The plan cannot be moved there, or not from here; the message says the way out."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is kept of an answer that the plan's version does not take. `is_asked`: its question is still there."""

    question_id: str
    side: Side
    title: str
    words: str
    is_asked: bool


def newer_version(plan: Plan) -> str:
    """Return the newest version when the plan follows another, else "". A sample is never moved by people."""
    found = None if plan.sample else shelf.newest(plan.pack_id)
    return found[1] if found and found[1] != plan.pack_version else ""


def versions_it_followed(plan_id: UUID) -> tuple[str, ...]:
    """Return the versions that a plan was moved away from, the latest first, each once."""
    moves = Event.objects.filter(plan_id=plan_id, kind=MOVED).order_by("-at").values_list("detail", flat=True)
    return tuple(dict.fromkeys(str(detail.get("from", "")) for detail in moves[: LOOKED_BACK * 2]))


def preview(plan: Plan, state: PlanState, to: str) -> comparing.Differences:
    """Return what moving to a version would change. Raises `CannotMove` when it is not published here."""
    return comparing.compare(state, _seen_from(_index(plan, to), state))


def move(*, plan: Plan, to: str, seen: str, save_key: UUID, by: Actor, now: datetime) -> bool:
    """Let the plan follow version `to`; return whether it followed another one before.

    `seen` is the version the person was looking at. The same save key again changes nothing. Raises `CannotMove`
    when the version is not published here, or when someone else moved the plan meanwhile.
    """
    access.check(plan, by, Deed.SET_UP)
    _index(plan, to)
    with store.held(plan) as present:
        was_done = Event.objects.filter(plan_id=plan.pk, id=save_key).exists()
        if was_done or present.pack_version == to:
            return False
        if present.pack_version != seen:
            raise CannotMove(_("Someone else moved this plan a moment ago. Look again at what would change."))
        Plan.objects.filter(pk=plan.pk).update(pack_version=to)
        detail = {"from": present.pack_version, "to": to}
        events.record(plan_id=plan.pk, kind=MOVED, at=now, by=by.name, key=save_key, **detail)
    return True


def _index(plan: Plan, version: str) -> CourseIndex:
    try:
        return shelf.get_index(plan.pack_id, version)
    except UnknownVersion as error:
        raise CannotMove(_("That version of the course is not published here.")) from error


def _seen_from(index: CourseIndex, state: PlanState) -> PlanState:
    """Return the same plan as another version of its course would have it."""
    answers, whole = fitting.fit_all(index, state.stored)
    return PlanState(index.course, index, state.plan, answers, state.step_changes, whole)


def leftovers_of(state: PlanState, question_id: str) -> tuple[Leftover, ...]:
    """Return what is kept beside the answer to a question because the question does not take it."""
    if not any(key[0] == question_id for key in state.whole) and not _has_other_sides(state, question_id):
        return ()
    return tuple(kept for kept in leftovers(state) if kept.question_id == question_id)


def _has_other_sides(state: PlanState, question_id: str) -> bool:
    question = state.index.questions.get(question_id)
    others = set(Side) - set(question.sides()) if question else set()
    return any(state.value(question_id, side) is not None for side in others)


@found_once
def leftovers(state: PlanState) -> tuple[Leftover, ...]:
    """Return everything the plan keeps that its version of the course does not take, in words."""
    found = [*_not_taken(state)]
    if not found:
        return ()
    earlier = [_seen_from(index, state) for index in _earlier(state)]
    return tuple(_in_words(state, key, rest, earlier) for key, rest in found)


def _not_taken(state: PlanState) -> Iterator[tuple[Key, object]]:
    for key, given in sorted(state.stored.items()):
        question = state.index.questions.get(key[0])
        if given.value is None:
            continue
        if question is None or key[1] not in question.sides():
            yield key, given.value
        elif key in state.whole:
            yield key, fitting.fit(question, given.value).rest


def _earlier(state: PlanState) -> Iterator[CourseIndex]:
    versions = (*versions_it_followed(state.plan.id), *shelf.versions(state.course.id)[:LOOKED_BACK])
    for version in list(dict.fromkeys(versions))[:LOOKED_BACK]:
        try:
            yield shelf.get_index(state.course.id, version)
        except UnknownVersion:
            continue  # published on another site only


def _in_words(state: PlanState, key: Key, rest: object, earlier: list[PlanState]) -> Leftover:
    question_id, side = key
    present = state.index.questions.get(question_id)
    title, said = question_id.replace("_", " ").replace(".", " ").capitalize(), words.plainly(rest)
    for then in (state, *earlier):
        question = then.index.questions.get(question_id)
        if question is not None and fitting.fit(question, rest).rest is None:
            title = question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
            said = words.of_kept(question, rest, then)
            break
    if present is not None:
        title = present.heading.spoken(state.voice) or present.prompt.spoken(state.voice)
    return Leftover(question_id, side, title, said, is_asked=present is not None)
