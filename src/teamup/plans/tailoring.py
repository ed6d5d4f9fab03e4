"""What fits this plan: the next step, the lessons of its path, cases like it, resources for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from teamup.catalog.model import Ask, Case, Lesson, Path, Question, Resource, Side
from teamup.plans import progress
from teamup.plans.state import PlanState, found_once

WEAK = 3  # a self-check rating at or below this points to a lesson
SHORT_TIME = "minutes_15"
CASES_A_LESSON = 3


@dataclass(frozen=True, slots=True)
class Pick:
    """A case chosen for a plan. `reasons` are pairs such as ("setting", "downtown")."""

    case: Case
    reasons: tuple[tuple[str, str], ...]
    caution: bool = False


def is_short_of_time(state: PlanState) -> bool:
    """Say whether the plan's people have 15 minutes: then only core questions are put first."""
    return state.role("time") == SHORT_TIME


def shown_first(state: PlanState, lesson: Lesson) -> tuple[Question, ...]:
    """Return the lesson's questions that this path asks, in order."""
    return tuple(q for q in lesson.questions if state.applies(q) and q.ask(state.path) is not Ask.OFF)


def set_aside(state: PlanState, lesson: Lesson) -> tuple[Question, ...]:
    """Return the questions that the path tailors away, one click off. Those a condition hides are not among them."""
    shown = {q.id for q in shown_first(state, lesson)}
    return tuple(q for q in lesson.questions if q.id not in shown and state.applies(q))


@found_once
def next_lessons(state: PlanState) -> tuple[Lesson, ...]:
    """Return the lessons still worth doing, the best next one first.

    With 15 minutes: lessons with open core questions. On the existing path: the self-check, then the lessons of
    weak topics, then the rest. On the new path: the order of the course.
    """
    if is_short_of_time(state) and (core := [*_lessons_with_open_core(state)]):
        return tuple(core)
    left = [lesson for lesson in state.course.lessons() if _is_worth_doing(state, lesson)]
    if state.path is Path.EXISTING:
        first = [lesson.id for lesson in (*_self_check(state), *weak_lessons(state))]
        left.sort(key=lambda lesson: first.index(lesson.id) if lesson.id in first else len(first))
    return tuple(left)


def next_lesson(state: PlanState) -> Lesson | None:
    """Return the best next lesson, or None when nothing needed is open."""
    return next(iter(next_lessons(state)), None)


def _lessons_with_open_core(state: PlanState) -> Iterator[Lesson]:
    for lesson in state.course.lessons():
        if any(q.core and state.is_asked(q) and not state.is_answered(q) for q in lesson.questions):
            yield lesson


def _is_worth_doing(state: PlanState, lesson: Lesson) -> bool:
    return not progress.measure_lesson(state, lesson).is_complete


def _self_check(state: PlanState) -> Iterator[Lesson]:
    lesson = state.index.lesson_of.get(state.course.roles.get("self_check", ""))
    if lesson is not None:
        yield lesson


def weak_lessons(state: PlanState) -> tuple[Lesson, ...]:
    """Return the lessons that mend the self-check's weak topics, the weakest first."""
    question = state.index.questions.get(state.course.roles.get("self_check", ""))
    if question is None:
        return ()
    ratings = [
        (min(found), number, row.leads_to)
        for number, row in enumerate(question.rows)
        if row.leads_to and (found := [*_ratings(state, question, row.id)]) and min(found) <= WEAK
    ]
    targets = dict.fromkeys(target for _, _, target in sorted(ratings))
    return tuple(lesson for target in targets if (lesson := state.index.lessons.get(target)))


def _ratings(state: PlanState, question: Question, row_id: str) -> Iterator[int]:
    for side in question.sides():
        value = state.value(question.id, side)
        cells = value.get(row_id) if isinstance(value, dict) else None
        rating = cells.get("rating") if isinstance(cells, dict) else None
        if isinstance(rating, int):
            yield rating


