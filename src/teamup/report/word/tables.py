"""Tables of a Word document: header rows repeat on each page, and a row stays whole unless it is taller than a page."""

from __future__ import annotations

from collections.abc import Sequence

from teamup.report import widths
from teamup.report.document import (
    Bar,
    Cell,
    ColumnKind,
    Quadrant,
    Quadrants,
    Rating,
    Ratings,
    SideLabel,
    Table,
    TableColumn,
    Timeline,
    to_data,
)
from teamup.report.word.look import TABLE, Look, Style
from teamup.report.word.sheet import SPACE, Sheet, lines_of, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import Element, Words, clean, element, paragraph, typed, val

TWIPS = 20  # in a point
NARROW = 0.14  # of the page: what the rows of quadrants are called
TALL_QUADRANTS = 3000  # letters; more of them may need more than a page
RIGHT = (ColumnKind.NUMBER, ColumnKind.MONEY)


def add_table(sheet: Sheet, table: Table, *, named: bool = False) -> None:
    """Add a table under its caption; without one where the heading above has `named` it."""
    if not table.columns:
        return
    caption = " ".join(clean(table.caption).split())
    if caption and not (named and sheet.elements[-1].tag.endswith("}p")):
        sheet.say(Style.CAPTION, Words(caption))
    data = to_data(table, clean)
    wide, _longest = widths.columns(data, sheet.room)
    twips = [round(width * TWIPS) for width in wide]
    rows = [_head(table.columns, twips)]
    body = [*table.rows, *table.totals]
    first_total = len(table.rows)
    for number, (cells, shape) in enumerate(zip(body, [*data["rows"], *data["totals"]], strict=True)):
        look = Look.STRONG if number >= first_total else Look.PLAIN
        goes_on = number + 1 >= first_total and number + 1 < len(body)  # totals stay with the last row
        whole = not widths.is_tall(shape, wide)
        rows.append(_row([_cell(*it, look, goes_on) for it in zip(cells, table.columns, twips, strict=True)], whole))
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in twips))
    sheet.add(element("w:tbl", None, _properties(caption, twips), grid, *rows))


