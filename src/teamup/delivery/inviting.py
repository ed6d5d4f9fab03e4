"""Letters about who is on a plan: an invitation to its address, and word to people of a hand-over that waits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from teamup.delivery import addresses, limits, queue, sealed
from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.plans.access import Actor
from teamup.plans.models import HandOver, Invitation, Plan
from teamup.plans.people import Invited


def mail_invitations(*, plan: Plan, made: Sequence[Invited], by: Actor, network: str, now: datetime) -> None:
    """Queue the letter of each invitation that has an address, in the caller's transaction.

    Raises `TooManyLetters`; the caller's transaction then takes the invitations back.
    """
    mailed = [one for one in made if one.invitation.address]
    if mailed:
        recipients = [one.invitation.address for one in mailed]
        limits.spend_all(plan_id=plan.id, network=network, recipients=recipients, now=now)
        Letter.objects.bulk_create(_invitation(one, by, now) for one in mailed)


def _invitation(one: Invited, by: Actor, now: datetime) -> Letter:
    letter_id = one.invitation.invitation_id
    letter = _letter(one.invitation.plan, LetterKind.INVITE, letter_id, one.invitation.address, by, now)
    letter.sealed = sealed.seal(one.code)
    return letter


def tell_of_hand_over(*, one: HandOver, to: Mapping[UUID, str], by: Actor, network: str, now: datetime) -> None:
    """Queue word of a hand-over to people (their ids and addresses), once each, in the caller's transaction.

    Raises `TooManyLetters`.
    """
    wanted = {uuid.uuid5(one.hand_over_id, f"{one.second}/{user_id}"): address for user_id, address in to.items()}
    there = set(Letter.objects.filter(plan=one.plan, id__in=wanted).values_list("id", flat=True))
    new = {letter_id: address for letter_id, address in wanted.items() if letter_id not in there}
    if new:
        limits.spend_all(plan_id=one.plan_id, network=network, recipients=list(new.values()), now=now)
        Letter.objects.bulk_create(_word(one, letter_id, address, by, now) for letter_id, address in new.items())


def _word(one: HandOver, letter_id: UUID, address: str, by: Actor, now: datetime) -> Letter:
    letter = _letter(one.plan, LetterKind.OWNER, letter_id, address, by, now)
    letter.note = str(one.hand_over_id)
    return letter


def _letter(plan: Plan, kind: LetterKind, letter_id: UUID, address: str, by: Actor, now: datetime) -> Letter:
    return Letter(
        plan=plan,
        id=letter_id,
        kind=kind,
        address=address,
        masked=addresses.mask(address),
        due_at=now,
        task_id=queue.enqueue(plan.id, letter_id),
        created_at=now,
        created_by=by.name,
    )


def with_letters(waiting: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Return invitations that know, as `trouble`, why their letter has not gone out; None where it has, or will."""
    failed = Letter.objects.filter(
        plan=OuterRef("plan_id"), id=OuterRef("invitation_id"), kind=LetterKind.INVITE, state=LetterState.FAILED
    )
    return waiting.annotate(trouble=Subquery(failed.values("reason")[:1]))
