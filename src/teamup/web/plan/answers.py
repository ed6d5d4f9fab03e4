"""Saving one answer as it is typed, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.catalog import shelf
from teamup.catalog.conditions import questions_of
from teamup.catalog.model import Kind, Question, Side
from teamup.plans import fitting, selectors, services, showing
from teamup.plans.errors import AnswerRejected, Conflict, UnknownQuestion
from teamup.plans.models import Answer
from teamup.plans.permissions import Deed
from teamup.plans.services import Save, Saved
from teamup.plans.state import Given
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import desk, frame, lesson, worksheet
from teamup.web.plan.cards import Easel, Typed
from teamup.web.plan.conflicts import conflict_of
from teamup.web.plan.faults import messages_of
from teamup.web.plan.fields import card_id
from teamup.web.plan.reading import Sent, read_save
from teamup.web.plan.times import clock_time


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about: one answer of one plan. `question` is None for one that this version does not have."""

    request: HttpRequest
    visit: PlanVisit
    question_id: str
    question: Question | None
    at: datetime

    @property
    def wants_json(self) -> bool:
        """Say whether a script asked, for data."""
        return "application/json" in self.request.headers.get("Accept", "")

    @property
    def wants_fragment(self) -> bool:
        """Say whether a script asked, for a piece of the page."""
        return "HX-Request" in self.request.headers


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, plan_id: UUID, question_id: str) -> HttpResponse:
    """Save an answer, or return the present one; `?on=sheet` returns its question as a worksheet holds it now."""
    visit = get_plan(request, plan_id, to=Deed.EDIT if request.method == "POST" else Deed.READ)
    question = shelf.get_index(visit.plan.pack_id, visit.plan.pack_version).questions.get(question_id)
    asked = Asked(request, visit, question_id, question, now())
    response = _save(asked) if request.method == "POST" else _show(asked)
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Accept, HX-Request, Cookie"
    return response


def _save(asked: Asked) -> HttpResponse:
    sent: Sent | None = None
    try:
        sent = read_save(asked.request, asked.question_id, asked.question)
        if sent.keep == "theirs":
            return _present(asked, sent.side)
        sent = _with_both(asked, sent)
        save = Save(sent.raw, sent.base, sent.key, sent.side)
        saved = services.record_answer(
            plan=asked.visit.plan, question_id=asked.question_id, save=save, by=asked.visit.actor, now=asked.at
        )
    except UnknownQuestion as error:
        raise Http404 from error
    except AnswerRejected as rejected:
        return _show_rejected(asked, sent, rejected)
    except Conflict as conflict:
        return _show_conflict(asked, sent, conflict)
    return _show_saved(asked, saved, merged=saved.merged or sent.keep == "both")


def _with_both(asked: Asked, sent: Sent) -> Sent:
    """Return what was sent; when both versions are to be kept, together with the one it met."""
    if sent.keep != "both" or asked.question is None:
        return sent
    showing.check_shown(asked.visit.plan, asked.question_id, sent.side, asked.visit.actor)
    return replace(sent, raw=worksheet.united(asked.visit.plan, asked.question, sent.side, sent.raw, sent.base))


def _show_saved(asked: Asked, saved: Saved, *, merged: bool) -> HttpResponse:
    note = _note(asked)
    if asked.wants_json:
        label = clock_time(saved.at, asked.visit.zone)
        told: dict[str, object] = {"revision": saved.revision, "value": saved.value, "merged": merged}
        told |= {"saved_at": saved.at.isoformat(), "saved_label": label, **({"note": note} if note else {})}
        return JsonResponse(told)
    if asked.wants_fragment:
        return HttpResponse(_card(asked, saved.side))
    return _back_to_lesson(asked, saved.side, note)


def _note(asked: Asked) -> str:
    """Return what to say of an answer that is kept although the plan does not ask for it now."""
    question = asked.question
    if question is None:
        return _(
            "This question is not in this plan’s version of the course. Your answer is kept in the plan’s history."
        )
    if question.show_when is not None and not _applies(asked, question):
        return _("This question is hidden by another answer at the moment. Your answer is kept and comes back with it.")
    return ""


def _applies(asked: Asked, question: Question) -> bool:
    """Read only the answers that the question's condition looks at: saving must not slow down as plans grow."""
    plan = asked.visit.plan
    roles = shelf.get_course(plan.pack_id, plan.pack_version).roles
    looked_at = (
        {path.partition(".")[0] for path, _values in questions_of(question.show_when)} if question.show_when else set()
    )
    rows = Answer.objects.filter(plan=plan, question_id__in={*looked_at, roles.get("side", "")})
    answers = {(a.question_id, Side(a.side)): Given(a.value, a.revision, a.changed_at) for a in rows}
    return selectors.state_of(plan, answers, {}).applies(question)


