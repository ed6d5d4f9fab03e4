"""The record of the house: what the people who run the site did, beside what happens to plans."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from teamup.core.models import Event

HOUSE = UUID(int=0)
"""Stands where a plan's id stands in other events. No plan has it: theirs are drawn at random."""


def record(*, kind: str, at: datetime, by: str, user_id: UUID | None, **detail: object) -> Event:
    """Append what a host did and return it. `user_id` is who it was, None for the command line.

    `detail` must not carry a plan's name, place or words.
    """
    return Event.objects.create(plan_id=HOUSE, kind=kind, at=at, by=by, detail={**detail, "user": str(user_id or "")})


def events_of_house() -> QuerySet[Event]:
    """Return all that hosts did, newest first."""
    return Event.objects.filter(plan_id=HOUSE).order_by("-at", "id")


def forget(user_id: UUID, former: str) -> None:
    """Replace the name of somebody who leaves for good: as who did something, and as to whom it was done."""
    own = Event.objects.filter(plan_id=HOUSE)
    own.filter(detail__user=str(user_id)).update(by=former)
    for event in own.filter(detail__who_id=str(user_id)):
        Event.objects.filter(pk=event.pk).update(detail={**event.detail, "who": former})
