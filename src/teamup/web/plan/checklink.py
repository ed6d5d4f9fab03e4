"""Showing the link of a round: once, for a few minutes, to the browser that opened it. Only its hash is stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from teamup.plans.models import Plan
from teamup.web.plan.keycard import qr_of

COOKIE = "checklink"  # no "__Host-": its path is the page's own
MINUTES = 10
_SALT = "teamup.check-link"


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What the card shows: the address, and the same as a QR code."""

    url: str
    qr: SafeString


def show_next(response: HttpResponse, plan: Plan, token: str) -> None:
    """Let the plan's self-check page show the link, for ten minutes at most."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(plan.id), token], salt=_SALT),
        max_age=MINUTES * 60,
        path=_path(plan),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, plan: Plan) -> None:
    """Stop showing the link: the person has it, or the round is over."""
    response.delete_cookie(COOKIE, path=_path(plan), samesite="Lax")


def shown(request: HttpRequest, plan: Plan) -> LinkCard | None:
    """Return the card if a round of this plan was opened in this browser a few minutes ago, else None."""
    try:
        plan_id, token = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if plan_id != str(plan.id) or not isinstance(token, str):
        return None
    url = settings.PUBLIC_URL.rstrip("/") + reverse("plan:check", args=[token])
    return LinkCard(url, qr_of(url))


def _path(plan: Plan) -> str:
    return reverse("plan:self_check", args=[plan.id])
