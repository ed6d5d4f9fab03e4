"""The edge that every page shares: which browser this is, which plan it may open, what time it is."""

from __future__ import annotations

import ipaddress
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from teamup.core import ids, watch
from teamup.plans import access, showing
from teamup.plans.access import Actor
from teamup.plans.errors import NoSuchPlan
from teamup.plans.marking import SEES, Audience
from teamup.plans.models import Plan
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState

BROWSER_COOKIE = f"{settings.COOKIE_PREFIX}browser"
LONGEST_ADDRESS = 100
BROWSER_DAYS = 400  # the longest that browsers keep a cookie; every visit to a plan renews it


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A plan that this request has been let into, and by whom it is visited."""

    plan: Plan
    actor: Actor
    seen_at: datetime | None = None  # up to when they have looked at what others changed

    @property
    def can_edit(self) -> bool:
        """Say whether this visitor may change the plan."""
        return access.can_edit(self.plan, self.actor)

    def may(self, deed: Deed) -> bool:
        """Say whether this visitor may do this with the plan."""
        return access.may_do(self.plan, self.actor, deed)

    def state(self) -> PlanState:
        """Return the plan with its answers, as this visitor sees it: see `plans.showing`."""
        return showing.shown_to(self.plan, self.actor)

    def may_get(self, audience: Audience) -> bool:
        """Say whether this visitor may have an edition: one that holds nothing marked for the other side only."""
        return SEES[audience] <= SEES[self.actor.audience]

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


def user_of(request: HttpRequest) -> UUID | None:
    """Return the id of the person who signed in at this browser, or None."""
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def get_plan(request: HttpRequest, plan_id: UUID, *, to: Deed = Deed.READ) -> PlanVisit:
    """Return the visit of this person or browser to a plan, to do something with it.

    Strangers get 404, the same as for a plan that never was. Raises `MayNotEdit` (answered 403) for those who may
    read it and not do this.
    """
    try:
        opened = access.open_plan(plan_id, browser=browser_of(request), user_id=user_of(request))
    except NoSuchPlan as error:
        noted(request, "access.refused", is_bad=True, status=404)
        raise Http404 from error
    access.check(opened.plan, opened.actor, to)
    return PlanVisit(opened.plan, opened.actor, opened.seen_at)


def noted(request: HttpRequest, kind: str, *, is_bad: bool = False, **detail: str | int) -> None:
    """Write down for the host what concerns security: what, at which address by its name, by whom as a hash."""
    where: dict[str, str | int] = {"method": str(request.method)}
    if match := request.resolver_match:
        where["where"] = match.view_name
        if "plan_id" in match.kwargs:
            where["plan"] = str(match.kwargs["plan_id"])
    who = user_of(request)
    network = network_of(request)
    watch.note(kind, is_bad=is_bad, network=network, person=str(who) if who else "", **{**where, **detail})


def network_of(request: HttpRequest) -> str:
    """Return the address that limits count by: the visitor's, through proxies that the host trusts.

    Of an IPv6 address that is its network of 64 bits: whoever has one address there has all of them.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in settings.TRUSTED_PROXIES and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = str(forwarded).rsplit(",", 1)[-1].strip()
    return _network(address)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:LONGEST_ADDRESS]
    if found.version == 4 or found.is_loopback:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)).network_address)
