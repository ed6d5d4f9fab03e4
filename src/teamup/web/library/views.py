"""The pages of the examples: all of them with their map, one of them, and taking its idea into a plan."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teamup.catalog import corrections, shelf
from teamup.catalog.corrections import Corrected
from teamup.catalog.model import Case, Course, Question
from teamup.catalog.models import EntryKind
from teamup.plans import ideas
from teamup.plans.errors import AnswerRejected, Conflict
from teamup.plans.permissions import Deed
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.library import filters, us_map
from teamup.web.library.cases import case_shelf, lessons_of_cases, shown_cases, similar_cases
from teamup.web.library.shelves import course_or_404
from teamup.web.plan import frame
from teamup.web.plan.fields import card_id, heading_of
from teamup.web.plan.sending import read_key


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """Show the cases that fit what was asked, and where in the country they are."""
    course = course_or_404()
    cases = case_shelf(course)
    query = filters.ask(request.GET, cases)
    by_state = next(facet for facet in cases.facets if facet.name == "state")
    everywhere = dict.fromkeys(entry.item.case.state for entry in cases.entries)
    context = {
        "course": course,
        "found": filters.find(cases, query),
        "map": us_map.draw(by_state, query, filters.counts(cases, query, by_state), everywhere),
    }
    return render(request, "library/examples.html", context)


@require_safe
def example(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show one case. The address carries the search that it was found by, for the way back."""
    course, case, said = _course_and_case(case_id)
    cases = case_shelf(course)
    query = filters.ask(request.GET, cases)
    order = [one.case.id for one in filters.in_order(cases, query)]
    place = order.index(case.id) if case.id in order else None
    shown = shown_cases(course)
    plans = frame.plans_here(request)
    context = {
        "course": course,
        "shown": shown[case.id],
        "lessons": lessons_of_cases(course)[case.id],
        "similar": similar_cases(course)[case.id],
        "query": query,
        "count": len(order),
        "before": shown[order[place - 1]] if place else None,
        "after": shown[order[place + 1]] if place is not None and place + 1 < len(order) else None,
        "targets": ideas.targets_of(shelf.get_index(course.id, course.version), case),
        "idea": ideas.words_of(case),
        "said": said,
        "plans": plans,
        "my_plans": plans,  # the frame's list is the same one, and is asked for once
        "save": uuid.uuid4(),
    }
    response = render(request, "library/example.html", context)
    if plans:
        response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def use(request: HttpRequest, case_id: str) -> HttpResponse:
    """Add a case's idea to a plan of this browser, and go there."""
    _course, case, _said = _course_and_case(case_id)
    visit = get_plan(request, _plan_id(request), to=Deed.EDIT)
    question = _question(visit, case, request.POST.get("target", ""))
    try:
        used = ideas.use(
            plan=visit.plan, case=case, question=question, key=read_key(request.POST), by=visit.actor, now=now()
        )
    except (AnswerRejected, Conflict) as error:
        said = _("The idea was not added. %(why)s") % {"why": error}
        return frame.see_other(reverse("library:example", args=[case.id]), request, said, messages.ERROR)
    return frame.see_other(_place(visit, used), request, _say(visit, used))


def _course_and_case(case_id: str) -> tuple[Course, Case, Corrected]:
    """Return a case with its course, and what hosts say of it. One that they hid is on no list, but has its page."""
    course = course_or_404()
    said = corrections.said_of(course, EntryKind.CASE, case_id)
    if said.is_hidden:
        course = shelf.get_course(course.id, course.version)
    if case_id not in course.cases:
        raise Http404
    return course, course.cases[case_id], said


def _plan_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("plan", ""))
    except ValueError as error:
        raise Http404 from error


def _question(visit: PlanVisit, case: Case, role: str) -> Question:
    """Return the question of this plan's own course that the idea goes to."""
    state = visit.state()
    question = state.index.questions.get(state.course.roles.get(role, ""))
    if question is None or role not in {target.role for target in ideas.targets_of(state.index, case)}:
        raise Http404
    return question


def _place(visit: PlanVisit, used: ideas.Used) -> str:
    lesson = visit.state().index.lesson_of.get(used.question.id)
    url = frame.address_of("plan:overview", visit.plan.id)
    return f"{url}{lesson.id}/#{card_id(used.question.id, used.side)}" if lesson else url


def _say(visit: PlanVisit, used: ideas.Used) -> str:
    heading = heading_of(used.question, visit.state().voice)
    if used.was_there:
        return _("This idea stands in your plan already, under “%(where)s”.") % {"where": heading}
    if used.question.drafts_steps:
        return _(
            "Added under “%(where)s”, with its source. Make it yours: reword it, name an owner, set the dates."
        ) % {"where": heading}
    return _("Added under “%(where)s”, with its source. Reword it until it is yours.") % {"where": heading}
