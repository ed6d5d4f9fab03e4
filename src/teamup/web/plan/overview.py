"""The overview of a plan: where it is, what comes next, what is open."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.catalog.model import Lesson, Question, Section
from teamup.plans import agreements, moving, progress, renewing, services, tailoring, unused, words
from teamup.plans.errors import AnswerRejected, Conflict
from teamup.plans.permissions import Deed
from teamup.plans.progress import LessonState, OpenItem, Progress
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, keycard, news, sending, talk_box

OPEN_SHOWN = 6
SWITCHES = ("path", "time")
"""The roles of the opening questions that can be switched on the overview."""


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson in the list of its section. `look` is is-done, is-part, is-next, is-off or ""."""

    title: str
    url: str
    look: str
    said: str  # where it stands, for those who do not see the mark
    counted: str  # "2 of 4", "" when nothing is needed
    minutes: int


@dataclass(frozen=True, slots=True)
class SectionCard:
    """A section with its lessons."""

    number: int
    title: str
    summary: str
    lessons: tuple[LessonLine, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The best next lesson."""

    title: str
    url: str
    questions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A needed question without an answer, and where to answer it."""

    text: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Switch:
    """An opening question to change at once: its options, which one holds, and what a save starts from."""

    role: str
    label: str
    options: tuple[tuple[str, str, bool], ...]  # id, label, is the present one
    base: int
    save: UUID


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the overview; a POST switches the path or the time available."""
    if request.method == "POST":
        return _switch(request, get_plan(request, plan_id, to=Deed.EDIT))
    visit = get_plan(request, plan_id)
    unused.note_use(visit.plan, now())
    return _show(request, visit, visit.state())


def _switch(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    state = visit.state()
    role = request.POST.get("switch", "")
    question = state.index.questions.get(state.course.roles.get(role, "")) if role in SWITCHES else None
    if question is None:
        return _show(request, visit, state, error=_("Choose one of the options shown."))
    try:
        save = services.Save(
            request.POST.get("value", ""), sending.read_base(request.POST), sending.read_key(request.POST)
        )
        saved = services.record_answer(plan=visit.plan, question_id=question.id, save=save, by=visit.actor, now=now())
    except AnswerRejected as rejected:
        return _show(request, visit, state, error=str(rejected))
    except Conflict:
        said = _("Someone else switched this a moment ago. You see their choice; switch again if you want yours.")
        return frame.see_other(reverse("plan:overview", args=[visit.plan.id]), request, said, messages.WARNING)
    return frame.see_other(
        reverse("plan:overview", args=[visit.plan.id]), request, _switched(role, question, saved.value)
    )


def _switched(role: str, question: Question, value: object) -> str:
    option = question.option(str(value))
    label = option.label.default if option else _("no choice")
    if role == "path":
        return _("Switched to: %(choice)s. Every answer stays.") % {"choice": label}
    return _("Time available: %(choice)s. Nothing is locked, and every answer stays.") % {"choice": label}


def _show(request: HttpRequest, visit: PlanVisit, state: PlanState, *, error: str = "") -> HttpResponse:
    open_items = progress.open_items(state)
    context: dict[str, Any] = {
        "error": error,
        "path": state.course.site(
            state.path, _("Strengthening a partnership") if state.path == "existing" else _("Starting a partnership")
        ),
        "progress": measured(state),
        "minutes_left": time_said(minutes_left(state)),
        "next": _next(visit.plan.id, state),
        "sections": [_section(visit.plan.id, state, section) for section in state.course.sections],
        "open_items": [open_line(visit.plan.id, state, item) for item in open_items[:OPEN_SHOWN]],
        "open_more": max(0, len(open_items) - OPEN_SHOWN),
        "open_count": len(open_items),
        "switches": [*_switches(state)] if visit.can_edit else [],
        "has_activities": bool(state.course.activities) and visit.can_edit,
        "has_self_check": "self_check" in state.course.roles,
        "newer": moving.newer_version(visit.plan) if visit.can_edit else "",
        "news": news.news_of(visit, state),
        "to_confirm": agreements.waits_for(visit.plan, visit.actor.user_id),
        "talk": talk_box.box_of(visit, state),
        "is_year_over": visit.can_edit and renewing.is_due(visit.plan, now()),
        "key_card": keycard.shown(request, visit.plan) if visit.can_edit else None,
        "copied_on": _copied_on(visit),
        "may_delete": visit.may(Deed.DELETE),
    }
    return frame.page(
        request,
        visit,
        "plan/overview.html",
        context,
        state=state,
        current="plan:overview",
        status=422 if error else 200,
    )


def _copied_on(visit: PlanVisit) -> str:
    """Return the day on which the plan began as a copy, "" for one that did not."""
    plan = visit.plan
    return words.of_day(plan.created_at.astimezone(visit.zone).date()) if plan.copied_from else ""


@dataclass(frozen=True, slots=True)
class Measured:
    """How far the plan is, in numbers and words. With 15 minutes only the core is counted until it is done."""

    answered: int
    needed: int
    percent: int
    heading: str
    is_core: bool


def measured(state: PlanState) -> Measured:
    """Return how far the plan is on the path its people chose."""
    core = progress.measure_core(state)
    if tailoring.is_short_of_time(state) and not core.is_complete:
        heading = _("15-minute path: %(answered)s of %(needed)s core answers")
        return _measured(core, heading, is_core=True)
    return _measured(progress.measure(state), _("%(answered)s of %(needed)s needed answers"), is_core=False)


def _measured(found: Progress, heading: str, *, is_core: bool) -> Measured:
    said = heading % {"answered": found.answered, "needed": found.needed}
    return Measured(found.answered, found.needed, found.percent, said, is_core)


def minutes_left(state: PlanState) -> int:
    """Return about how many minutes the next lessons take, reading and answering."""
    core = tailoring.is_short_of_time(state) and not progress.measure_core(state).is_complete
    return sum(minutes_of(state, lesson, core=core) for lesson in tailoring.next_lessons(state))


def time_said(minutes: int) -> str:
    """Return how long is left, in minutes up to an hour and a half and in hours beyond; "" for nothing."""
    if minutes > 90:
        hours = round(minutes / 60)
        return ngettext("About %(n)d hour left", "About %(n)d hours left", hours) % {"n": hours}
    return ngettext("About %(n)d minute left", "About %(n)d minutes left", minutes) % {"n": minutes} if minutes else ""


def minutes_of(state: PlanState, lesson: Lesson, *, core: bool = False) -> int:
    """Return about how many minutes a lesson still takes; with `core`, a minute for each open answer."""
    still = sum(1 for q in _asked(state, lesson, core=core) if not state.is_answered(q))
    return still if core else lesson.minutes


def _asked(state: PlanState, lesson: Lesson, *, core: bool) -> Iterator[Question]:
    for question in lesson.questions:
        if question.core and state.is_asked(question) if core else progress.is_needed(state, question):
            yield question


def _next(plan_id: UUID, state: PlanState) -> NextStep | None:
    lesson = tailoring.next_lesson(state)
    if lesson is None:
        return None
    core = tailoring.is_short_of_time(state) and not progress.measure_core(state).is_complete
    questions = [q for q in _asked(state, lesson, core=core) if not state.is_answered(q)]
    return NextStep(lesson.title, lesson_url(plan_id, lesson), len(questions), minutes_of(state, lesson, core=core))


def lesson_url(plan_id: UUID, lesson: Lesson) -> str:
    """Return the address of a lesson in a plan."""
    return reverse("plan:lesson", args=[plan_id, lesson.section, lesson.slug])


def _section(plan_id: UUID, state: PlanState, section: Section) -> SectionCard:
    following = tailoring.next_lesson(state)
    lines = tuple(_line(plan_id, state, lesson, is_next=lesson is following) for lesson in section.lessons)
    return SectionCard(section.number, section.title, section.summary, lines)


def _line(plan_id: UUID, state: PlanState, lesson: Lesson, *, is_next: bool) -> LessonLine:
    found = progress.measure_lesson(state, lesson)
    standing = progress.lesson_state(state, lesson)
    off = standing is LessonState.OPEN and bool(lesson.questions) and not tailoring.shown_first(state, lesson)
    look, said = {
        LessonState.DONE: ("is-done", _("done")),
        LessonState.PART: ("is-part", _("begun")),
        LessonState.OPEN: ("", _("not begun")),
    }[standing]
    if off:
        look, said = "is-off", _("not needed for your path")
    if is_next:
        look, said = "is-next", _("next")
    counted = (
        _("%(answered)s of %(needed)s") % {"answered": found.answered, "needed": found.needed} if found.needed else ""
    )
    return LessonLine(lesson.title, lesson_url(plan_id, lesson), look, said, counted, lesson.minutes)


def open_line(plan_id: UUID, state: PlanState, item: OpenItem) -> OpenLine:
    """Return an open item as a line that leads to the question."""
    question = item.question
    text = question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
    anchor = f"#q-{question.id}-{question.sides()[0]}"
    if item.lesson is None:
        return OpenLine(text, _("Opening questions"), reverse("plan:settings", args=[plan_id]) + anchor)
    return OpenLine(text, item.lesson.title, lesson_url(plan_id, item.lesson) + anchor)


def _switches(state: PlanState) -> Iterator[Switch]:
    labels = {"path": _("Your path"), "time": _("Time you have today")}
    for role in SWITCHES:
        question = state.index.questions.get(state.course.roles.get(role, ""))
        if question is None:
            continue
        given = state.given(question.id)
        present = given.value if given else (state.path if role == "path" else None)
        options = tuple((o.id, o.label.spoken(state.voice), o.id == present) for o in question.options)
        yield Switch(role, labels[role], options, given.revision if given else 0, uuid.uuid4())
