"""The addresses a person signs in with: add one with a code, choose where mail goes, remove one."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import codes, people
from teamup.accounts.errors import AddressTaken, SpentCode, WrongCode
from teamup.accounts.models import Purpose, User
from teamup.delivery.errors import BadAddress, TooManyLetters
from teamup.web.account import asked as requests
from teamup.web.account import ways
from teamup.web.account.asked import Asked
from teamup.web.http import now
from teamup.web.plan.frame import see_other

LONGEST_TYPED = 1_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """List the addresses, to who has shown lately who they are; a POST adds, chooses or removes one."""
    raise_if_reauthentication_required(request, app="allauth.account")
    if request.method != "POST":
        return _show(request)
    typed = request.POST.get("address", "")[:LONGEST_TYPED]
    try:
        return _do(request, request.POST.get("do", ""), typed)
    except (AddressTaken, BadAddress) as error:
        return _show(request, typed=typed, error=str(error), status=422)
    except TooManyLetters as error:
        response = _show(request, typed=typed, error=str(error), status=429)
        response["Retry-After"] = str(error.wait)
        return response


def _do(request: HttpRequest, deed: str, typed: str) -> HttpResponse:
    user = _person(request)
    address = people.clean_address(typed)
    match deed:
        case "first":
            before = people.make_first(user, address)
            get_adapter().send_notification_mail("account/email/email_changed", user, email=before)
            said = _("Mail now goes to %(address)s.") % {"address": address}
        case "remove":
            people.remove_address(user, address)
            get_adapter().send_notification_mail("account/email/email_deleted", user)
            said = _("%(address)s is no longer yours: it signs in nobody.") % {"address": address}
        case _:
            people.check_can_add(user, address)
            asked = requests.mail_code(request, Purpose.ADDRESS, address, now())
            response = ways.private(see_other(reverse("account_email_verification_sent")))
            requests.remember(response, asked)
            return response
    return ways.private(see_other(reverse("account_email"), request, said))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was mailed to a new address; a POST adds the address."""
    raise_if_reauthentication_required(request, app="allauth.account")
    asked = requests.find(request, Purpose.ADDRESS)
    if asked is None:
        return ways.private(see_other(reverse("account_email")))
    if request.method != "POST":
        return _show_code(request, asked)
    typed = request.POST.get("code", "")[:100]
    user = _person(request)
    try:
        codes.check(code_id=asked.id, purpose=asked.purpose, address=asked.address, typed=typed, now=now())
        people.add_address(user, asked.address)
    except SpentCode as error:
        return _show(request, typed=asked.address, error=str(error), status=422)
    except WrongCode as error:
        return _show_code(request, asked, typed=typed, error=str(error), status=422)
    except AddressTaken as error:
        return _show(request, typed=asked.address, error=str(error), status=422)
    get_adapter().send_notification_mail("account/email/email_added", user)
    said = _("%(address)s is yours now: you can sign in with it.") % {"address": asked.address}
    response = ways.private(see_other(reverse("account_email"), request, said))
    requests.forget(response, asked.purpose)
    return response


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (login_required has seen to it)
    return request.user


def _show(request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    context = {"addresses": people.addresses_of(_person(request)), "typed": typed, "error": error}
    return ways.private(render(request, "account/addresses.html", context, status=status))


def _show_code(
    request: HttpRequest, asked: Asked, *, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    context = {"address": asked.address, "typed": typed, "error": error}
    return ways.private(render(request, "account/address_code.html", context, status=status))
