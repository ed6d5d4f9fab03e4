"""Is each question whole: its words, what its kind needs, and what it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from teamup.catalog import conditions, schema
from teamup.catalog.model import CellKind, Kind

WITH_OPTIONS = {Kind.CHOICE, Kind.CHOICES, Kind.RANK, Kind.CHECKLIST}
WITH_COLUMNS = {Kind.ROWS, Kind.MATRIX, Kind.GROUP}
NEEDS_NO_EXAMPLE = {Kind.CHOICE, Kind.CHOICES}


@dataclass(frozen=True, slots=True)
class Known:
    """What questions and conditions of a pack may name."""

    questions: Mapping[str, schema.QuestionDoc]
    lessons: frozenset[str]
    parts: frozenset[str]


def question_faults(known: Known, question: schema.QuestionDoc) -> Iterator[str]:
    """Yield what is wrong with one question: its words, what its kind needs, and what it names."""
    yield from _word_faults(known, question)
    yield from _kind_faults(question)
    columns = [*question.columns, *question.parts]
    for kind, items in (("option", question.options), ("row", question.rows), ("column", columns)):
        yield from _option_faults(kind, items)
    if question.options_from:
        yield from _link_faults(known, question.options_from)
    for column in columns:
        yield from _column_faults(known, column)
    for row in question.rows:
        if row.leads_to and row.leads_to not in known.lessons:
            yield f"“{row.id}” leads to “{row.leads_to}”, and there is no such lesson. Write section/lesson."
    if question.show_when is not None:
        yield from condition_faults(known, question.show_when)
    drafts = question.drafts_steps.model_dump() if question.drafts_steps else {}
    for name, column_id in drafts.items():
        if column_id and column_id not in {column.id for column in columns}:
            yield f"drafts_steps.{name} names the column “{column_id}”, and there is none. Name a column."


def _word_faults(known: Known, question: schema.QuestionDoc) -> Iterator[str]:
    needed = {"prompt", "help", "example"}
    if question.kind in NEEDS_NO_EXAMPLE:
        needed.discard("example")
    if question.kind is Kind.AUTOMATIC:
        needed = {"prompt"}
    for field in sorted(needed):
        if not getattr(question, field)["default"].strip():
            yield f"“{question.id}” has no {field}. Write one."
    if question.part and question.part not in known.parts:
        yield f"The report has no part “{question.part}”. Use one of report.yaml."


def _kind_faults(question: schema.QuestionDoc) -> Iterator[str]:
    if question.kind in WITH_OPTIONS and not question.options and not question.options_from:
        yield f"A {question.kind} needs options, or options_from."
    if question.kind in WITH_COLUMNS and not (question.columns or question.parts):
        yield f"A {question.kind} needs columns (a group: parts)."
    if question.kind is Kind.MATRIX and not question.rows:
        yield "A matrix needs rows."
    if question.low >= question.high:
        yield "Make low smaller than high."


def _column_faults(known: Known, column: schema.ColumnDoc) -> Iterator[str]:
    if column.kind in (CellKind.CHOICE, CellKind.CHOICES):
        if not column.options and not column.options_from:
            yield f"The column “{column.id}” needs options, or options_from."
        if column.options_from:
            yield from _link_faults(known, column.options_from)
    yield from _option_faults("option", column.options)


def _option_faults(kind: str, items: list[Any]) -> Iterator[str]:
    for item_id, times in Counter(item.id for item in items).items():
        if times > 1:
            yield f"The {kind} “{item_id}” stands {times} times. Give each an id of its own."
    for item in items:
        if item.id in ("True", "False", "None", "row", "base", "id"):
            yield f"“{item.id}” cannot be the id of a {kind}. Quote it if you meant yes or no, or use another word."


def _link_faults(known: Known, question_id: str) -> Iterator[str]:
    target = known.questions.get(question_id)
    if target is None:
        yield f"options_from names “{question_id}”, and there is no such question."
    elif target.kind not in (Kind.ROWS, Kind.LIST):
        yield f"options_from names “{question_id}”, which has no rows. Name a rows or list question."


def condition_faults(known: Known, condition: conditions.Condition) -> Iterator[str]:
    """Yield what a condition looks at that does not exist, or can never be."""
    for path, values in conditions.questions_of(condition):
        question_id, *keys = path.split(".")
        question = known.questions.get(question_id)
        if question is None:
            yield f"A condition looks at “{question_id}”, and there is no such question."
            continue
        yield from _path_faults(question, keys, values)


def _path_faults(question: schema.QuestionDoc, keys: list[str], values: tuple[str, ...]) -> Iterator[str]:
    columns = {column.id: column for column in [*question.columns, *question.parts]}
    rest = list(keys)
    if question.kind is Kind.MATRIX and rest and rest.pop(0) not in {row.id for row in question.rows}:
        yield f"“{question.id}” has no row “{keys[0]}”. Use one of its row ids."
        return
    if question.kind is Kind.YES_NO:
        known = {"yes", "no"} if rest in (["answer"], []) else set()
    elif rest and rest[0] not in columns:
        yield f"“{question.id}” has no part “{rest[0]}”. Use one of its column ids."
        return
    else:
        options = columns[rest[0]].options if rest else question.options
        known = {option.id for option in options}
    for value in values:
        if known and value not in known:
            yield f"“{'.'.join([question.id, *keys])}” can never be “{value}”. Use one of: {', '.join(sorted(known))}."
