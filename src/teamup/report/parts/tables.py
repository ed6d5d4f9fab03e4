"""Rows and matrices: a table where it fits the page, records where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from teamup.catalog.model import CellKind, Column, Question
from teamup.plans import smart
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, Fact, Record, Records, Table, TableColumn
from teamup.report.parts import money
from teamup.report.parts.cells import RUNNING_TEXT, cell_of, kind_of, open_cell

ROOM = 17
"""How many shares of width a page has."""
MOST_COLUMNS = 6
LONGEST_CELL = 600
"""A longer text is easier to read across the page than down a column."""

Row = Mapping[str, object]


def rows_block(
    question: Question, rows: Sequence[Row], state: PlanState, columns: Sequence[Column] | None = None
) -> Table | Records:
    """Return the rows of one answer, by one side; only some `columns` if they are given."""
    lacking = _lacking(question, state)
    used = [c for c in columns or question.columns if _is_used(c, rows, lacking)]
    body = [tuple(_cell(column, row, state, lacking) for column in used) for row in rows]
    shape = tuple(_shape(column, [line[i] for line in body], state) for i, column in enumerate(used))
    if not _fits(shape, body):
        return Records(tuple(_record(used, line, state) for line in body))
    return Table(heading_of(question, state), shape, tuple(body), money.totals(used, rows, state))


def matrix_table(question: Question, value: Row, state: PlanState) -> Table:
    """Return a matrix with its fixed rows; a needed cell without an answer is open."""
    columns = question.columns
    body = []
    for row in question.rows:
        found = value.get(row.id)
        cells = found if isinstance(found, dict) else {}
        label = Cell(row.label.spoken(state.voice))
        body.append((label, *(cell_of(c, cells.get(c.id), state, missing=c.needed) for c in columns)))
    shape = [_shape(column, [line[i + 1] for line in body], state) for i, column in enumerate(columns)]
    widest = 5 if any(len(line[0].text) > RUNNING_TEXT // 4 for line in body) else 4
    return Table(heading_of(question, state), (TableColumn("", width=widest), *shape), tuple(body))


def heading_of(question: Question, state: PlanState) -> str:
    """Return what an answer is called in the report."""
    return question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)


def _lacking(question: Question, state: PlanState) -> frozenset[tuple[str, str]]:
    found = smart.flags_of(state, question)
    return frozenset((flag.row_id, flag.what) for flag in found if flag.kind == "missing")


def _is_used(column: Column, rows: Iterable[Row], lacking: frozenset[tuple[str, str]]) -> bool:
    flagged = {label for _, label in lacking}
    return any(row.get(column.id) not in (None, "", []) for row in rows) or bool(flagged & set(column.label.every()))


def _cell(column: Column, row: Row, state: PlanState, lacking: frozenset[tuple[str, str]]) -> Cell:
    missing = (str(row.get("id", "")), column.label.spoken(state.voice)) in lacking
    return cell_of(column, row.get(column.id), state, missing=missing)


def _shape(column: Column, cells: Sequence[Cell], state: PlanState) -> TableColumn:
    kind = kind_of(column)
    longest = max((len(cell.text) for cell in cells), default=0)
    width = 2
    if kind is ColumnKind.CHECK:
        width = 1
    elif kind is ColumnKind.TEXT:
        text = column.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)
        width = (
            5 if longest > RUNNING_TEXT else 4 if column.wide and longest > 40 else 3 if text and longest > 12 else 2
        )
    return TableColumn(column.label.spoken(state.voice), kind, width)


def _fits(shape: Sequence[TableColumn], body: Sequence[Sequence[Cell]]) -> bool:
    longest = max((len(cell.text) for line in body for cell in line), default=0)
    return len(shape) <= MOST_COLUMNS and sum(c.width for c in shape) <= ROOM and longest <= LONGEST_CELL


def _record(columns: Sequence[Column], line: Sequence[Cell], state: PlanState) -> Record:
    """Name a record by its first short text; the other cells are its facts."""
    texts = (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)
    named = next((i for i, c in enumerate(columns) if c.kind in texts and c.needed and line[i].text), 0)
    side = next((cell.side for cell in line if cell.side), None)
    facts = (
        Fact(column.label.spoken(state.voice), cell)
        for i, (column, cell) in enumerate(zip(columns, line, strict=True))
        if i != named and not cell.is_empty and not (cell.side and cell.side is side and cell.text == side.label)
    )
    title = line[named] if line else open_cell()
    return Record(title.text or "; ".join(title.items), side, tuple(facts))
