"""A member's private calendar of a plan: one address each, which only its owner knows, to be revoked at any time."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import ids
from teamup.plans import store
from teamup.plans.access import Actor
from teamup.plans.errors import NoSuchLink, PersonRejected
from teamup.plans.models import CalendarFeed, Member, Plan
from teamup.plans.permissions import Role

LINK = "calendar feed"
LONGEST_TOKEN = 100
NOTED_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """A plan, the member whose calendar asks for it, and what is kept of that."""

    plan: Plan
    reader: Actor
    kept: CalendarFeed


def feed_of(plan: Plan, actor: Actor) -> CalendarFeed | None:
    """Return a member's own feed, or None."""
    return CalendarFeed.objects.filter(plan=plan, user_id=actor.user_id).first() if actor.user_id else None


def make(*, plan: Plan, by: Actor, key: UUID, now: datetime) -> str:
    """Make a member's feed anew and return its token; an earlier address opens nothing from now on.

    The same form `key` makes the same address. Raises `PersonRejected` for who is not on the plan.
    """
    with store.held(plan):
        if by.user_id is None or not Member.objects.filter(plan=plan, user_id=by.user_id).exists():
            raise PersonRejected(_("You are not on this plan."))
        token = _token(plan, by.user_id, key)
        token_hash = ids.digest(token, purpose=LINK)
        if not CalendarFeed.objects.filter(plan=plan, user_id=by.user_id, token_hash=token_hash).exists():
            CalendarFeed.objects.filter(plan=plan, user_id=by.user_id).delete()
            CalendarFeed.objects.create(plan=plan, user_id=by.user_id, token_hash=token_hash, made_at=now)
        return token


def _token(plan: Plan, user_id: UUID, key: UUID) -> str:
    """Return a feed's token: 256 bits that only this server can make, and only from the form that asked for it."""
    secret = bytes.fromhex(ids.digest(f"{plan.pk}|{user_id}|{key}", purpose=f"{LINK} secret"))
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def revoke(*, plan: Plan, by: Actor) -> None:
    """End a member's feed: its address opens nothing from now on. Done again, it changes nothing."""
    if by.user_id is not None:
        CalendarFeed.objects.filter(plan=plan, user_id=by.user_id).delete()


def find(token: str) -> Feed:
    """Return what a feed's address opens. Raises `NoSuchLink`, the same for a wrong one and for one that was ended.

    It opens for members alone: whoever was taken off the plan reads nothing from that moment on.
    """
    wanted = ids.digest(token[:LONGEST_TOKEN], purpose=LINK)
    found = CalendarFeed.objects.select_related("plan").filter(token_hash=wanted, plan__deleted_at=None).first()
    member = Member.objects.filter(plan=found.plan, user_id=found.user_id).first() if found else None
    if found is None or member is None:
        raise NoSuchLink(_("This link opens nothing."))
    reader = Actor(member.name, role=Role(member.role), side=Side(member.side), user_id=member.user_id)
    return Feed(found.plan, reader, found)


def note(feed: Feed, *, now: datetime) -> None:
    """Note that a calendar asked, once an hour at most, so that its owner sees whether it still does."""
    own = CalendarFeed.objects.filter(plan=feed.plan, user_id=feed.kept.user_id)
    own.filter(Q(fetched_at=None) | Q(fetched_at__lt=now - NOTED_AGAIN)).update(fetched_at=now)
