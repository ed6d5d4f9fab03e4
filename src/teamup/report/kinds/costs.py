"""What it costs, on a line for each kind of cost: the sum, who pays, and how much of it is in kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Line, Lines
from teamup.report.parts.gaps import gap, question_of

Row = Mapping[str, object]


def costs_of(state: PlanState) -> Lines:
    """Return the sums of the budget by when they fall due ("Start-up", "Yearly"); those of no known time come last."""
    question, title = question_of(state, "budget"), _("What it costs")
    if question is None:
        return Lines("money", title, ())
    amount = next((column for column in question.columns if column.kind is CellKind.MONEY), None)
    choices = [column for column in question.columns if column.kind is CellKind.CHOICE and column.options]
    rows = [row for row in state.rows(question.id) if amount and row.get(amount.id)]
    items = tuple(_lines(rows, amount, choices, state)) if amount else ()
    return Lines("money", title, items, open=gap(state, _("Open: no budget yet."), "budget"))


def _lines(rows: Sequence[Row], amount: Column, choices: Sequence[Column], state: PlanState) -> Iterator[Line]:
    when, rest = (choices[0], choices[1:]) if choices else (None, [])
    for label, own in _by_option(rows, when, state) if when else [(_("Total"), rows)]:
        if own:
            first, *others = ["; ".join(_shares(own, amount, column, state)) for column in rest] or [""]
            split = f"{_sum(own, amount)} ({first})" if first else _sum(own, amount)
            yield Line(split, lead=label, note=" · ".join(others))


def _shares(rows: Sequence[Row], amount: Column, column: Column, state: PlanState) -> Iterator[str]:
    for label, own in _by_option(rows, column, state):
        if own:
            yield f"{label} {_sum(own, amount)}"


def _by_option(rows: Sequence[Row], column: Column, state: PlanState) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each option under its label, then those that chose none."""
    for option in column.options:
        yield option.label.spoken(state.voice), [row for row in rows if row.get(column.id) == option.id]
    known = {option.id for option in column.options}
    yield _("Not yet said"), [row for row in rows if row.get(column.id) not in known]


def _sum(rows: Sequence[Row], amount: Column) -> str:
    return words.of_money(str(sum((Decimal(str(row[amount.id])) for row in rows), Decimal(0))))
