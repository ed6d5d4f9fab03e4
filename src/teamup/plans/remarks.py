"""Honest help: what a careful colleague would notice when reading one answer beside the others.

Each remark is a fact about the answers, never a grade, and nothing waits for it. What to say of it is the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from teamup.catalog.model import CellKind, Kind, Question
from teamup.plans import words
from teamup.plans.state import PlanState, found_once

LONG_SENTENCE = 30
"""Words in a sentence that few readers hold in mind; plain-language guides ask for 20 on average."""
LONG_MISSION = 60
ENOUGH_LETTERS = 4
PEOPLE = ("team", "founders", "sponsors", "liaison_police", "liaison_security", "stakeholders", "driver")
"""Roles of the questions that name the people and organizations of a partnership."""
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z&]+s?\b")
_SENTENCE = re.compile(r"[.!?]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


class Noticed(StrEnum):
    """What can be noticed. `Remark.row` names the row, `Remark.words` what the sentence needs."""

    LONG_MISSION = "long_mission"  # words: how many
    LONG_SENTENCE = "long_sentence"  # words: how many
    ABBREVIATIONS = "abbreviations"  # words: them
    NO_NUMBER = "no_number"  # row; words: column
    NO_ACTIVITY = "no_activity"  # row: an objective that no activity serves
    NO_OBJECTIVE = "no_objective"  # row: an activity that serves no objective
    UNKNOWN_OWNER = "unknown_owner"  # row; words: the owner
    ENDS_FIRST = "ends_first"  # row: due before it starts
    TOTAL = "total"  # words: the sum; then "label: sum" for each part
    NO_AMOUNT = "no_amount"  # words: how many lines have none


@dataclass(frozen=True, slots=True)
class Remark:
    """Something noticed about an answer."""

    noticed: Noticed
    row: str = ""
    words: tuple[str, ...] = ()


@found_once
def remarks_on(state: PlanState, question: Question) -> tuple[Remark, ...]:
    """Return what there is to notice about the answer to a question, in reading order."""
    roles = state.course.roles
    found: list[Remark] = []
    if question.id == roles.get("mission"):
        found += _mission(str(state.value(question.id) or ""))
    if question.kind is Kind.ROWS and not question.each_side and state.rows(question.id):
        found += _rows(state, question)
    return tuple(found)


def _rows(state: PlanState, question: Question) -> Iterator[Remark]:
    roles = state.course.roles
    if question.id == roles.get("objectives"):
        yield from _without_number(state, question)
        yield from _unserved(state, question)
    if question.id == roles.get("activities"):
        yield from _serving_nothing(state, question)
    if question.drafts_steps:
        yield from _unknown_owners(state, question)
        yield from _ending_first(state, question)
    yield from _sums(state, question)


def _mission(text: str) -> Iterator[Remark]:
    """Length, and whether an outsider could read it."""
    count = len(_WORD.findall(text))
    if count > LONG_MISSION:
        yield Remark(Noticed.LONG_MISSION, words=(str(count),))
    longest = max((len(_WORD.findall(sentence)) for sentence in _SENTENCE.split(text)), default=0)
    if longest > LONG_SENTENCE:
        yield Remark(Noticed.LONG_SENTENCE, words=(str(longest),))
    if found := tuple(dict.fromkeys(_ABBREVIATION.findall(text))):
        yield Remark(Noticed.ABBREVIATIONS, words=found)


def _named(state: PlanState, question: Question) -> Iterator[tuple[dict[str, object], str]]:
    for row in state.rows(question.id):
        yield row, words.name_of_row(question.id, str(row.get("id", "")), state)


def _without_number(state: PlanState, question: Question) -> Iterator[Remark]:
    """A target that counts nothing cannot be met or missed."""
    column = question.column("target")
    for row, name in _named(state, question):
        target = str(row.get("target") or "")
        if column and target and not any(sign.isdigit() for sign in target):
            yield Remark(Noticed.NO_NUMBER, name, (column.label.spoken(state.voice),))


def _unserved(state: PlanState, objectives: Question) -> Iterator[Remark]:
    activities = state.index.questions.get(state.course.roles.get("activities", ""))
    rows = state.rows(activities.id) if activities else []
    if activities is None or not rows or activities.id == objectives.id:
        return
    served = {item for row in rows for item in _links(activities, row, objectives.id)}
    for row, name in _named(state, objectives):
        if row.get("id") not in served:
            yield Remark(Noticed.NO_ACTIVITY, name)


def _serving_nothing(state: PlanState, activities: Question) -> Iterator[Remark]:
    objectives = state.course.roles.get("objectives", "")
    if not state.rows(objectives) or activities.id == objectives:
        return
    for row, name in _named(state, activities):
        if not list(_links(activities, row, objectives)):
            yield Remark(Noticed.NO_OBJECTIVE, name)


def _links(question: Question, row: dict[str, object], to: str) -> Iterator[object]:
    for column in question.columns:
        if column.options_from == to and (cell := row.get(column.id)):
            yield from cell if isinstance(cell, list) else [cell]


def _unknown_owners(state: PlanState, question: Question) -> Iterator[Remark]:
    """An owner whom the plan names nowhere among its people; asked only once it names some."""
    column = question.drafts_steps.owner if question.drafts_steps else ""
    people = _people(state)
    if not people or not column:
        return
    for row, name in _named(state, question):
        owner = str(row.get(column) or "")
        said = {word for word in _tokens(owner) if len(word) >= ENOUGH_LETTERS} or set(_tokens(owner))
        if said and not said & people:
            yield Remark(Noticed.UNKNOWN_OWNER, name, (owner,))


@found_once
def _people(state: PlanState) -> frozenset[str]:
    answers = (state.value(state.course.roles.get(role, "")) for role in PEOPLE)
    return frozenset(token for answer in answers for text in _texts(answer) for token in _tokens(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "id":
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _ending_first(state: PlanState, question: Question) -> Iterator[Remark]:
    drafts = question.drafts_steps
    if drafts is None or not (drafts.start and drafts.due):
        return
    for row, name in _named(state, question):
        start, due = row.get(drafts.start), row.get(drafts.due)
        if start and due and str(due) < str(start):
            yield Remark(Noticed.ENDS_FIRST, name)


def _sums(state: PlanState, question: Question) -> Iterator[Remark]:
    """The total of a money column, and of each choice of the first column of choices."""
    amount = next((c for c in question.columns if c.kind is CellKind.MONEY), None)
    if amount is None:
        return
    rows = state.rows(question.id)
    given = [row for row in rows if row.get(amount.id) is not None]
    if not given:
        return
    split = next((c for c in question.columns if c.kind is CellKind.CHOICE and c.options), None)
    parts = [
        f"{option.label.spoken(state.voice)}: {_total(chosen, amount.id)}"
        for option in (split.options if split else ())
        if split and (chosen := [row for row in given if row.get(split.id) == option.id])
    ]
    yield Remark(Noticed.TOTAL, words=(_total(given, amount.id), *parts))
    if len(given) < len(rows):
        yield Remark(Noticed.NO_AMOUNT, words=(str(len(rows) - len(given)),))


def _total(rows: list[dict[str, object]], column: str) -> str:
    return words.of_money(str(sum((Decimal(str(row[column])) for row in rows), Decimal(0))))
