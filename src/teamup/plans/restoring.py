"""Bringing back a named version, whole or one answer of it: always as new changes, so that nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import events
from teamup.plans import access, selectors, services, store, versions
from teamup.plans.access import Actor
from teamup.plans.editions import seen_by
from teamup.plans.errors import UnknownQuestion
from teamup.plans.models import ChangeKind, NamedVersion, Plan
from teamup.plans.state import PlanState
from teamup.plans.writing import Change, Save, Saved, write

RESTORED = "version.restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """How bringing back a version ended: so many answers and steps changed, and what today's plan was kept as."""

    changed: int
    kept: int  # the number of that version; 0 when there is none


def restore(*, plan: Plan, number: int, key: UUID, by: Actor, now: datetime) -> Restored:
    """Make every answer and step what it was in a version, each as a new change on top of whatever stands now.

    Nothing is deleted: what the version did not have becomes empty, and the log keeps it. Today's plan is named first
    when no version is equal to it, so that all of this can be taken back. The same form `key` again changes nothing.
    The course that the plan follows stays, and so does what is not shown to `by`. Raises `NoSuchVersion`, and
    `MayNotEdit` unless `by` may edit.
    """
    access.check_can_edit(plan, by)
    version = versions.find_version(plan, number)
    with store.held(plan) as present:
        if earlier := versions.event_of(present, key):
            return Restored(int(earlier.detail["changed"]), int(earlier.detail["kept"]))
        state, then = selectors.load_state(present), versions.state_of_version(version)
        found = versions.compare(seen_by(state, by.audience), seen_by(then, by.audience))
        if not found:
            return Restored(0, 0)
        kept = _keep_today(present, state, version, by, now)
        revisions = {place: given.revision for place, given in versions.logged(state)}
        for one in found:
            place = (one.question_id, one.side)
            save = Save(one.new, revisions.get(place, 0), services.key_for(key, *place), one.side)
            _bring_back(present, one.question_id, save, by, now)
        detail = {"number": version.number, "name": version.name, "changed": len(found), "kept": kept}
        events.record(plan_id=plan.pk, kind=RESTORED, at=now, by=by.name, key=key, **detail)
        return Restored(len(found), kept)


def _keep_today(plan: Plan, state: PlanState, version: NamedVersion, by: Actor, now: datetime) -> int:
    """Name the plan as it stands before a version comes back, unless it has a name already or there is no room."""
    known = versions.versions_of(plan)
    fingerprint = versions.fingerprint_of(state)
    for one in known:
        if one.fingerprint == fingerprint:
            return one.number
    if len(known) >= versions.MOST_VERSIONS:
        return 0
    name = _("Before version %(number)s came back") % {"number": version.number}
    names = {one.name.casefold() for one in known}
    free = next(n for n in _numbered(name) if n.casefold() not in names)
    return versions.keep(plan, state, free, "", by, now).number


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in range(2, versions.MOST_VERSIONS + 2):
        yield f"{name} ({number})"


def restore_answer(
    *, plan: Plan, number: int, question_id: str, side: Side, key: UUID, by: Actor, now: datetime
) -> Saved:
    """Make one answer, or step, what it was in a version, as a new change on top of whatever stands now.

    The same form `key` again changes nothing. Raises `NoSuchVersion`, `UnknownQuestion` for what neither the version
    nor the plan has, and `MayNotEdit`.
    """
    access.check_can_edit(plan, by)
    version = versions.find_version(plan, number)
    with store.held(plan) as present:
        place = (question_id, side)
        then, today = (
            dict(versions.logged(s)) for s in (versions.state_of_version(version), selectors.load_state(present))
        )
        if place not in then and place not in today:
            raise UnknownQuestion("Neither this version nor the plan has that answer.")
        value = then[place].value if place in then else None
        base = today[place].revision if place in today else 0
        return _bring_back(present, question_id, Save(value, base, key, side), by, now)


def _bring_back(plan: Plan, question_id: str, save: Save, by: Actor, now: datetime) -> Saved:
    question = services.question_of(plan, question_id)
    return write(Change(plan, question_id, question, save, save.raw, by, now, ChangeKind.RESTORED))
