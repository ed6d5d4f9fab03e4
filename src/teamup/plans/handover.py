"""Handing a plan over: always by two people, each with their own hand, and never against an owner who objects.

An owner offers the plan to a member, who takes it. When the owner is gone, two members, one of each side, ask for it
together; a week later both own it, unless an owner objects. Whoever runs the site may hand it over by a command.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import events
from teamup.plans import access, people, store
from teamup.plans.access import Actor
from teamup.plans.errors import PersonRejected
from teamup.plans.models import HandOver, HandOverEnd, HandOverKind, Member, Plan
from teamup.plans.people import Person
from teamup.plans.permissions import Deed, Role

OFFER_LASTS, REQUEST_LASTS = timedelta(days=14), timedelta(days=30)
OBJECTION = timedelta(days=7)
MOST_WAITING = 20
HOST = "The people who run this site"


def waiting(plan: Plan) -> list[HandOver]:
    """Return the hand-overs of a plan that are not settled, the oldest first."""
    return list(HandOver.objects.filter(plan=plan, settled_at__isnull=True).order_by("made_at"))


def is_asked_by_two(one: HandOver) -> bool:
    """Say whether this request has its second voice, so that only an objection or time is left."""
    return one.kind == HandOverKind.ASKED and one.second is not None


def offer(*, plan: Plan, user_id: UUID, by: Actor, now: datetime) -> HandOver:
    """Offer a member to own the plan in one's place. Nothing changes until they take it.

    Offering it to the same person again returns the offer that waits. Raises `MayNotEdit` unless `by` is an owner, and
    `PersonRejected` for who owns it already.
    """
    access.check(plan, by, Deed.MANAGE)
    with store.held(plan):
        member = _member(plan, user_id)
        if member.role == Role.OWNER:
            raise PersonRejected(_("%(name)s owns this plan already.") % {"name": member.name})
        for one in waiting(plan):
            if (one.kind, one.first, one.second) == (HandOverKind.OFFERED, by.user_id, user_id) and one.ends_at > now:
                return one
        made = _begin(plan, HandOverKind.OFFERED, by, now, ends_at=now + OFFER_LASTS, second=member)
        _record(made, "people.offered", now, by.name, who=member.name)
        return made


def take(*, plan: Plan, hand_over_id: UUID, by: Actor, now: datetime) -> None:
    """Take a plan that was offered: who offered it becomes an editor. Done twice, it changes nothing.

    Raises `PersonRejected` when it was offered to somebody else, taken back, or who offered it no longer owns it.
    """
    with store.held(plan):
        one = _find(plan, hand_over_id)
        if one.kind != HandOverKind.OFFERED or one.second != by.user_id or by.user_id is None:
            raise PersonRejected(_("This plan was offered to somebody else."))
        if one.ended == HandOverEnd.DONE:
            return
        if one.settled_at or one.ends_at <= now or not _still_owns(plan, one.first):
            raise PersonRejected(_("This offer no longer stands. Ask an owner to make it again."))
        _member(plan, by.user_id)
        _own(plan, [by.user_id])
        if one.first:
            Member.objects.filter(plan=plan, user_id=one.first).update(role=Role.EDITOR)
        _end(one, HandOverEnd.DONE, now)
        _record(one, "people.handed_over", now, by.name, who=one.first_name)


def ask(*, plan: Plan, by: Actor, now: datetime) -> HandOver:
    """Ask to own a plan whose owner is gone; somebody of the other side has to join in.

    Raises `PersonRejected` for owners, for who speaks for no side of its own, and for who is not on the plan.
    """
    with store.held(plan):
        member = _voice(plan, by)
        for one in waiting(plan):
            if one.kind == HandOverKind.ASKED and by.user_id in (one.first, one.second) and one.ends_at > now:
                return one
        made = _begin(plan, HandOverKind.ASKED, by, now, ends_at=now + REQUEST_LASTS)
        _record(made, "people.asked", now, member.name)
        return made


def join_in(*, plan: Plan, hand_over_id: UUID, by: Actor, now: datetime) -> HandOver:
    """Be the second voice of a request. It takes effect after `OBJECTION`, unless an owner objects.

    Raises `PersonRejected` for who speaks for the same side as the one who asked, and when the request is over.
    """
    with store.held(plan):
        one, member = _find(plan, hand_over_id), _voice(plan, by)
        if one.second == by.user_id:
            return one
        if one.kind != HandOverKind.ASKED or one.second or one.settled_at or one.ends_at <= now:
            raise PersonRejected(_("This request is over, or has its two voices already."))
        first = Member.objects.filter(plan=plan, user_id__in=[one.first]).first()
        if first is None or first.side == member.side:
            raise PersonRejected(_("Two people have to ask for the plan together, one of each side."))
        one.second, one.second_name, one.ends_at = by.user_id, member.name, now + OBJECTION
        _row(one).update(second=one.second, second_name=one.second_name, ends_at=one.ends_at)
        _record(one, "people.joined_in", now, member.name, who=one.first_name)
        return one


def object_to(*, plan: Plan, hand_over_id: UUID, by: Actor, now: datetime) -> None:
    """Object to a request as an owner: it is over. Raises `PersonRejected` when it took effect before."""
    access.check(plan, by, Deed.MANAGE)
    with store.held(plan):
        one = _find(plan, hand_over_id)
        if one.kind != HandOverKind.ASKED or one.ended == HandOverEnd.DONE:
            raise PersonRejected(_("This can no longer be stopped. Change their roles instead."))
        if not one.settled_at:
            _end(one, HandOverEnd.OBJECTED, now)
            _record(one, "people.objected", now, by.name, who=one.first_name)


def call_off(*, plan: Plan, hand_over_id: UUID, by: Actor, now: datetime) -> None:
    """Withdraw what one has begun or joined, or decline what one is offered; an owner may take any offer back."""
    with store.held(plan):
        one = _find(plan, hand_over_id)
        owns_offer = one.kind == HandOverKind.OFFERED and access.may_do(plan, by, Deed.MANAGE)
        is_in_it = by.user_id is not None and by.user_id in (one.first, one.second)
        if not owns_offer and not is_in_it:
            raise PersonRejected(_("Only the people it is between may call this off."))
        if one.settled_at:
            return
        is_declined = one.kind == HandOverKind.OFFERED and by.user_id == one.second
        _end(one, HandOverEnd.DECLINED if is_declined else HandOverEnd.WITHDRAWN, now)
        _record(one, "people.declined" if is_declined else "people.called_off", now, by.name)


def settle(*, plan: Plan, now: datetime) -> int:
    """See to it that what is over is over: requests take effect, offers lapse. Return how many took effect."""
    with store.held(plan):
        return sum(_settle(plan, one, now) for one in waiting(plan) if one.ends_at <= now)


def settle_all(*, now: datetime) -> int:
    """Settle the hand-overs of all plans whose time has come, and return how many took effect."""
    due = HandOver.objects.filter(settled_at__isnull=True, ends_at__lte=now, plan__deleted_at=None)
    plans = Plan.objects.filter(pk__in=due.values("plan_id"))
    return sum(settle(plan=plan, now=now) for plan in plans)


def _settle(plan: Plan, one: HandOver, now: datetime) -> bool:
    both = [user for user in (one.first, one.second) if user]
    is_whole = is_asked_by_two(one) and Member.objects.filter(plan=plan, user_id__in=both).count() == len(both)
    _end(one, HandOverEnd.DONE if is_whole else HandOverEnd.LAPSED, now)
    if is_whole:
        _own(plan, both)
        _record(one, "people.took_over", now, one.first_name, who=one.second_name)
    return is_whole


def hand_over_by_host(*, plan: Plan, person: Person, side: Side, now: datetime) -> None:
    """Make a person an owner, by the word of the people who run the site; it is on record as such.

    Whoever owned the plan before stays an owner, for the new one to keep or remove.
    """
    with store.held(plan):
        member = people.join(plan, person, Role.OWNER, side, now)
        events.record(plan_id=plan.id, kind="people.handed_over_by_host", at=now, by=HOST, who=member.name)


def may_ask(member: Member) -> bool:
    """Say whether a member may ask for the plan: no owner yet, and of one side alone."""
    return member.role != Role.OWNER and member.side != Side.JOINT


def _voice(plan: Plan, by: Actor) -> Member:
    """Return the member who asks for a plan. Raises `PersonRejected` for who has no need or no side."""
    if by.user_id is None:
        raise PersonRejected(_("You are not on this plan."))
    member = _member(plan, by.user_id)
    if member.role == Role.OWNER:
        raise PersonRejected(_("You own this plan already."))
    if member.side == Side.JOINT:
        raise PersonRejected(_("One of the police and one of security have to ask. You are down for both sides."))
    return member


def _member(plan: Plan, user_id: UUID) -> Member:
    member = Member.objects.filter(plan=plan, user_id=user_id).first()
    if member is None:
        raise PersonRejected(_("This person is no longer on the plan."))
    return member


def _still_owns(plan: Plan, user_id: UUID | None) -> bool:
    """Say whether who made an offer may still make it: a browser with the key owns only what nobody else owns."""
    owners = set(Member.objects.filter(plan=plan, role=Role.OWNER).values_list("user_id", flat=True))
    return user_id in owners if user_id else not owners


def _own(plan: Plan, users: Iterable[UUID]) -> None:
    Member.objects.filter(plan=plan, user_id__in=list(users)).update(role=Role.OWNER)


def _begin(
    plan: Plan, kind: HandOverKind, by: Actor, now: datetime, *, ends_at: datetime, second: Member | None = None
) -> HandOver:
    if len(waiting(plan)) >= MOST_WAITING:
        raise PersonRejected(_("Too many hand-overs wait already. Call some off first."))
    return HandOver.objects.create(
        plan=plan,
        hand_over_id=uuid.uuid4(),
        kind=kind,
        first=by.user_id,
        first_name=by.name,
        second=second.user_id if second else None,
        second_name=second.name if second else "",
        made_at=now,
        ends_at=ends_at,
    )


def _find(plan: Plan, hand_over_id: UUID) -> HandOver:
    one = HandOver.objects.filter(plan=plan, hand_over_id=hand_over_id).first()
    if one is None:
        raise PersonRejected(_("This is no longer here. Reload the page."))
    return one


def _end(one: HandOver, ended: HandOverEnd, now: datetime) -> None:
    _row(one).filter(settled_at__isnull=True).update(settled_at=now, ended=ended)


def _row(one: HandOver) -> QuerySet[HandOver]:
    return HandOver.objects.filter(plan_id=one.plan_id, hand_over_id=one.hand_over_id)


def _record(one: HandOver, kind: str, now: datetime, by: str, who: str = "") -> None:
    events.record(plan_id=one.plan_id, kind=kind, at=now, by=by, who=who)
