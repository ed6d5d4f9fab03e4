"""Putting a version to both sides: named people confirm it, each for their side. A record, and no legal signature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.core import events
from teamup.plans import access, agreements, store, versions
from teamup.plans.access import Actor
from teamup.plans.agreements import Put
from teamup.plans.errors import AgreementClosed, Fault, FormRejected, NotASigner, NotWhatWasRead
from teamup.plans.models import Agreement, AgreementState, Member, Plan, Signer
from teamup.plans.permissions import Deed

CONFIRMED, DECLINED, REACHED, WITHDRAWN = (
    "agreement.confirmed",
    "agreement.declined",
    "agreement.reached",
    "agreement.withdrawn",
)
LONGEST_NAME, LONGEST_TITLE, LONGEST_ORGANIZATION, LONGEST_WORDS = 120, 120, 200, 500


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who has signed in, and the addresses they have shown to be theirs."""

    user_id: UUID
    addresses: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a signer typed at confirming."""

    name: str
    title: str
    organization: str = ""


def place_of(put: Put, who: Who) -> Signer | None:
    """Return the place of a person among the signers: theirs by name, or one whose letter went to their address."""
    own = {address.casefold() for address in who.addresses}
    written_to = (one for one in put.signers if one.user_id is None and one.address.casefold() in own)
    return put.signer(who.user_id) or next(written_to, None)


def confirm(*, plan: Plan, agreement_id: UUID, fingerprint: str, typed: Typed, who: Who, now: datetime) -> Put:
    """Confirm what was put before one, as the person who was asked, and return how the agreement stands then.

    Done again, it changes nothing: what was typed first stays. Raises `NotASigner`, `AgreementClosed`, `FormRejected`
    with faults at "name" or "title", and `NotWhatWasRead` when `fingerprint` is not that of what is to be confirmed.
    """
    with store.held(plan):
        put, signer = _place(plan, agreement_id, who)
        if signer.confirmed_at:
            return put
        _check_open(put)
        if fingerprint != put.agreement.fingerprint or fingerprint != _present_fingerprint(put):
            raise NotWhatWasRead(
                _("What is to be confirmed is not what this page showed. Nothing was confirmed: read it again.")
            )
        name, title, organization = _checked(typed)
        signed = {"name": name, "title": title, "organization": organization, "confirmed_at": now}
        _rows(put, signer).update(**signed, user_id=who.user_id, address="")
        events.record(plan_id=plan.pk, kind=CONFIRMED, at=now, by=name, number=put.version.number, side=signer.side)
        if all(one.confirmed_at for one in put.signers if one.signer_id != signer.signer_id):
            _close(put, AgreementState.AGREED, now)
            events.record(plan_id=plan.pk, kind=REACHED, at=now, by=name, number=put.version.number)
        return agreements.find(plan, agreement_id) or put


def decline(*, plan: Plan, agreement_id: UUID, words: str, who: Who, now: datetime) -> Put:
    """Decline to confirm, and say why: the agreement is over, and its record stays. Done again, it changes nothing.

    Raises `NotASigner`, `AgreementClosed` once it is over or confirmed, and `FormRejected` without a reason.
    """
    with store.held(plan):
        put, signer = _place(plan, agreement_id, who)
        if signer.declined_at:
            return put
        _check_open(put)
        if signer.confirmed_at:
            raise AgreementClosed(_("You have confirmed this version. Ask an owner or editor to withdraw it."))
        reason = line(words)
        if not reason or len(reason) > LONGEST_WORDS:
            said = _("Say in a sentence why, so that the others can change it: %(most)s characters at most.")
            raise FormRejected(Fault(said % {"most": LONGEST_WORDS}, "words"))
        _rows(put, signer).update(declined_at=now, words=reason, user_id=who.user_id, address="")
        _close(put, AgreementState.DECLINED, now)
        events.record(
            plan_id=plan.pk, kind=DECLINED, at=now, by=signer.name, number=put.version.number, side=signer.side
        )
        return agreements.find(plan, agreement_id) or put


def withdraw(*, plan: Plan, agreement_id: UUID, by: Actor, now: datetime) -> None:
    """Take a version back before everybody has answered. Raises `AgreementClosed` when it is over already."""
    access.check(plan, by, Deed.AGREE)
    with store.held(plan):
        put = agreements.find(plan, agreement_id)
        if put is None or put.agreement.state == AgreementState.WITHDRAWN:
            return
        _check_open(put)
        _close(put, AgreementState.WITHDRAWN, now)
        events.record(plan_id=plan.pk, kind=WITHDRAWN, at=now, by=by.name, number=put.version.number)


def _place(plan: Plan, agreement_id: UUID, who: Who) -> tuple[Put, Signer]:
    put = agreements.find(plan, agreement_id)
    signer = place_of(put, who) if put else None
    if put is None or signer is None:
        raise NotASigner(_("Only the people who were asked can confirm or decline, each for themselves."))
    # Who was asked as a member is let in as one, and removing somebody ends that at once.
    if signer.link_hash is None and not Member.objects.filter(plan=plan, user_id=who.user_id).exists():
        raise NotASigner(_("You are no longer on this plan."))
    return put, signer


def _check_open(put: Put) -> None:
    if not put.is_open:
        raise AgreementClosed(why_closed(put))


def why_closed(put: Put) -> str:
    """Return why an agreement takes no more answers, "" while it does."""
    said = {
        AgreementState.OPEN: "",
        AgreementState.AGREED: _("Everybody has confirmed this version already."),
        AgreementState.DECLINED: _("Somebody declined this version, so it takes no more answers."),
        AgreementState.WITHDRAWN: _("This version was taken back before everybody had answered."),
        AgreementState.SUPERSEDED: _("Another version has been put forward since. Look at that one."),
    }
    return said[AgreementState(put.agreement.state)]


def _present_fingerprint(put: Put) -> str:
    """Return the fingerprint of what a signer sees now: a value that was purged from the log changes it."""
    [state] = agreements.put_before(put.version)
    return versions.fingerprint_of(state)


def _checked(typed: Typed) -> tuple[str, str, str]:
    name, title, organization = line(typed.name), line(typed.title), line(typed.organization)
    fields = (
        ("name", name, LONGEST_NAME, _("Type your name as it should stand in the record.")),
        ("title", title, LONGEST_TITLE, _("Type your title, such as “Chief of Police”.")),
        ("organization", organization, LONGEST_ORGANIZATION, ""),
    )
    faults = [Fault(missing, field) for field, said, _most, missing in fields if missing and not said]
    faults += [
        Fault(_("Shorten this to %(most)s characters or fewer.") % {"most": most}, field)
        for field, said, most, _missing in fields
        if len(said) > most
    ]
    if faults:
        raise FormRejected(*faults)
    return name, title, organization


def line(text: str) -> str:
    """Return what was typed on one line, without what no line has."""
    return " ".join(text.replace("\x00", "").split())


def _rows(put: Put, signer: Signer) -> QuerySet[Signer]:
    return Signer.objects.filter(
        plan=put.version.plan, agreement_id=put.agreement.agreement_id, signer_id=signer.signer_id
    )


def _close(put: Put, state: AgreementState, now: datetime) -> None:
    own = Agreement.objects.filter(plan=put.version.plan, agreement_id=put.agreement.agreement_id)
    own.update(state=state, closed_at=now)
