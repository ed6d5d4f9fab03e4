"""Open sign-ins: on which machines a person is signed in, and ending that elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from teamup.accounts import devices
from teamup.accounts.models import User


@dataclass(frozen=True, slots=True)
class SignIn:
    """One machine on which a person is signed in."""

    id: int
    device: str
    since: datetime
    seen_at: datetime
    is_here: bool


def open_of(user: User, *, here: str, now: datetime) -> list[SignIn]:
    """Return the open sign-ins of a person: this one (the session with the key `here`) first, then the latest seen."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user_id=user.pk, session_key__in=alive).order_by("-last_seen_at")
    found = [
        SignIn(row.pk, devices.words_of(row.user_agent), row.created_at, row.last_seen_at, row.session_key == here)
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_here)


@transaction.atomic
def end(user: User, *, here: str, only: int | None = None) -> int:
    """End a person's other sign-ins, or the one with the id `only`, and return how many ended. This one stays."""
    rows = UserSession.objects.filter(user_id=user.pk).exclude(session_key=here)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def touch(*, key: str, user_agent: str, now: datetime) -> None:
    """Note that the session with this key was just used."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=now, user_agent=user_agent[:200])


def forget_old(*, now: datetime) -> int:
    """Delete sessions that are over and what was noted of them, and return how many sessions those were."""
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return deleted
