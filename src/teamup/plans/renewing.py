"""The plan's next year: the same plan and people go on as an existing partnership, from what stands now.

Nothing is copied and nothing is lost: the year that ends is kept as a named version, which brings all of it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog.model import Lesson, Path, Side
from teamup.core import events
from teamup.core.models import Event
from teamup.plans import access, editions, selectors, services, store, versions
from teamup.plans.access import Actor
from teamup.plans.models import NamedVersion, Plan
from teamup.plans.permissions import Deed
from teamup.plans.services import Save
from teamup.plans.state import PlanState
from teamup.plans.steps import Step, steps_of

RENEWED = "plan.renewed"
YEAR = timedelta(days=330)
"""A plan this old, since it was begun or renewed, is offered its next year; it may be renewed at any time."""
OLD = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next year begins with. `old` has each lesson with how many of its answers nobody changed for long."""

    year: int  # the one that ends
    finished: tuple[Step, ...]
    open: tuple[Step, ...]
    overdue: int
    old: tuple[tuple[Lesson, int], ...]


@dataclass(frozen=True, slots=True)
class Renewed:
    """How it ended: which year is over, the number of the version that keeps it, and how many steps were put away."""

    year: int
    version: int
    put_away: int


def is_due(plan: Plan, now: datetime) -> bool:
    """Say whether a year is nearly over: no query for a young plan, one for others."""
    if plan.sample or now < plan.created_at + YEAR:
        return False
    return not Event.objects.filter(plan_id=plan.pk, kind=RENEWED, at__gt=now - YEAR).exists()


def outlook(plan: Plan, state: PlanState, *, today: date, now: datetime) -> Outlook:
    """Return what the next year begins with, and what to look at again: one query."""
    steps = steps_of(state)
    waiting = tuple(step for step in steps if step.is_open)
    return Outlook(
        year=_year(plan),
        finished=tuple(step for step in steps if not step.is_open),
        open=waiting,
        overdue=sum(step.is_overdue(today) for step in waiting),
        old=tuple(_old(state, now)),
    )


def _old(state: PlanState, now: datetime) -> Iterator[tuple[Lesson, int]]:
    for lesson in (lesson for section in state.course.sections for lesson in section.lessons):
        given = [state.given(q.id, side) for q in lesson.questions if state.applies(q) for side in q.sides()]
        count = sum(one is not None and one.value is not None and now - one.changed_at > OLD for one in given)
        if count:
            yield lesson, count


def _year(plan: Plan) -> int:
    return Event.objects.filter(plan_id=plan.pk, kind=RENEWED).count() + 1


def renew(*, plan: Plan, put_away: bool, key: UUID, by: Actor, now: datetime) -> Renewed:
    """Begin the plan's next year, and return how that ended. The same form `key` again does nothing more.

    The year that ends is kept as a version; the plan goes on as an existing partnership; where `put_away`, steps that
    are done or stopped leave the list, from where each can be put back. Answers, open steps and their dates stay. What
    is not shown to `by` stays as it is. Raises `MayNotEdit` unless `by` may edit.
    """
    access.check(plan, by, Deed.EDIT)
    with store.held(plan) as present:
        if earlier := versions.event_of(present, key):
            said = earlier.detail
            return Renewed(int(said["year"]), int(said["version"]), int(said["put_away"]))
        state, year = selectors.load_state(present), _year(present)
        version = _keep_year(present, state, year, by, now)
        _go_on(present, state, key, by, now)
        count = _put_away(present, editions.seen_by(state, by.audience), key, by, now) if put_away else 0
        facts = {"year": year, "version": version.number, "put_away": count}
        events.record(plan_id=plan.pk, kind=RENEWED, at=now, by=by.name, key=key, **facts)
        return Renewed(**facts)


def _keep_year(plan: Plan, state: PlanState, year: int, by: Actor, now: datetime) -> NamedVersion:
    """Name the plan as it stands, unless a version is equal to it or there is no room for one more."""
    known = versions.versions_of(plan)
    fingerprint = versions.fingerprint_of(state)
    same = next((one for one in known if one.fingerprint == fingerprint), None)
    if same or len(known) >= versions.MOST_VERSIONS:
        return same or known[0]
    names = {one.name.casefold() for one in known}
    name = _("Year %(year)s, as it ended") % {"year": year}
    tries = (name, *(f"{name} ({n})" for n in range(2, versions.MOST_VERSIONS + 2)))
    return versions.keep(plan, state, next(one for one in tries if one.casefold() not in names), "", by, now)


def _go_on(plan: Plan, state: PlanState, key: UUID, by: Actor, now: datetime) -> None:
    path = state.course.roles.get("path", "")
    question = state.index.questions.get(path)
    if state.path is Path.EXISTING or question is None or question.option(Path.EXISTING) is None:
        return
    given = state.given(path)
    save = Save(str(Path.EXISTING), given.revision if given else 0, services.key_for(key, path, Side.JOINT))
    services.record_answer(plan=plan, question_id=path, save=save, by=by, now=now)


def _put_away(plan: Plan, state: PlanState, key: UUID, by: Actor, now: datetime) -> int:
    finished = [step for step in steps_of(state) if not step.is_open]
    for step in finished:
        given = state.step_changes.get(step.id)
        stored = given.value if given and isinstance(given.value, dict) else {}
        save_key = services.key_for(key, f"{selectors.STEPS}{step.id}", Side.JOINT)
        save = Save({**stored, "removed": True}, given.revision if given else 0, save_key)
        services.record_step(plan=plan, step_id=UUID(step.id), save=save, by=by, now=now)
    return len(finished)
