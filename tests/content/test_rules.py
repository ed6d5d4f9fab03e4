"""Every caution of the course: answers that call for it, and answers a step away that do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from teamup.catalog.conditions import All, Answered, AnyOf, Condition, Is, Not
from teamup.catalog.model import CellKind, Column, CourseIndex, Kind, Question, Rule
from teamup.plans import smart
from teamup.plans.state import PlanState
from tests.content.course import the_course
from tests.factories import a_state

COURSE = the_course()
INDEX = CourseIndex(COURSE)
RULES = {rule.id: rule for rule in INDEX.rules}
Wish = tuple[str, str | None, bool]
"""A path, the value that should stand there (None: any), and whether it should."""


def wishes(condition: Condition, wanted: bool) -> Iterator[Wish]:
    """Yield what makes a condition hold, or, changing as little as possible, what makes it fail."""
    match condition:
        case Is(path, values):
            yield path, values[0], wanted
        case Answered(path, there):
            yield path, None, there is wanted
        case Not(part):
            yield from wishes(part, not wanted)
        case All(parts):
            *before, last = parts
            yield from (wish for part in before for wish in wishes(part, True))
            yield from wishes(last, wanted)
        case AnyOf(parts):
            yield from (wish for part in (parts[:1] if wanted else parts) for wish in wishes(part, wanted))


def state_with(found: list[Wish]) -> PlanState:
    """Return a plan with the wished answers; where an answer should not stand, another stands in its place."""
    answers: dict[str, Any] = {}
    taken = {path for path, _value, wanted in found if wanted}
    for path, value, wanted in found:
        question_id, *keys = path.split(".")
        question = INDEX.questions[question_id]
        if not wanted and (value is None or path in taken):
            continue  # nothing, or another value, stands there
        answers[question_id] = place(question, keys, value, wanted, answers.get(question_id))
    sides = {q for q in answers if INDEX.questions[q].each_side}
    police = {q: answers.pop(q) for q in sides}
    return a_state(answers, course=COURSE, police=police)


def place(question: Question, keys: list[str], value: str | None, wanted: bool, there: Any) -> Any:
    """Return an answer to `question` with `value` (or any, or another one) at the place that `keys` name."""
    match question.kind:
        case Kind.ROWS if keys:
            rows = there or [{"id": "r1"}]
            return [{**rows[0], keys[0]: a_cell(column(question, keys[0]), value, wanted)}]
        case Kind.MATRIX if len(keys) > 1:
            return {
                **(there or {}),
                keys[0]: {**(there or {}).get(keys[0], {}), keys[1]: a_cell(column(question, keys[1]), value, wanted)},
            }
        case Kind.GROUP if keys:
            return {**(there or {}), keys[0]: a_cell(column(question, keys[0]), value, wanted)}
        case Kind.YES_NO:
            return {"answer": value if wanted else "no" if value == "yes" else "yes", "why": ""}
        case Kind.CHECKLIST:
            return {**(there or {}), option(question, value, wanted): ""}
        case Kind.CHOICES | Kind.RANK:
            return [*(there or []), option(question, value, wanted)]
        case Kind.CHOICE:
            return option(question, value, wanted)
        case Kind.ROWS | Kind.LIST:
            first = question.columns[0].id if question.columns else "text"
            return there or [{"id": "r1", first: "Something"}]
        case Kind.GROUP:
            return there or {question.columns[0].id: a_cell(question.columns[0], None, True)}
        case _:
            return "Something"


def column(question: Question, column_id: str) -> Column:
    found = question.column(column_id)
    assert found, f"{question.id} has no {column_id}"
    return found


def option(question: Question | Column, value: str | None, wanted: bool) -> str:
    others = [o.id for o in question.options if o.id != value]
    if wanted:
        return value or (others[0] if others else "r1")
    return others[-1]


def a_cell(of: Column, value: str | None, wanted: bool) -> Any:
    match of.kind:
        case CellKind.SCALE:
            return int(value or of.low) if wanted else of.high
        case CellKind.CHECKBOX:
            return True
        case CellKind.NUMBER | CellKind.MONEY:
            return value or "3" if wanted else "7"
        case CellKind.CHOICE:
            return option(of, value, wanted)
        case CellKind.CHOICES:
            return [option(of, value, wanted)]
        case _:
            return "Something"


def trips(rule: Rule, state: PlanState) -> bool:
    return rule.id in {caution.rule.id for caution in smart.cautions(state)}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_caution_appears_when_answers_call_for_it(rule_id: str):
    rule = RULES[rule_id]

    assert trips(rule, state_with(list(wishes(rule.when, True))))


@pytest.mark.parametrize("rule_id", RULES)
def test_a_caution_is_silent_a_step_away_and_in_an_empty_plan(rule_id: str):
    rule = RULES[rule_id]

    assert not trips(rule, state_with(list(wishes(rule.when, False))))
    assert not trips(rule, a_state({}, course=COURSE))


def test_at_least_fifteen_cautions_of_law_and_fairness_cite_a_source_and_ask_counsel():
    legal = [rule for rule in RULES.values() if rule.counsel and rule.source]

    assert len(legal) >= 15
    assert all(rule.source in COURSE.sources for rule in legal)
