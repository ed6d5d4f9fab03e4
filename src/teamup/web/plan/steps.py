"""The working plan: what is due, whose it is, and moving a status or a date."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.plans import selectors, services
from teamup.plans.errors import AnswerRejected, Conflict, Fault
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.plans.steps import Step, steps_of
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, sending, step_form, step_rows
from teamup.web.plan.times import clock_time


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """List the plan's steps by due date, `?show=` some of them; a POST adds one."""
    if request.method == "POST":
        return _add(request, get_plan(request, plan_id, to=Deed.EDIT))
    visit = get_plan(request, plan_id)
    return _show_steps(request, visit, visit.state())


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, plan_id: UUID, step_id: UUID, *, as_row: bool = False) -> HttpResponse:
    """Show one step with all its fields; a POST changes it, removes it or puts it back.

    A script saves and reads it here by the contract of answers, as data or as a piece of its page: its row of the
    steps page (`as_row`), or the form of its own.
    """
    visit = get_plan(request, plan_id, to=Deed.EDIT if request.method == "POST" else Deed.READ)
    state = visit.state()
    found, is_removed = step_rows.any_step(state, str(step_id))
    if found is None:
        raise Http404
    if request.method == "POST":
        return _change(request, visit, state, found)
    if _wants_json(request):
        return _private(JsonResponse({"revision": found.revision, "csrf": get_token(request)}))
    if "HX-Request" in request.headers:
        return _private(_show_piece(request, visit, state, found, as_row=as_row))
    return _show_step(request, visit, state, found, is_removed=is_removed)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Accept, HX-Request, Cookie"
    return response


def today_in(visit: PlanVisit) -> date:
    """Return what day it is where the plan is."""
    return now().astimezone(visit.zone).date()


