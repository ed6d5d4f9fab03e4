"""Showing the code of an invitation: once, for a few minutes, to the browser that made it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from teamup.plans.models import Plan
from teamup.web.plan.shownonce import ShownOnce, qr_of, site_url

CODE = ShownOnce("joincode", "teamup.join-code")
show_next, forget = CODE.show_next, CODE.forget


@dataclass(frozen=True, slots=True)
class CodeCard:
    """What the card shows: the code, where it is typed, the whole link, and that as a QR code."""

    code: str
    where: str
    url: str
    qr: SafeString


def shown(request: HttpRequest, plan: Plan) -> CodeCard | None:
    """Return the card if a code for this plan was made in this browser a few minutes ago, else None."""
    code = CODE.secret_of(request, plan)
    if not code:
        return None
    url = site_url("plan:join_link", code)
    return CodeCard(code, site_url("plan:join"), url, qr_of(url))
