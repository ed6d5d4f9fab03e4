"""Reading the course without a plan: the list of lessons, a section, a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teamup.catalog import corrections
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Course, Lesson, Section, Voice
from teamup.web.field_notes import FieldNote
from teamup.web.learning.checks import ShownCheck, checks_of, chosen_in
from teamup.web.learning.reading import Reading, reading_of
from teamup.web.learning.stories import story_of


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson as it is read without a plan: its reading, cases and checks, and what its questions ask."""

    reading: Reading
    checks: tuple[ShownCheck, ...]
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
    """List the lessons of one section, and tell its story."""
    course = _course()
    shown = _section(course, section_id)
    context = {"course": course, "section": shown, "story": story_of(shown)}
    return render(request, "course/section.html", context)


@require_safe
def lesson(request: HttpRequest, section_id: str, slug: str) -> HttpResponse:
    """Show one lesson's reading, its cases, its checks and what it asks."""
    course = _course()
    in_section = _section(course, section_id)
    shown = next((one for one in in_section.lessons if one.slug == slug), None)
    if shown is None:
        raise Http404
    page = _page(course, shown, chosen_in(shown, request.GET))
    context = {"course": course, "section": in_section, "lesson": shown, "page": page, "reading": page.reading}
    return render(request, "course/lesson.html", context)


def _course() -> Course:
    try:
        return corrections.current_course(settings.COURSE_PACK)
    except UnknownVersion as error:
        raise Http404(_("The course is not published here yet.")) from error


def _section(course: Course, section_id: str) -> Section:
    found = next((one for one in course.sections if one.id == section_id), None)
    if found is None:
        raise Http404
    return found


def _page(course: Course, lesson: Lesson, chosen: tuple[str, str]) -> Page:
    order = list(course.lessons())
    place = next(number for number, one in enumerate(order) if one.id == lesson.id)
    return Page(
        reading=reading_of(course, lesson),
        checks=checks_of(lesson, chosen),
        notes=tuple(FieldNote(course.cases[case]) for case in lesson.cases if case in course.cases)[:3],
        asks=tuple(question.prompt.spoken(Voice()) for question in lesson.questions),
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
    )
