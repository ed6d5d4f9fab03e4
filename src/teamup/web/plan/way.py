"""The way through the course: every lesson with its state, what comes before and after, and the best next one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.catalog.model import Ask, Lesson
from teamup.plans import progress, tailoring
from teamup.plans.progress import LessonState
from teamup.plans.state import PlanState
from teamup.web.plan.cards import PLAN, Easel
from teamup.web.plan.pieces import draw, drawn, placed

SUGGESTED = 3  # how many of the next lessons are numbered on the way


@dataclass(frozen=True, slots=True)
class Stop:
    """A lesson on the way. `said` is what its color says to the eye."""

    title: str
    url: str
    looks: str
    said: str
    is_here: bool
    suggestion: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section of the way."""

    number: int
    title: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A lesson to go to."""

    title: str
    url: str


def way(easel: Easel, here: Lesson) -> SafeString:
    """Return the way: every section and lesson with its state."""
    state = easel.state
    states = tuple(progress.lesson_state(state, lesson) for lesson in state.course.lessons())
    wanted = easel.next_lessons[:SUGGESTED]
    suggested = tuple(lesson.id for lesson in wanted) if _is_led(state) else ()
    key = ("way", state.course.id, state.course.version, state.path, here.id, states, suggested)
    return placed(drawn.get(key, lambda: _draw_way(state, here, states, suggested)), easel)


def _is_led(state: PlanState) -> bool:
    """Say whether the plan's order differs from the course's, so that the way numbers what comes next."""
    return state.path == "existing" or tailoring.is_short_of_time(state)


def _draw_way(state: PlanState, here: Lesson, states: tuple[LessonState, ...], suggested: tuple[str, ...]) -> str:
    by_id = dict(zip((lesson.id for lesson in state.course.lessons()), states, strict=True))
    stretches = [
        Stretch(
            s.number, s.title, tuple(_stop(state, lesson, here, by_id[lesson.id], suggested) for lesson in s.lessons)
        )
        for s in state.course.sections
    ]
    context = {
        "stretches": stretches,
        "path": state.course.site(
            state.path, _("Strengthening a partnership") if state.path == "existing" else _("New partnership")
        ),
        "number": [*by_id].index(here.id) + 1,
        "all": len(by_id),
        "done": sum(s is LessonState.DONE for s in states),
    }
    return draw("plan/way.html", context)


def _stop(state: PlanState, lesson: Lesson, here: Lesson, stands: LessonState, suggested: tuple[str, ...]) -> Stop:
    looks, said = {
        LessonState.DONE: ("is-done", _("done")),
        LessonState.PART: ("is-part", _("begun")),
        LessonState.OPEN: ("", ""),
    }[stands]
    if not looks and is_off(state, lesson):
        looks, said = "is-off", _("not needed on your path")
    is_here = lesson is here
    rank = suggested.index(lesson.id) + 1 if lesson.id in suggested else 0
    return Stop(lesson.title, f"{PLAN}{lesson.id}/", "is-here" if is_here else looks, said, is_here, rank)


def is_off(state: PlanState, lesson: Lesson) -> bool:
    """Say whether a path asks nothing of a lesson."""
    return bool(lesson.questions) and all(q.ask(state.path) is Ask.OFF for q in lesson.questions)


def foot(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the links to the lessons before and after, and to the best next one."""
    before, after = neighbors(easel, lesson)
    links = {"before": before, "after": after, "suggestion": suggestion(easel, lesson, after)}
    html = drawn.get(("foot", *links.values()), lambda: draw("plan/foot.html", links))
    return mark_safe(html)  # noqa: S308 (rendered by our own template)


def neighbors(easel: Easel, lesson: Lesson) -> tuple[Link | None, Link | None]:
    """Return the lessons before and after this one; those that the path does not need are passed by."""
    state = easel.state
    lessons = [other for other in state.course.lessons() if other is lesson or not is_off(state, other)]
    at = lessons.index(lesson)
    before = lessons[at - 1] if at else None
    after = lessons[at + 1] if at + 1 < len(lessons) else None
    return link_to(easel, before), link_to(easel, after)


def suggestion(easel: Easel, lesson: Lesson, after: Link | None) -> Link | None:
    """Return the best next lesson where it is not simply the one that follows."""
    best = next((other for other in easel.next_lessons if other is not lesson), None)
    link = link_to(easel, best)
    return None if link == after else link


def link_to(easel: Easel, lesson: Lesson | None) -> Link | None:
    """Return the link to a lesson."""
    return Link(lesson.title, f"{easel.plan_url}{lesson.id}/") if lesson else None
