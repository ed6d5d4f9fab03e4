"""The home page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teamup.catalog import corrections
from teamup.catalog.errors import UnknownVersion
from teamup.web.course import front


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, what one leaves with, and where to begin. It opens also before a course is published."""
    try:
        course = corrections.current_course(settings.COURSE_PACK)
    except UnknownVersion:
        course = None
    return render(
        request, "course/home.html", {"front": front.of(course), "samples": front.samples(), "course": course}
    )