def _show_rejected(asked: Asked, sent: Sent | None, rejected: AnswerRejected) -> HttpResponse:
    question = asked.question
    if question is None or sent is None:
        return refuse(asked.request, " ".join(fault.message for fault in rejected.faults), status=422)
    easel = _easel(asked)
    typed = Typed(sent.raw, sent.base, rejected=rejected)
    errors = messages_of(question, rejected, sent.raw, easel.state.voice)
    if question.kind is Kind.AUTOMATIC or sent.side not in question.sides():
        return refuse(asked.request, " ".join(errors), status=422)
    if asked.wants_json:
        html = easel.card(question, sent.side, typed=typed)
        return JsonResponse({"errors": errors, "html": html}, status=422)
    return _redraw(asked, question, easel, sent.side, typed, status=422)


def _show_conflict(asked: Asked, sent: Sent | None, conflict: Conflict) -> HttpResponse:
    told = {"revision": conflict.revision, "theirs": conflict.theirs, "yours": conflict.yours}
    question = asked.question
    if question is None or sent is None:
        return JsonResponse(told, status=409)
    easel = _easel(asked)
    if asked.wants_json:
        panel = {"conflict": conflict_of(question, sent.side, conflict, easel)}
        return JsonResponse({**told, "html": render_to_string("plan/conflict.html", panel)}, status=409)
    return _redraw(asked, question, easel, sent.side, Typed(sent.raw, sent.base, conflict=conflict), status=409)


def _redraw(asked: Asked, question: Question, easel: Easel, side: Side, typed: Typed, *, status: int) -> HttpResponse:
    """Return the field, or where no script asked its whole page, with what was typed."""
    if asked.wants_fragment:
        return HttpResponse(easel.card(question, side, typed=typed), status=status)
    found = easel.state.index.lesson_of.get(question.id)
    if found is None:
        said = messages_of(question, typed.rejected, typed.raw, easel.state.voice)
        return refuse(asked.request, " ".join(said), status=status)
    return lesson.show(
        asked.request, asked.visit, easel.state, found, typed={(question.id, side): typed}, status=status
    )


def _easel(asked: Asked) -> Easel:
    state = asked.visit.state()
    return lesson.easel_of(asked.visit, state, state.index.lesson_of.get(asked.question_id))


def _card(asked: Asked, side: Side) -> str:
    question = asked.question
    if question is None or side not in question.sides():
        raise Http404
    return _easel(asked).card(question, side)


def _back_to_lesson(asked: Asked, side: Side, note: str) -> HttpResponse:
    easel = _easel(asked)
    said = f"{_('Saved.')} {note}" if note else ""
    return frame.see_other(f"{easel.lesson_url}#{card_id(asked.question_id, side)}", asked.request, said)


def _show(asked: Asked) -> HttpResponse:
    if "on" in asked.request.GET and asked.question and asked.wants_fragment:
        return HttpResponse(desk.now_asked(_easel(asked), asked.question))
    side = next(_sides_asked(asked), None)
    if side is None:
        raise Http404
    return _present(asked, side)


def _sides_asked(asked: Asked) -> Iterator[Side]:
    """Yield the side that `?side=` names; without it, the first that the question is asked of."""
    named = asked.request.GET.get("side")
    sides = asked.question.sides() if asked.question else (Side.JOINT, Side.POLICE, Side.SECURITY)
    return (side for side in sides if named in (None, side))


def _present(asked: Asked, side: Side) -> HttpResponse:
    """Return the answer as it stands: as data, as its card, or where no script asked in its lesson."""
    if asked.wants_json:
        if (asked.question_id, side) in showing.hidden_from(asked.visit.plan.pk, asked.visit.actor):
            raise Http404
        given = Answer.objects.filter(plan=asked.visit.plan, question_id=asked.question_id, side=side).first()
        if given is None and asked.question is None:
            raise Http404
        revision, value = (given.revision, given.value) if given else (0, None)
        if asked.question is not None:
            value = fitting.fit(asked.question, value).value
        return JsonResponse({"revision": revision, "value": value, "csrf": get_token(asked.request)})
    if asked.wants_fragment or asked.request.method != "POST":
        return HttpResponse(_card(asked, side))
    return _back_to_lesson(asked, side, "")
