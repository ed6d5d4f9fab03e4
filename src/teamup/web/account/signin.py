"""One door: an e-mail address, then the code that was mailed to it. Somebody new becomes a person at the right code.

Nobody is looked up before the code is right, so the door says, mails and works the same for every address.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teamup.accounts import codes, people
from teamup.accounts.company import Company, company_of
from teamup.accounts.errors import CannotMailAgain, SpentCode, WrongCode
from teamup.accounts.models import Purpose
from teamup.delivery.errors import BadAddress, TooManyLetters
from teamup.web.account import asked as requests
from teamup.web.account import ways
from teamup.web.account.asked import Asked
from teamup.web.http import network_of, noted, now
from teamup.web.plan.frame import see_other

LONGEST_TYPED = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for an address; a POST mails a code to it. Who is signed in goes on at once."""
    if request.user.is_authenticated:
        return ways.private(see_other(ways.next_of(request) or reverse(settings.LOGIN_REDIRECT_URL)))
    if request.method != "POST":
        return show_door(request)
    typed = request.POST.get("address", "")[:LONGEST_TYPED]
    onward = ways.next_of(request)
    try:
        address = people.clean_address(typed)
        if company := company_of(address, settings.COMPANIES):
            return _show_company(request, company, onward)
        zone = request.POST.get("time_zone", "")
        asked = requests.mail_code(request, Purpose.SIGN_IN, address, now(), onward=onward, time_zone=zone)
    except BadAddress as error:
        return show_door(request, typed=typed, error=str(error), status=422)
    except TooManyLetters as error:
        response = show_door(request, typed=typed, error=str(error), status=429)
        response["Retry-After"] = str(error.wait)
        return response
    response = ways.private(see_other(reverse("account_confirm_login_code")))
    requests.remember(response, asked)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code in the mail; a POST signs in with it, or has it mailed again."""
    if request.user.is_authenticated:
        return ways.private(see_other(reverse(settings.LOGIN_REDIRECT_URL)))
    asked = requests.find(request, Purpose.SIGN_IN)
    if asked is None:
        said = _(
            "No code was asked for in this browser, or that was long ago. Type your address to get one: "
            "a code works in the browser that asked for it."
        )
        return show_door(request, error=said, status=409 if request.method == "POST" else 200)
    if request.method != "POST":
        return _show_code(request, asked)
    if request.POST.get("do") == "again":
        return _mail_again(request, asked)
    return _use_code(request, asked)


def _use_code(request: HttpRequest, asked: Asked) -> HttpResponse:
    typed = request.POST.get("code", "")[:100]
    try:
        codes.check(code_id=asked.id, purpose=asked.purpose, address=asked.address, typed=typed, now=now())
    except SpentCode as error:
        noted(request, "sign_in.failed", is_bad=True, way="code", why="spent")
        return _show_code(request, asked, error=str(error), is_spent=True, status=422)
    except WrongCode as error:
        noted(request, "sign_in.failed", is_bad=True, way="code", why="wrong")
        return _show_code(request, asked, error=str(error), typed=typed, status=422)
    arrival = people.arrive(address=asked.address, time_zone=asked.time_zone, now=now())
    record_authentication(request, arrival.user, method="code", email=asked.address)
    onward = asked.next or reverse(settings.LOGIN_REDIRECT_URL)
    login = Login(user=arrival.user, redirect_url=onward, email=asked.address)
    response: HttpResponse = perform_login(request, login)
    requests.forget(response, asked.purpose)
    return ways.private(response)


def _mail_again(request: HttpRequest, asked: Asked) -> HttpResponse:
    try:
        codes.mail_again(
            code_id=asked.id, purpose=asked.purpose, address=asked.address, network=network_of(request), now=now()
        )
    except SpentCode as error:
        return _show_code(request, asked, error=str(error), is_spent=True, status=422)
    except CannotMailAgain as error:
        return _show_code(request, asked, error=str(error), status=429)
    except TooManyLetters as error:
        response = _show_code(request, asked, error=str(error), status=429)
        response["Retry-After"] = str(error.wait)
        return response
    said = _("The code is on its way to %(address)s again.") % {"address": asked.address}
    return ways.private(see_other(reverse("account_confirm_login_code"), request, said))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out here. The plans that this browser opens by itself stay open in it."""
    if request.user.is_authenticated:
        noted(request, "sign_out.done")
        logout(request, show_message=False)
        messages.success(request, _("You are signed out in this browser. Your plans stay in your account."))
    return ways.private(see_other(reverse(settings.LOGOUT_REDIRECT_URL)))


@require_http_methods(["GET", "HEAD"])
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed, to who has just shown that it is theirs."""
    return ways.private(render(request, "account/inactive.html", status=403))


def show_door(request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    """Return the page that asks for an address, with what was typed and what stands against it."""
    context: dict[str, Any] = {
        "typed": typed,
        "error": error,
        "next": ways.next_of(request),
        "companies": [(one, company_url(one, ways.next_of(request))) for one in settings.COMPANIES],
    }
    return ways.private(render(request, "account/sign_in.html", context, status=status))


def _show_company(request: HttpRequest, company: Company, onward: str) -> HttpResponse:
    context = {"company": company, "url": company_url(company, onward)}
    return ways.private(render(request, "account/company.html", context))


def company_url(company: Company, onward: str = "") -> str:
    """Return the address that leads to a company's own sign-in."""
    slug = {"provider_id": company.id} if company.kind == "openid_connect" else {"organization_slug": company.id}
    name = "openid_connect_login" if company.kind == "openid_connect" else "saml_login"
    address = reverse(name, kwargs=slug)
    return ways.onward_by(address, onward)


def _show_code(
    request: HttpRequest,
    asked: Asked,
    *,
    error: str = "",
    typed: str = "",
    is_spent: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "address": asked.address,
        "next": asked.next,
        "typed": typed,
        "error": error,
        "is_spent": is_spent,
        "minutes": int(codes.VALID_FOR.total_seconds() // 60),
    }
    return ways.private(render(request, "account/code.html", context, status=status))
