"""A plan's life: begin, open again by its key, leave this computer, delete."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.core import across, events, ids
from teamup.core.limits import Limit, check, spend
from teamup.plans import access, services, store
from teamup.plans.access import BROWSER, KEY, Actor
from teamup.plans.errors import NoSuchPlan, PlanError, WrongKey
from teamup.plans.models import BrowserGrant, Plan
from teamup.plans.permissions import Deed, Role

KEY_GUESSES = Limit("plan key guesses of a network", most=20, seconds=600)
ALL_KEY_GUESSES = Limit("wrong plan keys in all", most=2000, seconds=600)
KEPT_FOR = timedelta(days=30)
"""How long a deleted plan may be brought back."""
MOST_AT_ONCE = 100
NEW_PLANS = Limit("new plans of a network", most=60, seconds=3600)
ALL_NEW_PLANS = Limit("new plans in all", most=3000, seconds=3600)


@dataclass(frozen=True, slots=True)
class Begun:
    """A new plan. The key is known only now; its hash is all that is kept."""

    plan: Plan
    key: str
    actor: Actor
    outcomes: tuple[services.Outcome, ...]


@transaction.atomic
def begin_plan(
    *,
    pack_id: str,
    browser: str,
    opening: Iterable[tuple[str, object]],
    time_zone: str,
    now: datetime,
    form_key: UUID | None = None,
) -> Begun:
    """Make a plan of the newest course for this browser, with its opening answers.

    `form_key` makes a double post harmless: the same form makes the same plan. Raises `AnswerRejected` when an
    opening answer cannot stand; then no plan is made.
    """
    course = shelf.current_course(pack_id)
    plan_id = uuid.uuid5(form_key, browser) if form_key else uuid.uuid4()
    token_hash = ids.digest(browser, purpose=BROWSER)
    key = ids.new_key()
    plan = Plan.objects.create(
        id=plan_id,
        pack_id=course.id,
        pack_version=course.version,
        time_zone=valid_zone(time_zone),
        key_hash=key_hash(key),
        created_at=now,
    )
    BrowserGrant.objects.create(plan=plan, token_hash=token_hash, created_at=now)
    actor = Actor(access.default_name(token_hash), token_hash, Role.OWNER)
    saves = [
        (question_id, services.Save(raw, 0, services.key_for(plan_id, question_id, Side.JOINT)))
        for question_id, raw in opening
    ]
    outcomes = services.record_worksheet(plan=plan, saves=saves, by=actor, now=now)
    if bad := next((o.rejected for o in outcomes if o.rejected), None):
        raise bad
    events.record(plan_id=plan.id, kind="plan.begun", at=now, by=actor.name, pack=f"{course.id} {course.version}")
    return Begun(plan, key, actor, outcomes)


def spend_new_plan(*, network: str, now: datetime) -> None:
    """Count one more plan, by network and in all. Raises `TooOften`."""
    spend(NEW_PLANS, network, now=now)
    spend(ALL_NEW_PLANS, "all", now=now)


def begun_before(*, form_key: UUID, browser: str) -> Plan | None:
    """Return the plan that an earlier post of the same form made, or None."""
    return Plan.objects.filter(pk=uuid.uuid5(form_key, browser)).first()


def key_hash(key: str) -> str:
    """Return the hash a plan key is kept as."""
    return ids.digest(ids.plain_key(key) or "", purpose=KEY)


def valid_zone(name: str) -> str:
    """Return `name` if it is a known time zone, else "UTC"."""
    return name if name in zoneinfo.available_timezones() else "UTC"


@across.plans("a key is looked for among all plans, by its hash")
def find_by_key(*, typed: str, network: str, now: datetime) -> Plan:
    """Return the plan a typed key opens. Raises `WrongKey`, the same for every wrong one, and `TooOften`.

    Wrong keys are counted by network and in all; once there were too many, no key is looked up for a while.
    """
    check(KEY_GUESSES, network, now=now)
    check(ALL_KEY_GUESSES, "all", now=now)
    key = ids.plain_key(typed)
    plans = Plan.objects.filter(deleted_at=None)
    plan = plans.filter(key_hash=ids.digest(key, purpose=KEY)).first() if key else None
    if plan is None:
        spend(KEY_GUESSES, network, now=now)
        spend(ALL_KEY_GUESSES, "all", now=now)
        raise WrongKey("No plan opens with this key. Check each group of four, or ask whoever gave it to you.")
    return plan


@transaction.atomic
def resume(*, plan: Plan, browser: str, now: datetime) -> None:
    """Let this browser into the plan; doing it again changes nothing."""
    token_hash = ids.digest(browser, purpose=BROWSER)
    _, is_new = BrowserGrant.objects.get_or_create(plan=plan, token_hash=token_hash, defaults={"created_at": now})
    if is_new:
        events.record(plan_id=plan.id, kind="plan.resumed", at=now, by=access.default_name(token_hash))


def give(*, plan: Plan, browser: str, now: datetime) -> None:
    """Let the browser that made a plan from a file open it. Doing it again changes nothing."""
    token_hash = ids.digest(browser, purpose=BROWSER)
    BrowserGrant.objects.get_or_create(plan=plan, token_hash=token_hash, defaults={"created_at": now})


@transaction.atomic
def change_key(*, plan: Plan, by: Actor, now: datetime) -> str:
    """Give the plan a new key and return it; the old one opens nothing from now on."""
    access.check(plan, by, Deed.MANAGE)
    key = ids.new_key()
    Plan.objects.filter(pk=plan.pk).update(key_hash=key_hash(key))
    events.record(plan_id=plan.id, kind="plan.key_changed", at=now, by=by.name)
    return key


@transaction.atomic
def set_time_zone(*, plan: Plan, time_zone: str, by: Actor, now: datetime) -> None:
    """Set the zone that due dates and times are shown in. Raises `PlanError` for one that does not exist."""
    access.check(plan, by, Deed.SET_UP)
    if time_zone not in zoneinfo.available_timezones():
        raise PlanError("Choose a time zone from the list.")
    Plan.objects.filter(pk=plan.pk).update(time_zone=time_zone)
    events.record(plan_id=plan.id, kind="plan.time_zone_changed", at=now, by=by.name, zone=time_zone)


def name_browser(*, plan: Plan, name: str, by: Actor) -> None:
    """Set what the history calls the person at this browser. Raises `PlanError` when it is too long."""
    access.check(plan, by, Deed.EDIT)
    shown = " ".join(name.replace("\x00", "").split())
    if len(shown) > 80:
        raise PlanError("Shorten your name to 80 characters or fewer.")
    BrowserGrant.objects.filter(plan=plan, token_hash=by.token_hash).update(name=shown)


@transaction.atomic
def leave(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Forget the plan in this browser. The key opens it again."""
    BrowserGrant.objects.filter(plan=plan, token_hash=by.token_hash).delete()
    events.record(plan_id=plan.id, kind="plan.left", at=now, by=by.name)


