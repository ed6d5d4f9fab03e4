"""*Plans*: how many there are, never which; and a look at one whose owner lets hosts look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from teamup.catalog.model import Path, Side
from teamup.plans import counting, hosting, usage
from teamup.plans.counting import Cell, Told
from teamup.plans.errors import NoSuchLink
from teamup.plans.models import ShareLink
from teamup.web.desk.door import Visit, host_only
from teamup.web.desk.frame import page
from teamup.web.plan.shared import document_of
from teamup.web.plan.sharing import until_said

PATHS: Mapping[str, Promise] = {
    Path.NEW: lazy("Starting a partnership"),
    Path.EXISTING: lazy("Strengthening one"),
    counting.NOT_SAID: lazy("Not said"),
}
SIDES: Mapping[str, Promise] = {
    Side.POLICE: lazy("Police"),
    Side.SECURITY: lazy("Security"),
    Side.JOINT: lazy("Both, or neither"),
    counting.NOT_SAID: lazy("Not said"),
}


SPANS: Mapping[str, Promise] = {
    usage.DAY: lazy("A day"),
    usage.WEEK: lazy("A week"),
    usage.MONTH: lazy("A month"),
    usage.LONGER: lazy("A longer time"),
    usage.NOT_YET: lazy("Not all of them yet"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A number of plans as it is shown."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown: what it is by, and its rows."""

    by: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """A plan at which hosts may look, by its reference alone."""

    id: UUID
    reference: str
    since: datetime
    until: datetime
    looks: int


@host_only
@require_safe
def plans(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show how many plans there are, and at which ones hosts may look."""
    counts = counting.count_plans()
    tables = [
        Table(_("Path"), tuple(Row(str(PATHS[cell.name]), number_of(cell)) for cell in counts.paths)),
        Table(_("Side that speaks"), tuple(Row(str(SIDES[cell.name]), number_of(cell)) for cell in counts.sides)),
        Table(_("Version of the course"), tuple(Row(cell.name, number_of(cell)) for cell in counts.versions)),
        Table(_("Month in which it was begun"), tuple(Row(_month(cell), number_of(cell)) for cell in counts.months)),
    ]
    tables += _usage()
    context = {
        "total": number_of(counts.total),
        "tables": [table for table in tables if table.rows],
        "few": counting.FEW,
        "grants": [grant_of(link) for link in hosting.grants(now=visit.at)],
    }
    return page(request, visit, "plans", context)


def number_of(cell: Cell) -> str:
    """Return a number as far as it is told."""
    match cell.told:
        case Told.FEW:
            return _("fewer than %(few)s") % {"few": counting.FEW}
        case Told.NOTHING:
            return _("not told")
        case _:
            return f"{cell.count:,}"


def _usage() -> list[Table]:
    """Return how far plans come, as it was measured last night; nothing before the first one."""
    found = usage.latest()
    if found is None:
        return []
    lessons = tuple(Row(cell.name, number_of(cell)) for cell in found.lessons)
    cores = tuple(Row(str(SPANS[cell.name]), number_of(cell)) for cell in found.cores)
    return [Table(_("Core answers written within"), cores), Table(_("Lesson with an answer"), lessons)]


def _month(cell: Cell) -> str:
    return date_format(date.fromisoformat(cell.name), "F Y") if cell.name else _("Earlier")


def grant_of(link: ShareLink) -> Grant:
    """Return a grant without anything of its plan."""
    return Grant(link.link_id, hosting.reference_of(link), link.made_at, link.expires_at, link.opened)


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, visit: Visit, link_id: UUID) -> HttpResponse:
    """Say that a look goes into the plan's history; the POST looks."""
    try:
        link = hosting.find_grant(link_id, now=visit.at)
        if request.method != "POST":
            return page(request, visit, "plans", {"grant": grant_of(link)}, template="desk/look_at.html")
        hosting.note_look(link, by=visit.host.name, user_id=visit.host.user_id, now=visit.at)
        document = document_of(link)
    except NoSuchLink as error:
        raise Http404 from error
    reference = hosting.reference_of(link)
    visit.record("plan.looked", reference=reference)
    context = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "reference": reference,
        "until": until_said(link),
    }
    return render(request, "desk/looked_at.html", context)
