"""Showing a secret once: for a few minutes, to the browser that made it.

Only a hash of the secret is stored. The secret itself travels in a signed cookie until the person
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

MINUTES = 10
_COOKIES: list[str] = []


def cookie_names() -> list[str]:
    """Return what the names of these cookies begin with; a plan's letters follow."""
    return sorted(set(_COOKIES))


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """A kind of secret: the name of its cookies, one for each plan, and its salt."""

    cookie: str
    salt: str

    def __post_init__(self) -> None:
        """Put the name on the list of cookies that people are told of."""
        _COOKIES.append(f"{settings.COOKIE_PREFIX}{self.cookie}-")

    def show_next(self, response: HttpResponse, plan: Plan, secret: str) -> None:
        """Let the next pages show the secret, for ten minutes at most."""
        response.set_cookie(
            self.cookie_of(plan),
            signing.dumps([str(plan.id), secret], salt=self.salt),
            max_age=MINUTES * 60,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )

    def forget(self, response: HttpResponse, plan: Plan) -> None:
        """Stop showing it: the person has kept it, or it is no longer good for anything."""
        response.delete_cookie(self.cookie_of(plan), samesite="Lax")

    def secret_of(self, request: HttpRequest, plan: Plan) -> str | None:
        """Return the secret if it was made for this plan in this browser a few minutes ago, else None."""
        try:
            plan_id, secret = signing.loads(
                request.COOKIES.get(self.cookie_of(plan), ""), salt=self.salt, max_age=MINUTES * 60
            )
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return secret if plan_id == str(plan.id) and isinstance(secret, str) else None

    def cookie_of(self, plan: Plan) -> str:
        """Return the name of a plan's cookie; with the prefix browsers take it from this host and from https only."""
        return f"{settings.COOKIE_PREFIX}{self.cookie}-{plan.id.hex[:12]}"


def site_url(name: str, *args: object) -> str:
    """Return the whole address of a page, as it is written down or scanned elsewhere."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def qr_of(text: str) -> SafeString:
    """Return a QR code as inline SVG without styles, to scale by its box."""
    svg = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 (made from modules of a code, no text in it)
