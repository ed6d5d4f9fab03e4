"""People on a plan: invite, accept, change a role, remove, leave, take over. There is always an owner."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import events, ids
from teamup.core.limits import Limit, check, spend
from teamup.plans import access, lifecycle, selectors, store
from teamup.plans.access import BROWSER, Actor
from teamup.plans.errors import InvitationRejected, PersonRejected, WrongInvitation
from teamup.plans.models import BrowserGrant, CalendarFeed, DateMail, Invitation, Member, Plan
from teamup.plans.permissions import Deed, Role

INVITATION = "invitation"
LASTS = timedelta(days=14)
MOST_MEMBERS, MOST_INVITED, MOST_AT_ONCE = 200, 100, 20
INVITING = Limit("invitations to a plan", most=100, seconds=86_400)
CODE_GUESSES = Limit("invitation code guesses of a network", most=20, seconds=600)
ALL_CODE_GUESSES = Limit("wrong invitation codes in all", most=2000, seconds=600)
LONGEST_NAME, LONGEST_ORGANIZATION = 120, 200


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is in this house, and how they want to appear on a plan."""

    user_id: UUID
    address: str
    name: str
    organization: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What an invitation offers."""

    role: Role
    side: Side
    address: str = ""  # "" for a code that is read over the phone
    name: str = ""
    key: UUID | None = None  # the id it gets, so that the same form makes it once


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was made. The code is known only now; its hash is all that is kept."""

    invitation: Invitation
    code: str


def invite(*, plan: Plan, places: Iterable[Place], by: Actor, now: datetime) -> tuple[Invited, ...]:
    """Make an invitation for each place; one for an address replaces an older one that still waits.

    Raises `MayNotEdit` unless `by` is an owner, `InvitationRejected` with what is wrong, and `TooOften`.
    """
    access.check(plan, by, Deed.MANAGE)
    wanted = tuple(places)
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise InvitationRejected(_("Invite between 1 and %(most)s people at once.") % {"most": MOST_AT_ONCE})
    spend(INVITING, str(plan.id), now=now, amount=len(wanted))
    with store.held(plan):
        if _waiting(plan, now).count() + len(wanted) > MOST_INVITED:
            raise InvitationRejected(_("Too many invitations wait for an answer. Withdraw some first."))
        return tuple(_invite(plan, place, by, now) for place in wanted)


