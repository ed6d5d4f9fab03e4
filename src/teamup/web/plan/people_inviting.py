"""Inviting people to a plan, by mail or with a code that is read out, and taking invitations back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from teamup.accounts import invitations
from teamup.accounts.invitations import Asked, NotInvited, Order
from teamup.core.limits import TooOften
from teamup.delivery.errors import TooManyLetters
from teamup.plans import people
from teamup.plans.errors import PlanError
from teamup.plans.permissions import Deed
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, network_of, now
from teamup.web.plan import joincode
from teamup.web.plan.email import read_form
from teamup.web.plan.people import back, show

FIELDS = ("addresses", "role", "side")
MOST_TYPED = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Invite people by mail, or make a code that is read out. A GET leads back to the page."""
    visit = get_plan(request, plan_id, to=Deed.MANAGE)
    if request.method != "POST":
        return back(visit)
    typed = {name: request.POST.get(name, "")[:MOST_TYPED] for name in FIELDS}
    try:
        asked = _ask(request, visit, typed)
    except NotInvited as error:
        return show(request, visit, typed=typed, faults=error.faults, status=422)
    except (TooManyLetters, TooOften) as error:
        response = show(request, visit, typed=typed, faults=[("", str(error))], status=429)
        response["Retry-After"] = str(error.wait)
        return response
    except PlanError as error:
        return show(request, visit, typed=typed, faults=[("", str(error))], status=422)
    return _invited(request, visit, asked)


def _ask(request: HttpRequest, visit: PlanVisit, typed: dict[str, str]) -> Asked:
    form = read_form(request.POST)
    if form is None:
        raise NotInvited(("", _("This form is out of date. Check it, then press the button again.")))
    order = Order(form, typed["role"], typed["side"], typed["addresses"])
    if request.POST.get("do") == "code":
        return invitations.invite_by_code(plan=visit.plan, order=order, by=visit.actor, now=now())
    network = network_of(request)
    return invitations.invite_by_mail(plan=visit.plan, order=order, by=visit.actor, network=network, now=now())


def _invited(request: HttpRequest, visit: PlanVisit, asked: Asked) -> HttpResponse:
    if asked.code:
        response = back(visit, "#join-code", request, _("The code is made. Read it out or write it down now."))
        joincode.show_next(response, visit.plan, asked.code)
        return response
    if not asked.mailed:
        return back(visit, "#waiting", request, _("They were invited already, so nothing was sent twice."))
    said = ngettext("One invitation is on its way.", "%(n)s invitations are on their way.", asked.mailed)
    return back(visit, "#waiting", request, said % {"n": asked.mailed})


@require_POST
def invitation(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Withdraw an invitation, or stop showing a code that was read out."""
    visit = get_plan(request, plan_id, to=Deed.MANAGE)
    said = ""
    if request.POST.get("do") == "withdraw":
        try:
            wanted = UUID(request.POST.get("invitation", ""))
        except ValueError:
            return refuse(request, _("This form is out of date. Reload the page and try again."), status=422)
        people.withdraw(plan=visit.plan, invitation_id=wanted, by=visit.actor, now=now())
        said = _("Withdrawn. The invitation opens nothing any more.")
    response = back(visit, "#waiting", request, said)
    joincode.forget(response, visit.plan)
    return response