def _properties(caption: str, twips: Sequence[int]) -> Element:
    look = {"w:val": "0620", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "0", "w:lastColumn": "0"}
    return element(
        "w:tblPr",
        None,
        val("w:tblStyle", TABLE),
        element("w:tblW", {"w:w": str(sum(twips)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblLook", {**look, "w:noHBand": "1", "w:noVBand": "1"}),
        *([val("w:tblCaption", caption)] if caption else []),
    )


def _head(columns: Sequence[TableColumn], twips: Sequence[int]) -> Element:
    made = element("w:tr", None, element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader")))
    for column, width in zip(columns, twips, strict=True):
        style = Style.CELL_NUMBER_HEAD if column.kind in RIGHT else Style.CELL_HEAD
        made.append(_box(width, [paragraph(style, [Words(column.label)])]))
    return made


def _row(cells: Sequence[Element], whole: bool) -> Element:
    kept = [element("w:trPr", None, element("w:cantSplit"))] if whole else []
    return element("w:tr", None, *kept, *cells)


def _box(width: int, paragraphs: Sequence[Element]) -> Element:
    size = element("w:tcPr", None, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    return element("w:tc", None, size, *paragraphs)


def _cell(cell: Cell, column: TableColumn, width: int, look: Look, goes_on: bool) -> Element:
    style = Style.CELL_NUMBER if column.kind in RIGHT else Style.CELL
    made = [paragraph(style, line, keep_next=goes_on) for line in lines_of(cell, look)]
    in_list = Style.CELL_BULLET if len(cell.items) > 1 else style
    if not (cell.missing or cell.side):
        made += [paragraph(in_list, [Words(item, look)], keep_next=goes_on) for item in cell.items]
    made += [paragraph(style, line, keep_next=goes_on) for line in typed(cell.note, Look.QUIET)]
    return _box(width, made or [paragraph(style, keep_next=goes_on)])


def add_quadrants(sheet: Sheet, quadrants: Quadrants, caption: str) -> None:
    """Add four lists two by two: what helps beside what harms, inside above outside; `caption` is unseen."""
    narrow = round(sheet.room * NARROW * TWIPS)
    half = round(sheet.room * (1 - NARROW) / 2 * TWIPS)
    twips = [narrow, half, half]
    rows = [_head((TableColumn(""), *map(TableColumn, quadrants.columns)), twips)]
    for place, name in enumerate(quadrants.rows):
        pair = quadrants.cells[2 * place : 2 * place + 2]
        label = _box(narrow, [paragraph(Style.CELL_HEAD, [Words(name)])])
        tall = sum(len(cell.text) for quadrant in pair for cell in quadrant.items) > TALL_QUADRANTS
        rows.append(_row([label, *(_box(half, _listed(quadrant)) for quadrant in pair)], whole=not tall))
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in twips))
    sheet.add(element("w:tbl", None, _properties(clean(caption), twips), grid, *rows))


def _listed(quadrant: Quadrant) -> list[Element]:
    """Return a list under its title; after each item stands who sees it so."""
    made = [paragraph(Style.CELL_HEAD, [Words(quadrant.title)], keep_next=True)]
    for cell in quadrant.items:
        side = (SPACE, side_words(cell.side)) if cell.side else ()
        lines = typed(cell.text) or [()]
        made.append(paragraph(Style.CELL_BULLET, (*lines[0], *(side if len(lines) == 1 else ()))))
        made += [paragraph(Style.CELL, line) for line in lines[1:]]
        if side and len(lines) > 1:
            made.append(paragraph(Style.CELL, side))
    return made if quadrant.items else [*made, paragraph(Style.CELL, [Words("–", Look.QUIET)])]


def without_empty(table: Table) -> Table:
    """Return a table without the columns in which no row says anything."""
    kept = [n for n in range(len(table.columns)) if any(not row[n].is_empty for row in table.rows)]
    rows = tuple(tuple(row[n] for n in kept) for row in table.rows)
    return Table(table.caption, tuple(table.columns[n] for n in kept), rows)


def timeline_table(timeline: Timeline, terms: Terms) -> Table:
    """Return a timeline as a table."""
    columns = (
        TableColumn(terms.step, width=6),
        TableColumn(terms.when, ColumnKind.TEXT, 3),
        TableColumn(terms.lead, ColumnKind.SIDE),
    )
    return Table(timeline.text, columns, tuple(map(_timeline_row, timeline.bars)))


def _timeline_row(bar: Bar) -> tuple[Cell, ...]:
    return Cell(bar.label), Cell(bar.when), Cell(bar.side.label, side=bar.side)


def ratings_table(ratings: Ratings, terms: Terms) -> Table:
    """Return a self-check as a table: what each side said of each statement, and why."""
    columns = (
        TableColumn(ratings.statement, width=6),
        TableColumn(ratings.police.label, ColumnKind.NUMBER),
        TableColumn(ratings.security.label, ColumnKind.NUMBER),
        TableColumn(terms.remark),
    )
    caption = f"{ratings.caption} ({terms.scale} {ratings.low}–{ratings.high})"
    return Table(caption, columns, tuple(_rating_row(row, ratings) for row in ratings.rows))


def _rating_row(row: Rating, ratings: Ratings) -> tuple[Cell, ...]:
    notes = (_said(ratings.police, row.police_note), _said(ratings.security, row.security_note))
    said = (Cell("–" if value is None else str(value)) for value in (row.police, row.security))
    label = f"{row.number}. {row.label}" if row.number else row.label
    return Cell(label, note="\n\n".join(filter(None, notes))), *said, Cell(row.remark)


def _said(side: SideLabel, note: str) -> str:
    return f"{side.label}: {note}" if note else ""
