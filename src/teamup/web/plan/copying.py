"""Copying a plan as a start for another district: a name, a place, and what becomes of the dates."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts.models import User
from teamup.catalog.model import Question, Side
from teamup.core.limits import TooOften
from teamup.plans import answers, copying, people, words
from teamup.plans.copying import Copied, Wish
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, browser_or_new, get_plan, network_of, now, remember_browser
from teamup.web.plan import frame, keycard
from teamup.web.plan.faults import messages_of, places_of
from teamup.web.plan.field_views import FieldView, Frame
from teamup.web.plan.fields import field_of, heading_of
from teamup.web.plan.reading import read_answer

ASKED = ("name", "place")
"""The roles of the questions that a copy answers anew."""
KEEP, SHIFT = "keep", "shift"


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was filled in, and what stands against it."""

    raw: Mapping[str, object]
    key: UUID
    dates: str = KEEP
    start: str = ""
    rejected: Mapping[str, AnswerRejected] | None = None
    date_error: str = ""
    refusal: str = ""
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Ask what the copy is called and where it is; a POST makes it and goes there. Sent twice, it makes one."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    state = visit.state()
    if request.method != "POST":
        return _show(request, visit, state, Form({}, uuid.uuid4()))
    form = _read(request, state)
    if form.status != 200:
        return _show(request, visit, state, form)
    try:
        return _made(request, visit, form)
    except AnswerRejected as rejected:
        again = Form(form.raw, form.key, form.dates, form.start, date_error=str(rejected), status=422)
        return _show(request, visit, state, again)
    except TooOften as often:
        again = Form(form.raw, form.key, form.dates, form.start, refusal=str(often), status=429)
        response = _show(request, visit, state, again)
        response["Retry-After"] = str(often.wait)
        return response
    except IntegrityError:
        before = copying.copied_before(plan=visit.plan, form_key=form.key, by=visit.actor)
        if before is None:
            raise
        said = _("This copy had been made already, so no second one was.")
        return frame.see_other(reverse("plan:overview", args=[before.pk]), request, said)


def _made(request: HttpRequest, visit: PlanVisit, form: Form) -> HttpResponse:
    browser, person = browser_or_new(request), _person(request)
    copied: Copied = copying.copy_plan(
        plan=visit.plan,
        wish=Wish(form.raw, form.start if form.dates == SHIFT else ""),
        form_key=form.key,
        browser=browser,
        person=person,
        network=network_of(request),
        by=visit.actor,
        now=now(),
    )
    said = _("The copy is made. The plan that it came from stays as it was.")
    response = frame.see_other(reverse("plan:overview", args=[copied.plan.pk]), request, said)
    if person is None:
        keycard.show_next(response, copied.plan, copied.key)
        remember_browser(response, browser)
    return response


def _person(request: HttpRequest) -> people.Person | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return people.Person(user.pk, user.email, user.name, user.organization, user.title)


def _questions(state: PlanState) -> list[Question]:
    found = (state.index.questions.get(state.course.roles.get(role, "")) for role in ASKED)
    return [question for question in found if question is not None]


def _read(request: HttpRequest, state: PlanState) -> Form:
    raw = {q.id: read_answer(q, Side.JOINT, request.POST, autosaved=False) for q in _questions(state)}
    rejected = {q.id: fault for q in _questions(state) if (fault := _fault(state, q, raw[q.id]))}
    dates, start = request.POST.get("dates", ""), request.POST.get("start", "").strip()[:40]
    dates = dates if dates in (KEEP, SHIFT) else KEEP
    missing = _("Choose the day that the first step starts.") if dates == SHIFT and not start else ""
    try:
        key = UUID(request.POST.get("form", ""))
    except ValueError:
        said = _("This page was out of date. Here it is again, with what you typed: send it once more.")
        return Form(raw, uuid.uuid4(), dates, start, rejected, missing, said, 422)
    return Form(raw, key, dates, start, rejected, missing, status=422 if rejected or missing else 200)


def _fault(state: PlanState, question: Question, raw: object) -> AnswerRejected | None:
    try:
        value = answers.clean(question, raw)
    except AnswerRejected as rejected:
        return rejected
    if value is None and question.id == state.course.roles.get("name"):
        return AnswerRejected(Fault(_("Give the copy a name of its own, so that you can tell the two apart.")))
    return None


def _show(request: HttpRequest, visit: PlanVisit, state: PlanState, form: Form) -> HttpResponse:
    first = copying.first_day(state)
    rejected = form.rejected or {}
    fields = [_field(state, question, form, rejected.get(question.id)) for question in _questions(state)]
    context: dict[str, Any] = {
        "fields": fields,
        "form": form,
        "faulty": [
            (field.id, heading_of(question, state.voice), error)
            for field, question in zip(fields, _questions(state), strict=True)
            for error in field.errors
        ],
        "first": words.of_day(first) if first else "",
        "left_out": [heading_of(question, state.voice) for question in copying.left_out(state.course)],
    }
    return frame.page(
        request, visit, "plan/copy.html", context, state=state, current="plan:settings", status=form.status
    )


def _field(state: PlanState, question: Question, form: Form, rejected: AnswerRejected | None) -> FieldView:
    value = form.raw.get(question.id)
    field = field_of(
        question,
        Side.JOINT,
        Frame(voice=state.voice, linked={}),
        value=value,
        base=0,
        errors=places_of(rejected),
        messages=messages_of(question, rejected, value, state.voice),
    )
    return replace(field, marks=()) if question.id == state.course.roles.get("name") else field
