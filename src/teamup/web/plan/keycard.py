"""Showing a plan's key: once, for a few minutes, to the browser that made it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.utils.safestring import SafeString

from teamup.plans.models import Plan
from teamup.web.plan.shownonce import ShownOnce, qr_of, site_url

_SALT = "teamup.plan-key"
KEY = ShownOnce("plankey", _SALT)
show_next, forget = KEY.show_next, KEY.forget


@dataclass(frozen=True, slots=True)
class KeyCard:
    """What the card shows: the key, where it is typed, and both as a QR code."""

    key: str
    where: str
    qr: SafeString


def shown(request: HttpRequest, plan: Plan) -> KeyCard | None:
    """Return the card if this plan's key was made in this browser a few minutes ago, else None."""
    key = KEY.secret_of(request, plan)
    return KeyCard(key, site_url("plan:resume"), qr_of(site_url("plan:resume_link", key))) if key else None


def print_of(plan: Plan) -> str:
    """Return what a form carries to say which key it means to replace; it tells nothing of the key."""
    return signing.Signer(salt=_SALT).signature(plan.key_hash or "")[:16]
