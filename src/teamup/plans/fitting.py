"""What of a stored value fits its question, and what does not.

A plan may move to a version of its course that asks a question in another way: an option or a column is gone, or the
kind is another. Stored values stay as they are. Rules, pages and documents see the part that fits; the rest is kept
beside it, shown in words, and goes with the value whenever it is saved again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from teamup.catalog.model import CellKind, Column, CourseIndex, Kind, Question
from teamup.plans.answers import LIST_ITEM, ROW_ID
from teamup.plans.state import Given, Key, PlanState


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value in two parts of the same shape; `rest` is None when all of it fits."""

    value: Any
    rest: Any = None


def fit(question: Question, value: Any) -> Fitted:
    """Return what of `value` fits the question, and the rest. Only shapes are looked at, never lengths."""
    if value is None:
        return Fitted(None)
    return _FITTERS[question.kind](question, value)


def fit_all(
    index: CourseIndex, answers: Mapping[Key, Given], before: PlanState | None = None
) -> tuple[dict[Key, Given], dict[Key, Given]]:
    """Return (what fits, whole values of which some part does not). An answer without a question stays as it is.

    Answers that are the very ones of the state `before`, of the same course, are taken over from it.
    """
    fitting: dict[Key, Given] = {}
    whole: dict[Key, Given] = {}
    stored = before.stored if before else {}
    for key, given in answers.items():
        if before and stored.get(key) is given:
            fitting[key] = before.answers[key]
            if key in before.whole:
                whole[key] = given
            continue
        question = index.questions.get(key[0])
        fitted = fit(question, given.value) if question else Fitted(given.value)
        fitting[key] = given
        if fitted.rest is not None:
            fitting[key] = replace(given, value=fitted.value)
            whole[key] = given
    return fitting, whole


def unite(question: Question, value: Any, stored: Fitted) -> Any:
    """Return a new value together with the rest of the stored one, so that saving the one does not drop the other.

    Where the new value says something of its own, it stands. A row that was removed takes its rest along.
    """
    rest = stored.rest
    if rest is None:
        return value
    match question.kind:
        case Kind.CHOICES | Kind.RANK if isinstance(rest, list):
            return _listed(value, rest)
        case Kind.CHECKLIST | Kind.GROUP if isinstance(rest, dict):
            return _over(rest, value or {})
        case Kind.MATRIX if isinstance(rest, dict):
            there = value or {}
            return {row: _over(rest.get(row, {}), there.get(row, {})) for row in dict.fromkeys([*there, *rest])}
        case Kind.ROWS | Kind.LIST if isinstance(rest, list):
            return _rows_over(rest, value or [], {row["id"] for row in stored.value or []})
        case _:
            return value


def _listed(value: list[Any] | None, rest: list[Any]) -> list[Any]:
    return [*(value or []), *(item for item in rest if item not in (value or []))]


def _over(rest: Any, cells: Mapping[str, Any]) -> Any:
    if not isinstance(rest, dict):
        return dict(cells) or rest
    both = {**rest, **cells}
    for key, cell in cells.items():
        if isinstance(cell, list) and isinstance(rest.get(key), list):
            both[key] = _listed(cell, rest[key])
    return both


def _rows_over(rest: list[Any], rows: list[Any], seen: Collection[str]) -> list[Any]:
    named = {row["id"]: row for row in rest if _has_id(row)}
    united = [_over(named.get(row["id"], {}), row) for row in rows]
    there = {row["id"] for row in rows}
    return united + [row for row in rest if not _has_id(row) or (row["id"] not in there and row["id"] not in seen)]


