"""Moving a plan to a newer version of its course: what would change first, then the step itself, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.catalog import shelf
from teamup.catalog.model import Ask, Lesson, Question
from teamup.plans import moving
from teamup.plans.comparing import Affected, Differences
from teamup.plans.errors import AnswerRejected
from teamup.plans.moving import CannotMove, Leftover
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import difference, frame, sending
from teamup.web.plan.overview import lesson_url

LONGEST_VERSION = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One change: what it is about, what is said of it, and words to show below."""

    title: str
    said: str = ""
    side: str = ""
    words: str = ""
    runs: tuple[difference.Run, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind. `is_answers` when they are about what the plan's people wrote."""

    title: str
    said: str
    lines: tuple[Line, ...]
    is_answers: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show what moving to the newest version (or `?to=`) would change; a POST moves the plan."""
    visit = get_plan(request, plan_id, to=Deed.SET_UP)
    if request.method == "POST":
        return _move(request, visit)
    return _show(request, visit, request.GET.get("to", "")[:LONGEST_VERSION])


def _move(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    to = request.POST.get("to", "")[:LONGEST_VERSION]
    try:
        key = sending.read_key(request.POST)
        seen = request.POST.get("seen", "")
        moving.move(plan=visit.plan, to=to, seen=seen, save_key=key, by=visit.actor, now=now())
    except (AnswerRejected, CannotMove) as error:
        return _show(request, get_plan(request, visit.plan.id, to=Deed.SET_UP), to, error=str(error))
    said = _("The plan now follows version %(version)s of the course. Every answer stays.") % {"version": to}
    return frame.see_other(reverse("plan:version", args=[visit.plan.id]), request, said)


def _show(request: HttpRequest, visit: PlanVisit, to: str, *, error: str = "") -> HttpResponse:
    state = visit.state()
    known = shelf.versions(visit.plan.pack_id)
    to = to or moving.newer_version(visit.plan)
    found: Differences | None = None
    if to and to != visit.plan.pack_version:
        if to in known:
            found = moving.preview(visit.plan, state, to)
        else:
            error = error or _("That version of the course is not published here.")
    context: dict[str, Any] = {
        "error": error,
        "to": to if found else "",
        "is_newer": to == known[0] if known else False,
        "present": visit.plan.pack_version,
        "answers": sum(given.value is not None for given in state.stored.values()),
        "groups": [group for group in groups_of(found, visit, state) if group.lines] if found else [],
        "touches_answers": found is not None and found.touches_answers,
        "kept": [_kept(one, visit, state) for one in moving.leftovers(state)],
        "others": [*_others(visit, known, to)],
        "save": uuid.uuid4(),
    }
    status = 422 if error else 200
    return frame.page(request, visit, "plan/moving.html", context, state=state, current="plan:settings", status=status)


def _others(visit: PlanVisit, known: tuple[str, ...], to: str) -> Iterator[tuple[str, str]]:
    """Yield (version, address) for the newest version and those the plan came from, but for the two on the page."""
    followed = moving.versions_it_followed(visit.plan.id)
    url = reverse("plan:version", args=[visit.plan.id])
    for one in dict.fromkeys((*known[:1], *followed)):
        if one in known and one not in (visit.plan.pack_version, to):
            yield one, f"{url}?to={one.replace('+', '%2B')}"


def _kept(one: Leftover, visit: PlanVisit, state: PlanState) -> Line:
    lesson = state.index.lesson_of.get(one.question_id)
    url = f"{lesson_url(visit.plan.id, lesson)}#q-{one.question_id}" if lesson else ""
    if lesson:
        url = f"{url}-{state.index.questions[one.question_id].sides()[0]}"
    said = _("asked in another way now") if one.is_asked else _("no longer asked")
    return Line(one.title, said, one.side, one.words, url=url)


def groups_of(found: Differences, visit: PlanVisit, state: PlanState) -> Iterator[Group]:
    """Yield the changes, those that touch answers first."""
    yield from _of_answers(found, state)
    yield from _of_questions(found, state)
    yield from _of_lessons(found)


def _of_answers(found: Differences, state: PlanState) -> Iterator[Group]:
    yield Group(
        _("Answers to questions that are gone"),
        _("The new version does not ask for them. They stay in the plan, in its history and in its data file."),
        tuple(_affected(found.removed_answers, state)),
        is_answers=True,
    )
    yield Group(
        _("Parts of answers that no longer fit"),
        _("An option or a column you used is gone. The words stay beside your answer, so that you can move them."),
        tuple(_affected(found.unfit, state)),
        is_answers=True,
    )
    yield Group(
        _("Answers that are asked for again"),
        _("They were kept, and stand in the plan again."),
        tuple(_affected(found.returning, state)),
        is_answers=True,
    )


def _of_questions(found: Differences, state: PlanState) -> Iterator[Group]:
    gone = {one.question.id for one in found.removed_answers}
    marks = {Ask.NEEDED: _("needed"), Ask.OPTIONAL: _("optional"), Ask.OFF: _("not asked on your path")}
    reworded = (Line(_title(r.question, state), runs=difference.runs(r.old, r.new)) for r in found.reworded)
    marked = (
        Line(
            _title(m.question, state),
            _("%(old)s before, %(new)s now") % {"old": marks[m.old], "new": marks[m.new]},
        )
        for m in found.marked
    )
    placed = (
        Line(
            _title(p.question, state),
            _("from “%(old)s” to “%(new)s”") % {"old": _lesson_title(p.old), "new": _lesson_title(p.new)},
        )
        for p in found.placed
    )
    added = (Line(_title(q, state), marks[Ask.NEEDED] if q.ask(state.path) is Ask.NEEDED else "") for q in found.added)
    yield Group(_("New questions"), "", tuple(added))
    removed = (Line(_title(q, state)) for q in found.removed if q.id not in gone)
    yield Group(_("Questions that are gone"), _("You had not answered them."), tuple(removed))
    yield Group(
        _("Other words for a question"), _("Read whether your answer still says what is asked."), tuple(reworded)
    )
    yield Group(_("Needed or not"), "", tuple(marked))
    yield Group(_("Questions in another lesson"), "", tuple(placed))
    yield Group(_("Asked now, because of other answers"), "", tuple(Line(_title(q, state)) for q in found.shown))
    yield Group(
        _("Hidden now, because of other answers"),
        _("Their answers are kept."),
        tuple(Line(_title(q, state)) for q in found.hidden),
    )


def _of_lessons(found: Differences) -> Iterator[Group]:
    yield Group(_("New lessons"), "", tuple(_lessons(found.lessons_added)))
    yield Group(_("Lessons that are gone"), "", tuple(_lessons(found.lessons_removed)))
    yield Group(_("Lessons in another place"), "", tuple(_lessons(found.lessons_moved)))


def _affected(found: Iterable[Affected], state: PlanState) -> Iterator[Line]:
    for one in found:
        yield Line(_title(one.question, state), side=one.side, words=one.words)


def _lessons(found: Iterable[Lesson]) -> Iterator[Line]:
    return (Line(lesson.title, lesson.summary) for lesson in found)


def _lesson_title(lesson: Lesson | None) -> str:
    return lesson.title if lesson else _("Opening questions")


def _title(question: Question, state: PlanState) -> str:
    return question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
