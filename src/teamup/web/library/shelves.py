"""The shelves of a course, each made once for a version: cases, resources, terms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from teamup.catalog import corrections
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Course

Made = TypeVar("Made")


def course_or_404() -> Course:
    """Return the course that this site shows now, with what its hosts corrected.

    Raises `Http404` while none is published.
    """
    try:
        return corrections.current_course(settings.COURSE_PACK)
    except UnknownVersion as error:
        raise Http404(_("The course is not published here yet.")) from error


def made_once(make: Callable[[Course], Made]) -> Callable[[Course], Made]:
    """Let a function of a course run once for each version and language: a published version never changes."""
    kept: dict[tuple[str, str, str], tuple[Course, Made]] = {}

    @wraps(make)
    def keeping(course: Course) -> Made:
        name = (course.id, course.version, get_language() or "")
        found = kept.get(name)
        if found is None or found[0] is not course:
            found = kept[name] = (course, make(course))
        return found[1]

    return keeping
