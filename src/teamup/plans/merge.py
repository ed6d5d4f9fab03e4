"""Putting two people's changes of one answer together, when they do not touch the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from typing import Any

from teamup.catalog.model import CellKind, Kind, Question
from teamup.plans.errors import Overlap

MOST_WORDS = 20_000  # beyond this a difference by words is not worth the wait: a person chooses
_WORDS = re.compile(r"\s+|[^\s]+")
_TEXT_KINDS = {Kind.SHORT_TEXT, Kind.LONG_TEXT}
_TEXT_CELLS = {CellKind.SHORT_TEXT, CellKind.LONG_TEXT}
_MISSING: Any = object()


def merge(question: Question, *, base: Any, theirs: Any, yours: Any) -> Any:
    """Return one value that holds both changes to `base`. Raises `Overlap` when they touch the same thing.

    Text is merged by words, rows and matrices by row and column, choices by option; a rank never is.
    """
    if theirs == base or yours == theirs:
        return yours
    if yours == base:
        return theirs
    match question.kind:
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return _merge_text(base, theirs, yours)
        case Kind.CHOICES:
            return _merge_options(question, base, theirs, yours)
        case Kind.LIST | Kind.ROWS:
            return _merge_rows(question, base or [], theirs or [], yours or []) or None
        case Kind.CHECKLIST | Kind.GROUP | Kind.MATRIX | Kind.YES_NO:
            merged = _merge_maps(base or {}, theirs or {}, yours or {}, _cell_merger(question))
            return merged or None
        case _:
            raise Overlap


def _merge_text(base: object, theirs: object, yours: object) -> str:
    old, left, right = (_WORDS.findall(str(text or "")) for text in (base, theirs, yours))
    if max(len(old), len(left), len(right)) > MOST_WORDS:
        raise Overlap
    edits = sorted({*_edits(old, left), *_edits(old, right)})
    for (first, end, _), (start, stop, _) in pairwise(edits):
        if start < end or start == first or start == end == stop:
            raise Overlap
    words = list(old)
    for start, end, new in reversed(edits):
        words[start:end] = new
    return "".join(words)


def _edits(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(i, j, tuple(new[k:m])) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _merge_options(question: Question, base: object, theirs: object, yours: object) -> list[str] | None:
    old, left, right = ({*map(str, _as_list(v))} for v in (base, theirs, yours))
    chosen = (left & right) | (left - old) | (right - old)
    order = {option.id: i for i, option in enumerate(question.options)}
    return sorted(chosen, key=lambda o: (order.get(o, len(order)), o)) or None


def _as_list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


MergeCell = Callable[[str, Any, Any, Any], Any]


def _cell_merger(question: Question) -> MergeCell:
    kinds = {c.id: c.kind for c in question.columns}

    def merge_cell(key: str, base: Any, theirs: Any, yours: Any) -> Any:
        if question.kind is Kind.MATRIX and not _any_missing(theirs, yours):
            return _merge_maps(base or {}, theirs or {}, yours or {}, merge_text_cell)
        return merge_text_cell(key, base, theirs, yours)

    def merge_text_cell(key: str, base: Any, theirs: Any, yours: Any) -> Any:
        is_text = kinds.get(key) in _TEXT_CELLS or question.kind in (Kind.CHECKLIST, Kind.LIST)
        is_text = is_text or (question.kind is Kind.YES_NO and key == "why")
        if is_text and all(isinstance(v, str) for v in (theirs, yours)):
            return _merge_text("" if base is _MISSING else base, theirs, yours)
        raise Overlap

    return merge_cell


def _any_missing(*values: object) -> bool:
    return any(value is _MISSING for value in values)


def _merge_maps(
    base: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any], cell: MergeCell
) -> dict[str, Any]:
    merged = {}
    for key in dict.fromkeys([*theirs, *yours]):
        old, left, right = (m.get(key, _MISSING) for m in (base, theirs, yours))
        value = _three_way(old, left, right, partial(cell, key))
        if value is not _MISSING:
            merged[key] = value
    return merged


def _three_way(base: Any, theirs: Any, yours: Any, both: Callable[[Any, Any, Any], Any]) -> Any:
    if theirs == base or theirs == yours:  # noqa: SIM109 - reads as the rule does
        return yours
    if yours == base:
        return theirs
    if _any_missing(theirs, yours):
        raise Overlap
    return both(base, theirs, yours)


def _merge_rows(question: Question, base: Any, theirs: Any, yours: Any) -> list[dict[str, Any]]:
    cell = _cell_merger(question)
    old, left, right = ({row["id"]: row for row in rows} for rows in (base, theirs, yours))
    rows: dict[str, Any] = {}
    for row_id in dict.fromkeys([*left, *right]):
        row = _three_way(
            old.get(row_id, _MISSING),
            left.get(row_id, _MISSING),
            right.get(row_id, _MISSING),
            partial(_merge_row, cell),
        )
        if row is not _MISSING:
            rows[row_id] = row
    return [rows[row_id] for row_id in _order(list(old), list(left), list(right), rows)]


def _merge_row(cell: MergeCell, base: Any, theirs: Any, yours: Any) -> dict[str, Any]:
    return _merge_maps({} if base is _MISSING else base, theirs, yours, cell)


def _order(base: list[str], theirs: list[str], yours: list[str], kept: Mapping[str, Any]) -> list[str]:
    """Return the ids of `kept` in the order of whoever moved rows, with the other's new rows in their places."""

    def moved(mine: list[str]) -> bool:
        common = {*mine} & {*base}
        return [i for i in mine if i in common] != [i for i in base if i in common]

    lead, other = (theirs, yours) if moved(theirs) else (yours, theirs)
    if moved(theirs) and moved(yours) and [i for i in theirs if i in yours] != [i for i in yours if i in theirs]:
        raise Overlap
    order = [i for i in lead if i in kept]
    for place, row_id in enumerate(other):
        if row_id in kept and row_id not in order:
            before = next((order.index(i) + 1 for i in reversed(other[:place]) if i in order), 0)
            order.insert(before, row_id)
    return order
