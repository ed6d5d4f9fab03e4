"""Agreements in words: how each stands, and what each signer answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from teamup.catalog.model import Side
from teamup.plans import versions, words
from teamup.plans.agreed import Since
from teamup.plans.agreements import Put
from teamup.plans.models import AgreementState, Signer
from teamup.report.parts.agreement import spaced
from teamup.web.http import PlanVisit
from teamup.web.plan.times import clock_time
from teamup.web.plan.versions import version_url

__all__ = ["PutLine", "SignerLine", "put_line", "signer_lines", "spaced"]

LOOKS = {
    AgreementState.OPEN: ("queued", "clock", lazy("Waiting for answers")),
    AgreementState.AGREED: ("done", "check", lazy("Agreed by both sides")),
    AgreementState.DECLINED: ("failed", "warn", lazy("Declined")),
    AgreementState.WITHDRAWN: ("open", "remove", lazy("Taken back")),
    AgreementState.SUPERSEDED: ("open", "remove", lazy("Replaced before everybody had answered")),
}


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Somebody who was asked. `look`, `icon` and `said` tell their answer: a class, a sign and words."""

    name: str
    about: str
    look: str
    icon: str
    said: str
    words: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class PutLine:
    """A version that was put to both sides, in words."""

    id: UUID
    number: int
    name: str
    by: str
    when: str
    note: str
    is_open: bool
    is_agreed: bool
    look: str
    icon: str
    said: str
    police: tuple[SignerLine, ...]
    security: tuple[SignerLine, ...]
    fingerprint: str
    report: str
    differences: str
    changed: int
    since: tuple[Since, ...]


def put_line(visit: PlanVisit, put: Put, *, changed: int = 0, since: tuple[Since, ...] = ()) -> PutLine:
    """Return an agreement in words."""
    one = put.agreement
    look, icon, said = LOOKS[AgreementState(one.state)]
    number = put.version.number
    return PutLine(
        id=one.agreement_id,
        number=number,
        name=put.version.name,
        by=one.put_by,
        when=_when(visit, one.put_at),
        note=one.note,
        is_open=put.is_open,
        is_agreed=put.is_agreed,
        look=look,
        icon=icon,
        said=_waiting(put) if put.is_open else _closed(visit, put, str(said)),
        police=signer_lines(visit, put, Side.POLICE),
        security=signer_lines(visit, put, Side.SECURITY),
        fingerprint=spaced(one.fingerprint),
        report=f"{reverse('plan:report', args=[visit.plan.id])}?version={number}",
        differences=f"{version_url(visit, number)}#differences",
        changed=changed,
        since=since,
    )


def _waiting(put: Put) -> str:
    open_ones = sum(one.confirmed_at is None for one in put.signers)
    said = ngettext("Waiting for %(n)d of %(all)d", "Waiting for %(n)d of %(all)d", open_ones)
    return said % {"n": open_ones, "all": len(put.signers)}


def _closed(visit: PlanVisit, put: Put, said: str) -> str:
    closed_at = put.agreement.closed_at
    if closed_at is None:
        return said
    day = words.of_day(closed_at.astimezone(visit.zone).date())
    return _("%(said)s, %(day)s") % {"said": said, "day": day}


def signer_lines(visit: PlanVisit, put: Put, side: Side) -> tuple[SignerLine, ...]:
    """Return who was asked on a side, and what they answered."""
    return tuple(_signer(visit, put, one) for one in put.of(side))


def _signer(visit: PlanVisit, put: Put, one: Signer) -> SignerLine:
    look, icon, said = "queued", "clock", _("Asked, no answer yet")
    if one.confirmed_at:
        look, icon, said = "done", "check", _("Confirmed %(when)s") % {"when": _when(visit, one.confirmed_at)}
    elif one.declined_at:
        look, icon, said = "failed", "warn", _("Declined %(when)s") % {"when": _when(visit, one.declined_at)}
    elif not put.is_open:
        look, icon, said = "open", "clock", _("Had not answered")
    return SignerLine(
        name=one.name,
        about=", ".join(filter(None, (one.title, one.organization))),
        look=look,
        icon=icon,
        said=said,
        words=one.words,
        is_me=visit.actor.user_id is not None and one.user_id == visit.actor.user_id,
    )


def _when(visit: PlanVisit, at: datetime) -> str:
    return f"{words.of_day(at.astimezone(visit.zone).date())}, {clock_time(at, visit.zone)}"


def version_said(put: Put) -> str:
    """Return which version was put forward, in words."""
    return versions.said_of(put.version)
