"""Putting a version of a plan to both sides: which one, and whom to ask."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import people as accounts
from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.delivery import asking
from teamup.delivery.errors import BadAddress, TooManyLetters
from teamup.plans import agreements, people, proposing, versions, words
from teamup.plans.errors import AnswerRejected, Fault, FormRejected
from teamup.plans.models import Member, Plan
from teamup.plans.permissions import Deed
from teamup.plans.proposing import SIDES, Asked, PlanMoved, Proposal
from teamup.web.http import PlanVisit, get_plan, network_of, now
from teamup.web.plan import frame, sending
from teamup.web.plan.versions import fingerprint_today

TYPED = ("version", "name", "note", "police.name", "police.address", "security.name", "security.address")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the plan who can be asked."""

    id: str
    name: str
    about: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A side, with whom it can ask."""

    side: Side
    people: tuple[Person, ...]
    name: str
    address: str
    name_fault: str
    address_fault: str


@require_http_methods(["GET", "HEAD", "POST"])
def put_forward(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Ask which version to put to both sides and who is to confirm it; a POST does it."""
    visit = get_plan(request, plan_id, to=Deed.AGREE)
    if request.method != "POST":
        return _show(request, visit)
    members = people.members_of(visit.plan)
    try:
        key = sending.read_key(request.POST)
        proposal = _proposal(request.POST, visit.plan, members)
        put = asking.put_to_both(
            plan=visit.plan,
            proposal=proposal,
            members=_addresses(proposal),
            key=key,
            by=visit.actor,
            network=network_of(request),
            now=now(),
        )
    except (FormRejected, AnswerRejected) as rejected:
        return _show(request, visit, faults=rejected.faults, status=422)
    except PlanMoved as moved:
        return _show(request, visit, moved=str(moved), status=409)
    except TooManyLetters as error:
        response = _show(request, visit, faults=[Fault(str(error))], status=429)
        response["Retry-After"] = str(error.wait)
        return response
    said = _("Version %(number)s is put to both sides. Those who were asked get a letter.")
    return frame.see_other(reverse("plan:agreement", args=[plan_id]), request, said % {"number": put.version.number})


def _proposal(post: QueryDict, plan: Plan, members: Sequence[Member]) -> Proposal:
    version = post.get("version", "")
    if version and not (version.isascii() and version.isdigit() and len(version) < 7):
        raise FormRejected(Fault(_("Choose one of the versions."), "version"))
    return Proposal(
        signers=tuple(_signers(post, members)),
        version=int(version or 0),
        name=post.get("name", "")[:2000],
        note=post.get("note", "")[:2000],
        fingerprint=post.get("fingerprint", "")[:64],
        seen_at=_moment(post.get("seen_at", "")),
    )


def _moment(typed: str) -> datetime | None:
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _signers(post: QueryDict, members: Sequence[Member]) -> Iterator[Asked]:
    """Yield whom to ask. Somebody on the plan whose address was typed is asked as who they are there."""
    on_plan = {member.user_id for member in members}
    for side in SIDES:
        for chosen in post.getlist(str(side))[: proposing.MOST_SIGNERS + 1]:
            try:
                yield Asked(side, UUID(chosen))
            except ValueError as error:
                raise FormRejected(Fault(_("Choose people of this plan."), "signers")) from error
        name, typed = post.get(f"{side}.name", "")[:1000].strip(), post.get(f"{side}.address", "")[:1000].strip()
        if not name and not typed:
            continue
        address = _address(side, name, typed)
        user = accounts.find(address)
        known = user.pk if user is not None and user.pk in on_plan else None
        yield Asked(side, known, name, "" if known else address)


def _address(side: Side, name: str, typed: str) -> str:
    if not name:
        raise FormRejected(Fault(_("Type the name of the person with this address."), f"{side}.name"))
    try:
        return accounts.clean_address(typed)
    except BadAddress as error:
        raise FormRejected(Fault(str(error), f"{side}.address")) from error


def _addresses(proposal: Proposal) -> dict[UUID, str]:
    wanted = [one.user_id for one in proposal.signers if one.user_id]
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "email")) if wanted else {}


def _show(
    request: HttpRequest, visit: PlanVisit, *, faults: Sequence[Fault] = (), moved: str = "", status: int = 200
) -> HttpResponse:
    state = visit.state()
    today = fingerprint_today(visit, state)
    every = versions.versions_of(visit.plan)
    same = next((one for one in every if one.fingerprint == today), None)
    day = words.of_day(now().astimezone(visit.zone).date())
    typed = {name: request.POST.get(name, "")[:2000] for name in TYPED}
    if request.method != "POST":
        typed = {**typed, "version": request.GET.get("version", ""), "name": _("For agreement, %(day)s") % {"day": day}}
    members = people.members_of(visit.plan)
    context: dict[str, Any] = {
        "typed": typed,
        "same": versions.said_of(same) if same else "",
        "versions": [(str(one.number), versions.said_of(one)) for one in every if one is not same],
        "same_number": str(same.number) if same else "",
        "groups": [_group(request, members, side, typed, faults) for side in SIDES],
        "is_member": visit.actor.is_member,
        "faults": faults,
        "at": {fault.where: fault.message for fault in faults},
        "of_signers": [fault.message for fault in faults if fault.where == "signers"],
        "moved": moved,
        "fingerprint": versions.fingerprint_of(agreements.seen_by_both(state)),
        "seen_at": now().isoformat(),
        "longest_name": versions.LONGEST_NAME,
        "longest_note": proposing.LONGEST_NOTE,
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/put_forward.html", context, state=state, status=status)


def _group(
    request: HttpRequest, members: Sequence[Member], side: Side, typed: dict[str, str], faults: Sequence[Fault]
) -> Group:
    at = {fault.where: fault.message for fault in faults}
    chosen = set(request.POST.getlist(str(side)))
    return Group(
        side=side,
        people=tuple(
            Person(
                id=str(one.user_id),
                name=one.name,
                about=", ".join(filter(None, (one.title, one.organization))),
                is_chosen=str(one.user_id) in chosen,
            )
            for one in members
            if one.side in (side, Side.JOINT)
        ),
        name=typed[f"{side}.name"],
        address=typed[f"{side}.address"],
        name_fault=at.get(f"{side}.name", ""),
        address_fault=at.get(f"{side}.address", ""),
    )
