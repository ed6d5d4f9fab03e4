"""How far a plan is, and what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from teamup.catalog.model import Ask, Lesson, Question
from teamup.plans.state import PlanState, found_once


class LessonState(StrEnum):
    """Where a lesson stands."""

    OPEN = "open"
    PART = "part"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the needed questions have an answer."""

    answered: int
    needed: int

    @property
    def percent(self) -> int:
        """Return whole percents, 100 only when nothing is open."""
        return 100 if self.answered >= self.needed else self.answered * 100 // max(self.needed, 1)

    @property
    def is_complete(self) -> bool:
        """Say whether nothing needed is open."""
        return self.answered >= self.needed


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A needed question without an answer, and the lesson that explains it (None: an opening question)."""

    question: Question
    lesson: Lesson | None


def is_needed(state: PlanState, question: Question) -> bool:
    """Say whether this plan needs an answer to `question`."""
    return question.ask(state.path) is Ask.NEEDED and state.is_asked(question)


def _needed(state: PlanState, questions: tuple[Question, ...]) -> Iterator[Question]:
    return (question for question in questions if is_needed(state, question))


def _count(state: PlanState, questions: list[Question]) -> Progress:
    return Progress(sum(state.is_answered(q) for q in questions), len(questions))


@found_once
def measure(state: PlanState) -> Progress:
    """Count the needed questions of the whole plan and how many of them have an answer."""
    return _count(state, [q for q in state.course.questions() if is_needed(state, q)])


@found_once
def measure_core(state: PlanState) -> Progress:
    """Count the core questions (the 15-minute path) and how many of them have an answer."""
    return _count(state, [q for q in state.course.questions() if q.core and state.is_asked(q)])


@found_once
def measure_lesson(state: PlanState, lesson: Lesson) -> Progress:
    """Count the needed questions of one lesson and how many of them have an answer."""
    return _count(state, list(_needed(state, lesson.questions)))


@found_once
def lesson_state(state: PlanState, lesson: Lesson) -> LessonState:
    """Return where a lesson stands. One that needs nothing is done once anything in it is answered."""
    progress = measure_lesson(state, lesson)
    asked = [q for q in lesson.questions if state.is_asked(q)]
    if progress.needed and progress.is_complete:
        return LessonState.DONE
    if any(state.has_any(q) for q in asked):
        return LessonState.PART if progress.needed else LessonState.DONE
    return LessonState.OPEN


@found_once
def open_items(state: PlanState) -> tuple[OpenItem, ...]:
    """Return every needed question without a full answer, in the order of the course."""
    return tuple(
        OpenItem(question, state.index.lesson_of.get(question.id))
        for question in state.course.questions()
        if is_needed(state, question) and not state.is_answered(question)
    )
