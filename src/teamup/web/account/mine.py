"""*Your account*: who one is to others, the addresses and factors that sign in, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.accounts import hosts, people, signins
from teamup.accounts.errors import BadDetails
from teamup.accounts.models import User
from teamup.web.account import ways
from teamup.web.http import now
from teamup.web.plan import zones
from teamup.web.plan.frame import see_other

LONGEST_TYPED = 1_000
FIELDS = ("name", "organization", "title", "time_zone")


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner knows it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What protects an account beyond its mailbox."""

    passkeys: tuple[Passkey, ...]
    has_app: bool
    codes_left: int | None  # None when there are no recovery codes

    @property
    def are_any(self) -> bool:
        """Say whether a code by mail alone no longer signs in."""
        return self.has_app or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """Return a person's factors: one query."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at"))
    keys = tuple(
        Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)
        for row in rows
        if row.type == Authenticator.Type.WEBAUTHN
    )
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        passkeys=keys,
        has_app=any(row.type == Authenticator.Type.TOTP for row in rows),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show the account; a POST keeps what the person says of themselves."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (login_required has seen to it)
    if request.method != "POST":
        return _show(request, user)
    typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in FIELDS}
    try:
        people.describe(user=user, **typed)
    except BadDetails as error:
        return _show(request, user, typed=typed, error=str(error), status=422)
    return ways.private(see_other(reverse("account:home"), request, _("Saved.")))


def _show(
    request: HttpRequest, user: User, *, typed: dict[str, str] | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    known = {name: getattr(user, name) for name in FIELDS}
    context: dict[str, Any] = {
        "typed": typed or known,
        "error": error,
        "zone_groups": list(zones.groups()),
        "addresses": people.addresses_of(user),
        "factors": factors_of(user),
        "is_host": hosts.find(user.pk, now=now()) is not None,
        "sign_ins": signins.open_of(user, here=request.session.session_key or "", now=now()),
    }
    return ways.private(render(request, "account/mine.html", context, status=status))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_sign_ins(request: HttpRequest) -> HttpResponse:
    """End a sign-in on another machine, or all of them. A GET leads to where they are listed."""
    there = f"{reverse('account:home')}#sign-ins"
    if request.method != "POST":
        return ways.private(see_other(there))
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (login_required has seen to it)
    asked = request.POST.get("end", "")
    only = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if only is None and asked != "others":
        return ways.private(see_other(there))
    count = signins.end(user, here=request.session.session_key or "", only=only)
    said = ngettext("One sign-in was ended.", "%(n)s sign-ins were ended.", count) % {"n": count}
    return ways.private(see_other(there, request, said if count else _("That sign-in had ended already.")))
