"""The edge that every page shares: which browser this is, which plan it may open, what time it is."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from teamup.core import ids
from teamup.plans import access
from teamup.plans.access import Actor
from teamup.plans.errors import NoSuchPlan
from teamup.plans.models import Plan

BROWSER_COOKIE = f"{settings.COOKIE_PREFIX}browser"
BROWSER_DAYS = 400  # the longest that browsers keep a cookie; every visit to a plan renews it


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A plan that this request has been let into, and by whom it is visited."""

    plan: Plan
    actor: Actor

    @property
    def can_edit(self) -> bool:
        """Say whether this visitor may change the plan."""
        return access.can_edit(self.plan, self.actor)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Return the plan's time zone."""
        return zoneinfo.ZoneInfo(self.plan.time_zone)


def now() -> datetime:
    """Return the present instant; views hand it to services, so that rules never look at a clock."""
    return timezone.now()


def browser_of(request: HttpRequest) -> str:
    """Return the token of this browser's cookie, or "" when it has none."""
    return request.COOKIES.get(BROWSER_COOKIE, "")


def browser_or_new(request: HttpRequest) -> str:
    """Return this browser's token, or a fresh one that `remember_browser` must then set."""
    return browser_of(request) or ids.new_token()


def remember_browser(response: HttpResponseBase, token: str) -> None:
    """Set or renew the cookie that opens this browser's plans."""
    response.set_cookie(
        BROWSER_COOKIE,
        token,
        max_age=BROWSER_DAYS * 86_400,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def get_plan(request: HttpRequest, plan_id: UUID, *, to: str = "read") -> PlanVisit:
    """Return the visit of this browser to a plan; `to` is "read" or "edit".

    Strangers get 404, the same as for a plan that never was. Raises `MayNotEdit` (answered 403) for readers who
    want to edit.
    """
    try:
        opened = access.open_plan(plan_id, browser=browser_of(request))
    except NoSuchPlan as error:
        raise Http404 from error
    if to == "edit":
        access.check_can_edit(opened.plan, opened.actor)
    return PlanVisit(opened.plan, opened.actor)


def network_of(request: HttpRequest) -> str:
    """Return the address that limits count by: the visitor's, through proxies that the host trusts."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in settings.TRUSTED_PROXIES and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        return str(forwarded).rsplit(",", 1)[-1].strip()
    return address
