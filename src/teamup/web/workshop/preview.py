"""A lesson as each side and path would see it, read from the pack's folder at each request and published nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.catalog import check, load
from teamup.catalog.errors import CatalogError
from teamup.catalog.model import Course, CourseIndex, Lesson, Path, Question, Side, Source
from teamup.core import markdown
from teamup.plans.state import Given, PlanFacts, PlanState
from teamup.web.field_notes import FieldNote
from teamup.web.http import now
from teamup.web.plan.cards import Easel
from teamup.web.workshop.door import in_debug

NO_PLAN = uuid.UUID(int=0)
NOWHERE = "/dev/preview/"
"""Where the cards of a preview would save: nothing is there, and the page has no form."""


@dataclass(frozen=True, slots=True)
class Read:
    """The pack as it stands on disk; no course while it has a fault that keeps it from being one."""

    faults: tuple[check.Fault, ...]
    course: Course | None


@dataclass(frozen=True, slots=True)
class VoiceLink:
    """One of the six voices."""

    side: Side
    path: str
    url: str
    is_current: bool


@in_debug
def index(request: HttpRequest) -> HttpResponse:
    """List the lessons of the pack on disk, with the checker's faults."""
    read = _read()
    return render(request, "workshop/lessons.html", {"read": read, "folder": _folder()})


@in_debug
def lesson(request: HttpRequest, section: str, lesson: str) -> HttpResponse:
    """Show one lesson in the voice of `?side=` and on the path of `?path=`."""
    read = _read()
    side, path = _chosen(request, "side", Side.JOINT), _chosen(request, "path", Path.NEW)
    context = {"read": read, "folder": _folder(), "voices": [*_voices(f"{section}/{lesson}", side, path)]}
    if read.course is None:
        return render(request, "workshop/preview.html", context, status=422)
    shown = CourseIndex(read.course).lessons.get(f"{section}/{lesson}")
    if shown is None:
        raise Http404
    state = state_in(read.course, side, path)
    html, sources = _reading(read.course, shown)
    context |= {
        "lesson": shown,
        "side": side,
        "html": html,
        "sources": sources,
        "notes": [FieldNote(read.course.cases[case]) for case in shown.cases if case in read.course.cases],
        "cards": [*_cards(state, shown)],
    }
    return render(request, "workshop/preview.html", context)


def _folder() -> FilePath:
    return FilePath(settings.CONTENT_DIR) / settings.COURSE_PACK


def _read() -> Read:
    try:
        checked = check.check(_folder())
    except CatalogError as error:
        raise Http404(str(error)) from error
    try:
        # The cards that are drawn are remembered by version: other words, another version.
        course = load.build(checked.pack, version=checked.pack.digest[:12])
    except (CatalogError, KeyError, TypeError, ValueError):
        return Read(checked.faults, None)  # the faults say why
    return Read(checked.faults, course)


def _chosen(request: HttpRequest, name: str, otherwise: Side | Path) -> Side | Path:
    try:
        return type(otherwise)(request.GET.get(name, otherwise))
    except ValueError:
        return otherwise


def _voices(lesson_id: str, side: Side | Path, path: Side | Path) -> Iterator[VoiceLink]:
    url = reverse("workshop:preview", args=lesson_id.split("/"))
    for to_path, label in ((Path.NEW, _("starting")), (Path.EXISTING, _("strengthening"))):
        for to_side in Side:
            is_current = (to_side, to_path) == (side, path)
            yield VoiceLink(to_side, label, f"{url}?side={to_side}&path={to_path}", is_current)


def state_in(course: Course, side: Side | Path, path: Side | Path) -> PlanState:
    """Return a plan with nothing in it but whose voice it speaks in and which path it takes."""
    index, at = CourseIndex(course), now()
    answers = {(course.roles.get("path", ""), Side.JOINT): Given(str(path), 1, at)}
    if (option := _option_of(index.questions.get(course.roles.get("side", "")), side)) is not None:
        answers[course.roles["side"], Side.JOINT] = Given(option, 1, at)
    return PlanState(course, index, PlanFacts(NO_PLAN, at, "UTC"), answers, {})


def _option_of(question: Question | None, side: Side | Path) -> str | None:
    return next((option.id for option in question.options if option.side == side), None) if question else None


def _reading(course: Course, lesson: Lesson) -> tuple[SafeString, tuple[Source, ...]]:
    notes = markdown.note_ids(lesson.reading)
    html = mark_safe(markdown.to_html(lesson.reading))  # noqa: S308 - cleaned by core.markdown
    return html, tuple(course.sources[note] for note in notes if note in course.sources)


def _cards(state: PlanState, lesson: Lesson) -> Iterator[tuple[SafeString, str]]:
    """Yield each card, with what to know of it: questions that a condition hides are shown here too."""
    easel = Easel(state, NOWHERE, ZoneInfo("UTC"), now(), lesson=lesson)
    for question in lesson.questions:
        hidden = "" if state.applies(question) else _("Hidden until other answers call for it.")
        for side in question.sides():
            yield easel.card(question, side), hidden
