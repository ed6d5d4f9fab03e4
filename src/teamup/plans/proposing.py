"""Putting a version forward: naming it where it has no name, and asking people of each side to confirm it."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Side
from teamup.core import events, ids
from teamup.plans import access, agreements, selectors, store, versions
from teamup.plans.access import Actor
from teamup.plans.agreeing import LONGEST_NAME, line
from teamup.plans.agreements import LINK, Put
from teamup.plans.errors import Fault, FormRejected, NoSuchVersion, NotWhatWasRead, VersionRejected
from teamup.plans.models import Agreement, AgreementState, AnswerChange, Member, NamedVersion, Plan, Signer
from teamup.plans.permissions import Deed

PUT = "agreement.put"
SIDES = (Side.POLICE, Side.SECURITY)
MOST_SIGNERS, LONGEST_NOTE = 12, 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to ask: a member by `user_id`, anybody else by name and address."""

    side: Side
    user_id: UUID | None = None
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to put forward: a version by number, or with 0 the plan as it stands, named `name`.

    `fingerprint` and `seen_at` say which plan the page showed, and when.
    """

    signers: tuple[Asked, ...]
    version: int = 0
    name: str = ""
    note: str = ""
    fingerprint: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PutForward:
    """What was put forward, and the tokens of the links for who is not on the plan, by signer: known only now."""

    put: Put
    tokens: Mapping[UUID, str]


class PlanMoved(NotWhatWasRead):
    """The plan changed since the page showed it."""

    def __init__(self, count: int) -> None:
        said = ngettext(
            "The plan changed since you looked: %(n)d answer.",
            "The plan changed since you looked: %(n)d answers.",
            count,
        )
        super().__init__(said % {"n": count} if count else _("The plan changed since you looked."))
        self.count = count


def put_forward(*, plan: Plan, proposal: Proposal, key: UUID, by: Actor, now: datetime) -> PutForward:
    """Put a version to both sides. One that was open is superseded. The same form `key` again changes nothing.

    Raises `FormRejected` with faults at "signers", "version", "name" or "note", `PlanMoved` when the plan as it stands
    is not the one that was looked at, and `MayNotEdit`.
    """
    access.check(plan, by, Deed.AGREE)
    agreement_id = uuid.uuid5(plan.pk, f"agreement/{key}")
    with store.held(plan) as present:
        if same := agreements.find(present, agreement_id):
            return PutForward(same, _tokens(same, key))
        signers = _checked(present, proposal, by)
        version = _version(present, proposal, key, by, now)
        Agreement.objects.filter(plan=present, state=AgreementState.OPEN).update(
            state=AgreementState.SUPERSEDED, closed_at=now
        )
        Agreement.objects.create(
            plan=present,
            agreement_id=agreement_id,
            version=version.number,
            fingerprint=versions.fingerprint_of(*agreements.put_before(version)),
            note=line(proposal.note),
            put_at=now,
            put_by=by.name,
        )
        Signer.objects.bulk_create(_signer(present, agreement_id, one, key) for one in signers)
        police, security = (sum(one.side is side for one in signers) for side in SIDES)
        events.record(
            plan_id=plan.pk,
            kind=PUT,
            at=now,
            by=by.name,
            number=version.number,
            name=version.name,
            police=police,
            security=security,
        )
        put = agreements.find(present, agreement_id)
    if put is None:
        raise NoSuchVersion("The version that was put forward is gone.")
    return PutForward(put, _tokens(put, key))


def _checked(plan: Plan, proposal: Proposal, by: Actor) -> list[Asked]:
    """Return whom to ask, members as the plan knows them. Raises `FormRejected`."""
    faults = []
    members = {member.user_id: member for member in Member.objects.filter(plan=plan)}
    found = [_known(one, members) for one in proposal.signers]
    asked = [one for one in found if one is not None]
    if len(asked) < len(found):
        faults.append(Fault(_("Somebody you chose is no longer on the plan, or speaks for the other side."), "signers"))
    elif missing := [side for side in SIDES if not any(one.side is side for one in asked)]:
        said = {
            Side.POLICE: _("Name at least one person to confirm for the police side."),
            Side.SECURITY: _("Name at least one person to confirm for the security side."),
        }
        faults += [Fault(said[side], "signers") for side in missing]
    if not by.is_member and any(one.address for one in asked):
        said_so = _("Sign in first to ask somebody who is not on the plan: a letter goes to them in your name.")
        faults.append(Fault(said_so, "signers"))
    if len(asked) > MOST_SIGNERS:
        faults.append(Fault(_("Name %(most)s people at most.") % {"most": MOST_SIGNERS}, "signers"))
    if len({one.user_id or one.address.casefold() for one in asked}) < len(asked):
        faults.append(Fault(_("Somebody is named twice. Each person confirms once, for one side."), "signers"))
    if len(line(proposal.note)) > LONGEST_NOTE:
        faults.append(Fault(_("Shorten the note to %(most)s characters or fewer.") % {"most": LONGEST_NOTE}, "note"))
    if faults:
        raise FormRejected(*faults)
    return asked


def _known(one: Asked, members: Mapping[UUID, Member]) -> Asked | None:
    """Return somebody as the plan knows them, or None for who is not to be asked. Nobody speaks for the other side."""
    if one.user_id is None:
        name = line(one.name)[:LONGEST_NAME]
        return replace(one, name=name) if name and one.address and one.side in SIDES else None
    member = members.get(one.user_id)
    if member is None or one.side not in SIDES or member.side not in (one.side, Side.JOINT):
        return None
    return Asked(one.side, one.user_id, member.name)


def _version(plan: Plan, proposal: Proposal, key: UUID, by: Actor, now: datetime) -> NamedVersion:
    """Return the version to put forward; the plan as it stands is named unless a version is equal to it."""
    try:
        if proposal.version:
            return versions.find_version(plan, proposal.version)
        state = selectors.load_state(plan)
        if versions.fingerprint_of(agreements.seen_by_both(state)) != proposal.fingerprint:
            raise PlanMoved(_changed_since(plan, proposal.seen_at))
        fingerprint = versions.fingerprint_of(state)
        same = next((one for one in versions.versions_of(plan) if one.fingerprint == fingerprint), None)
        if same is not None:
            return versions.find_version(plan, same.number)
        return versions.name_version(
            plan=plan, name=proposal.name, by=by, now=now, key=uuid.uuid5(key, "version of the agreement")
        )
    except NoSuchVersion as error:
        raise FormRejected(Fault(str(error), "version")) from error
    except VersionRejected as error:
        raise FormRejected(Fault(str(error), "name")) from error


def _changed_since(plan: Plan, at: datetime | None) -> int:
    """Return how many answers and steps were saved since, 0 when nobody knows since when."""
    if at is None:
        return 0
    saved = AnswerChange.objects.filter(plan=plan, at__gt=at, revision__isnull=False)
    return saved.values("question_id", "side").distinct().count()


def _signer(plan: Plan, agreement_id: UUID, one: Asked, key: UUID) -> Signer:
    signer_id = uuid.uuid5(agreement_id, str(one.user_id or one.address.casefold()))
    token = None if one.user_id else _token(signer_id, key)
    return Signer(
        plan=plan,
        agreement_id=agreement_id,
        signer_id=signer_id,
        side=one.side,
        name=one.name,
        user_id=one.user_id,
        address=one.address,
        link_hash=ids.digest(token, purpose=LINK) if token else None,
    )


def _token(signer_id: UUID, key: UUID) -> str:
    """Return the token of a signer's link: 256 bits that only this server can make, from the form that asked for it."""
    secret = bytes.fromhex(ids.digest(f"{signer_id}|{key}", purpose=f"{LINK} secret"))
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _tokens(put: Put, key: UUID) -> dict[UUID, str]:
    return {one.signer_id: _token(one.signer_id, key) for one in _written_to(put.signers)}


def _written_to(signers: Iterable[Signer]) -> list[Signer]:
    return [one for one in signers if one.link_hash is not None]
