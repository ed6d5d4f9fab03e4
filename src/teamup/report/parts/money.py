"""Sums: totals at the foot of a table, and the budget by who pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, SideLabel, Table, TableColumn
from teamup.report.parts.cells import SIDES

Row = Mapping[str, object]


def _amount(row: Row, column: Column) -> Decimal:
    return Decimal(str(row.get(column.id) or "0"))


def _sum(rows: Iterable[Row], column: Column) -> str:
    return words.of_money(str(sum((_amount(row, column) for row in rows), Decimal(0))))


def _choices(columns: Sequence[Column]) -> list[Column]:
    return [c for c in columns if c.kind is CellKind.CHOICE and c.options]


def totals(columns: Sequence[Column], rows: Sequence[Row], state: PlanState) -> tuple[tuple[Cell, ...], ...]:
    """Return the total of each money column as one row; none where there is no money or only one row."""
    if len(rows) < 2 or not any(c.kind is CellKind.MONEY for c in columns):
        return ()
    sums = [Cell(_sum(rows, c)) if c.kind is CellKind.MONEY else Cell() for c in columns]
    if sums[0].is_empty:
        sums[0] = Cell(_("Total"))
    return (tuple(sums),)


def by_payer(question: Question, rows: Sequence[Row], state: PlanState) -> Table | None:
    """Return who pays how much of a budget, split by its first choice (start-up, yearly); None when nobody is named."""
    amount = next((c for c in question.columns if c.kind is CellKind.MONEY), None)
    choices = _choices(question.columns)
    if amount is None or len(choices) < 2:
        return None
    when, payer = choices[0], choices[-1]
    present = [option for option in payer.options if any(row.get(payer.id) == option.id for row in rows)]
    if not present:
        return None
    lines = [
        (_payer_cell(option.id, option.label.spoken(state.voice)), *_split(when, amount, rows, payer, option.id))
        for option in present
    ]
    unnamed = [row for row in rows if row.get(payer.id) not in {option.id for option in present}]
    if unnamed:
        lines.append((Cell(_("Not yet said")), *_sums(when, amount, unnamed)))
    head = (TableColumn(payer.label.spoken(state.voice), width=3), *_head(when, state))
    foot = (Cell(_("Total")), *_sums(when, amount, rows))
    return Table(payer.label.spoken(state.voice), head, tuple(lines), (foot,))


def _payer_cell(option_id: str, label: str) -> Cell:
    return Cell(label, side=SideLabel(Side(option_id), label)) if option_id in SIDES else Cell(label)


def _head(when: Column, state: PlanState) -> Iterable[TableColumn]:
    for option in when.options:
        yield TableColumn(option.label.spoken(state.voice), ColumnKind.MONEY)
    yield TableColumn(_("Total"), ColumnKind.MONEY)


def _split(when: Column, amount: Column, rows: Sequence[Row], payer: Column, option_id: str) -> tuple[Cell, ...]:
    return _sums(when, amount, [row for row in rows if row.get(payer.id) == option_id])


def _sums(when: Column, amount: Column, rows: Sequence[Row]) -> tuple[Cell, ...]:
    parts = (_sum([row for row in rows if row.get(when.id) == option.id], amount) for option in when.options)
    return (*map(Cell, parts), Cell(_sum(rows, amount)))
