"""What stands on the desk of a lesson: the reading, real examples, the worksheet, and the plan so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from teamup.catalog.conditions import questions_of
from teamup.catalog.model import Kind, Lesson, Question
from teamup.plans import tailoring
from teamup.plans.reasons import reason_of
from teamup.plans.state import PlanState
from teamup.web.field_notes import FieldNote
from teamup.web.learning.checks import checks_of
from teamup.web.learning.reading import reading_of
from teamup.web.plan.cards import PLAN, Easel, Typed
from teamup.web.plan.gaps import gap_of
from teamup.web.plan.pieces import draw, drawn, placed
from teamup.web.plan.reading import prefix_of
from teamup.web.plan.sofar import VERSION, fingerprint, has_page, parts_of, version_of
from teamup.web.plan.worksheet import Place


def reading(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the head of the lesson and its reading, with its words and numbered sources at the foot.

    What follows the opening stands open for who comes to read: not when time is short, nor once answers were given.
    """
    state = easel.state
    count = sum(q.kind is not Kind.AUTOMATIC for q in tailoring.shown_first(state, lesson))
    is_open = not tailoring.is_short_of_time(state) and not any(state.has_any(q) for q in lesson.questions)
    key = ("reading", state.course.id, state.course.version, lesson.id, state.side, count, is_open)
    html = drawn.get(key, lambda: _draw_reading(state, lesson, count, is_open=is_open))
    return mark_safe(html)  # noqa: S308 (cleaned by nh3)


def _draw_reading(state: PlanState, lesson: Lesson, count: int, *, is_open: bool) -> str:
    section = state.index.sections[lesson.section]
    context = {
        "lesson": lesson,
        "section": section,
        "number": section.lessons.index(lesson) + 1,
        "all": len(section.lessons),
        "voice": str(state.side),
        "count": count,
        "is_open": is_open,
        "reading": reading_of(state.course, lesson),
    }
    return draw("plan/reading.html", context)


def judgment(easel: Easel, lesson: Lesson, chosen: tuple[str, str]) -> SafeString:
    """Return the lesson's knowledge checks, folded; `chosen` is the check and choice that the address explains."""
    course = easel.state.course
    key = ("checks", course.id, course.version, lesson.id, chosen)
    context = {"lesson": lesson, "is_open": any(chosen)}
    html = drawn.get(key, lambda: draw("plan/judgment.html", {**context, "checks": checks_of(lesson, chosen)}))
    return mark_safe(html)  # noqa: S308 (rendered by our own template)


def field_notes(easel: Easel, lesson: Lesson) -> SafeString:
    """Return the cases that were picked for this plan."""
    course = easel.state.course
    picks = tailoring.cases_for(easel.state, lesson)
    key = ("cases", course.id, course.version, tuple((p.case.id, p.reasons, p.caution) for p in picks))
    return mark_safe(  # noqa: S308 (rendered by our own template)
        drawn.get(key, lambda: draw("plan/field_notes.html", {"notes": [_field_note(easel.state, p) for p in picks]}))
    )


def _field_note(state: PlanState, pick: tailoring.Pick) -> FieldNote:
    return FieldNote(pick.case, reason_of(pick, state.course), is_caution=pick.caution)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The worksheet: cards asked first, cards folded away, and the words on the fold."""

    first: SafeString
    folded: SafeString
    fold: str
    is_open: bool


def worksheet(easel: Easel, lesson: Lesson, typed: Mapping[Place, Typed], rows: tuple[str, int]) -> Sheet:
    """Return the cards of a lesson. What a condition hides has an empty place; its answer stays in the plan."""
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
    first = tuple(q for q in lesson.questions if q in asked or not state.applies(q))
    is_open = any(state.has_any(q) or any((q.id, side) in typed for side in q.sides()) for q in aside)
    return Sheet(
        first=_cards(easel, first, typed, rows),
        folded=_cards(easel, aside, typed, rows),
        fold=fold % {"n": len(aside)},
        is_open=is_open,
    )


def _cards(
    easel: Easel, questions: tuple[Question, ...], typed: Mapping[Place, Typed], rows: tuple[str, int]
) -> SafeString:
    html = "".join(_in_its_place(easel, question, typed, rows) for question in questions)
    return mark_safe(html)  # noqa: S308 (rendered by our own templates)


def _in_its_place(easel: Easel, question: Question, typed: Mapping[Place, Typed], rows: tuple[str, int]) -> str:
    """Return the cards of a question; where a condition decides on it, in a place that a script fills or hides."""
    cards = _card(easel, question, typed, rows) if easel.state.applies(question) else ""
    if question.show_when is None:
        return cards
    looks_at = dict.fromkeys(path.partition(".")[0] for path, _values in questions_of(question.show_when))
    url = f"{easel.plan_url}answers/{question.id}/?on=sheet"
    return draw("plan/when.html", {"looks_at": " ".join(looks_at), "url": url, "cards": mark_safe(cards)})  # noqa: S308


def now_asked(easel: Easel, question: Question) -> str:
    """Return a question's cards as a worksheet holds them, or nothing while a condition hides it."""
    return _card(easel, question, {}, ("", 0)) if easel.state.applies(question) else ""


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
    link = mark_safe(easel.talk.link(question).replace(PLAN, easel.plan_url)) if easel.talk else ""  # noqa: S308
    if not question.each_side:
        return cards[0] + link
    panel = easel.talk.panel(question) if easel.talk else ""
    gap = {"question_id": question.id, "gap": gap_of(question, easel.state)}
    return draw("plan/pair.html", {"cards": cards, "link": link, "panel": panel, **gap})


def so_far(easel: Easel, lesson: Lesson, *, saves_data: bool = False) -> SafeString:
    """Return the piece of the report that a lesson feeds, with a picture of its page unless the reader saves data."""
    page = not saves_data and has_page(easel, lesson)
    key = ("so far", easel.state.plan.id, lesson.id, easel.state.voice, page, fingerprint(easel, lesson))
    html = drawn.get(key, lambda: _draw_so_far(easel, lesson, page=page))
    return placed(html.replace(VERSION, version_of(easel.state)), easel)


def _draw_so_far(easel: Easel, lesson: Lesson, *, page: bool) -> str:
    urls = {"sofar_url": f"{PLAN}{lesson.id}/so-far/", "report_url": f"{PLAN}report/"}
    if page:
        urls["page_url"] = f"{PLAN}report.png?part={lesson.id}&v={VERSION}"
    return draw("plan/sofar.html", {"parts": parts_of(easel, lesson), **urls})


def your_turn(*, is_open: bool) -> SafeString:
    """Return the head of the worksheet, with answers to what people ask before they type the first word."""
    html = drawn.get(("your turn", is_open), lambda: draw("plan/your_turn.html", {"is_open": is_open}))
    return mark_safe(html)  # noqa: S308 (rendered by our own template)
