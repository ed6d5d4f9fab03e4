"""Inviting people to a plan by mail or by a code, and telling people of a hand-over: by whom they are in this house."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.core import ids
from teamup.core.limits import Limit, TooOften, spend
from teamup.delivery import addresses, codes, inviting
from teamup.delivery.errors import BadAddress
from teamup.delivery.services import OTHERS
from teamup.plans import access, handover, people, store
from teamup.plans.access import Actor
from teamup.plans.errors import InvitationRejected
from teamup.plans.models import HandOver, Invitation, Member, Plan
from teamup.plans.people import MOST_AT_ONCE, Invited, Place
from teamup.plans.permissions import Deed, Role

UNKNOWN = Limit("invitations mailed for a plan by who has not signed in", most=OTHERS, seconds=86_400)


@dataclass(frozen=True, slots=True)
class Order:
    """What the form says, as typed. `form_key` makes a double post harmless; no addresses ask for a code."""

    form_key: UUID
    role: str
    side: str
    addresses: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many invitations were mailed now, and the code to read out, "" for those that were mailed."""

    mailed: int
    code: str = ""


class NotInvited(InvitationRejected):
    """Nobody was invited; `faults` are (field, message)."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(" ".join(message for _field, message in faults))
        self.faults = faults


def invite_by_mail(*, plan: Plan, order: Order, by: Actor, network: str, now: datetime) -> Asked:
    """Invite each address in `order`, and queue a letter to each. The same form invites once.

    Whether an address has an account makes no difference. Raises `NotInvited` with all that is wrong, `TooManyLetters`
    and `TooOften` at a limit, and `MayNotEdit` unless `by` is an owner.
    """
    access.check(plan, by, Deed.MANAGE)
    role, side, faults = _place(order)
    typed = addresses.split(order.addresses)
    if not 0 < len(typed) <= MOST_AT_ONCE:
        raise NotInvited(*faults, ("addresses", _how_many(len(typed))))
    good = []
    for piece in typed:
        try:
            good.append(addresses.clean(piece).lower())
        except BadAddress as error:
            faults.append(("addresses", str(error)))
    wanted = addresses.without_repeats(good)
    faults += [("addresses", said) for said in _on_the_plan(plan, wanted, by)]
    if faults or role is None or side is None:
        raise NotInvited(*faults)
    places = [Place(role, side, one, key=uuid.uuid5(order.form_key, f"{plan.id}/{one}")) for one in wanted]
    with store.held(plan):
        new = _not_yet(plan, places)
        if not new:
            return Asked(0)
        _check_known(plan, len(new), by, now)
        made = people.invite(plan=plan, places=new, by=by, now=now)
        inviting.mail_invitations(plan=plan, made=made, by=by, network=network, now=now)
    return Asked(len(made))


def invite_by_code(*, plan: Plan, order: Order, by: Actor, now: datetime) -> Asked:
    """Make an invitation whose code is read out, and return the code. The same form again makes a new code for it.

    Raises `NotInvited`, `TooOften`, and `MayNotEdit` unless `by` is an owner.
    """
    access.check(plan, by, Deed.MANAGE)
    role, side, faults = _place(order)
    if faults or role is None or side is None:
        raise NotInvited(*faults)
    key = uuid.uuid5(order.form_key, f"{plan.id}/code")
    place = Place(role, side, key=key)
    with store.held(plan):
        made: Sequence[Invited] = ()
        if _not_yet(plan, [place]):
            made = people.invite(plan=plan, places=[place], by=by, now=now)
        code = made[0].code if made else people.renew_code(plan=plan, invitation_id=key, by=by, now=now)
    return Asked(0, ids.spaced(ids.plain_key(code) or ""))


def offer_plan(*, plan: Plan, user_id: UUID, by: Actor, network: str, now: datetime) -> HandOver:
    """Offer a member to own the plan, and tell them by mail.

    Raises what `handover.offer` does, and `TooManyLetters`.
    """
    with store.held(plan):
        one = handover.offer(plan=plan, user_id=user_id, by=by, now=now)
        _tell(one, [user_id], by, network, now)
        return one


def join_request(*, plan: Plan, hand_over_id: UUID, by: Actor, network: str, now: datetime) -> HandOver:
    """Be the second voice of a request, and tell every owner by mail, so that they can object.

    Raises what `handover.join_in` does, and `TooManyLetters`.
    """
    with store.held(plan):
        one = handover.join_in(plan=plan, hand_over_id=hand_over_id, by=by, now=now)
        owners = Member.objects.filter(plan=plan, role=Role.OWNER).values_list("user_id", flat=True)
        _tell(one, list(owners), by, network, now)
        return one


def _tell(one: HandOver, concerned: Sequence[UUID], by: Actor, network: str, now: datetime) -> None:
    to = dict(User.objects.filter(pk__in=concerned, is_active=True).values_list("pk", "email"))
    inviting.tell_of_hand_over(one=one, to=to, by=by, network=network, now=now)


def _place(order: Order) -> tuple[Role | None, Side | None, list[tuple[str, str]]]:
    faults = []
    role = Role(order.role) if order.role in {*Role} else None
    side = Side(order.side) if order.side in {*Side} else None
    if role is None:
        faults.append(("role", _("Choose what they may do.")))
    if side is None:
        faults.append(("side", _("Choose the side they speak for.")))
    return role, side, faults


def _how_many(count: int) -> str:
    if not count:
        return _("Type the address of whom you invite, or make a code to read out.")
    said = _("These are %(count)s addresses. Invite %(most)s people or fewer at once.")
    return said % {"count": count, "most": MOST_AT_ONCE}


def _on_the_plan(plan: Plan, wanted: Sequence[str], by: Actor) -> list[str]:
    """Return what to say of addresses whose owners are on the plan. Nothing is said of anybody else's account."""
    users = set(EmailAddress.objects.filter(email__in=wanted, verified=True).values_list("user_id", "email"))
    users |= set(User.objects.filter(email__in=wanted).values_list("pk", "email"))
    members = dict(Member.objects.filter(plan=plan).values_list("user_id", "name"))
    said = []
    for user_id, address in sorted(users, key=lambda one: one[1]):
        if user_id == by.user_id:
            said.append(_("%(address)s is your own address: you are on this plan.") % {"address": address})
        elif user_id in members:
            facts = {"address": address, "name": members[user_id]}
            said.append(_("%(address)s is %(name)s, who is on this plan already.") % facts)
    return said


def _check_known(plan: Plan, count: int, by: Actor, now: datetime) -> None:
    """Raise `NotInvited` when somebody whom nobody knows wants to write to more people than a stranger may."""
    if by.is_member or codes.confirmed_address(plan=plan, by=by):
        return
    try:
        spend(UNKNOWN, str(plan.id), now=now, amount=count)
    except TooOften as error:
        said = ngettext(
            "Before you sign in, invitations go to %(most)s address a day. Sign in, or make codes to read out.",
            "Before you sign in, invitations go to %(most)s addresses a day. Sign in, or make codes to read out.",
            OTHERS,
        )
        raise NotInvited(("addresses", said % {"most": OTHERS})) from error


def _not_yet(plan: Plan, places: Sequence[Place]) -> list[Place]:
    wanted = [place.key for place in places if place.key]
    there = set(Invitation.objects.filter(plan=plan, invitation_id__in=wanted).values_list("invitation_id", flat=True))
    return [place for place in places if place.key not in there]
