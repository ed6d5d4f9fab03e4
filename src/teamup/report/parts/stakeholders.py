"""Stakeholders by influence and by how far they are in: whom to talk to first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import CellKind, Column, Option, Question
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Block, Cell, ColumnKind, Position, Positions, Table, TableColumn
from teamup.report.parts.cells import clip

INFLUENCE, STATUS = "influence", "status"
"""The columns that make the map: the options of each are in order, the most influence and the first contact first."""
JOINED = "joined"
FEWEST = 3
NAME, NAMES_IN_TEXT = 80, 6

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Party:
    """A stakeholder in words, with its place on the map."""

    name: str
    column: int
    row: int


def map_of(question: Question, state: PlanState) -> tuple[Block, ...]:
    """Return the map and its numbered table; nothing where fewer than three have a known influence."""
    influence, status = (_choice(question, name) for name in (INFLUENCE, STATUS))
    rows = state.rows(question.id)
    if influence is None or status is None or sum(_known(row, influence) for row in rows) < FEWEST:
        return ()
    name = next(c for c in question.columns if c.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT))
    placed = [_Party(_name(name, row, state), _place(row, status), _place(row, influence)) for row in rows]
    parties = sorted(placed, key=lambda party: (party.row, party.column))
    chart = _chart(parties, influence, status, state)
    return chart, _table(name, parties, chart, state)


def _chart(parties: Sequence[_Party], influence: Column, status: Column, state: PlanState) -> Positions:
    reached = max((p.column for p in parties if p.column < len(status.options)), default=0)
    shown = max(reached, _joined(status)) + 1  # what nobody reached, beyond those who have joined, needs no room
    first = tuple((column, 0) for column in range(_joined(status)))
    return Positions(
        caption=_("Stakeholders by influence and status"),
        text=_text(parties, first),
        x_label=status.label.spoken(state.voice),
        y_label=influence.label.spoken(state.voice),
        columns=_labels(status.options[:shown], any(p.column == len(status.options) for p in parties), state),
        rows=_labels(influence.options, any(p.row == len(influence.options) for p in parties), state),
        spots=tuple(
            Position(number, clip(party.name, NAME), min(party.column, shown), party.row)
            for number, party in enumerate(parties, start=1)
        ),
        first=first,
        first_label=_("Talk to these first"),
    )


def _choice(question: Question, column_id: str) -> Column | None:
    column = question.column(column_id)
    return column if column and column.kind is CellKind.CHOICE and column.options else None


def _known(row: Row, column: Column) -> bool:
    return _place(row, column) < len(column.options)


def _place(row: Row, column: Column) -> int:
    """Return which option a row has; one past the last where it has none."""
    ids = [option.id for option in column.options]
    return ids.index(str(row.get(column.id))) if row.get(column.id) in ids else len(ids)


def _joined(status: Column) -> int:
    """Return the place of those who have joined; those before are still to be talked to."""
    ids = [option.id for option in status.options]
    return ids.index(JOINED) if JOINED in ids else 1


def _name(column: Column, row: Row, state: PlanState) -> str:
    return words.of_cell(column, row.get(column.id), state) or _("Not named")


def _labels(options: Sequence[Option], has_open: bool, state: PlanState) -> tuple[str, ...]:
    """Return what the fields are called; those of whom nothing is said yet come last."""
    labels = tuple(option.label.spoken(state.voice) for option in options)
    return (*labels, _("Not said yet")) if has_open else labels


def _text(parties: Sequence[_Party], first: Sequence[tuple[int, int]]) -> str:
    head = ngettext(
        "Map of %(count)s stakeholder by influence and status.",
        "Map of %(count)s stakeholders by influence and status.",
        len(parties),
    ) % {"count": len(parties)}
    wanted = [party.name for party in parties if (party.column, party.row) in first]
    if wanted:
        names = "; ".join(clip(name, NAME) for name in wanted[:NAMES_IN_TEXT])
        middle = _("Talk first to: %(names)s.") % {"names": names}
    else:
        middle = _("Everyone with the most influence has been won or has answered.")
    return f"{head} {middle} " + _("The table below says the same in words.")


def _table(name: Column, parties: Sequence[_Party], chart: Positions, state: PlanState) -> Table:
    """Return the parties with their numbers, in the order of the map."""
    columns = (
        TableColumn(_("No."), ColumnKind.NUMBER, 1),
        TableColumn(name.label.spoken(state.voice), width=5),
        TableColumn(chart.y_label),
        TableColumn(chart.x_label),
    )
    rows = tuple(
        (Cell(str(number)), Cell(party.name), Cell(chart.rows[spot.row]), Cell(chart.columns[spot.column]))
        for number, (party, spot) in enumerate(zip(parties, chart.spots, strict=True), start=1)
    )
    return Table(chart.caption, columns, rows)
