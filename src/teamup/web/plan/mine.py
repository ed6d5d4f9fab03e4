"""*My plans*: all plans of this browser and this person, to find, put aside, copy, delete and get back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teamup.catalog.model import Side
from teamup.plans import access, lifecycle, mine, roles, words
from teamup.plans.access import Opened
from teamup.plans.errors import NoSuchPlan
from teamup.plans.mine import Listed
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.report import cache
from teamup.web.http import browser_of, get_plan, now, user_of
from teamup.web.plan import confirming, frame, keycard
from teamup.web.plan.frame import MyPlan, name_or
from teamup.web.plan.overview import Measured, measured

PAGE = 20
MENU = 50  # plans in the menu; the list has all of them
LONGEST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Due:
    """The next open step of a plan."""

    what: str
    when: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A plan as the list shows it. Archived and deleted ones are lines without progress."""

    id: UUID
    name: str
    url: str
    place: str
    role: str
    side: Side | None
    wrote: str
    can_copy: bool
    can_delete: bool
    progress: Measured | None = None
    due: Due | None = None
    kept_until: str = ""


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans, `?q=` those with these words in name or place, the last changed first, 20 a `?page=`."""
    instant = now()
    every = mine.plans_of(browser=browser_of(request), user_id=user_of(request))
    here = [one for one in every if one.plan.deleted_at is None]
    typed = " ".join(request.GET.get("q", "")[:LONGEST_TYPED].split())
    found = [one for one in here if one.is_found_by(typed)]
    active = [one for one in found if not one.is_archived]
    number, last = _page(request.GET.get("page", ""), len(active))
    shown = active[(number - 1) * PAGE : number * PAGE]
    states = mine.states_of([one.plan for one in shown])
    context = {
        "my_plans": [_link(one) for one in here if not one.is_archived][:MENU],
        "typed": typed,
        "count": len(found),
        "has_any": bool(here),
        "cards": [_card(one, instant, states[one.plan.pk]) for one in shown],
        "archived": [_card(one, instant) for one in found if one.is_archived],
        "deleted": [_card(one, instant) for one in _deleted(every)],
        "days": lifecycle.KEPT_FOR.days,
        "undo": _just_archived(request, here),
        "back": _back(request),
        "number": number,
        "newer": _address(typed, number - 1) if number > 1 else "",
        "older": _address(typed, number + 1) if number < last else "",
        "is_signed_in": user_of(request) is not None,
    }
    return frame.close(request, render(request, "plan/mine.html", context))


def _page(asked: str, count: int) -> tuple[int, int]:
    """Return which page is asked for, of those there are, and the last one."""
    last = max(1, -(-count // PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(1, number), last), last


def _address(typed: str, number: int) -> str:
    asked = {key: value for key, value in (("q", typed), ("page", number if number > 1 else "")) if value}
    return f"{reverse('plan:mine')}{'?' if asked else ''}{urlencode(asked)}"


def _back(request: HttpRequest) -> str:
    """Return what forms send along, so that people come back to where they were."""
    return urlencode({key: request.GET[key][:LONGEST_TYPED] for key in ("q", "page") if request.GET.get(key)})


def _deleted(every: Sequence[Listed]) -> list[Listed]:
    gone = [one for one in every if one.plan.deleted_at is not None]
    return sorted(gone, key=lambda one: one.plan.deleted_at or one.wrote_at, reverse=True)


def _just_archived(request: HttpRequest, here: Sequence[Listed]) -> MyPlan | None:
    asked = request.GET.get("archived", "")
    return next((_link(one) for one in here if one.is_archived and str(one.plan.pk) == asked), None)


def _link(one: Listed) -> MyPlan:
    url = reverse("plan:overview", args=[one.plan.pk])
    return MyPlan(one.plan.pk, name_or(one.name), url, one.plan.created_at)


def _card(one: Listed, instant: datetime, state: PlanState | None = None) -> Card:
    zone = ZoneInfo(one.plan.time_zone)
    link = _link(one)
    until = one.plan.deleted_at + lifecycle.KEPT_FOR if one.plan.deleted_at else None
    return Card(
        id=link.id,
        name=link.name,
        url=link.url,
        place=one.place,
        role=str(roles.NAMES[one.role]) if one.side else "",
        side=one.side,
        wrote=_wrote(one, zone),
        can_copy=one.may(Deed.EDIT),
        can_delete=one.may(Deed.DELETE),
        progress=measured(state) if state else None,
        due=_due(state, instant.astimezone(zone)) if state else None,
        kept_until=words.of_day(until.astimezone(zone).date()) if until else "",
    )


def _wrote(one: Listed, zone: ZoneInfo) -> str:
    day = words.of_day(one.wrote_at.astimezone(zone).date())
    if not one.wrote_by:
        return _("Begun %(day)s") % {"day": day}
    if one.is_mine:
        return _("You wrote last, %(day)s") % {"day": day}
    return _("%(who)s wrote last, %(day)s") % {"who": one.wrote_by, "day": day}


def _due(state: PlanState, local: datetime) -> Due | None:
    """Return the open step that is due first."""
    step = next((step for step in steps_of(state) if step.is_open and step.due), None)
    if step is None or step.due is None:
        return None
    return Due(step.what, words.of_day(step.due), step.is_overdue(local.date()))


@require_POST
def archive(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Take a plan off one's own list (undo is offered), or put it back."""
    visit = get_plan(request, plan_id)
    if request.POST.get("do") == "back":
        mine.unarchive(plan=visit.plan, by=visit.actor)
        return frame.see_other(_there(request), request, _("The plan is on your list again."))
    mine.archive(plan=visit.plan, by=visit.actor, now=now())
    return frame.see_other(_there(request, archived=str(plan_id)))


