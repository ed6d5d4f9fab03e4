"""How wide each column of a table is on the page, in points, and which rows are too tall to stay whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from teamup.report.letters import BREAK, piece_of

LETTER = 4.75  # points: a letter of table text on average
HEAD_LETTER = 5.3
LINE = 11.8
PADDING = 12.0
CHIP = 20.0  # icon and edges of a side's chip
NATURAL_MOST = 640.0
DATE_LEAST, DATE_MOST = 60.0, 88.0
LONGEST_WORDS = (32, 26, 20, 16, 12, 8)
CROWDED = 6  # with so many columns, dates may take two lines
TALLEST_ROW = 330.0  # a taller row may break over the page

Cell = Mapping[str, Any]


def columns(table: Mapping[str, Any], room: float) -> tuple[list[float], int]:
    """Return the widths of a table's columns, and the longest word that is kept whole.

    Each column has room for its longest word, if there is room; the rest goes by how much there is to say.
    """
    longest = next((most for most in LONGEST_WORDS if sum(_wishes(table, most)[0]) <= room), LONGEST_WORDS[-1])
    least, natural = _wishes(table, longest)
    return _share(least, natural, room), longest


def _wishes(table: Mapping[str, Any], longest: int) -> tuple[list[float], list[float]]:
    body = [*table["rows"], *table["totals"]]
    least, natural = [], []
    for number, column in enumerate(table["columns"]):
        cells = [row[number] for row in body]
        is_date = column["kind"] == "date" and len(table["columns"]) < CROWDED
        most = DATE_MOST if column["kind"] == "date" else NATURAL_MOST
        wish = min(max([len(column["label"]) * HEAD_LETTER, *map(_natural, cells)]), most)
        floor = max([_longest_word(column["label"], longest) * HEAD_LETTER, *(_least(cell, longest) for cell in cells)])
        if column["kind"] == "date":
            floor = max(floor, wish if is_date else DATE_LEAST)
        least.append(floor + PADDING)
        natural.append(wish + PADDING)
    return least, natural


def _share(least: Sequence[float], natural: Sequence[float], room: float) -> list[float]:
    if sum(least) >= room:
        return [round(width * room / sum(least), 2) for width in least]
    wishes = [max(wish - floor, 1.0) for floor, wish in zip(least, natural, strict=True)]
    spare = room - sum(least)
    return [round(floor + spare * wish / sum(wishes), 2) for floor, wish in zip(least, wishes, strict=True)]


def _texts(cell: Cell) -> list[str]:
    return [cell["text"], cell["note"], *cell["items"]]


def _longest_word(text: str, longest: int) -> int:
    """Return the length of the longest word; one that may break needs room for a piece of it only."""
    sizes = (len(word.replace(BREAK, "")) for word in text.split())
    return max((size if size <= longest else piece_of(longest) for size in sizes), default=0)


def _least(cell: Cell, longest: int) -> float:
    letters = max(_longest_word(text, longest) for text in _texts(cell))
    return letters * LETTER + (CHIP if cell["side"] or cell["missing"] else 0)


def _natural(cell: Cell) -> float:
    longest = max(len(line) for text in _texts(cell) for line in text.split("\n"))
    return longest * LETTER + (CHIP if cell["side"] else 0)


def lines_of(text: str, width: float, letter: float = LETTER) -> int:
    """Return about how many lines a text takes in a column."""
    a_line = max(int(width / letter), 1)
    return sum(-(-len(line) // a_line) or 1 for line in text.split("\n"))


def height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return about how tall a row is."""
    return max(
        (
            sum(lines_of(text, width - PADDING) for text in _texts(cell) if text) * LINE
            for cell, width in zip(cells, widths, strict=True)
        ),
        default=0.0,
    )


def is_tall(cells: Sequence[Cell], widths: Sequence[float]) -> bool:
    """Say whether a row is too tall to be kept whole on one page."""
    return height(cells, widths) > TALLEST_ROW
