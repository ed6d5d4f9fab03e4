"""The report: as a page that prints well, and as files to take along."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from teamup.core.limits import Limit, spend
from teamup.plans import selectors
from teamup.plans.state import PlanState
from teamup.report import formats
from teamup.report.errors import RenderError
from teamup.report.formats import Options
from teamup.report.kinds import KINDS
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame

RENDERS = Limit("PDFs of a plan", most=20, seconds=60)
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
    state = selectors.load_state(visit.plan)
    document = formats.document_of(state, now().astimezone(visit.zone).date(), options)
    context = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "answer_urls": answer_urls(visit, state),
        "downloads": downloads_of(plan_id, options),
    }
    return frame.page(request, visit, "plan/report.html", context, state=state, current="plan:report")


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


def downloads_of(plan_id: UUID, options: Options) -> tuple[Download, ...]:
    """Return the files of this edition of the plan that most people take; the page of downloads has them all."""
    edition = f"?audience={options.audience}" if options.audience != formats.USUAL else ""

    def url(extension: str) -> str:
        return reverse("plan:download", args=[plan_id, extension]) + edition

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
    if "version" in request.GET:
        raise Http404
    try:
        options = _options(request, extension)
    except RenderError as error:
        return refuse(request, str(error), status=400)
    state = selectors.load_state(visit.plan)
    if not KINDS[options.kind].fits(state):
        raise Http404
    today = now().astimezone(visit.zone).date()
    permitted = replace(options, permit=lambda: spend(RENDERS, str(plan_id), now=now()))
    try:
        file = formats.render(extension, state, today=today, options=permitted)
    except RenderError as error:
        return refuse(request, str(error), status=503, wait=30)
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = file_headers(state.name, file.name.rpartition(".")[0], extension)
    response["X-Content-Type-Options"] = "nosniff"
    return frame.close(request, response)


def _options(request: HttpRequest, extension: str) -> Options:
    asked = {name: request.GET.get(name, "") for name in ("kind", "audience")}
    try:
        formats.check(extension, Options.read(**asked))
    except RenderError as error:
        raise Http404(str(error)) from error
    return Options.read(**asked, paper=request.GET.get("paper", ""))
