"""Showing again who one is, before a change that matters."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import codes
from teamup.accounts.errors import SpentCode, WrongCode
from teamup.accounts.models import Purpose
from teamup.delivery.errors import TooManyLetters
from teamup.web.account import asked as requests
from teamup.web.account import ways
from teamup.web.account.asked import Asked
from teamup.web.http import noted, now
from teamup.web.plan.frame import see_other


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Return the way to the page that asks who one is, and back. Nothing was changed yet."""
    onward = request.get_full_path()
    if not request.user.is_authenticated:
        return ways.private(see_other(ways.onward_by(reverse("account_login"), onward)))
    if request.method == "POST":
        messages.info(request, _("Nothing was changed yet: confirm that it is you, then press the button once more."))
    best = get_adapter().get_reauthentication_methods(request.user)[0]
    return ways.private(see_other(ways.onward_by(best["url"], onward)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest) -> HttpResponse:
    """Confirm with a code that is mailed to the person's address. Who has a second factor uses that instead."""
    best = get_adapter().get_reauthentication_methods(request.user)[0]
    onward = ways.next_of(request) or reverse("account:home")
    if best["url"] != request.path:
        return ways.private(see_other(ways.onward_by(best["url"], onward)))
    asked = requests.find(request, Purpose.PROOF)
    if request.method != "POST":
        return _show(request, onward, asked=None)
    if asked is None or request.POST.get("do") == "mail":
        return _mail(request, onward)
    typed = request.POST.get("code", "")[:100]
    try:
        codes.check(code_id=asked.id, purpose=asked.purpose, address=asked.address, typed=typed, now=now())
    except SpentCode as error:
        noted(request, "proof.failed", is_bad=True, way="code", why="spent")
        return _show(request, onward, asked=None, error=str(error), status=422)
    except WrongCode as error:
        noted(request, "proof.failed", is_bad=True, way="code", why="wrong")
        return _show(request, onward, asked=asked, error=str(error), typed=typed, status=422)
    record_authentication(request, request.user, method="code", email=asked.address, reauthenticated=True)
    noted(request, "proof.given", way="code")
    response = ways.private(see_other(onward))
    requests.forget(response, asked.purpose)
    return response


def _mail(request: HttpRequest, onward: str) -> HttpResponse:
    user = request.user
    try:
        asked = requests.mail_code(request, Purpose.PROOF, user.email, now())  # type: ignore[union-attr]
    except TooManyLetters as error:
        return _show(request, onward, asked=None, error=str(error), status=429)
    response = _show(request, onward, asked=asked)
    requests.remember(response, asked)
    return response


def _show(
    request: HttpRequest, onward: str, *, asked: Asked | None, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    context = {"next": onward, "asked": asked, "error": error, "typed": typed}
    return ways.private(render(request, "account/proof.html", context, status=status))
