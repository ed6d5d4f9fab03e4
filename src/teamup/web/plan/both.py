"""Keeping both of two versions of an answer, where that makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamup.catalog.model import CellKind, Column, Kind, Question

_LONGEST_ID = 40


class _Cannot(Exception):
    """The two versions say different things, and only one can stand."""


def keep_both(question: Question, theirs: Any, mine: Any) -> Any:
    """Return one value that holds both versions, or None where a person has to choose.

    Texts follow each other; rows are united by their ids, and a row that both changed is kept twice; options,
    parts and cells are united, as long as no two choices contradict each other.
    """
    if theirs is None or mine is None:
        return theirs if mine is None else mine
    try:
        return _unite(question, theirs, mine)
    except _Cannot:
        return None


def _unite(question: Question, theirs: Any, mine: Any) -> Any:
    match question.kind:
        case Kind.LONG_TEXT:
            return _texts(theirs, mine, "\n")
        case Kind.SHORT_TEXT:
            return _texts(theirs, mine, " / ")
        case Kind.CHOICES:
            exclusive = {o.id for o in question.options if o.exclusive}
            if exclusive & {*theirs, *mine}:
                raise _Cannot
            return [*theirs, *(option for option in mine if option not in theirs)]
        case Kind.CHECKLIST:
            return {o: _texts(theirs.get(o, ""), mine.get(o, ""), "\n") for o in dict.fromkeys([*theirs, *mine])}
        case Kind.YES_NO:
            return _yes_no(theirs, mine)
        case Kind.LIST | Kind.ROWS:
            return _rows(question, theirs, mine)
        case Kind.GROUP:
            return _cells(question.columns, theirs, mine)
        case Kind.MATRIX:
            rows = dict.fromkeys([*theirs, *mine])
            return {row: _cells(question.columns, theirs.get(row, {}), mine.get(row, {})) for row in rows}
        case _:
            raise _Cannot


def _texts(theirs: str, mine: str, between: str) -> str:
    if not theirs or theirs == mine:
        return mine
    return f"{theirs}{between}{mine}" if mine else theirs


def _yes_no(theirs: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, str]:
    answers = {theirs.get("answer", ""), mine.get("answer", "")} - {""}
    if len(answers) > 1:
        raise _Cannot
    return {"answer": next(iter(answers), ""), "why": _texts(theirs.get("why", ""), mine.get("why", ""), "\n")}


def _cells(columns: tuple[Column, ...], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    united: dict[str, Any] = {}
    for column in columns:
        left, right = theirs.get(column.id), mine.get(column.id)
        if left is None or right is None or left == right:
            united[column.id] = right if left is None else left
        elif column.kind is CellKind.LONG_TEXT:
            united[column.id] = _texts(left, right, "\n")
        elif column.kind is CellKind.SHORT_TEXT:
            united[column.id] = _texts(left, right, " / ")
        elif column.kind is CellKind.CHOICES:
            united[column.id] = [*left, *(item for item in right if item not in left)]
        else:
            raise _Cannot
    return {key: value for key, value in united.items() if value is not None}


def _rows(question: Question, theirs: list[dict[str, Any]], mine: list[dict[str, Any]]) -> list[dict[str, Any]]:
    left = {row["id"]: row for row in theirs}
    taken = {*left, *(row["id"] for row in mine)}
    united = list(theirs)
    for row in mine:
        other = left.get(row["id"])
        if other is None:
            united.append(row)
        elif other != row:
            twin = {**row, "id": _free_id(str(row["id"]), taken)}
            taken.add(twin["id"])
            united.insert(united.index(other) + 1, twin)
    return united


def _free_id(row_id: str, taken: set[str]) -> str:
    """Return an id beside `row_id`: always the same one for the same rows, so that a repeated save stays one."""
    tries = (f"{row_id[: _LONGEST_ID - 4]}-{n}" for n in range(2, 1000))
    return next(free for free in tries if free not in taken)
