"""Who changed what and when; any value can be made the present one again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teamup.plans import diary, selectors, services, showing, words
from teamup.plans import seen as looking
from teamup.plans.errors import AnswerRejected, Conflict, UnknownQuestion
from teamup.plans.permissions import Deed
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, sending
from teamup.web.plan.asked import Asked, page_url
from teamup.web.plan.telling import Teller

A_PAGE = 50


@require_safe
def history(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """List what happened to the plan, newest first, fifty entries a page, or what the filters leave of it.

    `?question=` shows every change of one answer.
    """
    visit = get_plan(request, plan_id)
    number = _page_number(request.GET.get("page", "1"))
    state = visit.state()
    teller = Teller(visit, state)
    if only := request.GET.get("question", "")[:80]:
        context = _of_one_answer(visit, teller, only, number)
    else:
        context = _of_all(visit, teller, Asked(visit, state, request.GET), number)
    if number > 1 and not context["days"]:
        raise Http404
    context |= {"number": number, "all_url": reverse("plan:history", args=[plan_id]), "until": now().isoformat()}
    context["restore_url"] = reverse("plan:restore", args=[plan_id])
    return frame.page(request, visit, "plan/history.html", context, state=state, current="plan:history")


def _of_one_answer(visit: PlanVisit, teller: Teller, only: str, number: int) -> dict[str, Any]:
    found = selectors.changes_of(
        visit.plan,
        question_id=only,
        start=(number - 1) * A_PAGE,
        count=A_PAGE + 1,
        without=showing.without(teller.state),
    )
    entries = [diary.entry_of(change) for change in found[:A_PAGE]]
    return {
        "days": [*teller.days(entries)],
        "only": teller.title_of(only, found[0].old or found[0].new if found else None),
        "newer": page_url(visit, number - 1, question=only) if number > 1 else "",
        "older": page_url(visit, number + 1, question=only) if len(found) > A_PAGE else "",
    }


def _of_all(visit: PlanVisit, teller: Teller, asked: Asked, number: int) -> dict[str, Any]:
    found = diary.entries(visit.plan, asked.wanted(), visit.zone, start=(number - 1) * A_PAGE, count=A_PAGE)
    return {
        "days": [*teller.days(found[:A_PAGE])],
        "asked": asked,
        "filters": [*asked.filters()],
        "seen": words.of_day(visit.seen_at.astimezone(visit.zone).date()) if visit.seen_at else "",
        "newer": asked.url(number - 1) if number > 1 else "",
        "older": asked.url(number + 1) if len(found) > A_PAGE else "",
    }


@require_POST
def seen(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Note that this person has seen what others changed until the page was drawn that says so.

    Opening the history alone does not: what is new must not vanish by accident.
    """
    visit = get_plan(request, plan_id)
    until = _moment(request.POST.get("until", ""))
    if until is None:
        return refuse(request, _("This form is out of date. Reload the page and try again."), status=422)
    looking.mark_seen(plan=visit.plan, by=visit.actor, until=until, now=now())
    said = _("Marked as seen. What others change from now on is told on the overview.")
    return frame.see_other(reverse("plan:overview", args=[plan_id]), request, said)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@require_POST
def restore(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Make a value of the history the present one again. Meeting another change is explained on a page."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    try:
        change_key = sending.read_key(request.POST, "change")
        # One form may offer several changes: each has an effect of its own, and the same one twice has one.
        save_key, base = uuid.uuid5(sending.read_key(request.POST), str(change_key)), sending.read_base(request.POST)
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
    state = visit.state()
    teller = Teller(visit, state)
    change = selectors.find_change(visit.plan, change_key)
    question_id = change.question_id if change else ""
    context = {
        "title": teller.title_of(question_id, change.new if change else None),
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
