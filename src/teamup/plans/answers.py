"""What an answer may be: cleaning what was sent into the one value that is kept.

Values by kind (JSON; an empty answer is None): text is a string; `choice` an option id; `choices` and `rank`
lists of option ids; `scale` an integer; `date` "YYYY-MM-DD"; `number` and `money` decimal strings; `yes_no`
{"answer", "why"}; `checklist` {option: note}; `list` [{"id", "text"}]; `rows` [{"id", column: cell}];
`matrix` {row: {column: cell}}; `group` {part: cell}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from teamup.catalog.model import CellKind, Column, Kind, Option, Question, Text
from teamup.plans.errors import AnswerRejected, Fault

MOST_BYTES = 400_000  # of one answer, as JSON
MOST_DIGITS = 15
ROW_ID = re.compile(r"^[a-z0-9-]{1,40}$")
LIST_ITEM = Column("text", CellKind.LONG_TEXT, label=Text("Item"), wide=True)
_US_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_BREAKS = re.compile(r"\r\n|\r|\x0b|\x0c|\u2028|\u2029")


class _Bad(Exception):
    """A piece of a value cannot stand; the message is for the person."""


def clean(question: Question, raw: object) -> Any:
    """Return the value to keep for what was sent, or None for an empty answer.

    Raises `AnswerRejected` with a `Fault` for each piece that breaks the question's limits.
    """
    if question.kind is Kind.AUTOMATIC:
        raise AnswerRejected(Fault("This part is drawn from your other answers and cannot be typed."))
    faults: list[Fault] = []
    value = _CLEANERS[question.kind](question, raw, faults)
    if not faults and value is not None and len(json.dumps(value, ensure_ascii=False).encode()) > MOST_BYTES:
        faults.append(Fault("This answer is too large to keep. Shorten it, or move a part of it to another answer."))
    if faults:
        raise AnswerRejected(*faults)
    return value


def clean_unknown(raw: object) -> Any:
    """Return a value for a question this version does not have, kept as it was sent. Raises `AnswerRejected`."""
    try:
        text = json.dumps(raw, ensure_ascii=False)
        if len(text.encode()) > MOST_BYTES or "\\u0000" in text:
            raise _Bad
    except (TypeError, ValueError, UnicodeEncodeError, _Bad, RecursionError) as error:
        raise AnswerRejected(Fault("This answer cannot be kept as it is. Copy it and type it again.")) from error
    return None if raw in ("", [], {}) else raw


def _text(raw: object, most: int) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise _Bad("Write this answer as text.")
    text = _BREAKS.sub("\n", raw)
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise _Bad("This text holds a character that cannot be stored. Paste it as plain text.")
    if not text.strip():
        return None
    if len(text) > most:
        raise _Bad(f"Shorten this answer to {most:,} characters or fewer. It has {len(text):,} now.")
    return text


def _decimal(raw: object, *, places: int | None = None) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | None):
        raise _Bad("Write a number, for example 1250.")
    typed = re.sub(r"[\s,$]", "", str(raw)) if raw is not None else ""
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation as error:
        raise _Bad("Write a number, for example 1250.") from error
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or number.adjusted() < -MOST_DIGITS:
        raise _Bad("Write a smaller number, of 15 digits at most.")
    if places is not None:
        number = round(number, places)
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if places == 2 and "." in plain:
        plain = f"{number:.2f}"
    return "0" if plain in ("-0", "") else plain


def _date(raw: object) -> str | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if not isinstance(raw, str):
        raise _Bad("Write a date such as 2027-01-15 or 1/15/2027.")
    typed = raw.strip()
    if match := _US_DATE.match(typed):
        typed = f"{int(match[3]):04d}-{int(match[1]):02d}-{int(match[2]):02d}"
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise _Bad("Write a date such as 2027-01-15 or 1/15/2027. The day must exist.") from error
    if not 1900 <= day.year <= 2200:
        raise _Bad("Write a year between 1900 and 2200.")
    return day.isoformat()


def _scale(raw: object, low: int, high: int) -> int | None:
    if raw in (None, ""):
        return None
    try:
        number = int(str(raw))
    except ValueError:
        number = low - 1
    if isinstance(raw, bool) or not low <= number <= high:
        raise _Bad(f"Choose a number from {low} to {high}.")
    return number


def _one_of(raw: object, options: tuple[Option, ...], *, linked: bool) -> str | None:
    if raw in (None, ""):
        return None
    known = isinstance(raw, str) and (bool(ROW_ID.match(raw)) if linked else any(o.id == raw for o in options))
    if not known:
        raise _Bad("Choose one of the options shown.")
    return str(raw)


def _some_of(raw: object, options: tuple[Option, ...], *, linked: bool, ordered: bool = False) -> list[str] | None:
    items = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items) or len(items) > 300:
        raise _Bad("Choose from the options shown.")
    chosen = [c for i in items if (c := _one_of(i, options, linked=linked)) is not None]
    if len(set(chosen)) != len(chosen):
        raise _Bad("Choose each option once.")
    if not ordered and not linked:
        exclusive = [o.id for o in options if o.exclusive and o.id in chosen]
        chosen = exclusive[:1] or [o.id for o in options if o.id in chosen]
    return chosen or None


def clean_cell(column: Column, raw: object) -> Any:
    """Return the value to keep for one cell of rows, a matrix or a group."""
    match column.kind:
        case CellKind.SHORT_TEXT | CellKind.LONG_TEXT:
            text = _text(raw, column.max_length)
            return " ".join(text.split("\n")) if text and column.kind is CellKind.SHORT_TEXT else text
        case CellKind.CHOICE:
            return _one_of(raw, column.options, linked=bool(column.options_from))
        case CellKind.CHOICES:
            return _some_of(raw, column.options, linked=bool(column.options_from))
        case CellKind.SCALE:
            return _scale(raw, column.low, column.high)
        case CellKind.DATE:
            return _date(raw)
        case CellKind.NUMBER:
            return _decimal(raw)
        case CellKind.MONEY:
            return _decimal(raw, places=2)
        case CellKind.CHECKBOX:
            return True if raw in (True, "true", "on", "1", 1) else None


def _cells(columns: tuple[Column, ...], raw: object, faults: list[Fault], at: str = "") -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        faults.append(
            Fault("This answer came in a shape that does not fit the question. Reload the page.", at.rstrip("."))
        )
        return {}
    known = {column.id: column for column in columns}
    if strange := [key for key in raw if key not in known and key != "id"]:
        faults.append(
            Fault(f"“{str(strange[0])[:40]}” is not a part of this question. Reload the page.", at.rstrip("."))
        )
        return {}
    cells = {}
    for column in columns:
        try:
            cell = clean_cell(column, raw.get(column.id))
        except _Bad as bad:
            faults.append(Fault(str(bad), f"{at}{column.id}"))
            continue
        if cell is not None:
            cells[column.id] = cell
    return cells


def _clean_text(question: Question, raw: object, faults: list[Fault]) -> str | None:
    text = _text(raw, question.max_length)
    if text and question.kind is Kind.SHORT_TEXT:
        text = " ".join(text.split("\n"))
    if text and question.max_words and (count := len(text.split())) > question.max_words:
        raise _Bad(f"Shorten this answer to {question.max_words} words or fewer. It has {count} now.")
    return text


def _clean_yes_no(question: Question, raw: object, faults: list[Fault]) -> dict[str, str] | None:
    if raw in (None, "", {}):
        return None
    given = {"answer": raw} if isinstance(raw, str) else raw
    if not isinstance(given, Mapping) or given.get("answer") not in ("yes", "no", "", None):
        raise _Bad("Choose yes or no.")
    why = _text(given.get("why"), question.max_length)
    value = {"answer": given.get("answer") or "", "why": why or ""}
    return value if any(value.values()) else None


def _clean_checklist(question: Question, raw: object, faults: list[Fault]) -> dict[str, str] | None:
    if isinstance(raw, list | tuple):
        raw = {str(item): "" for item in raw}
    if raw is not None and not isinstance(raw, Mapping):
        raise _Bad("Choose from the options shown.")
    given = raw or {}
    if any(question.option(str(key)) is None for key in given):
        raise _Bad("Choose from the options shown.")
    value = {}
    for option in question.options:
        if option.id in given:
            try:
                value[option.id] = _text(given[option.id] or "", 4000) or ""
            except _Bad as bad:
                faults.append(Fault(str(bad), option.id))
    return value or None


def _clean_rows(question: Question, raw: object, faults: list[Fault]) -> list[dict[str, Any]] | None:
    columns = (LIST_ITEM,) if question.kind is Kind.LIST else question.columns
    rows = raw or []
    if not isinstance(rows, list | tuple):
        raise _Bad("This answer came in a shape that does not fit the question. Reload the page.")
    if len(rows) > question.max_rows:
        raise _Bad(f"Keep {question.max_rows} rows or fewer. There are {len(rows)} now.")
    ids = [row.get("id") if isinstance(row, Mapping) else None for row in rows]
    if not all(isinstance(i, str) and ROW_ID.match(i) for i in ids) or len(set(ids)) != len(ids):
        raise _Bad("A row has no proper name of its own. Reload the page; what you typed is kept.")
    kept = []
    for row in rows:
        cells = _cells(columns, row, faults, at=f"{row['id']}.")
        if cells:
            kept.append({"id": row["id"], **cells})
    return kept or None


def _clean_matrix(question: Question, raw: object, faults: list[Fault]) -> dict[str, Any] | None:
    given = raw or {}
    known = {row.id for row in question.rows}
    if not isinstance(given, Mapping) or any(key not in known for key in given):
        raise _Bad("This answer came in a shape that does not fit the question. Reload the page.")
    value = {}
    for row in question.rows:
        if row.id in given and (cells := _cells(question.columns, given[row.id], faults, at=f"{row.id}.")):
            value[row.id] = cells
    return value or None


Cleaner = Callable[[Question, object, list[Fault]], Any]


def _telling(cleaner: Cleaner) -> Cleaner:
    """Turn a `_Bad` about the whole answer into a fault."""

    def told(question: Question, raw: object, faults: list[Fault]) -> Any:
        try:
            return cleaner(question, raw, faults)
        except _Bad as bad:
            faults.append(Fault(str(bad)))
            return None

    return told


_CLEANERS: Mapping[Kind, Cleaner] = {
    kind: _telling(cleaner)
    for kind, cleaner in {
        Kind.SHORT_TEXT: _clean_text,
        Kind.LONG_TEXT: _clean_text,
        Kind.CHOICE: lambda q, raw, f: _one_of(raw, q.options, linked=bool(q.options_from)),
        Kind.CHOICES: lambda q, raw, f: _some_of(raw, q.options, linked=bool(q.options_from)),
        Kind.RANK: lambda q, raw, f: _some_of(raw, q.options, linked=bool(q.options_from), ordered=True),
        Kind.SCALE: lambda q, raw, f: _scale(raw, q.low, q.high),
        Kind.DATE: lambda q, raw, f: _date(raw),
        Kind.NUMBER: lambda q, raw, f: _decimal(raw),
        Kind.MONEY: lambda q, raw, f: _decimal(raw, places=2),
        Kind.YES_NO: _clean_yes_no,
        Kind.CHECKLIST: _clean_checklist,
        Kind.LIST: _clean_rows,
        Kind.ROWS: _clean_rows,
        Kind.MATRIX: _clean_matrix,
        Kind.GROUP: lambda q, raw, f: _cells(q.columns, raw or {}, f) or None,
    }.items()
}
