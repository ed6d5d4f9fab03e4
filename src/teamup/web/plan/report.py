"""The report: as a page that prints well, and as files to take along."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teamup.core.limits import Limit
from teamup.plans import agreements, versions
from teamup.plans.agreements import Versioned
from teamup.plans.editions import seen_by
from teamup.plans.errors import NoSuchVersion
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.report import formats
from teamup.report.errors import RenderError
from teamup.report.formats import Options
from teamup.report.kinds import KINDS
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, renders

RENDERS = Limit("documents of a plan", most=20, seconds=60)
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Download:
    """A button of the report page."""

    url: str
    label: str
    icon: str
    primary: bool = False


@require_safe
def report(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the report, however unfinished the plan is."""
    visit = get_plan(request, plan_id)
    try:
        options = Options.read(audience=request.GET.get("audience", ""))
    except RenderError as error:
        raise Http404(str(error)) from error
    check_may_get(visit, options)
    state = visit.state()
    version = asked_version(request, visit)
    shown = shown_of(visit, version, state)
    document = formats.document_of(shown, day_of(visit, version), options)
    context = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "answer_urls": {} if version else answer_urls(visit, state),
        "downloads": downloads_of(plan_id, options, version=version.version.number if version else 0),
        "version": version.version if version else None,
        "may_share": visit.may(Deed.SHARE),
    }
    return frame.page(request, visit, "plan/report.html", context, state=state, current="plan:report")


def check_may_get(visit: PlanVisit, options: Options) -> None:
    """Answer 404 where an edition holds what is marked for the other side only."""
    if not visit.may_get(options.audience):
        raise Http404


def answer_urls(visit: PlanVisit, state: PlanState) -> dict[str, str]:
    """Return where each question is answered; readers cannot answer those that belong to no lesson."""
    settings = reverse("plan:settings", args=[visit.plan.id]) if visit.can_edit else ""
    base = frame.address_of("plan:overview", visit.plan.id)
    urls = {}
    for question in state.course.questions():
        lesson = state.index.lesson_of.get(question.id)
        page = f"{base}{lesson.id}/" if lesson else settings
        if page:
            urls[question.id] = f"{page}#q-{question.id}-{question.sides()[0]}"
    return urls


def asked_version(request: HttpRequest, visit: PlanVisit) -> Versioned | None:
    """Return the named version that `?version=` asks for, None for the plan as it stands; 404 for one that is not."""
    typed = request.GET.get("version")
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise Http404
    try:
        return agreements.find_version(visit.plan, int(typed))
    except NoSuchVersion as error:
        raise Http404 from error


def shown_of(visit: PlanVisit, version: Versioned | None, state: PlanState) -> PlanState:
    """Return what a document is made of, the version or the plan as it stands, with what both sides agreed to."""
    if version is None:
        return agreements.with_standing(visit.plan, state)
    return seen_by(agreements.state_of_version(version), visit.actor.audience)


def day_of(visit: PlanVisit, version: Versioned | None) -> date:
    """Return the day of a document: a version's own, so that it stays the same, or today in the plan's zone."""
    return versions.day_of(version.version) if version else now().astimezone(visit.zone).date()


def downloads_of(plan_id: UUID, options: Options, *, version: int = 0) -> tuple[Download, ...]:
    """Return the files of this edition of the plan, or of a named version of it, that most people take.

    The page of downloads has them all.
    """
    edition = str(options.audience) if options.audience != formats.USUAL else ""
    asked = {"audience": edition, "version": str(version or "")}
    query = urlencode({name: value for name, value in asked.items() if value})

    def url(extension: str) -> str:
        return reverse("plan:download", args=[plan_id, extension]) + (f"?{query}" if query else "")

    return (
        Download(url("pdf"), _("PDF"), "pdf", primary=True),
        Download(url("docx"), _("Word"), "report"),
        Download(url("ics"), _("Calendar"), "calendar"),
    )


def file_headers(name: str, slug: str, extension: str) -> str:
    """Return the Content-Disposition of a file: an ASCII name for old programs, the plan's own name for the others."""
    own = " ".join(_UNFIT.sub(" ", name).split()).strip(" .")[:100] or slug
    return f"attachment; filename=\"{slug}.{extension}\"; filename*=UTF-8''{quote(f'{own}.{extension}', safe='')}"


@require_safe
def download(request: HttpRequest, plan_id: UUID, extension: str) -> HttpResponse:
    """Send the report as a file. What this site does not make is 404, a paper it does not have 400.

    Typesetting is limited for each plan; a PDF that was made before is sent without counting.
    """
    visit = get_plan(request, plan_id)
    if extension not in formats.FORMATS:
        raise Http404
    version = asked_version(request, visit)
    try:
        options = _options(request, extension)
    except RenderError as error:
        return refuse(request, str(error), status=400)
    check_may_get(visit, options)
    state = shown_of(visit, version, visit.state())
    if not KINDS[options.kind].fits(state):
        raise Http404
    today = day_of(visit, version)
    permitted = replace(options, permit=renders.permit(request, RENDERS, str(plan_id)))
    try:
        file = formats.render(extension, state, today=today, options=permitted)
    except RenderError as error:
        return refuse(request, str(error), status=503, wait=30)
    response = HttpResponse(file.data, content_type=file.media_type)
    name, slug = state.name, file.name.rpartition(".")[0]
    if version:
        one = version.version
        name, slug = f"{name or slug}, {one.name}", f"{slug}-version-{one.number}"
    response["Content-Disposition"] = file_headers(name, slug, extension)
    response["X-Content-Type-Options"] = "nosniff"
    return frame.close(request, response)


def _options(request: HttpRequest, extension: str) -> Options:
    asked = {name: request.GET.get(name, "") for name in ("kind", "audience")}
    try:
        formats.check(extension, Options.read(**asked))
    except RenderError as error:
        raise Http404(str(error)) from error
    return Options.read(**asked, paper=request.GET.get("paper", ""))
