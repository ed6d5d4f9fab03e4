"""Showing the link of a round: once, for a few minutes, to the browser that opened it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from teamup.plans.models import Plan
from teamup.web.plan.shownonce import ShownOnce, qr_of, site_url

LINK = ShownOnce("checklink", "teamup.check-link")
show_next, forget = LINK.show_next, LINK.forget


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What the card shows: the address, and the same as a QR code."""

    url: str
    qr: SafeString


def shown(request: HttpRequest, plan: Plan) -> LinkCard | None:
    """Return the card if a round of this plan was opened in this browser a few minutes ago, else None."""
    token = LINK.secret_of(request, plan)
    if not token:
        return None
    url = site_url("plan:check", token)
    return LinkCard(url, qr_of(url))
