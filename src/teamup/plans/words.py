"""Saying a value in words: labels for ids, names for rows, dates and money as people write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from teamup.catalog.model import CellKind, Column, Kind, Option, Question, Side
from teamup.plans.state import PlanState, found_once

GONE = "(removed)"
LEFT_OUT = "(left out of this edition)"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def of_day(day: date) -> str:
    """Return a date as it is written in the United States: "January 15, 2027"."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def of_money(amount: str) -> str:
    """Return an amount of US dollars: "$1,250" or "$1,250.50"."""
    number = Decimal(amount)
    shown = f"{abs(number):,.2f}".removesuffix(".00")
    return f"-${shown}" if number < 0 else f"${shown}"


def of_number(number: str) -> str:
    """Return a number with its thousands set apart."""
    return f"{Decimal(number):,f}"


def label_of(options: tuple[Option, ...], option_id: str, state: PlanState) -> str:
    """Return the label of an option in the plan's voice; an id that is gone says so."""
    found = next((option for option in options if option.id == option_id), None)
    return found.label.spoken(state.voice) if found else GONE


def name_of_row(question_id: str, row_id: str, state: PlanState) -> str:
    """Return what a row of another answer is called: its first needed or first written cell."""
    lost = LEFT_OUT if state.hides(question_id) else GONE
    return _names_of_rows(state, question_id).get(row_id, lost)


def _title_of(question: Question | None, row: Mapping[str, object], state: PlanState) -> str:
    if question is None or question.kind is Kind.LIST:
        return str(row.get("text", ""))
    # A row that only points elsewhere would name itself after its goal; prefer its own words.
    own = [c for c in question.columns if not c.options_from] or list(question.columns)
    for column in sorted(own, key=lambda c: not c.needed):
        if row.get(column.id) is not None:
            return of_cell(column, row[column.id], state)
    return "(unnamed)"


def rows_as_options(question_id: str, state: PlanState) -> tuple[tuple[str, str], ...]:
    """Return (row id, name) for each row of a question: the options of a linked choice or rank."""
    return tuple(_names_of_rows(state, question_id).items())


@found_once
def _names_of_rows(state: PlanState, question_id: str) -> Mapping[str, str]:
    question = state.index.questions.get(question_id)
    sides = question.sides() if question else (Side.JOINT,)
    rows = [row for side in sides for row in state.rows(question_id, side)]
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(str(row.get("id", "")), _title_of(question, row, state))
    return names


def of_cell(column: Column, cell: object, state: PlanState) -> str:
    """Return a cell in words; "" when it is empty."""
    if cell is None or cell == "":
        return ""
    match column.kind:
        case CellKind.CHOICE:
            return _linked_or_label(column.options_from, column.options, str(cell), state)
        case CellKind.CHOICES:
            items = cell if isinstance(cell, list) else [cell]
            return "; ".join(_linked_or_label(column.options_from, column.options, str(i), state) for i in items)
        case CellKind.DATE:
            return of_day(date.fromisoformat(str(cell)))
        case CellKind.MONEY:
            return of_money(str(cell))
        case CellKind.NUMBER:
            return of_number(str(cell))
        case CellKind.CHECKBOX:
            return "Yes" if cell else ""
        case _:
            return str(cell)


def _linked_or_label(source: str, options: tuple[Option, ...], item: str, state: PlanState) -> str:
    return name_of_row(source, item, state) if source else label_of(options, item, state)


def of_answer(question: Question, value: object, state: PlanState) -> str:
    """Return a whole answer in plain words, one line a row; "" when it is empty. Used by history and previews."""
    if value is None:
        return ""
    match question.kind:
        case Kind.CHOICE:
            return _linked_or_label(question.options_from, question.options, str(value), state)
        case Kind.CHOICES | Kind.RANK:
            items = value if isinstance(value, list) else []
            return "\n".join(_linked_or_label(question.options_from, question.options, str(i), state) for i in items)
        case Kind.DATE:
            return of_day(date.fromisoformat(str(value)))
        case Kind.MONEY:
            return of_money(str(value))
        case Kind.NUMBER:
            return of_number(str(value))
        case _ if isinstance(value, dict):
            return "\n".join(_lines_of_map(question, value, state))
        case _ if isinstance(value, list):
            return "\n".join(_line_of_row(question, row, state) for row in value if isinstance(row, dict))
        case _:
            return str(value)


def of_kept(question: Question, value: object, state: PlanState) -> str:
    """Return a value in words, as `of_answer` does; one that does not fit the question is told plainly."""
    try:
        return of_answer(question, value, state)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        return plainly(value)  # of another version of the course, where the question was of another kind


def plainly(value: object) -> str:
    """Return a value in words where no question is there to say it."""
    match value:
        case None:
            return ""
        case dict():
            return "\n".join(f"{key}: {plainly(cell)}" for key, cell in value.items() if key != "id")
        case list():
            return "\n".join(plainly(item) for item in value)
        case _:
            return str(value)


def _lines_of_map(question: Question, value: Mapping[str, object], state: PlanState) -> Iterator[str]:
    match question.kind:
        case Kind.YES_NO:
            answer = {"yes": "Yes", "no": "No"}.get(str(value.get("answer")), "")
            yield " ".join(
                filter(None, [f"{answer}." if answer and value.get("why") else answer, str(value.get("why") or "")])
            )
        case Kind.CHECKLIST:
            for option_id, note in value.items():
                label = label_of(question.options, option_id, state)
                yield f"{label}: {note}" if note else label
        case Kind.MATRIX:
            for row in question.rows:
                cells = value.get(row.id)
                if isinstance(cells, dict):
                    yield f"{row.label.spoken(state.voice).rstrip('.')}: {_cells(question, cells, state)}"
        case _:
            for column in question.columns:
                if (said := of_cell(column, value.get(column.id), state)) != "":
                    yield f"{column.label.spoken(state.voice)}: {said}"


def _line_of_row(question: Question, row: Mapping[str, object], state: PlanState) -> str:
    return str(row.get("text", "")) if question.kind is Kind.LIST else _cells(question, row, state)


def _cells(question: Question, cells: Mapping[str, object], state: PlanState) -> str:
    said = ((c, of_cell(c, cells.get(c.id), state)) for c in question.columns)
    return "; ".join(f"{c.label.spoken(state.voice)}: {text}" for c, text in said if text)
