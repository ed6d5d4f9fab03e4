"""A plan's settings: its opening questions, time zone, who one is here, its key, leaving it and deleting it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teamup.catalog.model import Kind, Lesson, Side
from teamup.plans import access, lifecycle, moving
from teamup.plans.errors import AnswerRejected, PlanError
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.report import cache
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import confirming, frame, keycard, letting_in, sending, worksheet, zones
from teamup.web.plan.cards import Easel, Typed
from teamup.web.plan.faults import messages_of
from teamup.web.plan.fields import card_id, heading_of
from teamup.web.plan.reading import prefix_of
from teamup.web.plan.worksheet import Button, Filled, Settling

HAVE_ROWS = (Kind.ROWS, Kind.LIST)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the settings; a POST saves one of its forms: the opening questions, the time zone, or one's name."""
    visit = get_plan(request, plan_id, to=Deed.SET_UP)
    if request.method != "POST":
        return _show(request, visit, visit.state())
    match request.POST.get("form"):
        case "zone":
            return _set_zone(request, visit)
        case "me":
            return _set_name(request, visit)
        case _:
            return _save_opening(request, visit)


@require_POST
def key(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Give the plan a new key and show it once; or stop showing one that the person has kept."""
    visit = get_plan(request, plan_id, to=Deed.MANAGE)
    overview = reverse("plan:overview", args=[plan_id])
    if request.POST.get("do") != "new":
        response = frame.see_other(overview)
        keycard.forget(response, visit.plan)
        return response
    if request.POST.get("instead_of") != keycard.print_of(visit.plan):
        # A double click or a stale page: the key was changed since, and the newest one stays.
        return frame.see_other(
            overview, request, _("The key was changed a moment ago. Only the newest one opens the plan.")
        )
    made = lifecycle.change_key(plan=visit.plan, by=visit.actor, now=now())
    response = frame.see_other(overview, request, _("This is the plan's new key. The old one opens nothing any more."))
    keycard.show_next(response, visit.plan, made)
    return response


@require_POST
def leave(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Forget the plan in this browser. Its drafts are cleared by the page that sends this."""
    visit = get_plan(request, plan_id, to=Deed.READ)
    lifecycle.leave(plan=visit.plan, by=visit.actor, now=now())
    said = _("This browser has forgotten the plan. Its key opens it again.")
    return _to_home(request, visit, said)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Say what goes and offer the data file. A POST deletes the plan, for good at once where the word was typed."""
    visit = get_plan(request, plan_id, to=Deed.DELETE)
    typed, word = request.POST.get("word", ""), confirming.delete()
    is_later = request.POST.get("do") == "later"
    if request.method == "POST" and (is_later or confirming.is_word(typed, word)):
        return _delete(request, visit, for_good=not is_later)
    state = visit.state()
    error = _("Type the word “delete” to confirm. Nothing was deleted.") if request.method == "POST" else ""
    context = {
        "typed": typed,
        "error": error,
        "answers": len(state.answers),
        "days": lifecycle.KEPT_FOR.days,
        "word": word,
        "pattern": confirming.pattern_of(word),
    }
    status = 422 if error else 200
    return frame.page(request, visit, "plan/delete.html", context, state=state, current="plan:settings", status=status)


def _delete(request: HttpRequest, visit: PlanVisit, *, for_good: bool) -> HttpResponse:
    end = lifecycle.delete_for_good if for_good else lifecycle.delete
    end(plan=visit.plan, by=visit.actor, now=now())
    cache.forget(visit.plan.pk)  # PDFs that were kept
    if for_good:
        return _to_home(request, visit, _("The plan is deleted, with its answers, its steps and its history."))
    said = _("The plan is deleted. For %(days)s days it can be brought back from here.") % {
        "days": lifecycle.KEPT_FOR.days
    }
    response = frame.see_other(f"{reverse('plan:mine')}#deleted", request, said)
    keycard.forget(response, visit.plan)
    return response


def _to_home(request: HttpRequest, visit: PlanVisit, said: str) -> HttpResponse:
    response = frame.see_other(reverse("course:home"), request, said)
    keycard.forget(response, visit.plan)
    return response


def _set_zone(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    zone = request.POST.get("time_zone", "")
    try:
        lifecycle.set_time_zone(plan=visit.plan, time_zone=zone, by=visit.actor, now=now())
    except PlanError as error:
        return _show(request, visit, visit.state(), zone_error=str(error))
    said = _("Dates and times of this plan are now in %(zone)s.") % {"zone": zones.label_of(zone)}
    return frame.see_other(reverse("plan:settings", args=[visit.plan.id]) + "#zone", request, said)


def _set_name(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    typed = request.POST.get("name", "")
    try:
        lifecycle.name_browser(plan=visit.plan, name=typed, by=visit.actor)
    except PlanError as error:
        return _show(request, visit, visit.state(), my_name=typed, name_error=str(error))
    said = _("Saved. The history shows this name from now on.")
    return frame.see_other(reverse("plan:settings", args=[visit.plan.id]) + "#me", request, said)


def opening_sheet(state: PlanState) -> Lesson:
    """Return the opening questions as a worksheet of their own: they belong to no lesson."""
    return Lesson("", "", "", "", _("The plan"), "", "", questions=state.course.opening)


def _save_opening(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    """Save the opening questions posted whole, without JavaScript."""
    state = visit.state()
    button = worksheet.read_button(request.POST)
    settling = Settling(request.GET.get("settle", ""), request.POST.get("keep", ""))
    sheet = worksheet.read_sheet(request.POST, opening_sheet(state), button)
    settled = [f for filled in sheet if (f := worksheet.settle(state, visit.plan, filled, settling, request.POST))]
    try:
        form_key = sending.read_key(request.POST)
    except AnswerRejected as rejected:
        return _show(request, visit, state, refusal=str(rejected))
    result = worksheet.record(plan=visit.plan, state=state, sheet=settled, form_key=form_key, by=visit.actor, now=now())
    rows = _rows_after(button, settled)
    if result.problems:
        return _show(request, visit, visit.state(), problems=result.problems, rows=rows)
    url = reverse("plan:settings", args=[visit.plan.id])
    if button.name:
        return frame.see_other(f"{url}{f'?rows={rows}' if rows else ''}#q-{button.name.replace('.', '-')}")
    return frame.see_other(url, request, _("Saved.") if result.saved else _("Nothing had changed."))


def _rows_after(button: Button, sheet: list[Filled]) -> int:
    """Return how many rows the team has once its button has asked for one more, else 0."""
    pressed = (f.raw for f in sheet if button.act == "add" and button.name == prefix_of(*f.place))
    return next((len(raw) for raw in pressed if isinstance(raw, list)), 0)


def _show(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    *,
    problems: Mapping[worksheet.Place, Typed] | None = None,
    rows: int = 0,
    **more: Any,
) -> HttpResponse:
    problems = problems or {}
    status = 409 if any(p.conflict for p in problems.values()) else 422 if problems or more else 200
    asked = request.GET.get("rows", "")
    rows = rows or (int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0)
    url = reverse("plan:settings", args=[visit.plan.id])
    easel = Easel(state, reverse("plan:overview", args=[visit.plan.id]), visit.zone, now(), url)
    context = {
        "cards": [
            easel.card(q, Side.JOINT, typed=problems.get((q.id, Side.JOINT)), rows=rows if q.kind in HAVE_ROWS else 0)
            for q in state.course.opening
        ],
        "faulty": [*_faulty(state, problems)],
        "save": uuid.uuid4(),
        "zone": visit.plan.time_zone,
        "zone_groups": [*zones.groups()],
        "my_name": "" if visit.actor.name == access.default_name(visit.actor.token_hash) else visit.actor.name,
        "called": visit.actor.name,
        "is_member": visit.actor.is_member,
        "manages": visit.may(Deed.MANAGE),
        "may_delete": visit.may(Deed.DELETE),
        "hosts": letting_in.told(visit) if visit.may(Deed.SHARE) else None,
        "newer": moving.newer_version(visit.plan),
        "version": visit.plan.pack_version,
        "key_print": keycard.print_of(visit.plan),
        "data_url": reverse("plan:download", args=[visit.plan.id, "json"]),
        **more,
    }
    return frame.page(
        request, visit, "plan/settings.html", context, state=state, current="plan:settings", status=status
    )


def _faulty(state: PlanState, problems: Mapping[worksheet.Place, Typed]) -> Iterator[tuple[str, str, str]]:
    for (question_id, side), typed in problems.items():
        question = state.index.questions[question_id]
        heading = heading_of(question, state.voice)
        said = messages_of(question, typed.rejected, typed.raw, state.voice)
        for message in said or (_("Someone else changed this answer: choose which words to keep."),):
            yield card_id(question_id, side), heading, message
