"""Conditions before their answers are known: what the opening answers settle, and what a meeting has still to say."""

from __future__ import annotations

from enum import Enum, auto

from django.utils.translation import gettext as _

from teamup.catalog.conditions import All, Answered, AnyOf, Condition, Is, Not, holds
from teamup.catalog.model import Kind, Question
from teamup.plans.state import PlanState


class Open(Enum):
    """What is settled about a condition."""

    ALWAYS = auto()
    NEVER = auto()


Left = Condition | Open


def left_open(condition: Condition | None, state: PlanState) -> str | Open:
    """Return whether a condition is settled by the opening answers; where it is not, when it holds, in words.

    The words are "" where they would not be simple.
    """
    left = _left(condition, state) if condition is not None else Open.ALWAYS
    return left if isinstance(left, Open) else _said(left, state)


def _left(condition: Condition, state: PlanState) -> Left:
    match condition:
        case Is(path) | Answered(path):
            if path.partition(".")[0] not in {question.id for question in state.course.opening}:
                return condition
            return Open.ALWAYS if holds(condition, state.lookup) else Open.NEVER
        case Not(part):
            left = _left(part, state)
            return {Open.ALWAYS: Open.NEVER, Open.NEVER: Open.ALWAYS}[left] if isinstance(left, Open) else Not(left)
        case All(parts):
            return _joined([_left(part, state) for part in parts], Open.NEVER, Open.ALWAYS, All)
        case AnyOf(parts):
            return _joined([_left(part, state) for part in parts], Open.ALWAYS, Open.NEVER, AnyOf)


def _joined(parts: list[Left], decides: Open, neutral: Open, join: type[All] | type[AnyOf]) -> Left:
    """Return what is left of several parts: one that `decides` does so alone, one that is `neutral` says nothing."""
    if decides in parts:
        return decides
    rest = tuple(part for part in parts if not isinstance(part, Open))
    if not rest:
        return neutral
    return rest[0] if len(rest) == 1 else join(rest)


def _said(condition: Condition, state: PlanState) -> str:
    match condition:
        case Is(path, values):
            question = state.index.questions.get(path.removesuffix(".answer"))
            labels = _labels(question, values, state) if question else []
            if question is None or not labels:
                return ""
            return _("Only if “%(question)s” is %(answer)s.") % {
                "question": _name(question, state),
                "answer": _(" or ").join(f"“{label}”" for label in labels),
            }
        case Answered(path, True) if path in state.index.questions:
            return _("Only if you answered “%(question)s”.") % {"question": _name(state.index.questions[path], state)}
        case _:
            return ""


def _labels(question: Question, values: tuple[str, ...], state: PlanState) -> list[str]:
    """Return what the answers are called; nothing where one of them has no name."""
    if question.kind is Kind.YES_NO:
        names = {"yes": _("Yes"), "no": _("No")}
        return [names[value] for value in values if value in names]
    found = [option.label.spoken(state.voice) for value in values if (option := question.option(value))]
    return found if len(found) == len(values) else []


def _name(question: Question, state: PlanState) -> str:
    return question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
