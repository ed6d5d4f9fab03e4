"""The talk at one question, beside its present answer. Every form is a plain POST."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from teamup.catalog.model import Side
from teamup.core.limits import TooOften
from teamup.plans import threads, words
from teamup.plans.errors import NoSuchThread, TalkRejected
from teamup.plans.models import Thread, ThreadKind
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, get_plan
from teamup.web.plan import frame
from teamup.web.plan.fields import card_id
from teamup.web.plan.overview import lesson_url
from teamup.web.plan.settled import settled_at
from teamup.web.plan.sides import side_by_side
from teamup.web.plan.talk import page_number, pages
from teamup.web.plan.talk_forms import DEEDS, Sent, Typed
from teamup.web.plan.talk_told import TalkTeller, ThreadLine, abouts, turns

THREADS_A_PAGE, COMMENTS_A_PAGE = 10, 50
MOST_NAMES = 24


@require_http_methods(["GET", "HEAD", "POST"])
def talk_at(request: HttpRequest, plan_id: UUID, question_id: str) -> HttpResponse:
    """Show the talk at a question beside its present answer; a POST says something, or says that it is done."""
    if request.method != "POST":
        return _show(request, get_plan(request, plan_id), question_id)
    return _do(request, get_plan(request, plan_id, to=Deed.COMMENT), question_id)


def _show(
    request: HttpRequest, visit: PlanVisit, question_id: str, *, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    state = visit.state()
    found = threads.talk_at(visit.plan, question_id, visit.actor)
    question = state.index.questions.get(question_id)
    answers = _answers(state, question_id)
    if not (question or found or answers or typed):
        raise Http404
    teller = TalkTeller(visit, state)
    may = visit.may(Deed.COMMENT)
    members = threads.members_of(visit.plan) if may else []
    context: dict[str, Any] = {
        "title": teller.title_of(question_id),
        "prompt": question.prompt.spoken(state.voice) if question else "",
        "gone": teller.gone(question_id),
        "answers": answers,
        "answer_url": _answer_url(visit, state, question_id),
        "all_url": reverse("plan:talk", args=[visit.plan.id]),
        "here": teller.url_of(question_id),
        "may": may,
        "turns": turns(members),
        "abouts": abouts(question),
        "names": [member.name for member in members[:MOST_NAMES]],
        "typed": typed,
        "key": uuid.uuid4(),
    }
    shown, links = _page(request, teller, question_id, found, typed)
    context |= {
        "open_lines": [line for line in shown if not line.resolved],
        "done_lines": [line for line in shown if line.resolved],
        "is_one": "thread" in request.GET,
        **links,
    }
    if question and question.each_side:
        note = next((one for one in found if one.kind == ThreadKind.SETTLED and one.resolved_at is None), None)
        again = typed if typed and typed.form == "settle" else None
        context["sides"] = side_by_side(question, state)
        context["settled"] = settled_at(question, state, visit, note, can_write=may, again=again)
    return frame.page(request, visit, "plan/talk_at.html", context, state=state, status=status)


def _page(
    request: HttpRequest, teller: TalkTeller, question_id: str, found: tuple[Thread, ...], typed: Typed | None
) -> tuple[list[ThreadLine], dict[str, object]]:
    """Return the threads of one page and the links around it; of `?thread=`, one thread with all of its comments."""
    number, plan, url = page_number(request.GET.get("page", "1")), teller.visit.plan, teller.url_of(question_id)
    if only := request.GET.get("thread", ""):
        thread = next((one for one in found if str(one.thread_id) == only), None)
        start = (number - 1) * COMMENTS_A_PAGE
        comments = threads.page_of(plan, thread, start=start, count=COMMENTS_A_PAGE) if thread else []
        if thread is None or (number > 1 and not comments):
            raise Http404
        has_more = thread.comments > start + COMMENTS_A_PAGE
        lines = teller.lines([thread], {thread.thread_id: comments})
        return lines, pages(f"{url}?thread={thread.thread_id}", number, has_more=has_more)
    held = [one for one in found if one.kind != ThreadKind.SETTLED or one.resolved_at is not None]
    start = (number - 1) * THREADS_A_PAGE
    if number > 1 and not held[start:]:
        raise Http404
    shown = held[start : start + THREADS_A_PAGE]
    # What could not be kept stays in sight, whichever page its thread stands on.
    shown += [one for one in held if typed and typed.form.startswith(str(one.thread_id)) and one not in shown]
    lines = teller.lines(shown, threads.said_in(plan, shown))
    return lines, pages(url, number, has_more=len(held) > start + THREADS_A_PAGE)


def _answers(state: PlanState, question_id: str) -> list[dict[str, str]]:
    """Return the present answers to a question in words, one for each side that has one."""
    question = state.index.questions.get(question_id)
    told = []
    for side in Side:
        given = state.stored.get((question_id, side)) if question is None else state.given(question_id, side)
        if given is not None and given.value is not None:
            said = words.of_kept(question, given.value, state) if question else words.plainly(given.value)
            told.append({"side": "" if side is Side.JOINT else str(side), "words": said, "by": given.by})
    return told


def _answer_url(visit: PlanVisit, state: PlanState, question_id: str) -> str:
    question, lesson = state.index.questions.get(question_id), state.index.lesson_of.get(question_id)
    if question is None or lesson is None or not state.applies(question):
        return ""
    return f"{lesson_url(visit.plan.id, lesson)}#{card_id(question_id, question.sides()[0])}"


def _do(request: HttpRequest, visit: PlanVisit, question_id: str) -> HttpResponse:
    act, _space, rest = request.POST.get("do", "").partition(" ")
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404
    sent = Sent(request, visit, question_id, rest)
    try:
        anchor, said = deed(sent)
    except NoSuchThread as error:
        raise Http404 from error
    except TalkRejected as rejected:
        return _show(request, visit, question_id, typed=sent.typed(act, str(rejected)), status=422)
    except TooOften as error:
        response = _show(request, visit, question_id, typed=sent.typed(act, str(error)), status=429)
        response["Retry-After"] = str(error.wait)
        return response
    return frame.see_other(sent.back(anchor), request, said)
