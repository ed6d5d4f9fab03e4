"""The lesson page: the way on the left, the reading and the worksheet in the middle, the plan so far on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Ask, Case, Kind, Lesson, Question, Source
from teamup.core import markdown
from teamup.plans import progress, tailoring
from teamup.plans.progress import LessonState
from teamup.plans.reasons import reason_of
from teamup.plans.state import PlanState
from teamup.web.plan.cards import PLAN, Easel, Typed
from teamup.web.plan.gaps import gap_of
from teamup.web.plan.memo import Memo
from teamup.web.plan.reading import prefix_of
from teamup.web.plan.sofar import fingerprint, parts_of
from teamup.web.plan.worksheet import Place

SUGGESTED = 3  # how many of the next lessons are numbered on the way
_SIDES = ("police", "security")
_drawn = Memo(6_000_000)


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
class FieldNote:
    """A case beside the reading, with the reason it was chosen."""

    case: Case
    side: str
    reason: str
    is_caution: bool
    since: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A lesson to go to."""

    title: str
    url: str


def draw(template: str, context: Mapping[str, Any]) -> str:
    """Return a piece of the page as HTML."""
    return get_template(template).render(dict(context))


def placed(html: str, easel: Easel) -> SafeString:
    """Return kept HTML with this plan's address in it."""
    return mark_safe(html.replace(PLAN, easel.plan_url))  # noqa: S308 (rendered by our own templates)


def way(easel: Easel, here: Lesson) -> SafeString:
    """Return the way: every section and lesson with its state."""
    state = easel.state
    states = tuple(progress.lesson_state(state, lesson) for lesson in state.course.lessons())
    wanted = easel.next_lessons[:SUGGESTED]
    suggested = tuple(lesson.id for lesson in wanted) if _is_led(state) else ()
    key = ("way", state.course.id, state.course.version, state.path, here.id, states, suggested)
    return placed(_drawn.get(key, lambda: _draw_way(state, here, states, suggested)), easel)


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
        "path": _("Strengthening a partnership") if state.path == "existing" else _("New partnership"),
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


def reading(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the head of the lesson and its reading, with the numbered sources at the foot."""
    state = easel.state
    count = sum(q.kind is not Kind.AUTOMATIC for q in tailoring.shown_first(state, lesson))
    key = ("reading", state.course.id, state.course.version, lesson.id, state.side, count)
    return mark_safe(_drawn.get(key, lambda: _draw_reading(state, lesson, count)))  # noqa: S308 (cleaned by nh3)


def _draw_reading(state: PlanState, lesson: Lesson, count: int) -> str:
    known = state.course.sources
    section = state.index.sections[lesson.section]
    html = markdown.to_html(lesson.intro, label=lambda n: _("Source %(n)d") % {"n": n})
    context = {
        "lesson": lesson,
        "section": section,
        "number": section.lessons.index(lesson) + 1,
        "all": len(section.lessons),
        "voice": str(state.side),
        "count": count,
        "html": mark_safe(html),  # noqa: S308 (cleaned by nh3)
        "sources": [known[note] for note in markdown.note_ids(lesson.intro) if note in known],
    }
    return draw("plan/reading.html", context)


def field_notes(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the cases that were picked for this plan."""
    course = easel.state.course
    picks = tailoring.cases_for(easel.state, lesson)
    key = ("cases", course.id, course.version, tuple((p.case.id, p.reasons, p.caution) for p in picks))
    return mark_safe(  # noqa: S308 (rendered by our own template)
        _drawn.get(key, lambda: draw("plan/field_notes.html", {"notes": [_field_note(easel.state, p) for p in picks]}))
    )


def _field_note(state: PlanState, pick: tailoring.Pick) -> FieldNote:
    case = pick.case
    return FieldNote(
        case=case,
        side=case.lead if case.lead in _SIDES else "joint",
        reason=reason_of(pick, state.course),
        is_caution=pick.caution,
        since=case.founded,
        sources=case.sources,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The worksheet: cards asked first, cards folded away, and the words on the fold."""

    first: SafeString
    folded: SafeString
    fold: str
    is_open: bool


def worksheet(easel: Easel, lesson: Lesson, typed: Mapping[Place, Typed], rows: tuple[str, int]) -> Sheet:
    """Return the cards of a lesson. What a condition hides is not drawn; its answer stays in the plan."""
    state = easel.state
    asked = tailoring.shown_first(state, lesson)
    aside = tuple(q for q in lesson.questions if q not in asked and state.applies(q))
    fold = ngettext(
        "%(n)d more question, not needed for your path", "%(n)d more questions, not needed for your path", len(aside)
    )
    if tailoring.is_short_of_time(state) and any(q.core for q in asked):
        aside = tuple(q for q in lesson.questions if state.applies(q) and not (q.core and q in asked))
        asked = tuple(q for q in asked if q.core)
        fold = ngettext(
            "%(n)d more question, for when you have more than 15 minutes",
            "%(n)d more questions, for when you have more than 15 minutes",
            len(aside),
        )
    is_open = any(state.has_any(q) or any((q.id, side) in typed for side in q.sides()) for q in aside)
    return Sheet(
        first=_cards(easel, asked, typed, rows),
        folded=_cards(easel, aside, typed, rows),
        fold=fold % {"n": len(aside)},
        is_open=is_open,
    )


def _cards(
    easel: Easel, questions: tuple[Question, ...], typed: Mapping[Place, Typed], rows: tuple[str, int]
) -> SafeString:
    html = "".join(_card(easel, question, typed, rows) for question in questions)
    return mark_safe(html)  # noqa: S308 (rendered by our own templates)


def _card(easel: Easel, question: Question, typed: Mapping[Place, Typed], rows: tuple[str, int]) -> str:
    name, count = rows
    cards = [
        easel.card(
            question,
            side,
            typed=typed.get((question.id, side)),
            rows=count if name == prefix_of(question.id, side) else 0,
        )
        for side in question.sides()
    ]
    if not question.each_side:
        return cards[0]
    gap = {"question_id": question.id, "gap": gap_of(question, easel.state)}
    return draw("plan/pair.html", {"cards": cards, **gap})


def so_far(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the piece of the report that a lesson feeds."""
    key = ("so far", easel.state.plan.id, lesson.id, easel.state.voice, fingerprint(easel, lesson))
    return placed(_drawn.get(key, lambda: _draw_so_far(easel, lesson)), easel)


def _draw_so_far(easel: Easel, lesson: Lesson) -> str:
    urls = {"sofar_url": f"{PLAN}{lesson.id}/so-far/", "report_url": f"{PLAN}report/"}
    return draw("plan/sofar.html", {"parts": parts_of(easel, lesson), **urls})


def your_turn(*, is_open: bool) -> SafeString:
    """Return the head of the worksheet, with answers to what people ask before they type the first word."""
    html = _drawn.get(("your turn", is_open), lambda: draw("plan/your_turn.html", {"is_open": is_open}))
    return mark_safe(html)  # noqa: S308 (rendered by our own template)


def foot(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the links to the lessons before and after, and to the best next one."""
    before, after = neighbors(easel, lesson)
    links = {"before": before, "after": after, "suggestion": suggestion(easel, lesson, after)}
    html = _drawn.get(("foot", *links.values()), lambda: draw("plan/foot.html", links))
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
