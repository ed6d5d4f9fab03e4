"""Who is at a plan right now and at which question, and what others saved since one last asked.

Soft state: it is written when somebody moves to another question, and every 20 seconds at most while they stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from teamup.catalog.model import Side
from teamup.plans import store
from teamup.plans.access import Actor
from teamup.plans.models import AnswerChange, Plan, Presence

STAYS = timedelta(seconds=45)
"""Who has not been heard of for so long is gone."""
BEAT = timedelta(seconds=20)
OVERLAP = timedelta(seconds=3)
KEPT_FOR = timedelta(days=1)
"""Changes so much older than the last look are told again: a save that was slow to commit must not be missed."""
MOST_TOLD = 200
MOST_SHOWN = 12
LONGEST_PLACE = 100


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is at the plan. `place` is "<question>/<side>" or "" for no question."""

    name: str
    side: Side | None
    place: str


@dataclass(frozen=True, slots=True)
class Told:
    """A change that somebody else saved."""

    question_id: str
    side: Side
    revision: int
    by: str


@dataclass(frozen=True, slots=True)
class Now:
    """What is going on: who else is here, what was saved since, and up to when this was looked at."""

    here: tuple[Here, ...]
    more: int  # so many others are here whom nobody needs to see listed
    told: tuple[Told, ...]
    until: datetime


def visitor_of(actor: Actor) -> str:
    """Return the name that somebody has among those who are here: the same in every tab."""
    return str(actor.user_id) if actor.user_id else actor.token_hash


def beat(*, plan: Plan, actor: Actor, place: str, since: datetime | None, now: datetime) -> Now:
    """Note that `actor` is here, and return who else is and what was saved since: two queries, seldom three."""
    me = visitor_of(actor)
    rows = list(Presence.objects.filter(plan=plan, at__gt=now - STAYS).order_by("-at"))
    mine = next((row for row in rows if row.visitor == me), None)
    place = place[:LONGEST_PLACE]
    if mine is None or mine.place != place or now - mine.at >= BEAT:
        _note(plan, actor, me, place, now)
    others = [row for row in rows if row.visitor != me]
    here = tuple(Here(row.name, Side(row.side) if row.side else None, row.place) for row in others[:MOST_SHOWN])
    return Now(here, max(0, len(others) - MOST_SHOWN), _told(plan, since) if since else (), now)


def _note(plan: Plan, actor: Actor, me: str, place: str, now: datetime) -> None:
    with store.turn(), transaction.atomic():
        Presence.objects.bulk_create(
            [Presence(plan=plan, visitor=me, name=actor.name, side=actor.side or "", place=place, at=now)],
            update_conflicts=True,
            unique_fields=["plan", "visitor"],
            update_fields=["name", "side", "place", "at"],
        )


def _told(plan: Plan, since: datetime) -> tuple[Told, ...]:
    """Return the latest of each answer's changes since then."""
    changes = (
        AnswerChange.objects.filter(plan=plan, at__gte=since - OVERLAP, revision__isnull=False)
        .order_by("at", "revision")[:MOST_TOLD]
        .values_list("question_id", "side", "revision", "by")
    )
    latest = {(name, side): Told(name, Side(side), revision or 0, by) for name, side, revision, by in changes}
    return tuple(latest.values())


def gone(*, plan: Plan, actor: Actor) -> None:
    """Note that somebody left the plan's pages."""
    Presence.objects.filter(plan=plan, visitor=visitor_of(actor)).delete()


def forget_old(*, now: datetime) -> int:
    """Delete who has not been here for a day, and return how many that were."""
    deleted, _all = Presence.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted
