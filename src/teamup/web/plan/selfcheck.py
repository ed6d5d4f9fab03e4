"""The self-check of a plan: both sides in one picture, what is weakest, how it moved, and the rounds of its members."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.plans import rounds, selfcheck
from teamup.plans.errors import AnswerRejected, PlanError
from teamup.plans.permissions import Deed
from teamup.plans.selfcheck import SHOWN_FROM, SIDES
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import checklink, frame, sending
from teamup.web.plan import selfcheck_told as told
from teamup.web.plan.gaps import weak_lines
from teamup.web.plan.radar import radar_of


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show where the self-check stands; a POST opens a round, ends it, or puts its link away."""
    if request.method != "POST":
        return _show(request, get_plan(request, plan_id))
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    page = reverse("plan:self_check", args=[plan_id])
    match request.POST.get("do"):
        case "open":
            return _open(request, visit, page)
        case "end":
            return _end(request, visit, page)
        case _:
            response = frame.see_other(page)
            checklink.forget(response, visit.plan)
            return response


def _open(request: HttpRequest, visit: PlanVisit, page: str) -> HttpResponse:
    name, closes_on = request.POST.get("name", ""), request.POST.get("closes_on", "")
    typed = {"name": name, "closes_on": closes_on}
    try:
        form_key = sending.read_key(request.POST)
        opened = rounds.open_round(
            plan=visit.plan, name=name, closes_on=closes_on, form_key=form_key, by=visit.actor, now=now()
        )
    except AnswerRejected as rejected:
        faults = {fault.where: fault.message for fault in rejected.faults}
        return _show(request, visit, typed=typed, faults=faults, status=422)
    except PlanError as error:
        return _show(request, visit, typed=typed, faults={"": str(error)}, status=409)
    response = frame.see_other(
        f"{page}#link", request, _("The round is open. Copy its link now: it is shown only once.")
    )
    checklink.show_next(response, visit.plan, opened.token)
    return response


def _end(request: HttpRequest, visit: PlanVisit, page: str) -> HttpResponse:
    try:
        rounds.end_round(plan=visit.plan, round_id=UUID(request.POST.get("round", "")), by=visit.actor, now=now())
    except ValueError as error:
        raise Http404 from error
    response = frame.see_other(page, request, _("The round is over. Its link opens nothing any more."))
    checklink.forget(response, visit.plan)
    return response


def _show(
    request: HttpRequest,
    visit: PlanVisit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    state = visit.state()
    question = selfcheck.question_of(state)
    if question is None:
        raise Http404
    had = rounds.rounds_of(visit.plan.pk)
    replies = rounds.replies_of(visit.plan.pk, had[: told.ROUNDS_COMPARED])
    present = replies.get(had[0].round_id, ()) if had else ()
    result = selfcheck.result_of(state, present)
    if result is None:
        raise Http404
    lines = [told.round_line(visit, one, replies.get(one.round_id)) for one in had]
    today = now().astimezone(visit.zone).date()
    context: dict[str, Any] = {
        "radar": radar_of(result),
        "topics": [told.topic_line(topic, present) for topic in result.topics],
        "has_result": any(topic.ratings for topic in result.topics),
        "has_members": any(topic.of(side).members is not None for topic in result.topics for side in SIDES),
        "made_of": told.made_of(result),
        "waiting": told.waiting(result),
        "far_apart": [*told.far_apart(result)],
        "weak": weak_lines(state, selfcheck.weakest(state, replies=present)),
        "moves": [*told.moves_of(result, told.points_of(visit, question, had, replies))],
        "round": lines[0] if lines and lines[0].is_open else None,
        "present": lines[0] if lines else None,
        "rounds": lines,
        "answer_url": _answer_url(visit, state),
        "link": checklink.shown(request, visit.plan) if visit.can_edit else None,
        "form": {"name": told.month_said(today), **(typed or {})},
        "faults": faults or {},
        "today": today.isoformat(),
        "save": uuid.uuid4(),
        "shown_from": SHOWN_FROM,
    }
    return frame.page(request, visit, "plan/selfcheck.html", context, state=state, status=status)


def _answer_url(visit: PlanVisit, state: PlanState) -> str:
    question = selfcheck.question_of(state)
    lesson = state.index.lesson_of.get(question.id) if question else None
    if question is None or lesson is None:
        return reverse("plan:settings", args=[visit.plan.id])
    url = reverse("plan:lesson", args=[visit.plan.id, lesson.section, lesson.slug])
    return f"{url}#q-{question.id}-{question.sides()[0]}"
