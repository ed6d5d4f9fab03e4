"""What every page of a plan has around it: the plan's name, its navigation, and the list of this browser's plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from teamup.plans import selectors
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, browser_of, now, remember_browser, user_of


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """What the frame of a page says about the plan it shows."""

    id: UUID
    name: str
    url: str
    sample: str
    can_edit: bool
    live: str = ""  # where a page asks what others do; "" for those who are not seen
    seen_at: str = ""  # the moment that this page shows


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of a plan's navigation."""

    url: str
    label: str
    current: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class MyPlan:
    """A plan that this browser, or the person who signed in, may open."""

    id: UUID
    name: str
    url: str
    created_at: datetime


def name_or(name: str) -> str:
    """Return the plan's name, or words for one that has none yet."""
    return name or _("Plan without a name")


def page(
    request: HttpRequest,
    visit: PlanVisit,
    template: str,
    context: Mapping[str, Any],
    *,
    state: PlanState,
    current: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return a page of a plan in its frame; `current` is the view name of the navigation's present link.

    Plan pages are kept by no cache, and each visit renews the cookie that opens the plan.
    """
    response = render(request, template, {**framed(visit, state, current), **context}, status=status)
    return close(request, response)


def close(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, marked as private, with this browser's cookie renewed."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    if browser := browser_of(request):
        remember_browser(response, browser)
    return response


_NOBODY = UUID(int=0)


@lru_cache(maxsize=64)
def _pattern(name: str) -> str:
    return reverse(name, args=[_NOBODY])


def address_of(name: str, plan_id: UUID) -> str:
    """Return the address of a plan's page by its name; every page has several, so the pattern is kept."""
    return _pattern(name).replace(str(_NOBODY), str(plan_id))


def framed(visit: PlanVisit, state: PlanState, current: str = "") -> dict[str, Any]:
    """Return the context that `base_plan.html` needs."""
    url = address_of("plan:overview", visit.plan.id)
    return {
        "plan": PlanFrame(
            visit.plan.id,
            name_or(state.name),
            url,
            visit.plan.sample,
            visit.can_edit,
            live=address_of("plan:live", visit.plan.id) if visit.may(Deed.COMMENT) else "",
            seen_at=now().isoformat(),
        ),
        "plan_nav": [*nav_of(visit, current)],
        "state": state,
    }


def nav_of(visit: PlanVisit, current: str = "") -> Iterator[NavItem]:
    """Yield the links of a plan's navigation. A sample has no settings and sends no mail."""
    names = [("plan:overview", _("Overview")), ("plan:steps", _("Steps")), ("plan:history", _("History"))]
    if not visit.plan.sample:
        names.append(("plan:people", _("People")))
    if visit.can_edit:
        names += [("plan:email", _("E-mail")), ("plan:settings", _("Settings"))]
    for name, label in names:
        yield NavItem(address_of(name, visit.plan.id), label, current=name == current)
    yield NavItem(address_of("plan:downloads", visit.plan.id), _("Downloads"), current=current == "plan:downloads")
    report = address_of("plan:report", visit.plan.id)
    yield NavItem(report, _("Report"), current=current == "plan:report", primary=True)


def see_other(
    url: str, request: HttpRequest | None = None, said: str = "", level: int = messages.SUCCESS
) -> HttpResponse:
    """Return the redirect that ends a POST, with a sentence for the next page."""
    if request is not None and said:
        messages.add_message(request, level, said)
    response = HttpResponseRedirect(url)
    response.status_code = 303
    response["Cache-Control"] = "private, no-store"
    return response


def plans_here(request: HttpRequest) -> list[MyPlan]:
    """Return the plans that this browser or person may open, newest first: two queries, none for strangers."""
    return [
        MyPlan(plan.id, name_or(name), reverse("plan:overview", args=[plan.id]), plan.created_at)
        for plan, name in selectors.plans_here(browser_of(request), user_of(request))
    ]


def my_plans(request: HttpRequest) -> dict[str, Any]:
    """Return `my_plans` for every template; it is read from the database only where a page shows it."""
    return {"my_plans": SimpleLazyObject(lambda: plans_here(request))}
