"""*Directory*: examples and resources of the course, hidden, noted or with another link until the next version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from teamup.catalog import corrections, shelf
from teamup.catalog.corrections import Corrected, CorrectionRejected
from teamup.catalog.errors import UnknownVersion
from teamup.catalog.model import Course
from teamup.catalog.models import Correction, EntryKind
from teamup.web.desk.door import Visit, host_only
from teamup.web.desk.frame import page
from teamup.web.library.filters import plain
from teamup.web.plan.frame import see_other

MOST_FOUND = 60
LONGEST_TYPED = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An example or a resource, as the course has it."""

    kind: str
    id: str
    title: str
    about: str
    url: str = ""

    @property
    def is_resource(self) -> bool:
        """Say whether it has a link of its own."""
        return self.kind == EntryKind.RESOURCE


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a list, and how it stands."""

    entry: Entry
    is_hidden: bool
    has_link: bool
    note: str


@host_only
@require_safe
def directory(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what is corrected, and the entries that a search finds."""
    course = _course()
    entries = _entries(course) if course else {}
    kept = corrections.all_of(settings.COURSE_PACK)
    asked = request.GET.get("q", "")[:200]
    words = plain(asked).split()
    by_key = {(row.kind, row.entry_id): row for row in kept}
    found = [
        _row(one, by_key.get((one.kind, one.id)))
        for one in entries.values()
        if words and all(word in plain(f"{one.title} {one.about} {one.id} {one.url}") for word in words)
    ]
    context = {
        "corrected": [_row(entries.get((row.kind, row.entry_id)) or _gone(row), row) for row in kept],
        "asked": asked,
        "found": found[:MOST_FOUND],
        "count": len(found),
        "most": MOST_FOUND,
    }
    return page(request, visit, "directory", context)


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, visit: Visit, kind: str, entry_id: str) -> HttpResponse:
    """Show one entry with what is corrected; a POST keeps a correction, or takes it back."""
    course = _course()
    one = _entries(course).get((kind, entry_id)) if course else None
    if course is None or one is None:
        return _entry_that_is_gone(request, visit, kind, entry_id)
    row = Correction.objects.filter(pack_id=course.id, kind=kind, entry_id=entry_id).first()
    if request.method != "POST":
        return _show(request, visit, one, row)
    typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in ("hidden", "url", "note")}
    if request.POST.get("do") == "back":
        typed = {"hidden": "", "url": "", "note": ""}
    wanted = Corrected(bool(typed["hidden"]), typed["url"] if one.is_resource else "", typed["note"])
    try:
        changed = corrections.correct(
            course=course, kind=kind, entry_id=entry_id, wanted=wanted, by=visit.host.name, now=visit.at
        )
    except CorrectionRejected as rejected:
        return _show(request, visit, one, row, typed=typed, faults=rejected.faults, status=422)
    if changed:
        visit.record("directory.corrected", entry=entry_id)
    said = _("Kept. The pages show it within seconds.") if changed else _("Nothing had changed.")
    return see_other(reverse("desk:directory"), request, said)


def _entry_that_is_gone(request: HttpRequest, visit: Visit, kind: str, entry_id: str) -> HttpResponse:
    """Take back what is left of an entry that the course has no more."""
    row = Correction.objects.filter(pack_id=settings.COURSE_PACK, kind=kind, entry_id=entry_id).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _show(request, visit, _gone(row), row)
    row.delete()
    corrections.present.drop()
    visit.record("directory.corrected", entry=entry_id)
    return see_other(reverse("desk:directory"), request, _("Taken back."))


def _course() -> Course | None:
    try:
        return shelf.current_course(settings.COURSE_PACK)
    except UnknownVersion:
        return None


def _entries(course: Course) -> Mapping[tuple[str, str], Entry]:
    """Map kind and id to every entry of a course, as it was published."""
    cases = (Entry(EntryKind.CASE, one.id, one.name, one.place) for one in course.cases.values())
    resources = (
        Entry(EntryKind.RESOURCE, one.id, one.title, one.publisher, one.url) for one in course.resources.values()
    )
    return {(one.kind, one.id): one for one in (*cases, *resources)}


def _gone(row: Correction) -> Entry:
    return Entry(row.kind, row.entry_id, row.entry_id, _("The course has this no more."))


def _row(one: Entry, row: Correction | None) -> Row:
    if row is None:
        return Row(one, is_hidden=False, has_link=False, note="")
    return Row(one, is_hidden=row.is_hidden, has_link=bool(row.url), note=row.note)


def _show(
    request: HttpRequest,
    visit: Visit,
    one: Entry,
    row: Correction | None,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = {"hidden": "1" if row and row.is_hidden else "", "url": one.url, "note": row.note if row else ""}
    if row and row.url:
        kept["url"] = row.url
    context: dict[str, Any] = {
        "entry": one,
        "row": row,
        "typed": typed or kept,
        "faults": faults or {},
        "longest_note": corrections.LONGEST_NOTE,
    }
    return page(request, visit, "directory", context, template="desk/entry.html", status=status)
