"""Where somebody reads a plan through a link: one edition of it, and nothing that leads further into the plan.

Reading changes nothing but a count, so mail scanners may look. Every link that opens nothing is answered the same 404.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from teamup.core.limits import Limit, spend
from teamup.plans import agreements, selectors, sharing, versions
from teamup.plans.errors import NoSuchLink
from teamup.plans.models import ShareLink
from teamup.plans.state import PlanState
from teamup.report import formats
from teamup.report.document import PlanDocument
from teamup.report.errors import RenderError
from teamup.report.formats import Options
from teamup.web.errors import refuse
from teamup.web.http import network_of, noted, now
from teamup.web.plan import renders
from teamup.web.plan.report import file_headers
from teamup.web.plan.sharing import edition_said, until_said

OPENINGS = Limit("share links opened from a network", most=300, seconds=600)
"""A whole city hall reads from behind one address, so this is generous."""
RENDERS = Limit("PDFs of a share link", most=10, seconds=60)
PAPERS = ("letter", "a4")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a link shows: the plan as it stands or stood, on which day, and for whom."""

    state: PlanState
    today: date
    options: Options


def reading_of(link: ShareLink, *, paper: str = "") -> Reading:
    """Return what a link shows. Raises `NoSuchLink` for an edition that this site does not make.

    This is the one place where a link becomes something to read: what its edition leaves out is decided by the
    options, for the page and for the file alike.
    """
    try:
        options = Options.read(audience=link.audience, paper=paper)
    except RenderError as error:
        raise NoSuchLink(str(error)) from error
    if link.version is None:
        state = agreements.with_standing(link.plan, selectors.load_state(link.plan))
        return Reading(state, now().astimezone(ZoneInfo(link.plan.time_zone)).date(), options)
    version = agreements.find_version(link.plan, link.version)
    return Reading(agreements.state_of_version(version), versions.day_of(version.version), options)


def document_of(link: ShareLink) -> PlanDocument:
    """Return the document that a link shows. Raises `NoSuchLink`."""
    reading = reading_of(link)
    return formats.document_of(reading.state, reading.today, reading.options)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link opens, and count that it was opened. HEAD, and what a browser fetches ahead, do not count."""
    spend(OPENINGS, network_of(request), now=now())
    try:
        link = sharing.find_link(token, now=now())
        document = document_of(link)
    except NoSuchLink:
        return closed(request)
    if request.method == "GET" and not _is_ahead(request):
        sharing.count_opening(link, now=now())
    pdf = reverse("plan:shared_pdf", args=[token])
    context = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "edition": edition_said(link.audience),
        "until": until_said(link),
        "files": [(pdf, "letter"), (f"{pdf}?paper=a4", "a4")],
    }
    return private(render(request, "plan/shared.html", context))


def _is_ahead(request: HttpRequest) -> bool:
    said = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()
    return "prefetch" in said or "preview" in said


@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Send the same as a PDF. Typesetting is limited for each link; a file that was made before is sent at once."""
    spend(OPENINGS, network_of(request), now=now())
    paper = request.GET.get("paper", "")
    try:
        link = sharing.find_link(token, now=now())
        reading = reading_of(link, paper=paper if paper in PAPERS else "")
    except NoSuchLink:
        return closed(request)
    options = replace(reading.options, permit=renders.permit(request, RENDERS, str(link.link_id)))
    try:
        file = formats.render("pdf", reading.state, today=reading.today, options=options)
    except RenderError as error:
        return private(refuse(request, str(error), status=503, wait=30))
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = file_headers(reading.state.name, file.name.rpartition(".")[0], "pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return private(response)


def closed(request: HttpRequest) -> HttpResponse:
    """Return the one page for links that are wrong, expired or revoked, and for plans that are gone."""
    noted(request, "link.unknown", is_bad=True)
    return private(render(request, "plan/shared_closed.html", status=404))


def private(response: HttpResponse) -> HttpResponse:
    """Keep the link from being stored, indexed or passed on."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
