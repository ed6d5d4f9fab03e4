"""How wide each column of a table is on the page, in points, and which rows are too tall to stay whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from teamup.report.letters import BREAK, piece_of

LETTER = 4.75  # points: a letter of table text on average
USUAL_LETTER = 4.4  # in running text
HEAD_LETTER = 5.3
LINE = 11.8
PADDING = 12.0
CHIP = 20.0  # icon and edges of a side's chip
NATURAL_MOST = 640.0
DATE_LEAST, DATE_MOST = 60.0, 88.0
LONGEST_WORDS = (32, 26, 20, 16, 12, 8)
CROWDED = 6  # with so many columns, dates may take two lines
MOST_ROWS = 40  # of a long table the first rows say enough about all
MOVES = (64.0, 40.0, 24.0, 12.0)
HEIGHT_COUNTS = 3
A_FEW_WORDS, ENOUGH = 16, 0.7
LONG_LINE = 500  # letters; where its words end no longer matters
SAFE = 3.0  # so that a line that just fits is not counted on
TALLEST_ROW = 330.0  # a taller row may break over the page

Cell = Mapping[str, Any]


def columns(table: Mapping[str, Any], room: float) -> tuple[list[float], int]:
    """Return the widths of a table's columns, and the longest word that is kept whole.

    Each column has room for its longest word, if there is room; the rest goes where it makes the table shortest.
    """
    longest = next((most for most in LONGEST_WORDS if sum(_wishes(table, most)[0]) <= room), LONGEST_WORDS[-1])
    least, natural = _wishes(table, longest)
    roomy = [_one_line(table, n, floor, natural[n]) for n, floor in enumerate(least)]
    if sum(roomy) <= room * ENOUGH:
        least = roomy
    widths = _share(least, natural, room)
    if sum(least) < room:
        widths = _shortest([*table["rows"], *table["totals"]][:MOST_ROWS], widths, least)
    return [round(width, 2) for width in widths], longest


def _one_line(table: Mapping[str, Any], number: int, floor: float, natural: float) -> float:
    """Return room for a column's cells on one line each, if they are a few words at most."""
    longest = max((len(text) for row in table["rows"] for text in _texts(row[number])), default=0)
    return max(floor, min(natural, longest * LETTER + PADDING)) if longest <= A_FEW_WORDS else floor


def _shortest(rows: Sequence[Sequence[Cell]], widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Move width from column to column as long as that makes the table shorter; no column gets less than its least."""
    texts = [[[text for text in _texts(row[n]) if text] for row in rows] for n in range(len(widths))]

    @cache
    def lines(column: int, width: float) -> tuple[int, ...]:
        chars = (width - PADDING - SAFE) / USUAL_LETTER
        return tuple(sum(_wrapped(text, chars) for text in cell) for cell in texts[column])

    def cost(tried: Sequence[float]) -> int:
        """Return how tall the rows are together, and a little of how many lines their cells have, against ribbons."""
        columns = [lines(n, round(width, 1)) for n, width in enumerate(tried)]
        tall: int = sum(max(row) for row in zip(*columns, strict=True))
        return tall * HEIGHT_COUNTS + sum(map(sum, columns))

    best = list(widths)
    cheapest = cost(best) if rows else 0
    better = True
    while better:
        better = False
        for tried in _moves(best, least):
            if (found := cost(tried)) < cheapest:
                best, cheapest, better = tried, found, True
                break
    return best


def _moves(widths: Sequence[float], least: Sequence[float]) -> Iterator[list[float]]:
    """Yield the same widths with some moved to one column: from another one, or from all that can spare it."""
    for move in MOVES:
        for taker in range(len(widths)):
            slack = [0.0 if n == taker else width - least[n] for n, width in enumerate(widths)]
            if sum(slack) >= move:
                given = [move * spare / sum(slack) for spare in slack]
                yield [w + move if n == taker else w - given[n] for n, w in enumerate(widths)]
            for giver, spare in enumerate(slack):
                if spare >= move:
                    yield [w + move if n == taker else w - move if n == giver else w for n, w in enumerate(widths)]


def _wrapped(text: str, chars: float) -> int:
    """Return about how many lines a text takes where `chars` letters fit on one."""
    count = 0
    for line in text.split("\n"):
        count += 1
        if len(line) > LONG_LINE:
            count += int(len(line) / chars)
            continue
        used = 0.0
        for word in line.split():
            size = len(word)
            if used and used + 1 + size > chars:
                count, used = count + 1, size
            else:
                used += size + (1 if used else 0)
    return count


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
        return [width * room / sum(least) for width in least]
    wishes = [max(wish - floor, 1.0) for floor, wish in zip(least, natural, strict=True)]
    spare = room - sum(least)
    return [floor + spare * wish / sum(wishes) for floor, wish in zip(least, wishes, strict=True)]


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
