"""Showing a plan's key: once, for a few minutes, to the browser that made it.

Only a hash of the key is stored. The key itself travels in a signed cookie of that plan's pages until the person
has kept it, so that a reload or a slow printer does not lose it.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from teamup.plans.models import Plan

COOKIE = "plankey"  # no "__Host-": its path is the plan's own
MINUTES = 10
_SALT = "teamup.plan-key"


@dataclass(frozen=True, slots=True)
class KeyCard:
    """What the card shows: the key, where it is typed, and both as a QR code."""

    key: str
    where: str
    qr: SafeString


def show_next(response: HttpResponse, plan: Plan, key: str) -> None:
    """Let the plan's next pages show its key, for ten minutes at most."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(plan.id), key], salt=_SALT),
        max_age=MINUTES * 60,
        path=_path(plan),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, plan: Plan) -> None:
    """Stop showing the key: the person has kept it, or the plan is left."""
    response.delete_cookie(COOKIE, path=_path(plan), samesite="Lax")


def shown(request: HttpRequest, plan: Plan) -> KeyCard | None:
    """Return the card if this plan's key was made in this browser a few minutes ago, else None."""
    try:
        plan_id, key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if plan_id != str(plan.id) or not isinstance(key, str):
        return None
    site = settings.PUBLIC_URL.rstrip("/")
    return KeyCard(key, site + reverse("plan:resume"), qr_of(site + reverse("plan:resume_link", args=[key])))


def print_of(plan: Plan) -> str:
    """Return what a form carries to say which key it means to replace; it tells nothing of the key."""
    return signing.Signer(salt=_SALT).signature(plan.key_hash or "")[:16]


def qr_of(text: str) -> SafeString:
    """Return a QR code as inline SVG without styles, to scale by its box."""
    svg = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 (made from modules of a code, no text in it)


def _path(plan: Plan) -> str:
    return reverse("plan:overview", args=[plan.id])