def _has_id(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


# --- Each kind ----------------------------------------------------------------------------------------------------


def _whole(fits: Callable[[Question, Any], bool]) -> Callable[[Question, Any], Fitted]:
    return lambda question, value: Fitted(value) if fits(question, value) else Fitted(None, value)


def is_day(value: object) -> bool:
    """Say whether a value is a day as it is stored: "2027-01-15"."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_decimal(value: object) -> bool:
    """Say whether a value is a number as it is stored: "1250.50"."""
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_step(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_option(item: object, owner: Question | Column) -> bool:
    if not isinstance(item, str):
        return False
    return bool(ROW_ID.match(item)) if owner.options_from else owner.option(item) is not None


def _is_yes_no(_question: Question, value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"answer", "why"}
        and value.get("answer", "") in ("yes", "no", "")
        and isinstance(value.get("why", ""), str)
    )


def _options(owner: Question | Column, value: Any) -> Fitted:
    if not isinstance(value, list):
        return Fitted(None, value)
    known = list(dict.fromkeys(item for item in value if _is_option(item, owner)))
    return Fitted(known or None, [item for item in value if item not in known] or None)


def _checklist(question: Question, value: Any) -> Fitted:
    if not isinstance(value, dict):
        return Fitted(None, value)
    known = {key: note for key, note in value.items() if question.option(key) and isinstance(note, str)}
    return _parted(known, {key: note for key, note in value.items() if key not in known})


def _rows(question: Question, value: Any) -> Fitted:
    if not isinstance(value, list):
        return Fitted(None, value)
    columns = (LIST_ITEM,) if question.kind is Kind.LIST else question.columns
    fitting, rest = [], []
    for row in value:
        if not _has_id(row) or not ROW_ID.match(row["id"]):
            rest.append(row)
            continue
        cells = _cells(columns, {key: cell for key, cell in row.items() if key != "id"})
        if cells.value:
            fitting.append({"id": row["id"], **cells.value})
        if cells.rest:
            rest.append({"id": row["id"], **cells.rest})
    return _parted(fitting, rest)


def _matrix(question: Question, value: Any) -> Fitted:
    if not isinstance(value, dict):
        return Fitted(None, value)
    known = {row.id for row in question.rows}
    fitting, rest = {}, {}
    for row_id, given in value.items():
        cells = _cells(question.columns, given) if row_id in known else Fitted(None, given)
        if cells.value:
            fitting[row_id] = cells.value
        if cells.rest is not None:
            rest[row_id] = cells.rest
    return _parted(fitting, rest)


def _cells(columns: tuple[Column, ...], given: Any) -> Fitted:
    if not isinstance(given, dict):
        return Fitted(None, given)
    known = {column.id: column for column in columns}
    fitting, rest = {}, {}
    for key, cell in given.items():
        part = _cell(known[key], cell) if key in known else Fitted(None, cell)
        if part.value is not None:
            fitting[key] = part.value
        if part.rest is not None:
            rest[key] = part.rest
    return _parted(fitting, rest)


def _parted(fitting: Any, rest: Any) -> Fitted:
    return Fitted(fitting or None, rest or None)


def _cell(column: Column, cell: Any) -> Fitted:
    if column.kind is CellKind.CHOICES:
        return _options(column, cell)
    return Fitted(cell) if _cell_fits(column, cell) else Fitted(None, cell)


def _cell_fits(column: Column, cell: Any) -> bool:
    match column.kind:
        case CellKind.CHOICE:
            return _is_option(cell, column)
        case CellKind.SCALE:
            return _is_step(cell, column.low, column.high)
        case CellKind.DATE:
            return is_day(cell)
        case CellKind.NUMBER | CellKind.MONEY:
            return is_decimal(cell)
        case CellKind.CHECKBOX:
            return cell is True
        case _:
            return isinstance(cell, str)


_text = _whole(lambda _question, value: isinstance(value, str))
_decimal = _whole(lambda _question, value: is_decimal(value))

_FITTERS: Mapping[Kind, Callable[[Question, Any], Fitted]] = {
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CHOICE: _whole(lambda question, value: _is_option(value, question)),
    Kind.CHOICES: _options,
    Kind.RANK: _options,
    Kind.SCALE: _whole(lambda question, value: _is_step(value, question.low, question.high)),
    Kind.DATE: _whole(lambda _question, value: is_day(value)),
    Kind.NUMBER: _decimal,
    Kind.MONEY: _decimal,
    Kind.YES_NO: _whole(_is_yes_no),
    Kind.CHECKLIST: _checklist,
    Kind.LIST: _rows,
    Kind.ROWS: _rows,
    Kind.MATRIX: _matrix,
    Kind.GROUP: lambda question, value: _cells(question.columns, value),
    Kind.AUTOMATIC: _whole(lambda _question, _value: False),
}
