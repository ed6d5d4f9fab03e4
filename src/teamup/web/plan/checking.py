"""Where a member answers the self-check: whoever has the link, once, without a name and without a cookie."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teamup.catalog.model import Question
from teamup.core.limits import TooOften
from teamup.plans import rounds, selectors, selfcheck
from teamup.plans.errors import AnswerRejected
from teamup.plans.models import CheckRound
from teamup.plans.rounds import NoSuchRound
from teamup.plans.state import PlanState
from teamup.web.http import network_of, now
from teamup.web.plan import frame

DONE = "done"


@dataclass(frozen=True, slots=True)
class TopicField:
    """A topic to rate, with what was typed and what stands against it."""

    id: str
    title: str
    statement: str
    help: str
    ratings: tuple[tuple[int, bool], ...]
    evidence: str
    error: str


# The link is all that opens this form, and no cookie says who sends it: there is nothing for another site to abuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an open round; a POST counts a reply. Every other link is answered the same 404.

    Looking spends nothing, so that mail scanners may look.
    """
    try:
        found = rounds.find_round(token, now=now())
        state = selectors.load_state(found.plan)
        question = selfcheck.question_of(state)
        if question is None:
            raise NoSuchRound
        if request.method == "POST":
            return _add(request, token, found, state, question)
        if DONE in request.GET:
            return _page(request, "plan/selfcheck_thanks.html", {"round": found, "name": state.name})
        if rounds.is_full(found):
            raise NoSuchRound
    except NoSuchRound:
        return _page(request, "plan/selfcheck_closed.html", {}, status=404)
    return _form(request, found, state, question)


def _add(request: HttpRequest, token: str, found: CheckRound, state: PlanState, question: Question) -> HttpResponse:
    try:
        reply = rounds.clean_reply(question, request.POST.get("side", ""), _cells(request.POST, question))
        save_key = _save_key(request.POST)
        rounds.add_reply(token=token, reply=reply, save_key=save_key, network=network_of(request), now=now())
    except AnswerRejected as rejected:
        faults = {fault.where.partition(".")[0]: fault.message for fault in rejected.faults}
        return _form(request, found, state, question, faults=faults, status=422)
    except TooOften as often:
        response = _form(request, found, state, question, refusal=str(often), status=429)
        response["Retry-After"] = str(often.wait)
        return response
    return _private(frame.see_other(f"{reverse('plan:check', args=[token])}?{DONE}=1"))


def _save_key(post: QueryDict) -> UUID:
    """Return the form's own key. A form without one is not ours, and counts like any other, once."""
    try:
        return UUID(post.get("save", ""))
    except ValueError:
        return uuid.uuid4()


def _cells(post: QueryDict, question: Question) -> dict[str, dict[str, str]]:
    rating, evidence = selfcheck.rating_of(question), selfcheck.evidence_of(question)
    columns = [(name, column.id) for name, column in (("rating", rating), ("evidence", evidence)) if column]
    return {row.id: {column: post.get(f"{name}.{row.id}", "") for name, column in columns} for row in question.rows}


def _form(
    request: HttpRequest,
    found: CheckRound,
    state: PlanState,
    question: Question,
    *,
    faults: Mapping[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    faults = faults or {}
    fields = [*_fields(request.POST, state, question, faults)]
    evidence = selfcheck.evidence_of(question)
    problems = [("side", _("Your side"), faults["side"])] if "side" in faults else []
    problems += [(f"t-{field.id}", field.title, field.error) for field in fields if field.error]
    context = {
        "round": found,
        "name": frame.name_or(state.name),
        "prompt": question.prompt.spoken(state.voice),
        "help": question.help.spoken(state.voice),
        "fields": fields,
        "evidence_length": evidence.max_length if evidence else 0,
        "side": request.POST.get("side", ""),
        "side_error": faults.get("side", ""),
        "problems": problems,
        "refusal": refusal,
        "save": _save_key(request.POST),
        "shown_from": selfcheck.SHOWN_FROM,
    }
    return _page(request, "plan/selfcheck_form.html", context, status=status)


def _fields(post: QueryDict, state: PlanState, question: Question, faults: Mapping[str, str]) -> Iterator[TopicField]:
    scale = selfcheck.rating_of(question)
    steps = range(scale.low, scale.high + 1) if scale else range(0)
    for row in question.rows:
        title, statement = selfcheck.said_of(row, state)
        chosen = post.get(f"rating.{row.id}", "")
        yield TopicField(
            row.id,
            title,
            statement,
            row.help.spoken(state.voice),
            tuple((step, chosen == str(step)) for step in steps),
            post.get(f"evidence.{row.id}", ""),
            faults.get(row.id, ""),
        )


def _page(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return _private(render(request, template, dict(context), status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link from being stored, indexed or passed on."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
