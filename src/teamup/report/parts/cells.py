"""One cell, fact or side in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Option, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, Fact, SideLabel

SIDES = frozenset(Side)
MOST_OTHERS = 2
"""A choice between the sides may also offer "neither" or "a grant"; one with more options asks for something else."""
RUNNING_TEXT = 160
"""A cell with more characters than this needs a wide column."""


def side_label(side: Side) -> SideLabel:
    """Return a side as the report calls it."""
    names = {Side.POLICE: _("Police"), Side.SECURITY: _("Security"), Side.JOINT: _("Joint")}
    return SideLabel(side, names[side])


def open_cell() -> Cell:
    """Return what stands where a needed value is missing."""
    return Cell(_("Open"), missing=True)


def clip(text: str, most: int) -> str:
    """Return `text` on one line, cut at a word and marked with "…" when it is longer than `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(",;:. ") + "…"


def names_sides(options: tuple[Option, ...]) -> bool:
    """Say whether a choice asks for a side: both sides are among its few options, and little else."""
    ids = {option.id for option in options}
    return {Side.POLICE, Side.SECURITY} <= ids and len(ids - SIDES) <= MOST_OTHERS


def kind_of(column: Column) -> ColumnKind:
    """Return how a column is set."""
    if names_sides(column.options):
        return ColumnKind.SIDE
    kinds = {
        CellKind.DATE: ColumnKind.DATE,
        CellKind.NUMBER: ColumnKind.NUMBER,
        CellKind.SCALE: ColumnKind.NUMBER,
        CellKind.MONEY: ColumnKind.MONEY,
        CellKind.CHECKBOX: ColumnKind.CHECK,
    }
    return kinds.get(column.kind, ColumnKind.TEXT)


def cell_of(column: Column, value: object, state: PlanState, *, missing: bool = False) -> Cell:
    """Return a value in words; a missing one that is needed says that it is open."""
    text = words.of_cell(column, value, state)
    if not text:
        return open_cell() if missing else Cell()
    if column.kind is CellKind.CHOICE and value in SIDES and names_sides(column.options):
        return Cell(text, side=SideLabel(Side(str(value)), text))
    if column.kind is CellKind.CHOICES and isinstance(value, list) and len(value) > 1:
        return Cell(items=tuple(words.of_cell(column, [item], state) for item in value))
    if column.kind is CellKind.CHECKBOX:
        return Cell(text, checked=True)
    if column.kind is CellKind.SCALE:
        return Cell(_("%(rating)s of %(high)s") % {"rating": text, "high": column.high})
    return Cell(text)


def facts_of(columns: tuple[Column, ...], cells: Mapping[str, object], state: PlanState) -> tuple[Fact, ...]:
    """Return the answered parts of a form with their labels; needed ones that are missing are open."""
    pairs = ((column, cell_of(column, cells.get(column.id), state, missing=column.needed)) for column in columns)
    return tuple(Fact(column.label.spoken(state.voice), cell) for column, cell in pairs if not cell.is_empty)
