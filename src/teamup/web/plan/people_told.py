"""Who is on a plan, who is invited, and what is about to change, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.delivery import addresses
from teamup.plans import handover
from teamup.plans.models import HandOver, HandOverKind, Invitation, Member
from teamup.plans.permissions import Role
from teamup.plans.roles import NAMES, SIDES, may_sentence, place_words
from teamup.plans.words import of_day
from teamup.web.http import PlanVisit


@dataclass(frozen=True, slots=True)
class Option:
    """A role or a side to choose, with a sentence on what it means."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person on the plan."""

    id: UUID
    name: str
    about: str  # "Director of Security, Riverton Mall"
    side: str
    role: str
    role_name: str
    since: str
    is_me: bool
    is_last_owner: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that waits. `to` is "" for a code that is read out."""

    id: UUID
    to: str
    place: str
    until: str
    trouble: str  # why its letter has not gone out


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """Ownership that is about to pass, and what this visitor may do about it, by the name of the deed."""

    id: UUID
    said: str
    deeds: tuple[tuple[str, str], ...]


def role_options() -> list[Option]:
    """Return the roles, the one most people get first, each with what it may do."""
    order = (Role.EDITOR, Role.COMMENTER, Role.VIEWER, Role.OWNER)
    return [Option(str(role), str(NAMES[role]), may_sentence(role)) for role in order]


def side_options() -> list[Option]:
    """Return the sides that a person may speak for."""
    return [Option(str(side), str(name)) for side, name in SIDES.items()]


def member_line(visit: PlanVisit, member: Member, *, owners: int) -> MemberLine:
    """Return a member in words."""
    return MemberLine(
        id=member.user_id,
        name=member.name,
        about=", ".join(filter(None, (member.title, member.organization))),
        side=member.side,
        role=member.role,
        role_name=str(NAMES[Role(member.role)]),
        since=_day(visit, member.joined_at),
        is_me=member.user_id == visit.actor.user_id,
        is_last_owner=member.role == Role.OWNER and owners == 1,
    )


def invitation_line(visit: PlanVisit, one: Invitation) -> InvitationLine:
    """Return an invitation in words; its address only in part."""
    return InvitationLine(
        id=one.invitation_id,
        to=addresses.mask(one.address) if one.address else "",
        place=place_words(one.role, one.side),
        until=_day(visit, one.expires_at),
        trouble=getattr(one, "trouble", None) or "",
    )


def hand_over_line(visit: PlanVisit, one: HandOver, member: Member | None, *, manages: bool) -> HandOverLine:
    """Return a hand-over in words, with what this visitor may do about it."""
    facts = {"first": one.first_name, "second": one.second_name, "day": _day(visit, one.ends_at)}
    if one.kind == HandOverKind.OFFERED:
        said = _("%(first)s hands the plan over to %(second)s, who has until %(day)s to take it.")
        return HandOverLine(one.hand_over_id, said % facts, _of_offer(visit, one, manages=manages))
    if handover.is_asked_by_two(one):
        said = _("%(first)s and %(second)s ask to own the plan. They will on %(day)s, unless an owner objects.")
    else:
        said = _("%(first)s asks to own the plan. Somebody of the other side has until %(day)s to join in.")
    return HandOverLine(one.hand_over_id, said % facts, _of_request(visit, one, member, manages=manages))


def _of_offer(visit: PlanVisit, one: HandOver, *, manages: bool) -> tuple[tuple[str, str], ...]:
    if visit.actor.user_id and one.second == visit.actor.user_id:
        return (("take", _("Take the plan over")), ("call_off", _("Decline")))
    return (("call_off", _("Take the offer back")),) if manages else ()


def _of_request(
    visit: PlanVisit, one: HandOver, member: Member | None, *, manages: bool
) -> tuple[tuple[str, str], ...]:
    if manages:
        return (("object", _("Object")),)
    if member is None:
        return ()
    if member.user_id in (one.first, one.second):
        return (("call_off", _("Withdraw the request")),)
    is_open = not handover.is_asked_by_two(one) and handover.may_ask(member)
    return (("join_in", _("Ask together with %(name)s") % {"name": one.first_name}),) if is_open else ()


def _day(visit: PlanVisit, at: datetime) -> str:
    return of_day(at.astimezone(visit.zone).date())
