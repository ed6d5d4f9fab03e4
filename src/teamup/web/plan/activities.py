"""The activity library of a plan: what suits it first, then everything by family; and choosing one."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from teamup.catalog.library import Activity
from teamup.catalog.model import Path
from teamup.plans import choosing, chosen, drafting, suggesting
from teamup.plans.choosing import GoalsFirst
from teamup.plans.drafting import Asked
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.library import filters
from teamup.web.plan import activity_cards as cards
from teamup.web.plan import activity_words, frame, sending
from teamup.web.plan.overview import lesson_url
from teamup.web.plan.steps import today_in


@require_safe
def activities(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the library: what suits this plan first. Before the plan has goals, say why they come first."""
    visit = get_plan(request, plan_id)
    state = _state(visit)
    if not suggesting.are_goals_set(state):
        return _goals_first(request, visit, state)
    shelf = cards.activity_shelf(state.course)
    query = filters.ask(request.GET, shelf)
    found = filters.find(shelf, query)
    context = {
        "found": found,
        "shelves": [*cards.shelves_of(state, filters.in_order(shelf, query))],
        "suggested": [] if query else [cards.card_of(state, fit) for fit in suggesting.suggested(state)],
        "facts": activity_words.facts_of(state),
        "has_problems": bool(suggesting.problems_of(state)),
        "problems_url": _lesson_of(state, "problems"),
        "rows_url": _lesson_of(state, "activities"),
        "chosen": len(chosen.chosen_in(state)),
        "left_behind": [*cards.left_behind(state)] if visit.can_edit else [],
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/activities.html", context, state=state, current="plan:activities")


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, plan_id: UUID, activity_id: str) -> HttpResponse:
    """Show one activity whole; a POST chooses it, takes it out, adds its measures or removes what it left behind."""
    visit = get_plan(request, plan_id, to=Deed.EDIT if request.method == "POST" else Deed.READ)
    state = _state(visit)
    found = state.course.activities.get(activity_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _act(request, visit, state, found)
    if not suggesting.are_goals_set(state):
        return _goals_first(request, visit, state)
    return _show(request, visit, state, found)


def _state(visit: PlanVisit) -> PlanState:
    """Return the plan as it stands. Raises `Http404` where its course has no library of activities."""
    state = visit.state()
    if not state.course.activities or chosen.target_of(state) is None:
        raise Http404(_("This course has no library of activities."))
    return state


def _lesson_of(state: PlanState, role: str) -> str:
    """Return the address of the question that plays a role, or ""."""
    question = state.index.questions.get(state.course.roles.get(role, ""))
    lesson = state.index.lesson_of.get(question.id) if question else None
    if question is None or lesson is None:
        return ""
    return f"{lesson_url(state.plan.id, lesson)}#q-{question.id}-{question.sides()[0]}"


def _goals_first(request: HttpRequest, visit: PlanVisit, state: PlanState, status: int = 200) -> HttpResponse:
    role = "goals" if _lesson_of(state, "goals") else "objectives"
    context = {
        "goals_url": _lesson_of(state, role),
        "goals_lesson": state.index.lesson_of.get(state.course.roles.get(role, "")),
        "count": len(state.course.activities),
        "is_refused": status != 200,
    }
    template = "plan/activities_later.html"
    return frame.page(request, visit, template, context, state=state, current="plan:activities", status=status)


def _act(request: HttpRequest, visit: PlanVisit, state: PlanState, found: Activity) -> HttpResponse:
    asked = Asked(**{name: request.POST.get(name, "") for name in ("start", "objective", "police", "security")})
    do = request.POST.get("do", "choose")
    try:
        key = sending.read_key(request.POST)
        said = _done(do, visit, found, asked, key)
    except GoalsFirst:
        return _goals_first(request, visit, state, status=409)
    except AnswerRejected as rejected:
        return _show(request, visit, state, found, asked=asked, faults=rejected.faults)
    url = cards.url_of(visit.plan.id, found)
    if do == "remove-left":
        url = reverse("plan:activities", args=[visit.plan.id])
    return frame.see_other(f"{url}#in-plan" if do == "choose" else url, request, said, messages.SUCCESS)


def _done(do: str, visit: PlanVisit, found: Activity, asked: Asked, key: UUID) -> str:
    """Do what a form asks and return what to say of it."""
    title = {"title": found.title}
    doing: dict[str, Any] = {
        "plan": visit.plan,
        "activity_id": found.id,
        "key": key,
        "by": visit.actor,
        "now": now(),
    }
    match do:
        case "choose":
            if choosing.choose(asked=asked, **doing):
                return _("“%(title)s” is in your plan, with its steps. Change them until they are yours.") % title
            return _("“%(title)s” stands in your plan already.") % title
        case "take-out":
            number = choosing.take_out(**doing)
            taken = _("“%(title)s” was taken out.") % title
            went = ngettext("%(n)d step went with it.", "%(n)d steps went with it.", number) % {"n": number}
            return f"{taken} {went} {_put_back()}"
        case "measures":
            number = choosing.add_measures(**doing)
            added = ngettext("%(n)d measure was added.", "%(n)d measures were added.", number) % {"n": number}
            return f"{added} {_('Say for each who counts it, and how often.')}" if number else added
        case "remove-left":
            number = choosing.remove_left_behind(**doing)
            went = ngettext("%(n)d step was removed.", "%(n)d steps were removed.", number) % {"n": number}
            return f"{went} {_put_back()}"
        case _:
            raise AnswerRejected(Fault(_("This form is out of date. Reload the page and try again.")))


def _put_back() -> str:
    return _("The steps page and the history can put it back.")


def _show(
    request: HttpRequest,
    visit: PlanVisit,
    state: PlanState,
    found: Activity,
    *,
    asked: Asked | None = None,
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    today = today_in(visit)
    there = chosen.chosen_in(state).get(found.id)
    fit = next(fit for fit in suggesting.fits(state) if fit.activity.id == found.id)
    context = {
        "card": cards.card_of(state, fit),
        "activity": found,
        "family": activity_words.label_of(state.course, "families", found.family),
        "is_for_later": found.paths == (Path.EXISTING,) and state.path is Path.NEW,
        "is_for_founding": found.paths == (Path.NEW,) and state.path is Path.EXISTING,
        "typical": [*cards.typical_steps(found)],
        "standing": cards.standing_of(state, there) if there else None,
        "cases": [*cards.cases_of(state, found)],
        "caution": cards.caution_of(state, found),
        "evidence_source": cards.source_of(state, found),
        "measures_left": choosing.new_measures(state, found),
        "measures_question": choosing.measures_question(state),
        "measures_url": _measures_url(state),
        "rows_url": _lesson_of(state, "activities"),
        "objectives": drafting.objectives_of(state),
        "objectives_url": _lesson_of(state, "objectives"),
        "asked": asked or drafting.defaults(state, today),
        "longest": drafting.MOST_OF_AN_OWNER,
        "errors": [fault.message for fault in faults],
        "errors_by": {fault.where: fault.message for fault in faults},
        "left_behind": [one for one in cards.left_behind(state) if one.title == found.title],
        "save": uuid.uuid4(),
        "save_measures": uuid.uuid4(),
    }
    status = 422 if faults else 200
    return frame.page(
        request, visit, "plan/activities_one.html", context, state=state, current="plan:activities", status=status
    )


def _measures_url(state: PlanState) -> str:
    question = choosing.measures_question(state)
    lesson = state.index.lesson_of.get(question.id) if question else None
    return f"{lesson_url(state.plan.id, lesson)}#q-{question.id}-{question.sides()[0]}" if question and lesson else ""
