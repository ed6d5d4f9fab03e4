"""Rounds of the self-check as a plan file holds them: with what may be known of the replies, and no more."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from teamup.plans.models import CheckReply, CheckRound, Plan
from teamup.plans.rounds import replies_of, rounds_of
from teamup.plans.selfcheck import Reply, mixed


@dataclass(frozen=True, slots=True)
class Kept:
    """A round as a plan file holds it: its replies are mixed, so that none is what a person said."""

    id: UUID
    name: str
    opened_at: datetime
    closes_on: date | None
    ended_at: datetime | None
    replies: tuple[Reply, ...]


def kept_of(plan_id: UUID) -> tuple[Kept, ...]:
    """Return the rounds of a plan for its plan file, the oldest first."""
    rounds = rounds_of(plan_id)[::-1]
    replies = replies_of(plan_id, rounds)
    return tuple(
        Kept(r.round_id, r.name, r.opened_at, r.closes_on, r.ended_at, mixed(replies[r.round_id])) for r in rounds
    )


def keep(plan: Plan, kept: Iterable[Kept], *, now: datetime) -> None:
    """Write the rounds of a plan file into a plan that has none. They have no link, so open ones end here."""
    rounds = tuple(kept)
    CheckRound.objects.bulk_create(
        CheckRound(
            plan=plan,
            round_id=one.id,
            name=one.name,
            opened_at=one.opened_at,
            closes_on=one.closes_on,
            ended_at=one.ended_at or now,
        )
        for one in rounds
    )
    CheckReply.objects.bulk_create(
        CheckReply(
            plan=plan,
            round_id=one.id,
            save_key=uuid.uuid5(one.id, str(number)),
            side=reply.side,
            ratings=dict(reply.ratings),
            evidence=dict(reply.evidence),
        )
        for one in rounds
        for number, reply in enumerate(one.replies)
    )
