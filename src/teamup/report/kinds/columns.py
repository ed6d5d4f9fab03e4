"""The columns of an empty table, and what goes into each: words, a day, or one of some options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column
from teamup.plans.state import PlanState
from teamup.report.document import ColumnKind, Entry, EntryKind, TableColumn
from teamup.report.parts.tables import heading_of

MOST_SHARES, MOST_COLUMNS = 21, 6
"""What fits side by side in a table that people write in by hand."""
SHARES = {
    CellKind.SHORT_TEXT: 3,
    CellKind.LONG_TEXT: 5,
    CellKind.CHOICE: 3,
    CellKind.CHOICES: 4,
    CellKind.SCALE: 4,
    CellKind.DATE: 3,
    CellKind.NUMBER: 2,
    CellKind.MONEY: 3,
    CellKind.CHECKBOX: 2,
}
WIDE, ROW_LABEL = 4, 5
FEW_OPTIONS, SHORT_OPTION = 4, 22
"""Options that stand as boxes in a cell of a table; others are listed once, under it."""
EACH_FORM, ONLY_FORM = 110, 420
"""Letters of options that stand as boxes in each of several forms, and in a form of which there is only one."""
KINDS = {
    CellKind.SHORT_TEXT: EntryKind.TEXT,
    CellKind.LONG_TEXT: EntryKind.LONG,
    CellKind.CHOICE: EntryKind.ONE,
    CellKind.CHOICES: EntryKind.SOME,
    CellKind.SCALE: EntryKind.ONE,
    CellKind.DATE: EntryKind.DATE,
    CellKind.NUMBER: EntryKind.NUMBER,
    CellKind.MONEY: EntryKind.MONEY,
    CellKind.CHECKBOX: EntryKind.CHECK,
}
SHAPES = {EntryKind.DATE: ColumnKind.DATE, EntryKind.CHECK: ColumnKind.CHECK}
"""Figures are written from the left by hand, so they have no column kind of their own here."""


def hint_of(kind: EntryKind) -> str:
    """Return how a day or a figure is written; "" for words."""
    hints = {
        EntryKind.DATE: _("month / day / year"),
        EntryKind.NUMBER: _("number"),
        EntryKind.MONEY: _("US dollars"),
    }
    return hints.get(kind, "")


def fits_across(columns: Sequence[Column], *, beside: bool = False) -> bool:
    """Say whether rows of these columns fit the page as a table, `beside` the names of the rows if they have some."""
    shares = sum(map(_share, columns)) + (ROW_LABEL if beside else 0)
    return len(columns) <= MOST_COLUMNS and shares <= MOST_SHARES


def _share(column: Column) -> int:
    share = SHARES[column.kind]
    return max(share, WIDE) if column.wide else share


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one question. With `stacked` each row is a form; `forms` is how many there will be."""

    columns: tuple[Column, ...]
    state: PlanState
    stacked: bool
    forms: int

    def shapes(self) -> tuple[TableColumn, ...]:
        """Return how each column is set."""
        return tuple(
            TableColumn(
                column.label.spoken(self.state.voice), SHAPES.get(KINDS[column.kind], ColumnKind.TEXT), _share(column)
            )
            for column in self.columns
        )

    def entries(self) -> tuple[Entry, ...]:
        """Return what goes into each column."""
        return tuple(map(self._entry, self.columns))

    def of_rows(self) -> TableColumn:
        """Return the column that names the rows of a matrix."""
        return TableColumn("", width=ROW_LABEL)

    def said(self) -> Entry:
        """Return what stands in that column; nobody writes there."""
        return Entry("row")

    def _entry(self, column: Column) -> Entry:
        kind = KINDS[column.kind]
        options = self._options(column)
        return Entry(
            column.id,
            kind,
            options,
            boxes=bool(options) and self._has_boxes(column, options),
            hint=self._hint(column, kind),
            help=column.help.spoken(self.state.voice),
        )

    def _options(self, column: Column) -> tuple[str, ...]:
        if column.kind is CellKind.SCALE:
            return tuple(str(number) for number in range(column.low, column.high + 1))
        return tuple(option.label.spoken(self.state.voice) for option in column.options)

    def _has_boxes(self, column: Column, options: tuple[str, ...]) -> bool:
        if column.kind is CellKind.SCALE:
            return True
        if self.stacked:
            return sum(len(option) + 4 for option in options) <= (ONLY_FORM if self.forms == 1 else EACH_FORM)
        return len(options) <= FEW_OPTIONS and max(map(len, options)) <= SHORT_OPTION

    def _hint(self, column: Column, kind: EntryKind) -> str:
        source = self.state.index.questions.get(column.options_from)
        if source is None:
            return hint_of(kind)
        return _("write the name, as in “%(answer)s”") % {"answer": heading_of(source, self.state)}
