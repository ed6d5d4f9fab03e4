"""Joining a plan with the code of an invitation, typed or from a link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import people as accounts
from teamup.accounts.models import User
from teamup.core import ids
from teamup.core.limits import TooOften
from teamup.plans import people, selectors
from teamup.plans.errors import PlanError, WrongInvitation
from teamup.plans.models import Invitation, Member
from teamup.plans.people import Person
from teamup.plans.permissions import Role
from teamup.plans.roles import may_sentence, place_words
from teamup.plans.words import of_day
from teamup.web.account import ways
from teamup.web.http import network_of, noted, now
from teamup.web.plan import frame

LONGEST_CODE, LONGEST_TYPED = 100, 1_000
FIELDS = ("name", "organization", "title")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Show the form for a code; a POST leads to its invitation."""
    if request.method != "POST":
        return _private(render(request, "plan/join.html"))
    # People also paste the whole link.
    typed = request.POST.get("code", "").rpartition("/join/")[2].strip(" /")[:LONGEST_CODE]
    try:
        people.find_invitation(code=typed, network=network_of(request), now=now())
    except (WrongInvitation, TooOften) as error:
        return _wrong(request, typed, error)
    code = ids.spaced(ids.plain_key(typed) or "")
    return _private(frame.see_other(reverse("plan:join_link", args=[code])))


@require_http_methods(["GET", "HEAD", "POST"])
def join_link(request: HttpRequest, code: str) -> HttpResponse:
    """Show who invites to which plan, as what. Looking spends nothing, so mail scanners do no harm; a POST joins."""
    try:
        invitation = people.find_invitation(code=code[:LONGEST_CODE], network=network_of(request), now=now())
    except (WrongInvitation, TooOften) as error:
        return _wrong(request, code[:LONGEST_CODE], error)
    user = request.user
    if not isinstance(user, User):
        if request.method == "POST":
            return _private(frame.see_other(_sign_in(request)))
        return _show(request, invitation, None)
    if request.method != "POST":
        return _show(request, invitation, user)
    return _accept(request, invitation, user)


def _accept(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in FIELDS}
    person = Person(
        user.pk, user.email, typed["name"].strip() or accounts.display(user), *(typed[n] for n in FIELDS[1:])
    )
    try:
        member = people.accept(invitation=invitation, person=person, now=now())
    except WrongInvitation as error:
        return _wrong(request, "", error)
    except PlanError as error:
        return _show(request, invitation, user, typed=typed, error=str(error), status=422)
    if not user.name and typed["name"].strip():
        accounts.introduce(user=user, **typed)
    said = _("Welcome. You are on this plan as %(place)s.") % {"place": place_words(member.role, member.side)}
    return _private(frame.see_other(reverse("plan:overview", args=[invitation.plan_id]), request, said))


def _show(
    request: HttpRequest,
    invitation: Invitation,
    user: User | None,
    *,
    typed: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = invitation.plan
    member = Member.objects.filter(plan=plan, user_id=user.pk).first() if user else None
    state = selectors.load_state(plan)
    context: dict[str, Any] = {
        "plan_name": frame.name_or(state.name),
        "by": invitation.made_by,
        "side": invitation.side,
        "place": place_words(invitation.role, invitation.side),
        "may": may_sentence(Role(invitation.role)),
        "until": of_day(invitation.expires_at.date()),
        "sign_in": "" if user else _sign_in(request),
        "is_on_it": member is not None and not people.gains(member, invitation),
        "plan_url": reverse("plan:overview", args=[plan.pk]),
        "address": user.email if user else "",
        "typed": typed or {name: getattr(user, name, "") for name in FIELDS},
        "error": error,
    }
    return _private(render(request, "plan/join_link.html", context, status=status))


def _sign_in(request: HttpRequest) -> str:
    return ways.onward_by(reverse("account_login"), request.path)


def _wrong(request: HttpRequest, typed: str, error: WrongInvitation | TooOften) -> HttpResponse:
    status = 429 if isinstance(error, TooOften) else 404
    noted(request, "invitation.wrong", is_bad=True, status=status)
    response = render(request, "plan/join.html", {"error": str(error), "typed": typed}, status=status)
    if isinstance(error, TooOften):
        response["Retry-After"] = str(error.wait)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the code in an address from being stored, indexed or passed on; see `resume` on the referrer."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
