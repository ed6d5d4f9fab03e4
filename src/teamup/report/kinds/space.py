"""About how much of a page the blocks of a sheet take, so that a sheet can be filled and does not run over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from teamup.report import letters, widths
from teamup.report.document import (
    Blank,
    Block,
    Bullets,
    Cell,
    Facts,
    Field,
    Grid,
    Note,
    Paragraphs,
    PlanDocument,
    Table,
)

PAGE = 688.0
"""The height of a page in points: of the shorter paper, set close."""
WIDTH = 473.0
"""The width of the narrower one."""
TITLE, SHEET_TITLE, HEADING, INTRO = 34.0, 22.0, 20.0, 16.0
"""The title of a part, below other things and at the top of a page; and what stands under it."""
HEAD, HEAD_LINES = 38.0, ((6.1, 11.0), (5.6, 14.0), (4.2, 11.5), (4.7, 12.0))
"""The head of a document: its name, and how wide a letter and how tall a line of what stands around it is."""
LINE, CELL_LINE, HELP = 11.7, 10.6, 11.4
LETTER, CELL_LETTER = 4.35, 4.25
LARGE = 1.24
"""How much larger a grid is set that hangs on a wall."""
GAP, EDGE, PADDING = 2.5, 2.2, 10.0
GRID, TABLE, BLANK, NOTE = 17.0, 20.0, 32.0, 18.0
ROW, TALL_ROW, LABELED = 23.0, 34.0, 27.0
"""Rows to write in; and a place to write that says what goes there."""


def height_of(fields: Iterable[Field]) -> float:
    """Return about how many points these fields take on a page."""
    return sum(HEADING * bool(field.heading) + sum(map(_height, field.blocks)) for field in fields)


def head_of(document: PlanDocument) -> float:
    """Return about how many points the head of a document takes on its first page."""
    meta = document.meta
    names = ", ".join(name for partner in document.cover.partners for name in partner.names)
    texts = (names, meta.title, f"{meta.place} · {meta.prepared}", meta.edition + meta.sample)
    lines = zip(texts, HEAD_LINES, strict=True)
    return HEAD + sum(size * _count(text, WIDTH, letter) for text, (letter, size) in lines if text or text is names)


def _height(block: Block) -> float:
    match block:
        case Facts():
            return GAP + _lines(" · ".join(f"{fact.label} {fact.value.text}" for fact in block.items))
        case Blank():
            return BLANK + HELP * bool(block.help) + ROW * max(block.lines - 0.5, 0)
        case Paragraphs():
            return GAP + _lines(block.text)
        case Bullets():
            return GAP + sum(_lines(item, WIDTH - 14) + 0.5 for item in block.items)
        case Note():
            return NOTE + _lines(f"{block.title} {block.text}", WIDTH - 22)
        case Table():
            shares = [column.width for column in block.columns]
            return TABLE + sum(_row(row, shares) for row in block.rows)
        case Grid():
            return _grid(block)
        case _:
            return 0.0


def _grid(grid: Grid) -> float:
    shares = [column.width for column in grid.columns]
    least, size = (ROW if grid.low else TALL_ROW), (LARGE if grid.large else 1.0)
    rows = sum(max(_row(row, shares, size), least) for row in grid.rows)
    options = HELP * any(entry.options and not entry.boxes for entry in grid.entries)
    return GRID * size + HELP * bool(grid.help) + options + rows + least * grid.empty


def _lines(text: str, width: float = WIDTH) -> float:
    return LINE * _count(text, width, LETTER)


def _count(text: str, width: float, letter: float) -> int:
    return widths.lines_of(letters.show(text), width, letter)


def _row(cells: Sequence[Cell], shares: Sequence[int], size: float = 1.0) -> float:
    rooms = [WIDTH * share / sum(shares) - PADDING for share in shares]
    heights = (_cell(cell, room, size) for cell, room in zip(cells, rooms, strict=True))
    return EDGE + max(heights, default=0.0)


def _cell(cell: Cell, width: float, size: float) -> float:
    said = CELL_LINE * size * _count(cell.text, width, CELL_LETTER * size) if cell.text else 0.0
    note = CELL_LINE * _count(cell.note, width, CELL_LETTER) if cell.note else 0.0
    return said + note if said else max(note, LABELED * bool(cell.note))
