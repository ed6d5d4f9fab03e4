"""Stakeholders on a map of fields: who could help or block most stands at the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from teamup.report.charts import Position, Positions
from teamup.report.drawing.pen import GOLD, GOLD_TEXT, HAIR, INK, Pen, Show
from teamup.report.drawing.words import width_of

WIDTH = 760.0
NAMES, HEAD, PAD, GAP = 104.0, 50.0, 8.0, 5.0
DISC, STEP = 10.0, 25.0
NAMED = 10
"""A field with more parties than this shows numbers alone."""
TALL_FIELD, FIRST = 40.0, 20.0
EMPTY = 0.5
SIZE, SMALL = 13.0, 12.0


def drawn(chart: Positions, show: Show) -> Pen:
    """Return the drawing: each party is a number with its name, in its field."""
    edges = list(accumulate(_widths(chart), initial=NAMES))
    columns = list(pairwise(edges))
    tops = [HEAD]
    for row in range(len(chart.rows)):
        tops.append(tops[-1] + max(_tall(chart, n, row, right - left) for n, (left, right) in enumerate(columns)) + GAP)
    pen = Pen(WIDTH, tops[-1], show)
    _heads(pen, chart, columns, tops)
    for row, (top, foot) in enumerate(pairwise(tops)):
        for column, (left, right) in enumerate(columns):
            spots = _in(chart, column, row)
            first = chart.first_label if spots and (column, row) in chart.first else ""
            _field(pen, left, top, right - left - GAP, foot - top - GAP, first)
            _parties(pen, spots, left + PAD, top + PAD + (FIRST if first else 0), right - left - GAP - 2 * PAD)
    return pen


def _widths(chart: Positions) -> list[float]:
    """Return how wide each column is: one that nobody stands in needs half as much."""
    shares = [1.0 if any(spot.column == n for spot in chart.spots) else EMPTY for n in range(len(chart.columns))]
    return [(WIDTH - NAMES) * share / sum(shares) for share in shares]


def _in(chart: Positions, column: int, row: int) -> list[Position]:
    return [spot for spot in chart.spots if (spot.column, spot.row) == (column, row)]


def _across(wide: float, spots: Sequence[Position]) -> int:
    """Return how many numbers stand on a line of a field."""
    return max(1, int((wide - GAP - 2 * PAD) / _disc(spots)))


def _disc(spots: Sequence[Position]) -> float:
    """Return the room of a number."""
    return max([STEP, *(width_of(str(spot.number), SMALL) + 12 for spot in spots)])


def _tall(chart: Positions, column: int, row: int, wide: float) -> float:
    spots = _in(chart, column, row)
    lines = len(spots) if len(spots) <= NAMED else -(-len(spots) // _across(wide, spots))
    first = FIRST if spots and (column, row) in chart.first else 0
    return max(TALL_FIELD, first + lines * STEP + 2 * PAD)


def _heads(pen: Pen, chart: Positions, columns: Sequence[tuple[float, float]], tops: Sequence[float]) -> None:
    pen.say(NAMES, 14, chart.x_label, room=WIDTH - NAMES, size=SMALL, quiet=True)
    pen.say(0, HEAD - 12, chart.y_label, room=NAMES - PAD, size=SMALL, quiet=True)
    for (left, right), label in zip(columns, chart.columns, strict=True):
        pen.say(left + 1, HEAD - 12, label, room=right - left - PAD, bold=True)
    for top, label in zip(tops, chart.rows, strict=False):
        pen.say(0, top + PAD + 14, label, room=NAMES - PAD, bold=True)


def _field(pen: Pen, x: float, y: float, width: float, height: float, first: str) -> None:
    """Draw a field; one that comes first has a thick edge and says so."""
    kind, color, thick = ("ch-first", GOLD, 2.6) if first else ("ch-line", HAIR, 1.0)
    size = {"x": x + thick / 2, "y": y + thick / 2, "width": width - thick, "height": height - thick}
    pen.add("rect", kind=kind, rx=3.0, fill="none", stroke=color, stroke_width=thick, **size)
    if first:
        pen.say(x + PAD, y + 19, first, room=width - 2 * PAD, size=SMALL, bold=True, kind="ch-gold", fill=GOLD_TEXT)


def _parties(pen: Pen, spots: Sequence[Position], left: float, top: float, room: float) -> None:
    named = len(spots) <= NAMED
    for spot, (x, y) in zip(spots, _places(spots, left, top, room, named=named), strict=True):
        wide = _disc([spot]) - 4
        pen.open("ch-party", spot.label)
        pen.add("rect", kind="ch-p", x=x, y=y, width=wide, height=2 * DISC, rx=DISC, fill=INK)
        middle, foot = x + wide / 2, y + DISC + 4.2
        pen.say(middle, foot, str(spot.number), size=SMALL, anchor="middle", bold=True, kind="ch-on", fill="#fff")
        if named:
            pen.say(x + wide + 6, y + DISC + 4.5, spot.label, room=room - wide - 6)
        pen.close()


def _places(
    spots: Sequence[Position], left: float, top: float, room: float, *, named: bool
) -> Iterator[tuple[float, float]]:
    disc = _disc(spots)
    across = 1 if named else max(1, int(room / disc))
    for number in range(len(spots)):
        yield left + (number % across) * disc, top + (number // across) * STEP