def delete(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Delete the plan: from now on it is gone for everyone, and its owners may bring it back for `KEPT_FOR`."""
    access.check(plan, by, Deed.DELETE)
    with store.held(plan):
        Plan.objects.filter(pk=plan.pk).update(deleted_at=now)
        events.record(plan_id=plan.id, kind="plan.deleted", at=now)


@transaction.atomic
def bring_back(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Bring a deleted plan back as it was. Done twice, it changes nothing; raises `NoSuchPlan` once it is too late."""
    access.check(plan, by, Deed.DELETE)
    if Plan.objects.filter(pk=plan.pk, deleted_at__isnull=False).update(deleted_at=None):
        events.record(plan_id=plan.id, kind="plan.brought_back", at=now, by=by.name)
    elif not Plan.objects.filter(pk=plan.pk).exists():
        raise NoSuchPlan("This plan was deleted for good.")


@transaction.atomic
def delete_for_good(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Delete the plan with its answers, steps and history, at once. Only that it was deleted stays on record."""
    access.check(plan, by, Deed.DELETE)
    _forget(plan.pk, now)


def purge(*, now: datetime) -> list[UUID]:
    """Delete for good the plans that were deleted longer than `KEPT_FOR` ago, and return their ids."""
    old = Plan.objects.filter(deleted_at__lt=now - KEPT_FOR).order_by("deleted_at")
    gone = list(old.values_list("pk", flat=True)[:MOST_AT_ONCE])
    for plan_id in gone:
        with transaction.atomic():
            _forget(plan_id, now)
    return gone


def _forget(plan_id: UUID, now: datetime) -> None:
    events.record(plan_id=plan_id, kind="plan.deleted_for_good", at=now)
    Plan.objects.filter(pk=plan_id).delete()
