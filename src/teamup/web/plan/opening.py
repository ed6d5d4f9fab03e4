"""Beginning a plan: a few opening questions on one page, and no account."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Course, Question, Side, Voice
from teamup.core.limits import TooOften
from teamup.plans import answers, lifecycle
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.models import Plan
from teamup.report import loading
from teamup.web.errors import refuse
from teamup.web.http import browser_or_new, network_of, now, remember_browser
from teamup.web.plan import frame, keycard, zones
from teamup.web.plan.faults import messages_of, places_of
from teamup.web.plan.field_views import FieldView, Frame
from teamup.web.plan.fields import field_of, heading_of
from teamup.web.plan.reading import read_answer

LATER = "later"
"""The tag of opening questions that can wait: they are asked in the plan's settings."""

NEEDED = ("path", "side")
"""The roles without which a plan cannot be tailored."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The opening page as it was filled in: the raw answers, and what stands against them."""

    raw: Mapping[str, object]
    rejected: Mapping[str, AnswerRejected]
    form_key: UUID
    time_zone: str = ""
    refusal: str = ""  # against the whole of it
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask the opening questions; a POST makes a plan of this browser and goes to it. Sent twice, it makes one."""
    try:
        course = shelf.current_course(settings.COURSE_PACK)
    except UnknownVersion as error:
        return refuse(request, str(error), status=503)
    if request.method == "POST":
        return _begin(request, course)
    asked = {q.id: request.GET.get(q.id) for q in opening_of(course) if request.GET.get(q.id)}
    return _show(request, course, Sheet(asked, {}, uuid.uuid4()))


def opening_of(course: Course) -> tuple[Question, ...]:
    """Return the questions asked before a plan begins."""
    return tuple(q for q in course.opening if LATER not in q.tags)


def _begin(request: HttpRequest, course: Course) -> HttpResponse:
    sheet = _read(request, course)
    browser = browser_or_new(request)
    if before := lifecycle.begun_before(form_key=sheet.form_key, browser=browser):
        return _begun_already(request, before)
    if sheet.rejected or sheet.refusal:
        return _show(request, course, sheet)
    try:
        lifecycle.spend_new_plan(network=network_of(request), now=now())
        begun = lifecycle.begin_plan(
            pack_id=course.id,
            browser=browser,
            opening=sheet.raw.items(),
            time_zone=_zone(course, sheet),
            now=now(),
            form_key=sheet.form_key,
        )
    except TooOften as often:
        response = _show(request, course, _refused(sheet, str(often), status=429))
        response["Retry-After"] = str(often.wait)
        return response
    except IntegrityError:
        before = lifecycle.begun_before(form_key=sheet.form_key, browser=browser)  # the other half of a double click
        if before is None:
            raise
        return _begun_already(request, before)
    response = frame.see_other(reverse("plan:overview", args=[begun.plan.id]))
    keycard.show_next(response, begun.plan, begun.key)
    remember_browser(response, browser)
    return response


def _begun_already(request: HttpRequest, plan: Plan) -> HttpResponse:
    said = _(
        "This plan had already begun, so no second one was made. What you changed on the opening page since can be "
        "changed under Settings. If you have not seen the plan's key, make a new one there."
    )
    return frame.see_other(reverse("plan:overview", args=[plan.id]), request, said)


def _read(request: HttpRequest, course: Course) -> Sheet:
    raw = {q.id: read_answer(q, Side.JOINT, request.POST, autosaved=False) for q in opening_of(course)}
    rejected = dict(_faults(course, raw))
    zone = request.POST.get("time_zone", "")
    try:
        return Sheet(raw, rejected, UUID(request.POST.get("form", "")), zone, status=422 if rejected else 200)
    except ValueError:
        said = _("This page was out of date. Here it is again, with what you typed: send it once more.")
        return Sheet(raw, rejected, uuid.uuid4(), zone, said, status=422)


def _faults(course: Course, raw: Mapping[str, object]) -> Iterator[tuple[str, AnswerRejected]]:
    needed = [course.roles.get(role, "") for role in NEEDED]
    for question in opening_of(course):
        try:
            value = answers.clean(question, raw[question.id])
        except AnswerRejected as rejected:
            yield question.id, rejected
            continue
        if value is None and question.id in needed:
            yield question.id, AnswerRejected(Fault(_("Choose one to begin. You can change it at any time.")))


def _zone(course: Course, sheet: Sheet) -> str:
    """Return the browser's time zone, else that of the state, else UTC."""
    known = lifecycle.valid_zone(sheet.time_zone)
    if known != "UTC" or sheet.time_zone == "UTC":
        return known
    place = sheet.raw.get(course.roles.get("place", ""))
    return (zones.of_state(place.get("state")) if isinstance(place, Mapping) else "") or "UTC"


def _refused(sheet: Sheet, said: str, *, status: int) -> Sheet:
    return Sheet(sheet.raw, sheet.rejected, sheet.form_key, sheet.time_zone, said, status)


def _show(request: HttpRequest, course: Course, sheet: Sheet) -> HttpResponse:
    fields = [_field(course, question, sheet) for question in opening_of(course)]
    context: dict[str, Any] = {
        "fields": fields,
        "form_key": sheet.form_key,
        "time_zone": sheet.time_zone,
        "refusal": sheet.refusal,
        "is_filled": sheet.status != 200,
        "faulty": [
            (field.id, heading_of(question, Voice()), error)
            for field, question in zip(fields, opening_of(course), strict=True)
            for error in field.errors
        ],
        "course": course,
        "most_bytes": loading.MOST_BYTES,
    }
    response = render(request, "plan/opening.html", context, status=sheet.status)
    # Not "no-store": Back must bring the same form with the same key, so that sending it again makes no second plan.
    response["Cache-Control"] = "private, max-age=0"
    remember_browser(response, browser_or_new(request))
    return response


def _field(course: Course, question: Question, sheet: Sheet) -> FieldView:
    voice, value = Voice(), sheet.raw.get(question.id)
    rejected = sheet.rejected.get(question.id)
    around = Frame(voice=voice, linked={})
    return field_of(
        question,
        Side.JOINT,
        around,
        value=value,
        base=0,
        errors=places_of(rejected),
        messages=messages_of(question, rejected, value, voice),
    )
