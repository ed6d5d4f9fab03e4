"""Letters to the people who are asked to confirm a version: one each, with the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from teamup.delivery import addresses, limits, queue, sealed
from teamup.delivery.models import Letter, LetterKind
from teamup.plans import agreements, proposing, store
from teamup.plans.access import Actor
from teamup.plans.agreements import LONGEST_TOKEN, Put
from teamup.plans.models import Plan, Signer
from teamup.plans.proposing import Proposal, PutForward


def put_to_both(
    *, plan: Plan, proposal: Proposal, members: Mapping[UUID, str], key: UUID, by: Actor, network: str, now: datetime
) -> Put:
    """Put a version to both sides, and queue a letter to each person who is asked: all of it, or nothing.

    `members` are the addresses of the plan's people by user id. Raises what `proposing.put_forward` raises, and
    `TooManyLetters`.
    """
    with store.held(plan):
        made = proposing.put_forward(plan=plan, proposal=proposal, key=key, by=by, now=now)
        mail_signers(made=made, members=members, by=by, network=network, now=now)
        return made.put


def mail_signers(*, made: PutForward, members: Mapping[UUID, str], by: Actor, network: str, now: datetime) -> None:
    """Queue the letter of each signer, once, in the caller's transaction. `members` are addresses by user id.

    Nobody is written to about what they put forward themselves. Raises `TooManyLetters`.
    """
    plan = made.put.version.plan
    found = {one.signer_id: (one, one.address or _address(one, members)) for one in made.put.signers}
    there = set(Letter.objects.filter(plan=plan, id__in=found).values_list("id", flat=True))
    new = [
        (one, address)
        for signer_id, (one, address) in found.items()
        if address and signer_id not in there and (by.user_id is None or one.user_id != by.user_id)
    ]
    if not new:
        return
    limits.spend_all(plan_id=plan.id, network=network, recipients=[address for _one, address in new], now=now)
    Letter.objects.bulk_create(
        Letter(
            plan=plan,
            id=one.signer_id,
            kind=LetterKind.AGREE,
            address=address,
            masked=addresses.mask(address),
            note=str(one.agreement_id),
            sealed=sealed.seal(made.tokens[one.signer_id], most=LONGEST_TOKEN) if one.signer_id in made.tokens else "",
            due_at=now,
            task_id=queue.enqueue(plan.id, one.signer_id),
            created_at=now,
            created_by=by.name,
        )
        for one, address in new
    )


def _address(one: Signer, members: Mapping[UUID, str]) -> str:
    return members.get(one.user_id, "") if one.user_id else ""


def signer_behind(letter: Letter) -> tuple[Put, Signer] | None:
    """Return what a letter asks for and of whom, or None once that is answered or over."""
    put = agreements.find(letter.plan, UUID(letter.note)) if letter.note else None
    if put is None or not put.is_open:
        return None
    signer = next((one for one in put.signers if one.signer_id == letter.id), None)
    return (put, signer) if signer and not signer.confirmed_at and not signer.declined_at else None
