"""What a person can do with letters: send the report, mail themselves the key, try a failed letter again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from teamup.core import events
from teamup.delivery import addresses, codes, limits, notes, queue, sealed
from teamup.delivery.errors import BadAddress, BadNote, CannotRetry, LetterRejected
from teamup.delivery.models import Letter, LetterKind, LetterState, Paper
from teamup.plans import access, lifecycle, store
from teamup.plans.access import Actor
from teamup.plans.errors import WrongKey
from teamup.plans.models import Plan
from teamup.plans.permissions import Deed

OTHERS = 3
OTHERS_CONFIRMED = 20
LONGEST_LIST = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """What the form says, as typed. `form_key` makes a double post harmless."""

    form_key: UUID
    sender: str
    others: str = ""
    paper: str = Paper.LETTER
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many letters were queued now, and how many an earlier post of the same form had queued."""

    queued: int
    repeated: int


@dataclass(frozen=True, slots=True)
class _Checked:
    """A form without faults. `reply_to` is the sender's address if it is confirmed."""

    recipients: tuple[str, ...]
    note: str
    reply_to: str


def send_report(*, plan: Plan, order: Order, by: Actor, network: str, now: datetime) -> Sent:
    """Queue the report to the sender and the others: one letter each.

    Raises `LetterRejected` with every fault of the form, `TooManyLetters`, and `MayNotEdit` for readers.
    """
    access.check(plan, by, Deed.SEND)
    checked = _checked(plan, order, by)
    shared = {"paper": order.paper, "note": checked.note, "reply_to": checked.reply_to}
    return _queue(plan, LetterKind.REPORT, order.form_key, checked.recipients, by, network, now, shared)


def send_key(*, plan: Plan, key: str, address: str, form_key: UUID, by: Actor, network: str, now: datetime) -> Sent:
    """Queue the link that opens the plan to the address of the person who holds its key.

    Raises `WrongKey` unless `key` is this plan's, `BadAddress`, `TooManyLetters` and `MayNotEdit`.
    """
    access.check(plan, by, Deed.SEND)
    if lifecycle.find_by_key(typed=key, network=network, now=now).pk != plan.pk:
        raise WrongKey(_("This is not the key of this plan. Make a new key, and mail that."))
    recipients = (addresses.clean(address),)
    return _queue(plan, LetterKind.KEY, form_key, recipients, by, network, now, {"sealed": sealed.seal(key)})


@transaction.atomic
def retry(*, plan: Plan, letter_id: UUID, by: Actor, network: str, now: datetime) -> None:
    """Queue a failed letter again; a second press does nothing.

    Raises `CannotRetry` for letters that carry a secret or whose address is forgotten, and `TooManyLetters`.
    """
    access.check(plan, by, Deed.SEND)
    store.lock(plan)
    letter = Letter.objects.filter(plan=plan, id=letter_id).first()
    if letter is None:
        raise CannotRetry(_("This letter is no longer here."))
    if letter.state != LetterState.FAILED:
        return
    if not letter.can_retry:
        raise CannotRetry(_("This letter cannot be sent again. Send a new one."))
    limits.spend_all(plan_id=plan.id, network=network, recipients=[letter.address], now=now)
    Letter.objects.filter(plan=plan, id=letter_id).update(
        state=LetterState.QUEUED, tries=0, reason="", due_at=now, task_id=queue.enqueue(plan.id, letter_id)
    )
    events.record(plan_id=plan.id, kind="mail.retried", at=now, by=by.name)


@transaction.atomic
def _queue(
    plan: Plan,
    kind: LetterKind,
    form_key: UUID,
    recipients: Sequence[str],
    by: Actor,
    network: str,
    now: datetime,
    shared: dict[str, str],
) -> Sent:
    store.lock(plan)
    wanted = {uuid.uuid5(form_key, f"{plan.id}/{kind}/{address.casefold()}"): address for address in recipients}
    there = set(Letter.objects.filter(plan=plan, id__in=wanted).values_list("id", flat=True))
    new = {letter_id: address for letter_id, address in wanted.items() if letter_id not in there}
    if new:
        limits.spend_all(plan_id=plan.id, network=network, recipients=list(new.values()), now=now)
        Letter.objects.bulk_create(
            Letter(
                plan=plan,
                id=letter_id,
                kind=kind,
                address=address,
                masked=addresses.mask(address),
                due_at=now,
                task_id=queue.enqueue(plan.id, letter_id),
                created_at=now,
                created_by=by.name,
                **shared,
            )
            for letter_id, address in new.items()
        )
        events.record(plan_id=plan.id, kind="mail.queued", at=now, by=by.name, what=str(kind), letters=len(new))
    return Sent(queued=len(new), repeated=len(there))


def _checked(plan: Plan, order: Order, by: Actor) -> _Checked:
    """Return what the form asks for, cleaned. Raises `LetterRejected` with all that is wrong."""
    senders, faults = _addresses("sender", [order.sender])
    others, more = _addresses("others", addresses.split(order.others[:LONGEST_LIST]))
    recipients = addresses.without_repeats([*senders, *others])
    is_confirmed = bool(senders) and codes.is_confirmed(plan=plan, address=senders[0], by=by)
    faults += more + _too_many(len(recipients) - len(senders), is_confirmed=is_confirmed)
    note = ""
    try:
        note = notes.clean_note(order.note)
    except BadNote as error:
        faults.append(("note", str(error)))
    if note and not is_confirmed:
        faults.append(("note", _("To add a note, confirm your own address first.")))
    if order.paper not in Paper.values:
        faults.append(("paper", _("Choose a paper size from the list.")))
    if faults:
        raise LetterRejected(*faults)
    return _Checked(recipients, note, reply_to=senders[0] if is_confirmed else "")


def _addresses(field: str, typed: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the good addresses and, for each bad one, a fault at `field`."""
    good, faults = [], []
    for piece in typed:
        try:
            good.append(addresses.clean(piece))
        except BadAddress as error:
            faults.append((field, str(error)))
    return good, faults


def _too_many(others: int, *, is_confirmed: bool) -> list[tuple[str, str]]:
    if others > OTHERS_CONFIRMED:
        return [("others", _("Send to %(most)s other addresses or fewer at once.") % {"most": OTHERS_CONFIRMED})]
    if others > OTHERS and not is_confirmed:
        said = _("To write to more than %(most)s others, confirm your own address first.")
        return [("others", said % {"most": OTHERS})]
    return []
