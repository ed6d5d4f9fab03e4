"""Sums: totals at the foot of a table, and the budget by who pays, as a table and as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, Share, Shares, SideLabel, Table, TableColumn
from teamup.report.parts.cells import SIDES

Row = Mapping[str, object]


def _amount(row: Row, column: Column) -> Decimal:
    return Decimal(str(row.get(column.id) or "0"))


def _sum(rows: Iterable[Row], column: Column) -> str:
    return words.of_money(str(_total(rows, column)))


def _total(rows: Iterable[Row], column: Column) -> Decimal:
    return sum((_amount(row, column) for row in rows), Decimal(0))


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


@dataclass(frozen=True, slots=True)
class _Split:
    """A budget by who pays: each payer with its rows, those of nobody last."""

    when: Column
    payer: Column
    amount: Column
    payers: tuple[tuple[Cell, tuple[Row, ...]], ...]


def _split_of(question: Question, rows: Sequence[Row], state: PlanState) -> _Split | None:
    amount = next((c for c in question.columns if c.kind is CellKind.MONEY), None)
    choices = _choices(question.columns)
    if amount is None or len(choices) < 2:
        return None
    when, payer = choices[0], choices[-1]
    present = [option for option in payer.options if any(row.get(payer.id) == option.id for row in rows)]
    if not present:
        return None
    payers = [
        (
            _payer_cell(option.id, option.label.spoken(state.voice)),
            tuple(row for row in rows if row.get(payer.id) == option.id),
        )
        for option in present
    ]
    unnamed = tuple(row for row in rows if row.get(payer.id) not in {option.id for option in present})
    if unnamed:
        payers.append((Cell(_("Not yet said")), unnamed))
    return _Split(when, payer, amount, tuple(payers))


def by_payer(question: Question, rows: Sequence[Row], state: PlanState) -> Table | None:
    """Return who pays how much of a budget, split by its first choice (start-up, yearly); None when nobody is named."""
    split = _split_of(question, rows, state)
    if split is None:
        return None
    when, payer, amount = split.when, split.payer, split.amount
    lines = tuple((label, *_sums(when, amount, own)) for label, own in split.payers)
    head = (TableColumn(payer.label.spoken(state.voice), width=3), *_head(when, state))
    foot = (Cell(_("Total")), *_sums(when, amount, rows))
    return Table(payer.label.spoken(state.voice), head, lines, (foot,))


def shares(question: Question, rows: Sequence[Row], state: PlanState) -> Shares | None:
    """Return the same as bars; None when nobody is named. A cost of no known time is in the bars of the totals only."""
    split = _split_of(question, rows, state)
    if split is None:
        return None
    when, amount = split.when, split.amount
    options = [o for o in when.options if any(row.get(when.id) == o.id and _amount(row, amount) for row in rows)]
    timed = {option.id for option in options}
    has_rest = any(row.get(when.id) not in timed and _amount(row, amount) for row in rows)
    series = [option.label.spoken(state.voice) for option in options]
    bars = []
    for label, own in split.payers:
        amounts = [_total([row for row in own if row.get(when.id) == option.id], amount) for option in options]
        amounts += [_total(own, amount)] if has_rest or not options else []
        said = tuple(words.of_money(str(found)) for found in amounts)
        bars.append(Share(label.text, label.side, tuple(map(float, amounts)), said, _sum(own, amount)))
    series += [_("Total")] if has_rest or not options else []
    caption = split.payer.label.spoken(state.voice)
    return Shares(caption, _shares_text(bars), tuple(series), _("Total"), tuple(bars))


def _shares_text(bars: Sequence[Share]) -> str:
    sums = "; ".join(f"{bar.label} {bar.total}" for bar in bars)
    return _("Bars of who pays: %(sums)s. The table below says the same in words.") % {"sums": sums}


def _payer_cell(option_id: str, label: str) -> Cell:
    return Cell(label, side=SideLabel(Side(option_id), label)) if option_id in SIDES else Cell(label)


def _head(when: Column, state: PlanState) -> Iterable[TableColumn]:
    for option in when.options:
        yield TableColumn(option.label.spoken(state.voice), ColumnKind.MONEY)
    yield TableColumn(_("Total"), ColumnKind.MONEY)


def _sums(when: Column, amount: Column, rows: Sequence[Row]) -> tuple[Cell, ...]:
    parts = (_sum([row for row in rows if row.get(when.id) == option.id], amount) for option in when.options)
    return (*map(Cell, parts), Cell(_sum(rows, amount)))