def _there(request: HttpRequest, **more: str) -> str:
    """Return the list as it was asked for before: only its own two words are taken over."""
    before = QueryDict(request.POST.get("there", "")[: 4 * LONGEST_TYPED])
    asked = {key: before[key] for key in ("q", "page") if before.get(key)} | more
    return f"{reverse('plan:mine')}{'?' if asked else ''}{urlencode(asked)}"


@require_http_methods(["GET", "HEAD", "POST"])
def deleted(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show a deleted plan to its owners: a POST brings it back or, with the word typed, deletes it for good."""
    opened = _open_deleted(request, plan_id)
    if request.method == "POST" and request.POST.get("do") == "back":
        lifecycle.bring_back(plan=opened.plan, by=opened.actor, now=now())
        said = _("The plan is back, with all its answers, its people and its history.")
        return frame.see_other(reverse("plan:overview", args=[plan_id]), request, said)
    typed = request.POST.get("word", "")
    if request.method == "POST" and confirming.is_word(typed, confirming.delete()):
        lifecycle.delete_for_good(plan=opened.plan, by=opened.actor, now=now())
        cache.forget(plan_id)
        response = frame.see_other(reverse("plan:mine"), request, _("The plan is deleted for good."))
        keycard.forget(response, opened.plan)
        return response
    every = mine.plans_of(browser=browser_of(request), user_id=user_of(request))
    found = next((one for one in every if one.plan.pk == plan_id), None)
    if found is None:
        raise Http404
    error = _("Type the word “delete” to confirm. Nothing was deleted.") if request.method == "POST" else ""
    context = {
        "card": _card(found, now()),
        "typed": typed,
        "error": error,
        "word": confirming.delete(),
        "pattern": confirming.pattern_of(confirming.delete()),
    }
    return frame.close(request, render(request, "plan/deleted.html", context, status=422 if error else 200))


def _open_deleted(request: HttpRequest, plan_id: UUID) -> Opened:
    try:
        return access.open_deleted(plan_id, browser=browser_of(request), user_id=user_of(request))
    except NoSuchPlan as error:
        raise Http404 from error