def waiting(plan: Plan, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations of a plan that somebody may still take, the newest first."""
    return _waiting(plan, now).order_by("-made_at", "address")


def members_of(plan: Plan) -> list[Member]:
    """Return who is on a plan: owners first, then by name."""
    order = list(Role)
    return sorted(Member.objects.filter(plan=plan), key=lambda one: (order.index(Role(one.role)), one.name.casefold()))


def _waiting(plan: Plan, now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(plan=plan, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)


def _invite(plan: Plan, place: Place, by: Actor, now: datetime) -> Invited:
    if place.address:
        _waiting(plan, now).filter(address__iexact=place.address).update(withdrawn_at=now, code_hash=None)
    code = ids.new_key()
    made = Invitation.objects.create(
        plan=plan,
        invitation_id=place.key or uuid.uuid4(),
        code_hash=_hash(code),
        address=place.address,
        name=_line(place.name, LONGEST_NAME),
        role=place.role,
        side=place.side,
        made_at=now,
        made_by=access.known_name(by),
        expires_at=now + LASTS,
    )
    events.record(
        plan_id=plan.id, kind="people.invited", at=now, by=by.name, role=str(place.role), side=str(place.side)
    )
    return Invited(made, code)


def renew_code(*, plan: Plan, invitation_id: UUID, by: Actor, now: datetime) -> str:
    """Give an invitation that waits a new code and return it; the old one opens nothing. Raises `WrongInvitation`."""
    access.check(plan, by, Deed.MANAGE)
    code = ids.new_key()
    if not _waiting(plan, now).filter(invitation_id=invitation_id).update(code_hash=_hash(code)):
        raise WrongInvitation(_("This invitation is no longer open. Make a new one."))
    return code


def find_invitation(*, code: str, network: str, now: datetime) -> Invitation:
    """Return the invitation that a code opens. Raises `WrongInvitation`, one for every wrong code, and `TooOften`."""
    check(CODE_GUESSES, network, now=now)
    check(ALL_CODE_GUESSES, "all", now=now)
    key = ids.plain_key(code)
    waiting = Invitation.objects.filter(plan__deleted_at=None).select_related("plan")
    found = waiting.filter(code_hash=_hash(key)).first() if key else None
    if found is None or found.withdrawn_at or found.accepted_at or found.expires_at <= now:
        spend(CODE_GUESSES, network, now=now)
        spend(ALL_CODE_GUESSES, "all", now=now)
        raise WrongInvitation(
            _("This code opens nothing: it is wrong, used, withdrawn or older than 14 days. Ask for a new one.")
        )
    return found


def is_code_of(*, plan: Plan, invitation_id: UUID, code: str, now: datetime) -> bool:
    """Say whether this code still opens this invitation."""
    return _waiting(plan, now).filter(invitation_id=invitation_id, code_hash=_hash(code)).exists()


def accept(*, invitation: Invitation, person: Person, now: datetime) -> Member:
    """Let a person take the place of an invitation. Done twice by the same person, it changes nothing.

    Who is on the plan already and would gain nothing leaves the place to somebody else. Raises `WrongInvitation` when
    somebody else was first, and `InvitationRejected` when the plan has no room.
    """
    plan = invitation.plan
    with store.held(plan):
        fresh = Invitation.objects.get(plan=plan, invitation_id=invitation.invitation_id)
        known = _known(plan, person)
        if known and fresh.accepted_by == person.user_id:
            return known
        if fresh.accepted_at or fresh.withdrawn_at or fresh.expires_at <= now:
            raise WrongInvitation(_("Somebody else took this place, or it was withdrawn. Ask for a new invitation."))
        if known and not gains(known, fresh):
            return known
        member = join(plan, person, Role(fresh.role), Side(fresh.side), now)
        Invitation.objects.filter(plan=plan, invitation_id=fresh.invitation_id).update(
            accepted_at=now, accepted_by=person.user_id, code_hash=None, address=""
        )
        return member


def gains(member: Member, invitation: Invitation) -> bool:
    """Say whether an invitation offers a member more than they have."""
    return _is_greater(Role(invitation.role), Role(member.role))


def _is_greater(role: Role, other: Role) -> bool:
    return list(Role).index(role) < list(Role).index(other)


def _known(plan: Plan, person: Person) -> Member | None:
    return Member.objects.filter(plan=plan, user_id=person.user_id).first()


def join(plan: Plan, person: Person, role: Role, side: Side, now: datetime) -> Member:
    """Put a person on a plan; who is on it keeps the greater role of the two."""
    known = _known(plan, person)
    if known is not None:
        if _is_greater(role, Role(known.role)):
            Member.objects.filter(plan=plan, user_id=person.user_id).update(role=role)
            known.role = role
            _record_change(plan, known, known.name, now)
        return known
    if Member.objects.filter(plan=plan).count() >= MOST_MEMBERS:
        raise InvitationRejected(_("This plan has all the people it has room for (%(most)s).") % {"most": MOST_MEMBERS})
    member = Member.objects.create(
        plan=plan,
        user_id=person.user_id,
        role=role,
        side=side,
        name=_line(person.name, LONGEST_NAME) or person.address.partition("@")[0][:LONGEST_NAME],
        organization=_line(person.organization, LONGEST_ORGANIZATION),
        title=_line(person.title, LONGEST_NAME),
        joined_at=now,
        seen_at=now,
    )
    events.record(plan_id=plan.id, kind="people.joined", at=now, by=member.name, role=str(role), side=str(side))
    return member


def own(*, plan: Plan, person: Person, now: datetime) -> Member:
    """Make a person the owner of a plan that they have just made."""
    return join(plan, person, Role.OWNER, _own_side(plan), now)


def adopt(*, browser: str, person: Person, now: datetime) -> int:
    """Turn this browser's plans into the person's own and return how many there were.

    A plan that has no owner yet gets one; in others, who held the key becomes an editor. The browser alone opens them
    no longer, so that signing out leaves nothing behind on a shared computer.
    """
    token_hash = ids.digest(browser, purpose=BROWSER) if browser else ""
    own = BrowserGrant.objects.filter(token_hash=token_hash, plan__deleted_at=None).select_related("plan")
    grants = own if token_hash else ()
    count = 0
    for grant in grants:
        with store.held(grant.plan) as plan:
            role = Role.EDITOR if _owners(plan) else Role.OWNER
            join(plan, person, role, _own_side(plan), now)
            BrowserGrant.objects.filter(plan=plan, token_hash=token_hash).delete()
            count += 1
    return count


def _own_side(plan: Plan) -> Side:
    """Return the side that the plan's opening answers speak for; until somebody says otherwise it is theirs."""
    return selectors.load_state(plan).side


def _owners(plan: Plan) -> int:
    return Member.objects.filter(plan=plan, role=Role.OWNER).count()


def change_role(*, plan: Plan, user_id: UUID, role: Role, side: Side, by: Actor, now: datetime) -> None:
    """Give a member another role or side. Raises `PersonRejected` when no owner would be left."""
    access.check(plan, by, Deed.MANAGE)
    with store.held(plan):
        member = _member(plan, user_id)
        if member.role == Role.OWNER and role is not Role.OWNER and _owners(plan) == 1:
            raise PersonRejected(_("A plan always has an owner. Make somebody else an owner first."))
        if (member.role, member.side) == (role, side):
            return
        Member.objects.filter(plan=plan, user_id=user_id).update(role=role, side=side)
        member.role, member.side = role, side
        _record_change(plan, member, by.name, now)


def _record_change(plan: Plan, member: Member, by: str, now: datetime) -> None:
    role, side = str(member.role), str(member.side)
    events.record(plan_id=plan.id, kind="people.changed", at=now, by=by, who=member.name, role=role, side=side)


def remove(*, plan: Plan, user_id: UUID, by: Actor, now: datetime) -> str:
    """Take somebody off the plan at once, and return the plan's new key.

    Whoever was on a plan may know its key or have opened it in other browsers, so the old key and those browsers open
    nothing from now on, but for the one that asks. Raises `PersonRejected` for the last owner.
    """
    access.check(plan, by, Deed.MANAGE)
    with store.held(plan):
        member = _member(plan, user_id)
        if member.role == Role.OWNER and _owners(plan) == 1:
            raise PersonRejected(_("The last owner cannot be removed. Make somebody else an owner first."))
        _gone(plan, user_id)
        mine = "" if by.is_member else by.token_hash
        BrowserGrant.objects.filter(plan=plan).exclude(token_hash=mine).delete()
        key = ids.new_key()
        Plan.objects.filter(pk=plan.pk).update(key_hash=lifecycle.key_hash(key))
        events.record(plan_id=plan.id, kind="people.removed", at=now, by=by.name, who=member.name)
        return key


def leave(*, plan: Plan, by: Actor, now: datetime) -> None:
    """Take oneself off the plan. Raises `PersonRejected` for the last owner."""
    with store.held(plan):
        if by.user_id is None:
            raise PersonRejected(_("You are not on this plan."))
        member = _member(plan, by.user_id)
        if member.role == Role.OWNER and _owners(plan) == 1:
            raise PersonRejected(_("You are the last owner. Make somebody else an owner, or delete the plan."))
        _gone(plan, by.user_id)
        events.record(plan_id=plan.id, kind="people.left", at=now, by=member.name)


def _gone(plan: Plan, user_id: UUID) -> None:
    """Take a member off, with the calendar and the mail they had of the plan."""
    for model in (Member, CalendarFeed, DateMail):
        model._default_manager.filter(plan=plan, user_id=user_id).delete()


def withdraw(*, plan: Plan, invitation_id: UUID, by: Actor, now: datetime) -> None:
    """Take an invitation back; one that was accepted stays accepted."""
    access.check(plan, by, Deed.MANAGE)
    with store.held(plan):
        changed = Invitation.objects.filter(
            plan=plan, invitation_id=invitation_id, accepted_at__isnull=True, withdrawn_at__isnull=True
        ).update(withdrawn_at=now, code_hash=None, address="")
        if changed:
            events.record(plan_id=plan.id, kind="people.withdrawn", at=now, by=by.name)


def forget_old(*, now: datetime) -> int:
    """Forget the addresses and codes of invitations that nobody took in time, and return how many those were."""
    late = Invitation.objects.filter(expires_at__lt=now, code_hash__isnull=False)
    return late.update(code_hash=None, address="")


def describe_oneself(*, plan: Plan, by: Actor, name: str, organization: str, title: str) -> None:
    """Set how a member appears on this plan. Raises `PersonRejected` without a name."""
    if by.user_id is None:
        raise PersonRejected(_("You are not on this plan."))
    shown = _line(name, LONGEST_NAME)
    if not shown:
        raise PersonRejected(_("Type the name that the others know you by."))
    Member.objects.filter(plan=plan, user_id=by.user_id).update(
        name=shown, organization=_line(organization, LONGEST_ORGANIZATION), title=_line(title, LONGEST_NAME)
    )


def _member(plan: Plan, user_id: UUID) -> Member:
    member = Member.objects.filter(plan=plan, user_id=user_id).first()
    if member is None:
        raise PersonRejected(_("This person is no longer on the plan."))
    return member


def _hash(code: str) -> str:
    return ids.digest(ids.plain_key(code) or "", purpose=INVITATION)


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:most]
