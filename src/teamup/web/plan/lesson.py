"""The lesson page and its worksheet, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from teamup.catalog.model import Lesson
from teamup.plans import threads
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.plans.threads import OpenTalk
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.learning.checks import chosen_in
from teamup.web.plan import desk, frame, seen, way, worksheet
from teamup.web.plan.cards import Easel, Typed
from teamup.web.plan.faults import messages_of
from teamup.web.plan.fields import card_id, heading_of
from teamup.web.plan.talk_here import TalkHere
from teamup.web.plan.worksheet import Place


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, plan_id: UUID, section: str, lesson: str) -> HttpResponse:
    """Show a lesson of the plan; a POST saves its whole worksheet."""
    visit = get_plan(request, plan_id, to=Deed.EDIT if request.method == "POST" else Deed.READ)
    state = visit.state()
    found = _find(state, section, lesson)
    if request.method == "POST":
        return _save(request, visit, state, found)
    return show(request, visit, state, found, rows=_rows_asked(request))


@require_safe
def so_far(request: HttpRequest, plan_id: UUID, section: str, lesson: str) -> HttpResponse:
    """Answer the piece of the report that a lesson feeds, and the notes that its answers call for."""
    visit = get_plan(request, plan_id)
    state = visit.state()
    found = _find(state, section, lesson)
    easel = easel_of(visit, state, found)
    piece = desk.so_far(easel, found, saves_data=_saves_data(request))
    response = HttpResponse(piece + easel.asides(found))
    response["Cache-Control"] = "private, no-store"
    return response


def _saves_data(request: HttpRequest) -> bool:
    return request.headers.get("Save-Data", "").lower() == "on"


def _find(state: PlanState, section: str, slug: str) -> Lesson:
    found = state.index.lessons.get(f"{section}/{slug}")
    if found is None:
        raise Http404
    return found


def easel_of(
    visit: PlanVisit, state: PlanState, lesson: Lesson | None = None, open_talk: OpenTalk = threads.NOTHING
) -> Easel:
    """Return what the cards of a page have in common."""
    plan_url = frame.address_of("plan:overview", visit.plan.id)
    lesson_url = f"{plan_url}{lesson.id}/" if lesson else plan_url
    talk = TalkHere(visit, state, open_talk)
    return Easel(state, plan_url, visit.zone, now(), lesson_url, lesson, visit.actor.name, talk, visit.actor.audience)


def show(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    lesson: Lesson,
    *,
    typed: Mapping[Place, Typed] | None = None,
    rows: tuple[str, int] = ("", 0),
    form_key: str = "",
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    """Return the lesson page; `typed` is what could not be stored, drawn at its fields; `said` explains at the top."""
    talk = threads.NOTHING if visit.plan.sample else threads.open_talk(visit.plan, visit.actor)
    easel = easel_of(visit, state, lesson, talk)
    context = {
        "lesson": lesson,
        "lesson_url": easel.lesson_url,
        "way": way.way(easel, lesson),
        "reading": desk.reading(easel, lesson),
        "field_notes": desk.field_notes(easel, lesson),
        "judgment": desk.judgment(easel, lesson, chosen_in(lesson, request.GET)),
        "sheet": desk.worksheet(easel, lesson, typed or {}, rows),
        "foot_notes": easel.notes_at_the_foot(),
        "form_key": form_key or str(uuid4()),
        "talk_forms": easel.talk.forms(lesson) if easel.talk else [],
        "turn": desk.your_turn(is_open=not any(q in state.index.lesson_of for q, _side in state.answers)),
        "problems": list(_problems(state, typed or {})),
        "said": said,
        "foot": way.foot(easel, lesson),
        "so_far": desk.so_far(easel, lesson, saves_data=_saves_data(request)),
    }
    return frame.page(request, visit, "plan/lesson.html", context, state=state, status=status)


def _problems(state: PlanState, typed: Mapping[Place, Typed]) -> list[tuple[str, str]]:
    """Return (address in the page, sentence) for each answer that could not be stored."""
    found = []
    for (question_id, side), answer in typed.items():
        question = state.index.questions[question_id]
        heading = heading_of(question, state.voice)
        sentences = messages_of(question, answer.rejected, answer.raw, state.voice)
        if answer.conflict:
            sentences = (_("someone else changed it too. Choose which words to keep."),)
        found += [(f"#{card_id(question_id, side)}", f"{heading}: {sentence}") for sentence in sentences]
    return found


def _save(request: HttpRequest, visit: PlanVisit, state: PlanState, lesson: Lesson) -> HttpResponse:
    data = request.POST
    button = worksheet.read_button(data)
    settling = worksheet.Settling(request.GET.get("settle", ""), data.get("keep", ""))
    filled = worksheet.read_sheet(data, lesson, button)
    sheet = [settled for one in filled if (settled := worksheet.settle(state, visit.plan, one, settling, data))]
    result = worksheet.record(
        plan=visit.plan, state=state, sheet=sheet, form_key=_form_key(data.get("form", "")), by=visit.actor, now=now()
    )
    marked = seen.record_all(visit, state, lesson, data)
    if result.problems:
        status = 409 if any(typed.conflict for typed in result.problems.values()) else 422
        fresh = visit.state()
        return show(
            request, visit, fresh, lesson, typed=result.problems, rows=_rows_after(button, sheet), status=status
        )
    result = replace(result, saved=result.saved + marked)
    return _go_on(request, visit, state, lesson, button, settling, sheet, result)


def _form_key(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def _go_on(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    lesson: Lesson,
    button: worksheet.Button,
    settling: worksheet.Settling,
    sheet: list[worksheet.Filled],
    result: worksheet.Result,
) -> HttpResponse:
    easel = easel_of(visit, state, lesson)
    here = button.name or settling.name
    if card := next(
        (card_id(q.id, side) for q in lesson.questions for side in q.sides() if f"{q.id}.{side}" == here), ""
    ):
        name, count = _rows_after(button, sheet)
        asked = f"?rows={name}:{count}" if name else ""
        return frame.see_other(f"{easel.lesson_url}{asked}#{card}")
    _before, after = way.neighbors(easel, lesson)
    said = (
        ngettext("%(n)d answer saved.", "%(n)d answers saved.", result.saved) % {"n": result.saved}
        if result.saved
        else ""
    )
    return frame.see_other(after.url if after else easel.plan_url, request, said)


def _rows_after(button: worksheet.Button, sheet: list[worksheet.Filled]) -> tuple[str, int]:
    """Return the answer that a row was added to and how many rows it now shows."""
    for filled in sheet:
        name = f"{filled.question.id}.{filled.side}"
        if button.act == "add" and button.name == name and isinstance(filled.raw, list):
            return name, len(filled.raw)
    return "", 0


def _rows_asked(request: HttpRequest) -> tuple[str, int]:
    """Return what `?rows=<answer>:<count>` asks for."""
    name, _colon, count = request.GET.get("rows", "").partition(":")
    return (name, int(count)) if count.isascii() and count.isdigit() and len(count) < 4 else ("", 0)


def redraw_unsaved(request: HttpRequest, plan_id: UUID, section: str, lesson: str, *, said: str) -> HttpResponse:
    """Return the lesson page with everything that was typed, none of it saved: the way back from an expired form."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    state = visit.state()
    found = _find(state, section, lesson)
    sheet = worksheet.read_sheet(request.POST, found, worksheet.Button())
    typed = {f.place: Typed(f.raw, f.base, f.rejected) for f in sheet if not worksheet.is_unchanged(state, f)}
    return show(request, visit, state, found, typed=typed, form_key=request.POST.get("form", ""), status=403, said=said)