def _add(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    typed = step_form.typed_in(request.POST)
    try:
        key = sending.read_key(request.POST)
        step_id = uuid.uuid5(visit.plan.id, f"typed/{key}")  # the same form makes the same step
        value = step_form.value_with({}, {"what": "", **typed})
        value.pop("cleared", None)
        save = services.Save(value, 0, key)
        services.record_step(plan=visit.plan, step_id=step_id, save=save, by=visit.actor, now=now())
    except AnswerRejected as rejected:
        state = visit.state()
        return _show_steps(request, visit, state, typed=typed, faults=rejected.faults)
    said = _("Step added: %(what)s") % {"what": typed["what"].strip()}
    return frame.see_other(reverse("plan:steps", args=[visit.plan.id]), request, said)


def _change(request: HttpRequest, visit: PlanVisit, state: PlanState, found: Step) -> HttpResponse:
    do = request.POST.get("do", "save")
    try:
        base = sending.read_base(request.POST)
        stored = step_form.stored_at(visit.plan, found.id, base)
        value = _value_after(do, stored, step_form.changed_in(request.POST))
        save = services.Save(value, base, sending.read_key(request.POST))
        saved = services.record_step(plan=visit.plan, step_id=UUID(found.id), save=save, by=visit.actor, now=now())
    except AnswerRejected as rejected:
        if _wants_json(request):
            return JsonResponse({"errors": [fault.message for fault in rejected.faults]}, status=422)
        return _show_rejected(request, visit, state, found, rejected.faults)
    except Conflict as conflict:
        return _show_conflict(request, visit, conflict, found.id)
    if _wants_json(request):
        # After a choice between two versions, the page still shows what the other person changed as it was before.
        merged = saved.merged or "keep" in request.POST
        told = {"revision": saved.revision, "value": saved.value, "merged": merged}
        at = {"saved_at": saved.at.isoformat(), "saved_label": clock_time(saved.at, visit.zone)}
        return _private(JsonResponse({**told, **at}))
    return _after(request, visit, do, found)


def _value_after(do: str, stored: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, Any]:
    if do == "remove":
        return {**stored, "removed": True}
    if do == "put-back":
        return {name: cell for name, cell in stored.items() if name != "removed"}
    return step_form.value_with(stored, changed)


def _after(request: HttpRequest, visit: PlanVisit, do: str, found: Step) -> HttpResponse:
    url = reverse("plan:steps", args=[visit.plan.id])
    show = request.POST.get("show", "")
    if show in ("open", "overdue", "police", "security", "joint"):
        url += f"?show={show}"
    said = {
        "remove": _("Step removed. You can put it back at the foot of this page."),
        "put-back": _("Step put back."),
    }.get(do, _("Saved: %(what)s") % {"what": found.what})
    return frame.see_other(url if do == "remove" else f"{url}#step-{found.id}", request, said)


def _show_piece(request: HttpRequest, visit: PlanVisit, state: PlanState, found: Step, *, as_row: bool) -> HttpResponse:
    """Return a step's row with the counts and filters as they are now, or the form of its own page."""
    today, all_steps, show = today_in(visit), steps_of(state), request.GET.get("show", "all")
    context = {
        **frame.framed(visit, state),
        "row": step_rows.row_of(state, found, today),
        "counts": step_rows.counts_of(all_steps, today),
        "filters": step_rows.filters_of(all_steps, today, show),
        "show": show,
        "history_url": _history_url(visit, found),
    }
    return render(request, "plan/steps.html#row_and_counts" if as_row else "plan/step.html#form_and_head", context)


def _show_rejected(
    request: HttpRequest, visit: PlanVisit, state: PlanState, found: Step, faults: tuple[Fault, ...]
) -> HttpResponse:
    was = {**step_form.shown(found), **step_form.shown_before(request.POST)}
    values = {**was, **step_form.typed_in(request.POST)}
    controls = step_form.controls(values, was=was, faults=faults)
    said = tuple(fault.message for fault in faults)
    base_typed = request.POST.get("base", "")
    return _show_step(request, visit, state, found, controls=controls, errors=said, base=base_typed, status=422)


def _show_conflict(request: HttpRequest, visit: PlanVisit, conflict: Conflict, step_id: str) -> HttpResponse:
    """Show both versions. The form then holds what the person changed, on top of what the other person saved."""
    state = visit.state()
    found, is_removed = step_rows.any_step(state, step_id)
    if found is None:
        raise Http404
    theirs = step_form.shown(found)
    changed = step_form.changed_in(request.POST)
    also: dict[str, Any] = {
        "controls": step_form.controls({**theirs, **changed}, was=theirs),
        "conflict": step_form.differing(changed, theirs),
        "conflict_by": conflict.by,
        "base": conflict.revision,
    }
    if _wants_json(request):
        panel = {"row": replace(step_rows.row_of(state, found, today_in(visit)), **also), "is_choice": True}
        told = {"revision": conflict.revision, "theirs": conflict.theirs, "yours": conflict.yours}
        return JsonResponse({**told, "html": render_to_string("plan/step_conflict.html", panel)}, status=409)
    return _show_step(request, visit, state, found, is_removed=is_removed, status=409, **also)


def _show_step(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    found: Step,
    *,
    is_removed: bool = False,
    status: int = 200,
    **also: Any,
) -> HttpResponse:
    row = step_rows.row_of(state, found, today_in(visit))
    context = {
        "row": replace(row, **also),
        "is_removed": is_removed,
        "history_url": _history_url(visit, found),
    }
    return frame.page(request, visit, "plan/step.html", context, state=state, current="plan:steps", status=status)


def _history_url(visit: PlanVisit, found: Step) -> str:
    return f"{reverse('plan:history', args=[visit.plan.id])}?question={selectors.STEPS}{found.id}"


def _show_steps(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    *,
    typed: Mapping[str, str] | None = None,
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    today, found = today_in(visit), steps_of(state)
    show = request.GET.get("show", "all")
    lesson, lesson_url = step_rows.drafting_lesson(state)
    context = {
        "rows": [step_rows.row_of(state, step, today) for step in step_rows.filtered(found, today, show)],
        "counts": step_rows.counts_of(found, today),
        "filters": step_rows.filters_of(found, today, show),
        "show": show,
        "total": len(found),
        "removed": [step_rows.row_of(state, step, today) for step in step_rows.removed_steps(state)],
        "lesson": lesson,
        "lesson_url": lesson_url,
        "new": step_form.controls({**step_form.shown(None), **(typed or {})}, faults=faults),
        "errors": [fault.message for fault in faults],
        "save": uuid.uuid4(),
    }
    status = 422 if faults else 200
    return frame.page(request, visit, "plan/steps.html", context, state=state, current="plan:steps", status=status)
