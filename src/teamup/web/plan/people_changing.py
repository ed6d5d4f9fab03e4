"""Changing who is what to a plan: roles and sides, taking somebody off, and handing the plan over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teamup.accounts import invitations
from teamup.catalog.model import Side
from teamup.delivery.errors import TooManyLetters
from teamup.plans import handover, people
from teamup.plans.errors import PersonRejected
from teamup.plans.permissions import Deed, Role
from teamup.web.http import PlanVisit, get_plan, network_of, now
from teamup.web.plan import frame, keycard
from teamup.web.plan.people import NEW_KEY, back, check_is_no_sample, show


@require_POST
def member(request: HttpRequest, plan_id: UUID, user_id: UUID) -> HttpResponse:
    """Change somebody's role or side, take them off the plan, or offer them to own it."""
    visit = get_plan(request, plan_id, to=Deed.MANAGE)
    try:
        match request.POST.get("do"):
            case "remove":
                return _remove(request, visit, user_id)
            case "offer":
                network = network_of(request)
                invitations.offer_plan(plan=visit.plan, user_id=user_id, by=visit.actor, network=network, now=now())
                return back(visit, "#owners", request, _("Offered. The plan is theirs once they take it."))
            case _:
                return _change(request, visit, user_id)
    except (PersonRejected, TooManyLetters) as error:
        return _refused(request, visit, error)


def _change(request: HttpRequest, visit: PlanVisit, user_id: UUID) -> HttpResponse:
    role, side = request.POST.get("role", ""), request.POST.get("side", "")
    if role not in {*Role} or side not in {*Side}:
        raise PersonRejected(_("Choose a role and a side from the lists."))
    people.change_role(plan=visit.plan, user_id=user_id, role=Role(role), side=Side(side), by=visit.actor, now=now())
    return back(visit, "", request, _("Saved. It counts at once, also in pages that are open."))


def _remove(request: HttpRequest, visit: PlanVisit, user_id: UUID) -> HttpResponse:
    key = people.remove(plan=visit.plan, user_id=user_id, by=visit.actor, now=now())
    if user_id == visit.actor.user_id:
        return frame.see_other(reverse("plan:mine"), request, _("You are no longer on this plan."))
    said = _("Taken off the plan. They may know its key, so it has a new one: the old one opens nothing any more.")
    response = back(visit, f"?{NEW_KEY}", request, said)
    keycard.show_next(response, visit.plan, key)
    return response


@require_POST
def owner(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Take a plan over, ask for it, join in, object, or call it off. The service says who may do which."""
    visit = get_plan(request, plan_id)
    check_is_no_sample(visit)
    try:
        return back(visit, "#owners", request, _done(request, visit))
    except (PersonRejected, TooManyLetters) as error:
        return _refused(request, visit, error)


def _done(request: HttpRequest, visit: PlanVisit) -> str:
    """Do what the button says, and return what to say of it."""
    shared: dict[str, Any] = {"plan": visit.plan, "by": visit.actor, "now": now()}
    do = request.POST.get("do")
    if do == "ask":
        handover.ask(**shared)
        return _("Asked. Now somebody of the other side has to join in, on this page.")
    shared["hand_over_id"] = _id(request)
    match do:
        case "take":
            handover.take(**shared)
            return _("The plan is yours now.")
        case "join_in":
            invitations.join_request(network=network_of(request), **shared)
            return _("You ask together now. The owners are told by mail.")
        case "object":
            handover.object_to(**shared)
            return _("The request is over: an owner objected.")
        case "call_off":
            handover.call_off(**shared)
            return _("Called off. Nothing has changed.")
        case _:
            raise PersonRejected(_("This form is out of date. Reload the page and try again."))


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("hand_over", ""))
    except ValueError:
        raise PersonRejected(_("This form is out of date. Reload the page and try again.")) from None


def _refused(request: HttpRequest, visit: PlanVisit, error: PersonRejected | TooManyLetters) -> HttpResponse:
    status = 429 if isinstance(error, TooManyLetters) else 422
    response = show(request, visit, faults=[("", str(error))], status=status)
    if isinstance(error, TooManyLetters):
        response["Retry-After"] = str(error.wait)
    return response
