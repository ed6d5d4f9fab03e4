"""Plans that nobody uses any more: their owners are told, and after a time that the host sets they are deleted.

Deleted as by an owner: for thirty days they can be brought back. Where no owner ever signed in there is nobody to write
to; whoever opens such a plan uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from teamup.core import across, events
from teamup.plans import store
from teamup.plans.models import Answer, Member, Plan
from teamup.plans.permissions import Role

NOTED_EVERY = timedelta(days=7)
WARN_DAYS = (60, 14)
"""So many days before it is deleted the owners of a plan are told, each time."""
MOST_AT_ONCE = 200
DELETED = "plan.deleted_unused"


@dataclass(frozen=True, slots=True)
class Due:
    """A plan whose owners are to be told, who they are, and when it will be deleted."""

    plan: Plan
    owners: tuple[UUID, ...]
    on: datetime


def note_use(plan: Plan, now: datetime) -> None:
    """Note that somebody opened a plan: one statement, once a week at most, and none for samples."""
    if plan.sample or now - (plan.used_at or plan.created_at) < NOTED_EVERY:
        return
    Plan.objects.filter(pk=plan.pk, deleted_at=None).update(used_at=now, unused_told=0)


def _unused_since(instant: datetime) -> QuerySet[Plan]:
    """Return the plans that nobody opened since. It looks across plans, by when each was last opened."""
    found = Plan.objects.filter(deleted_at=None, sample="").annotate(last=Coalesce("used_at", "created_at"))
    return found.filter(last__lt=instant).order_by("last")


def _is_in_use(plan: Plan, since: datetime, now: datetime) -> bool:
    """Say whether an answer was saved since, on a page that stayed open for all that time; then it is noted."""
    is_changed = Answer.objects.filter(plan=plan, changed_at__gte=since).exists()
    if is_changed:
        note_use(plan, now)
    return is_changed


@across.plans("plans that nobody uses")
def to_tell(*, days: int, now: datetime) -> list[tuple[UUID, int]]:
    """Return the plans whose owners are to be told now, and for the how-manieth time."""
    found: dict[UUID, int] = {}
    for time, before in enumerate(WARN_DAYS, start=1):
        late = _unused_since(now - timedelta(days=days - before)).filter(unused_told__lt=time)
        # Whom nobody has told is told for the first time first, however late it is.
        found = dict.fromkeys(late.values_list("pk", flat=True)[:MOST_AT_ONCE], time) | found
    return list(found.items())


def told(plan_id: UUID, time: int, *, days: int, now: datetime) -> Due | None:
    """Note that the owners of a plan are told, and return what to tell; None when that is done, or it is used again.

    In the caller's transaction, which queues the mail: both are done or neither. Whoever is told late still has the
    days that were promised.
    """
    before = timedelta(days=WARN_DAYS[time - 1])
    since = now - timedelta(days=days) + before
    plan = Plan.objects.select_for_update(no_key=True).filter(pk=plan_id, deleted_at=None, unused_told__lt=time).first()
    if plan is None or (plan.used_at or plan.created_at) >= since or _is_in_use(plan, since, now):
        return None
    # What was told too late moves the day: the plan counts as used until then.
    on = max((plan.used_at or plan.created_at) + timedelta(days=days), now + before)
    Plan.objects.filter(pk=plan_id).update(unused_told=time, used_at=on - timedelta(days=days))
    owners = Member.objects.filter(plan=plan, role=Role.OWNER).values_list("user_id", flat=True)
    return Due(plan, tuple(owners), on)


@across.plans("plans that nobody uses")
def delete_due(*, days: int, now: datetime) -> list[UUID]:
    """Delete the plans that were not used for so many days and whose owners were told; return their ids."""
    since, gone = now - timedelta(days=days), list[UUID]()
    for plan in list(_unused_since(since).filter(unused_told__gte=len(WARN_DAYS))[:MOST_AT_ONCE]):
        if _is_in_use(plan, since, now):
            continue
        with store.turn(), transaction.atomic():
            same = Plan.objects.filter(pk=plan.pk, deleted_at=None, unused_told__gte=len(WARN_DAYS))
            same = same.annotate(last=Coalesce("used_at", F("created_at"))).filter(last__lt=since)
            if Plan.objects.filter(pk__in=same.values("pk")).update(deleted_at=now):
                events.record(plan_id=plan.pk, kind=DELETED, at=now)
                gone.append(plan.pk)
    return gone
