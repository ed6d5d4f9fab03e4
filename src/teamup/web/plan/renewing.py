"""The page that begins a plan's next year: what is kept, what goes on, and what to look at again."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.catalog.model import Path
from teamup.plans import renewing
from teamup.plans.errors import AnswerRejected
from teamup.plans.permissions import Deed
from teamup.plans.renewing import Renewed
from teamup.plans.state import PlanState
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, sending

SHOWN = 8


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show what the next year begins with; a POST begins it, and leads to where to look first."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    if request.method != "POST":
        return _show(request, visit)
    try:
        key = sending.read_key(request.POST)
    except AnswerRejected as rejected:
        return refuse(request, str(rejected), status=422)
    done = renewing.renew(plan=visit.plan, put_away="put_away" in request.POST, key=key, by=visit.actor, now=now())
    return frame.see_other(_first(visit, visit.state()), request, _said(done))


def _said(done: Renewed) -> str:
    away = ngettext("%(n)d finished step was put away.", "%(n)d finished steps were put away.", done.put_away)
    said = _("Year %(next)s has begun. Year %(year)s is kept as version %(version)s.")
    facts = {"next": done.year + 1, "year": done.year, "version": done.version}
    return f"{said % facts} {away % {'n': done.put_away}}" if done.put_away else said % facts


def _first(visit: PlanVisit, state: PlanState) -> str:
    """Return where an existing partnership begins: the first lesson of its section that asks something."""
    base = reverse("plan:overview", args=[visit.plan.id])
    asks = (lesson for section in state.course.sections[-1:] for lesson in section.lessons if lesson.questions)
    lesson = next(asks, None)
    return f"{base}{lesson.id}/" if lesson else base


def _show(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    state, at = visit.state(), now()
    found = renewing.outlook(visit.plan, state, today=at.astimezone(visit.zone).date(), now=at)
    base = reverse("plan:overview", args=[visit.plan.id])
    context = {
        "year": found.year,
        "next_year": found.year + 1,
        "is_new": state.path is Path.NEW,
        "finished": [step.what for step in found.finished[:SHOWN]],
        "finished_count": len(found.finished),
        "finished_more": max(0, len(found.finished) - SHOWN),
        "open_count": len(found.open),
        "overdue": found.overdue,
        "old": [(lesson.title, f"{base}{lesson.id}/", count) for lesson, count in found.old],
        "has_self_check": "self_check" in state.course.roles,
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/renew.html", context, state=state)
