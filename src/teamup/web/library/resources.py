"""The resources of a course as a shelf, and the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teamup.catalog import corrections
from teamup.catalog.model import Course, Resource
from teamup.catalog.models import EntryKind
from teamup.web.library import filters
from teamup.web.library.filters import Entry, Facet, Shelf, Sort, plain
from teamup.web.library.shelves import course_or_404, made_once


@dataclass(frozen=True, slots=True)
class ShownResource:
    """A resource with its words spelled out."""

    resource: Resource
    type: str
    audience: str

    @property
    def site(self) -> str:
        """Return where its link leads, in short."""
        return urlsplit(self.resource.url).netloc.removeprefix("www.")


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Show the resources that fit what was asked."""
    course = course_or_404()
    shelf = resource_shelf(course)
    query = filters.ask(request.GET, shelf)
    found = filters.find(shelf, query)
    notes = corrections.notes_of(course, EntryKind.RESOURCE)
    told = [(shown, notes.get(shown.resource.id, "")) for shown in found.items]
    return render(request, "library/resources.html", {"course": course, "found": found, "told": told})


@made_once
def resource_shelf(course: Course) -> Shelf[ShownResource]:
    """Return the shelf of resources."""
    types, audiences = _types(course), _audiences()
    order = [*types]
    shown = [
        ShownResource(one, types[one.type], dict(audiences).get(one.audience, "")) for one in course.resources.values()
    ]
    return Shelf(
        entries=tuple(Entry(one, _words(one), _values(one.resource)) for one in shown),
        facets=tuple(_facets(course, types, audiences)),
        sorts=(
            Sort("type", _("Kind"), lambda one: (order.index(one.resource.type), plain(one.resource.title))),
            Sort("title", _("Title"), lambda one: plain(one.resource.title)),
            Sort("year", _("Newest first"), lambda one: (_age(one.resource.year), plain(one.resource.title))),
        ),
    )


def _types(course: Course) -> Mapping[str, str]:
    """Return the kinds of resources that a course has, with their names; a kind of a host's own keeps its id."""
    names = {
        "publication": _("Publication"),
        "tool": _("Tool"),
        "training": _("Training"),
        "organization": _("Organization"),
        "funding": _("Funding"),
        "legal": _("Law"),
        "recognition": _("Recognition"),
    }
    had = dict.fromkeys(one.type for one in course.resources.values())
    labels = course.labels.get("types", {})
    ordered = [*(name for name in names if name in had), *(name for name in had if name not in names)]
    return {name: labels.get(name) or names.get(name) or name.replace("_", " ").capitalize() for name in ordered}


def _audiences() -> tuple[tuple[str, str], ...]:
    return (("police", _("For police")), ("security", _("For private security")), ("both", _("For both sides")))


def _facets(course: Course, types: Mapping[str, str], audiences: tuple[tuple[str, str], ...]) -> Iterable[Facet]:
    yield Facet("type", _("Kind"), tuple(types.items()))
    yield Facet("audience", _("Audience"), audiences, many=False)
    yield Facet("section", _("Section"), tuple((section.id, section.title) for section in course.sections))
    yield Facet("topic", _("Lesson"), tuple((lesson.slug, lesson.title) for lesson in course.lessons()))


def _values(one: Resource) -> Mapping[str, frozenset[str]]:
    # What is for both sides is found by each.
    audience = ("police", "security", "both") if one.audience == "both" else (one.audience,)
    return {
        "type": frozenset([one.type]),
        "audience": frozenset(audience),
        "section": frozenset(one.sections),
        "topic": frozenset(one.topics),
    }


def _words(one: ShownResource) -> str:
    told = one.resource
    return plain(f"{told.title}\n{told.publisher}\n{told.year}\n{told.for_what}\n{told.url}\n{one.type}")


def _age(year: str) -> int:
    return -int(year[:4]) if year[:4].isdecimal() else 0
