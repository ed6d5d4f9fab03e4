"""Reading the course without a plan: the list of lessons, a section, a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teamup.catalog import shelf
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Course, Lesson, Section, Source, Voice
from teamup.core import markdown
from teamup.web.field_notes import FieldNote


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson as it is read without a plan: its text, sources, cases and what its questions ask."""

    html: SafeString
    sources: tuple[Source, ...]
    notes: tuple[FieldNote, ...]
    asks: tuple[str, ...]
    before: Lesson | None
    after: Lesson | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List every section and lesson."""
    return render(request, "course/index.html", {"course": _course(), "current": "course"})


@require_safe
def section(request: HttpRequest, section_id: str) -> HttpResponse:
    """List the lessons of one section."""
    course = _course()
    return render(request, "course/section.html", {"course": course, "section": _section(course, section_id)})


@require_safe
def lesson(request: HttpRequest, section_id: str, slug: str) -> HttpResponse:
    """Show one lesson's reading, its cases and what it asks."""
    course = _course()
    in_section = _section(course, section_id)
    shown = next((one for one in in_section.lessons if one.slug == slug), None)
    if shown is None:
        raise Http404
    context = {"course": course, "section": in_section, "lesson": shown, "reading": _reading(course, shown)}
    return render(request, "course/lesson.html", context)


def _course() -> Course:
    try:
        return shelf.current_course(settings.COURSE_PACK)
    except UnknownVersion as error:
        raise Http404(_("The course is not published here yet.")) from error


def _section(course: Course, section_id: str) -> Section:
    found = next((one for one in course.sections if one.id == section_id), None)
    if found is None:
        raise Http404
    return found


def _reading(course: Course, lesson: Lesson) -> Reading:
    order = list(course.lessons())
    place = next(number for number, one in enumerate(order) if one.id == lesson.id)
    notes = markdown.note_ids(lesson.intro)
    return Reading(
        html=mark_safe(markdown.to_html(lesson.intro)),  # noqa: S308 - cleaned by core.markdown
        sources=tuple(course.sources[note] for note in notes if note in course.sources),
        notes=tuple(FieldNote(course.cases[case]) for case in lesson.cases if case in course.cases)[:3],
        asks=tuple(question.prompt.spoken(Voice()) for question in lesson.questions),
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
    )
