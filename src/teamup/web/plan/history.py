"""Who changed what and when; any value can be made the present one again."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teamup.plans import selectors, services
from teamup.plans.errors import AnswerRejected, Conflict, UnknownQuestion
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, sending, stream
from teamup.web.plan.telling import Teller, page_url

A_PAGE = 50


@require_safe
def history(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """List what happened to the plan, newest first, fifty a page; `?question=` shows the changes of one answer."""
    visit = get_plan(request, plan_id)
    number = _page_number(request.GET.get("page", "1"))
    only = request.GET.get("question", "")[:80]
    found = stream.happened(visit.plan, only=only, start=(number - 1) * A_PAGE, count=A_PAGE + 1)
    if number > 1 and not found:
        raise Http404
    state = selectors.load_state(visit.plan)
    teller = Teller(visit, state)
    context = {
        "days": [*teller.days(found[:A_PAGE])],
        "number": number,
        "newer": page_url(visit, number - 1, only) if number > 1 else "",
        "older": page_url(visit, number + 1, only) if len(found) > A_PAGE else "",
        "only": teller.title_of(only) if only else "",
        "all_url": reverse("plan:history", args=[plan_id]),
    }
    return frame.page(request, visit, "plan/history.html", context, state=state, current="plan:history")


@require_POST
def restore(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Make a value of the history the present one again. Meeting another change is explained on a page."""
    visit = get_plan(request, plan_id, to="edit")
    try:
        change_key = sending.read_key(request.POST, "change")
        save_key, base = sending.read_key(request.POST), sending.read_base(request.POST)
    except AnswerRejected as rejected:
        return refuse(request, str(rejected), status=422)
    try:
        services.restore(
            plan=visit.plan, change_key=change_key, save_key=save_key, base=base, by=visit.actor, now=now()
        )
    except UnknownQuestion as error:
        raise Http404 from error
    except AnswerRejected as rejected:
        return refuse(request, str(rejected), status=422)
    except Conflict as conflict:
        return _show_conflict(request, visit, change_key, conflict)
    said = _("Restored. The words it replaced are in the history too.")
    return frame.see_other(reverse("plan:history", args=[plan_id]), request, said)


def _show_conflict(request: HttpRequest, visit: PlanVisit, change_key: UUID, conflict: Conflict) -> HttpResponse:
    state = selectors.load_state(visit.plan)
    teller = Teller(visit, state)
    change = selectors.find_change(visit.plan, change_key)
    question_id = change.question_id if change else ""
    context = {
        "title": teller.title_of(question_id),
        "by": conflict.by,
        "yours": teller.words_of(question_id, conflict.yours),
        "theirs": teller.words_of(question_id, conflict.theirs),
        "change": change_key,
        "base": conflict.revision,
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/restore.html", context, state=state, current="plan:history", status=409)


def _page_number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 7 and int(typed) > 0):
        raise Http404
    return int(typed)
