"""The people of a plan: who is on it and who is invited, what is about to change, how one appears, and leaving."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teamup.accounts.invitations import UNKNOWN
from teamup.delivery import inviting
from teamup.plans import access, handover, lifecycle, people
from teamup.plans.errors import PlanError
from teamup.plans.models import BrowserGrant, HandOver, HandOverKind, Member
from teamup.plans.permissions import Deed, Role
from teamup.web.account import ways
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, joincode, keycard
from teamup.web.plan import people_told as told

Faults = Sequence[tuple[str, str]]
NEW_KEY = "new-key"
FIRST = {"role": str(Role.EDITOR), "side": "", "addresses": ""}


@require_safe
def everybody(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show who is on the plan; owners also see who is invited, and invite more."""
    visit = get_plan(request, plan_id)
    waiting = handover.waiting(visit.plan)
    if not any(one.ends_at <= now() for one in waiting):
        return show(request, visit, hand_overs=waiting)
    handover.settle(plan=visit.plan, now=now())
    return show(request, get_plan(request, plan_id))


@require_POST
def me(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Set how one appears on this plan, or leave it."""
    visit = get_plan(request, plan_id)
    check_is_no_sample(visit)
    typed = {name: request.POST.get(name, "")[:1_000] for name in ("name", "organization", "title")}
    try:
        if request.POST.get("do") == "leave":
            people.leave(plan=visit.plan, by=visit.actor, now=now())
            return frame.see_other(reverse("plan:mine"), request, _("You have left the plan."))
        if visit.actor.is_member:
            people.describe_oneself(plan=visit.plan, by=visit.actor, **typed)
        else:
            lifecycle.name_browser(plan=visit.plan, name=typed["name"], by=visit.actor)
    except PlanError as error:
        field = "" if request.POST.get("do") == "leave" else "name"
        return show(request, visit, mine=typed, faults=[(field, str(error))], status=422)
    return back(visit, "#me", request, _("Saved. This is how you appear on this plan."))


def check_is_no_sample(visit: PlanVisit) -> None:
    """Raise `MayNotEdit` for a sample: nobody is on it."""
    if visit.plan.sample:
        access.check(visit.plan, visit.actor, Deed.MANAGE)


def back(visit: PlanVisit, more: str = "", request: HttpRequest | None = None, said: str = "") -> HttpResponse:
    """Return the redirect to the page, or to a place on it, with a sentence for it."""
    return frame.see_other(reverse("plan:people", args=[visit.plan.id]) + more, request, said)


def show(
    request: HttpRequest,
    visit: PlanVisit,
    *,
    typed: Mapping[str, str] | None = None,
    mine: Mapping[str, str] | None = None,
    faults: Faults = (),
    hand_overs: Sequence[HandOver] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page with what was typed, each fault at its field and at the top."""
    members = people.members_of(visit.plan)
    myself = next((one for one in members if one.user_id == visit.actor.user_id), None)
    context: dict[str, Any] = {
        **_rows(visit, members, myself, handover.waiting(visit.plan) if hand_overs is None else hand_overs),
        "mine": mine or _described(visit, myself),
        "typed": {**FIRST, **(typed or {})},
        "form": uuid.uuid4(),
        "faults": faults,
        "at": {field: [m for f, m in faults if f == field] for field, _said in faults},
        "roles": told.role_options(),
        "sides": told.side_options(),
        "most": people.MOST_AT_ONCE if visit.actor.is_member else UNKNOWN.most,
        "days": people.LASTS.days,
        "is_member": myself is not None,
        "sign_in": ways.onward_by(reverse("account_login"), reverse("plan:people", args=[visit.plan.id])),
        "join_card": joincode.shown(request, visit.plan),
        "key_card": keycard.shown(request, visit.plan) if NEW_KEY in request.GET else None,
    }
    state = visit.state()
    return frame.page(request, visit, "plan/people.html", context, state=state, current="plan:people", status=status)


def _rows(
    visit: PlanVisit, members: Sequence[Member], myself: Member | None, hand_overs: Sequence[HandOver]
) -> dict[str, Any]:
    manages = visit.may(Deed.MANAGE)
    owners = sum(one.role == Role.OWNER for one in members)
    waiting = inviting.with_letters(people.waiting(visit.plan, now())) if manages else ()
    return {
        "manages": manages,
        "has_owner": owners > 0,
        "members": [told.member_line(visit, one, owners=owners) for one in members],
        "waiting": [told.invitation_line(visit, one) for one in waiting],
        "browsers": BrowserGrant.objects.filter(plan=visit.plan).count() if manages else 0,
        "hand_overs": [told.hand_over_line(visit, one, myself, manages=manages) for one in hand_overs],
        "may_ask": myself is not None and handover.may_ask(myself) and not _has_asked(myself, hand_overs),
    }


def _has_asked(myself: Member, hand_overs: Sequence[HandOver]) -> bool:
    requests = (one for one in hand_overs if one.kind == HandOverKind.ASKED)
    return any(myself.user_id in (one.first, one.second) for one in requests)


def _described(visit: PlanVisit, myself: Member | None) -> dict[str, str]:
    if myself is None:
        return {"name": access.known_name(visit.actor)}
    return {"name": myself.name, "organization": myself.organization, "title": myself.title}
