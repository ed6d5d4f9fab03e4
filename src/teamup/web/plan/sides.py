"""Both sides' answers to one question, side by side: what is the same, what differs, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import CellKind, Column, Kind, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState

_CHOSEN = (CellKind.SCALE, CellKind.CHOICE, CellKind.CHOICES, CellKind.CHECKBOX)


@dataclass(frozen=True, slots=True)
class Half:
    """What one side says: what it chose, and its words."""

    chosen: str
    words: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """What both sides say to one row, and how far they are apart, in words."""

    title: str
    police: Half
    security: Half
    said: str
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one side's answer, and whether the other side says it too."""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class SideLines:
    """One side's answer, line by line; none while it has not answered."""

    side: Side
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both answers: by row where the question has rows of its own, else line by line. `said` sums it up."""

    said: str
    pairs: tuple[PairLine, ...] = ()
    halves: tuple[SideLines, ...] = ()


def side_by_side(question: Question, state: PlanState) -> SideBySide:
    """Return both answers to a question that each side answers for itself."""
    police, security = (state.value(question.id, side) for side in (Side.POLICE, Side.SECURITY))
    if police is None and security is None:
        return SideBySide(_("Neither side has answered yet."))
    if question.kind is Kind.MATRIX:
        return _by_row(question, _map(police), _map(security), state)
    return _by_line(question, police, security, state)


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _by_row(question: Question, police: Mapping[str, Any], security: Mapping[str, Any], state: PlanState) -> SideBySide:
    pairs = tuple(_pairs(question, police, security, state))
    apart = sum(pair.is_apart for pair in pairs)
    said = ngettext("The two sides differ in %(n)d row.", "The two sides differ in %(n)d rows.", apart) % {"n": apart}
    if not apart:
        said = _("Where both have answered, they say the same.")
    return SideBySide(said, pairs=pairs)


def _pairs(
    question: Question, police: Mapping[str, Any], security: Mapping[str, Any], state: PlanState
) -> Iterator[PairLine]:
    for row in question.rows:
        ours, theirs = _map(police.get(row.id)), _map(security.get(row.id))
        if ours or theirs:
            said, is_apart = _distance(question, ours, theirs)
            yield PairLine(
                row.label.spoken(state.voice).partition(":")[0].rstrip("."),
                _half(question, ours, state),
                _half(question, theirs, state),
                said,
                is_apart,
            )


def _half(question: Question, cells: Mapping[str, Any], state: PlanState) -> Half:
    def told(columns: Iterator[Column]) -> str:
        return "; ".join(filter(None, (words.of_cell(column, cells.get(column.id), state) for column in columns)))

    return Half(
        told(column for column in question.columns if column.kind in _CHOSEN),
        told(column for column in question.columns if column.kind not in _CHOSEN),
    )


def _distance(question: Question, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[str, bool]:
    """Return how far both are apart in one row, in words, and whether they are."""
    chosen = [column for column in question.columns if column.kind in _CHOSEN]
    left, right = ([cells.get(column.id) for column in chosen] for cells in (ours, theirs))
    has_left, has_right = (any(cell is not None for cell in cells) for cells in (left, right))
    if not (has_left and has_right):
        waiting = _("Only police has rated this") if has_left else _("Only security has rated this")
        return (waiting if has_left or has_right else _("No rating yet")), False
    if left == right:
        return _("The same"), False
    gap = max((_gap(column, a, b) for column, a, b in zip(chosen, left, right, strict=True)), default=0)
    return (_("%(n)d apart") % {"n": gap} if gap else _("Different")), True


def _gap(column: Column, left: object, right: object) -> int:
    if column.kind is CellKind.SCALE and isinstance(left, int) and isinstance(right, int):
        return abs(left - right)
    return 0


def _by_line(question: Question, police: object, security: object, state: PlanState) -> SideBySide:
    told = {
        side: [line.strip() for line in words.of_kept(question, value, state).splitlines() if line.strip()]
        for side, value in ((Side.POLICE, police), (Side.SECURITY, security))
    }
    keys = {side: {_key(line) for line in lines} for side, lines in told.items()}
    shared = keys[Side.POLICE] & keys[Side.SECURITY]
    halves = tuple(
        SideLines(side, tuple(Line(line, _key(line) in shared) for line in lines)) for side, lines in told.items()
    )
    return SideBySide(_in_words(told, keys, len(shared)), halves=halves)


def _in_words(told: Mapping[Side, list[str]], keys: Mapping[Side, set[str]], shared: int) -> str:
    if not told[Side.POLICE]:
        return _("Police has not answered yet.")
    if not told[Side.SECURITY]:
        return _("Security has not answered yet.")
    if keys[Side.POLICE] == keys[Side.SECURITY]:
        return _("Both sides say the same.")
    if not shared:
        return _("No line is in both answers.")
    said = ngettext("%(n)d line is in both answers.", "%(n)d lines are in both answers.", shared)
    return said % {"n": shared}


def _key(line: str) -> str:
    """Return a line as it is compared: case, spaces and the point at its end make no difference."""
    return " ".join(line.casefold().split()).rstrip(".;")