def _likeness(state: PlanState, case: Case) -> tuple[tuple[str, str], ...]:
    """Return what a case shares with the plan, as reasons, the strongest first."""
    reasons = [("setting", s) for s in state.settings if s in case.settings]
    if state.role("form") == case.form:
        reasons.append(("form", case.form))
    if case.lead == state.side or (case.lead == "joint" and state.side is Side.JOINT):
        reasons.append(("lead", case.lead))
    place = state.role("place")
    if isinstance(place, dict) and place.get("state") and place.get("state") == case.state:
        reasons.append(("state", case.state))
    return tuple(reasons)


_WEIGHT = {"setting": 8, "form": 6, "state": 3, "lead": 2}


def _score(state: PlanState, case: Case, reasons: Iterable[tuple[str, str]]) -> int:
    kinds = [kind for kind, _ in reasons]
    likeness = sum(_WEIGHT[kind] for kind in dict.fromkeys(kinds)) + kinds.count("setting")
    return likeness + (4 if state.path in case.paths and len(case.paths) == 1 else 0)


@found_once
def cases_for(state: PlanState, lesson: Lesson) -> tuple[Pick, ...]:
    """Return two or three cases for a lesson: those like this plan first, then the author's picks.

    A lesson that calls for a cautionary case always shows one (outline, section 8).
    """
    pool = [case for case in state.course.cases.values() if lesson.slug in case.topics or case.id in lesson.cases]
    ranked = sorted(
        (_rank(state, lesson, case) for case in pool),
        key=lambda item: (-item[0], item[1].case.id),
    )
    picks = [pick for _, pick in ranked][:CASES_A_LESSON]
    topics = set(_topics(state, lesson))
    caution = next(iter(_cautionary(state, lesson)), None)
    if caution and not any(topics & set(p.case.cautionary) for p in picks):
        picks = [*picks[: CASES_A_LESSON - 1], caution]
    return tuple(_with_caution(pick, _topics(state, lesson)) for pick in picks)


def _rank(state: PlanState, lesson: Lesson, case: Case) -> tuple[int, Pick]:
    reasons = _likeness(state, case)
    picked = case.id in lesson.cases
    score = _score(state, case, reasons) + (5 if picked else 0)
    return score, Pick(case, reasons or ((("author", ""),) if picked else (("topic", lesson.title),)))


def _topics(state: PlanState, lesson: Lesson) -> tuple[str, ...]:
    tags = (tag for q in lesson.questions if state.applies(q) for tag in q.tags)
    return tuple(dict.fromkeys([*lesson.cautionary, *tags]))


def _cautionary(state: PlanState, lesson: Lesson) -> list[Pick]:
    topics = set(_topics(state, lesson))
    found = [case for case in state.course.cases.values() if topics & set(case.cautionary)]
    found.sort(key=lambda case: (-_score(state, case, _likeness(state, case)), case.id))
    return [Pick(case, (("caution", min(topics & set(case.cautionary))),), caution=True) for case in found]


def _with_caution(pick: Pick, topics: tuple[str, ...]) -> Pick:
    shared = [topic for topic in topics if topic in pick.case.cautionary]
    if not shared or pick.caution:
        return pick
    return Pick(pick.case, (*pick.reasons, ("caution", shared[0])), caution=True)


def cases_for_plan(state: PlanState, limit: int = 6) -> tuple[Pick, ...]:
    """Return the cases most like the plan, the likest first."""
    likely = ((case, _likeness(state, case)) for case in state.course.cases.values())
    ranked = sorted(
        ((_score(state, case, reasons), Pick(case, reasons)) for case, reasons in likely if reasons),
        key=lambda item: (-item[0], item[1].case.id),
    )
    return tuple(pick for _, pick in ranked[:limit])


def resources_for_plan(state: PlanState, limit: int = 10) -> tuple[Resource, ...]:
    """Return resources for the lessons that are open first, those for the plan's own side before the others."""
    open_slugs = [lesson.slug for lesson in next_lessons(state)]
    section = "strengthening" if state.path is Path.EXISTING else "starting"

    def rank(resource: Resource) -> tuple[int, int, int, int, str]:
        named = min((open_slugs.index(t) for t in resource.topics if t in open_slugs), default=len(open_slugs))
        return (
            resource.audience not in ("both", str(state.side)),
            section not in resource.sections,
            resource.confidence != "verified",
            named,
            resource.id,
        )

    return tuple(sorted(state.course.resources.values(), key=rank)[:limit])
