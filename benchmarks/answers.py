"""An answer of ordinary length to every question of a course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teamup.catalog.model import CellKind, Column, Course, Kind, Question, Side

SENTENCE = "We bring patrol officers and building security together so that people who work nights get home safely. "


def answers_of(course: Course, salt: str = "") -> Iterator[tuple[tuple[str, Side], Any]]:
    """Yield ((question id, side), value) for everything that can be answered; `salt` makes the words new."""
    for question in course.questions():
        if question.kind is not Kind.AUTOMATIC:
            for side in question.sides():
                yield (question.id, side), value_of(question, salt)


def value_of(question: Question, salt: str = "") -> Any:  # noqa: C901 - one line a kind
    """Return a plausible value for one question."""
    first = question.options[0].id if question.options else "r1"
    match question.kind:
        case Kind.SHORT_TEXT:
            return f"Riverton Downtown Safety Partnership {salt}".strip()
        case Kind.LONG_TEXT:
            words = (SENTENCE * 6 + salt).split()
            return " ".join(words[: question.max_words or len(words)])[: question.max_length]
        case Kind.CHOICE:
            return first
        case Kind.CHOICES | Kind.RANK:
            return [option.id for option in question.options[:3]] or ["r1", "r2", "r3"]
        case Kind.SCALE:
            return question.high
        case Kind.DATE:
            return "2027-03-15"
        case Kind.NUMBER | Kind.MONEY:
            return "1250"
        case Kind.YES_NO:
            return {"answer": "yes", "why": SENTENCE + salt}
        case Kind.CHECKLIST:
            return {option.id: "Agreed in March" for option in question.options[:5]}
        case Kind.LIST:
            return [{"id": f"r{n}", "text": f"{SENTENCE}{salt}"} for n in (1, 2, 3)]
        case Kind.ROWS:
            return [
                {"id": f"r{n}", **_cells(question.columns, salt, n)} for n in range(1, min(4, question.max_rows) + 1)
            ]
        case Kind.MATRIX:
            return {row.id: _cells(question.columns, salt, 1) for row in question.rows}
        case _:
            return _cells(question.columns, salt, 1)


def _cells(columns: tuple[Column, ...], salt: str, number: int) -> dict[str, Any]:
    return {column.id: _cell(column, salt, number) for column in columns}


def _cell(column: Column, salt: str, number: int) -> Any:
    first = column.options[number % len(column.options)].id if column.options else "r1"
    match column.kind:
        case CellKind.CHOICE:
            return first
        case CellKind.CHOICES:
            return [first]
        case CellKind.SCALE:
            return column.low + number % (column.high - column.low + 1)
        case CellKind.DATE:
            return f"2027-{number:02d}-15"
        case CellKind.NUMBER | CellKind.MONEY:
            return str(1250 * number)
        case CellKind.CHECKBOX:
            return True
        case CellKind.LONG_TEXT:
            return (SENTENCE * 2 + salt)[: column.max_length]
        case _:
            return f"Walk garage {number} together at night {salt}".strip()[: column.max_length]
