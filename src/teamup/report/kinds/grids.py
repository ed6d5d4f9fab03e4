"""The tables of a kit: each column with its permanent name and what goes into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from teamup.report.document import Cell, ColumnKind, Entry, EntryKind, Grid, TableColumn


@dataclass(frozen=True, slots=True)
class Col:
    """A column: `width` is its share of the page; `options` are what is chosen from."""

    name: str
    label: str
    width: int
    entry: EntryKind = EntryKind.TEXT
    options: tuple[str, ...] = ()
    is_side: bool = False


def grid_of(
    name: str,
    caption: str,
    cols: Iterable[Col],
    rows: Iterable[tuple[Cell, ...]] = (),
    *,
    empty: int = 0,
    help_text: str = "",
    low: bool = True,
    large: bool = False,
) -> Grid:
    """Return a table with these columns, with the rows that hold something already, then the empty ones."""
    shown = tuple(cols)
    return Grid(
        name,
        caption,
        tuple(TableColumn(col.label, _kind(col), col.width) for col in shown),
        tuple(rows),
        empty,
        help_text,
        tuple(Entry(col.name, col.entry, col.options) for col in shown),
        low=low,
        large=large,
    )


def _kind(col: Col) -> ColumnKind:
    if col.is_side:
        return ColumnKind.SIDE
    return ColumnKind.DATE if col.entry is EntryKind.DATE else ColumnKind.TEXT
