"""Tables to fill in, in Word, and small forms for rows that are too wide for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teamup.report.document import Cell, Entry, EntryKind, Grid, TableColumn
from teamup.report.word.controls import Controls
from teamup.report.word.entries import held, label, place, tag_of
from teamup.report.word.frames import LINE, ROW, Frame
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import Sheet
from teamup.report.word.xml import Element, Words, paragraph

LABEL, PLACE = 1.2, 1.5
"""The shares of a label and of the place beside it."""
SHORT_OPTIONS, SHORT_COLUMN = 20, 3
"""Letters of options, and the share of a column, that leave room for another place beside it."""
LONG_LINES = 2
LOW_ROW = 20.0

Place = tuple[TableColumn, Entry, Cell]


class GridMaker:
    """Writes one grid on a sheet."""

    def __init__(self, sheet: Sheet, controls: Controls, grid: Grid) -> None:
        self.sheet = sheet
        self.controls = controls
        self.grid = grid
        count = len(grid.columns)
        self.entries = grid.entries or tuple(Entry(str(number)) for number in range(1, count + 1))

    def add(self) -> None:
        """Add what is chosen from, then a table, or a small form for each row."""
        for column, entry in zip(self.grid.columns, self.entries, strict=True):
            listed = " · ".join(entry.options) if not entry.boxes else ""
            if listed or (entry.kind in (EntryKind.ONE, EntryKind.SOME) and not entry.options):
                self.sheet.say(Style.HELP, Words(f"{column.label}: ", Look.STRONG), Words(listed or entry.hint))
        if self.grid.stacked:
            self._forms()
        else:
            self._table()

    def _rows(self) -> Iterator[tuple[str, Sequence[Cell]]]:
        """Yield each row with its name: those that hold something, then the empty ones by their numbers."""
        grid = self.grid
        names = grid.row_names or tuple(map(str, range(1, len(grid.rows) + 1)))
        yield from zip(names, grid.rows, strict=True)
        alone = grid.stacked and grid.empty == 1 and not grid.rows
        for number in range(1, grid.empty + 1):
            yield "" if alone else str(len(grid.rows) + number), (Cell(),) * len(grid.columns)

    def _table(self) -> None:
        grid = self.grid
        frame = Frame(self.sheet, grid.caption, [column.width for column in grid.columns])
        frame.head([_heading(*it) for it in zip(grid.columns, self.entries, strict=True)])
        for name, cells in self._rows():
            places = zip(grid.columns, self.entries, cells, strict=True)
            row = [self._cell(name, cells[0].text, *it) for it in places]
            frame.row(row, LOW_ROW if grid.low else ROW)
        frame.close()

    def _cell(
        self, name: str, row: str, column: TableColumn, entry: Entry, cell: Cell, *, in_line: bool = False
    ) -> list[Element]:
        """Return what a cell holds, or a place that is called after its column and its row."""
        title = " ".join(filter(None, (column.label or self.grid.caption, row or name)))
        tag = tag_of(self.grid.name, name, entry.name)
        return held(cell) or place(self.controls, entry, title, tag, in_line=in_line)

    def _forms(self) -> None:
        grid = self.grid
        for name, cells in self._rows():
            named = bool(grid.rows) and not cells[0].is_empty
            row = cells[0].text if named else f"{grid.row} {name}".strip()
            if row and name:
                self.sheet.say(Style.RECORD, Words(row))
            frame = Frame(self.sheet, f"{grid.caption} {name}".strip(), (LABEL, PLACE, LABEL, PLACE))
            places = [*zip(grid.columns, self.entries, cells, strict=True)][int(named) :]
            lines = [*_lines(places)]
            for line in lines:
                self._line(frame, name, row, line, whole=bool(name) and line is not lines[-1])
            frame.close()

    def _line(self, frame: Frame, name: str, row: str, line: Sequence[Place], *, whole: bool) -> None:
        """Add a line of a form; with `whole` it stays with the next one."""
        cells = []
        for column, entry, cell in line:
            cells.append(label(column.label, entry.help, keep_next=whole))
            cells.append(self._cell(name, row if name else "", column, entry, cell, in_line=True))
        frame.row(cells, LINE * (LONG_LINES if line[0][1].kind is EntryKind.LONG else 1))


def _lines(places: Sequence[Place]) -> Iterator[tuple[Place, ...]]:
    """Yield what stands on each line of a form: two short places that follow each other, or one."""
    left = list(places)
    while left:
        taken = 2 if len(left) > 1 and _is_short(left[0]) and _is_short(left[1]) else 1
        yield tuple(left[:taken])
        del left[:taken]


def _is_short(it: Place) -> bool:
    column, entry, _held = it
    if entry.kind is EntryKind.CHECK:
        return False
    if entry.boxes:
        return sum(map(len, entry.options)) <= SHORT_OPTIONS
    return column.width <= SHORT_COLUMN and entry.kind is not EntryKind.LONG


def _heading(column: TableColumn, entry: Entry) -> list[Element]:
    told = [Words(f" {entry.help}", Look.QUIET)] if entry.help else []
    return [paragraph(Style.CELL_HEAD, [Words(column.label), *told])]
