"""Confirming an address: six digits by mail, valid for ten minutes and five tries.

The code is kept nowhere. It is derived from the site's secret and the letter that carries it, both when the letter is
written and when the code is checked.
"""

from __future__ import annotations

import hmac
import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from teamup.core import events, ids
from teamup.delivery import addresses, limits, queue
from teamup.delivery.errors import WrongCode
from teamup.delivery.models import Letter, LetterKind, SenderCode
from teamup.plans import access, store
from teamup.plans.access import Actor
from teamup.plans.models import Plan

VALID_FOR = timedelta(minutes=10)
SAME_REQUEST = timedelta(minutes=1)
TRIES = 5


def code_of(letter_id: UUID, address: str) -> str:
    """Return the six digits that the letter with this id carries."""
    digest = ids.digest(f"{letter_id}|{address.casefold()}", purpose="sender code")
    return f"{int(digest, 16) % 1_000_000:06}"


@transaction.atomic
def request_code(*, plan: Plan, address: str, by: Actor, network: str, now: datetime) -> None:
    """Mail a code to `address`, typed by the person at this browser; asking twice within a minute mails once.

    Raises `BadAddress`, `TooManyLetters` and `MayNotEdit`.
    """
    access.check_can_edit(plan, by)
    address = addresses.clean(address)
    store.lock(plan)
    earlier = _find(plan, address, by)
    if earlier is not None and earlier.expires_at - VALID_FOR > now - SAME_REQUEST:
        return
    limits.spend_all(plan_id=plan.id, network=network, recipients=[address], now=now)
    letter_id = uuid.uuid4()
    SenderCode.objects.update_or_create(
        plan=plan,
        browser_hash=by.token_hash,
        address_hash=addresses.hash_of(address),
        defaults={
            "address": address,
            "letter_id": letter_id,
            "tries_left": TRIES,
            "expires_at": now + VALID_FOR,
            "confirmed_at": None,
        },
    )
    Letter.objects.create(
        plan=plan,
        id=letter_id,
        kind=LetterKind.CODE,
        address=address,
        masked=addresses.mask(address),
        due_at=now,
        task_id=queue.enqueue(plan.id, letter_id),
        created_at=now,
        created_by=by.name,
    )
    events.record(plan_id=plan.id, kind="mail.code_requested", at=now, by=by.name)


def confirm(*, plan: Plan, address: str, code: str, by: Actor, now: datetime) -> None:
    """Mark `address` as read by the person at this browser. Raises `WrongCode` (which costs a try) and `BadAddress`."""
    access.check_can_edit(plan, by)
    address = addresses.clean(address)
    row = _find(plan, address, by)
    if row is None:
        raise WrongCode(_("No code was asked for this address. Ask for one first."))
    if row.confirmed_at:
        return
    # The try is spent, and on record, before the code is looked at.
    usable = _rows(plan, address, by).filter(tries_left__gt=0, expires_at__gt=now, letter_id=row.letter_id)
    if not usable.update(tries_left=F("tries_left") - 1):
        raise WrongCode(_("This code is no longer valid. Ask for a new one."))
    typed = "".join(c for c in code if c.isalnum())
    if not hmac.compare_digest(typed.encode(), code_of(row.letter_id, address).encode()):
        raise WrongCode(_("This is not the code in the mail. Check the six digits."))
    _rows(plan, address, by).update(confirmed_at=now)
    events.record(plan_id=plan.id, kind="mail.address_confirmed", at=now, by=by.name)


def is_confirmed(*, plan: Plan, address: str, by: Actor) -> bool:
    """Say whether the person at this browser has shown that mail to `address` reaches them."""
    row = _find(plan, address, by)
    return row is not None and row.confirmed_at is not None


def confirmed_address(*, plan: Plan, by: Actor) -> str:
    """Return the address that was last confirmed at this browser, to fill in the form, or ""."""
    rows = SenderCode.objects.filter(plan=plan, browser_hash=by.token_hash, confirmed_at__isnull=False)
    return rows.order_by("-confirmed_at").values_list("address", flat=True).first() or ""


def _rows(plan: Plan, address: str, by: Actor) -> QuerySet[SenderCode]:
    return SenderCode.objects.filter(plan=plan, browser_hash=by.token_hash, address_hash=addresses.hash_of(address))


def _find(plan: Plan, address: str, by: Actor) -> SenderCode | None:
    return _rows(plan, address, by).first()
