"""The self-check as a radar: an axis for each statement, the low ratings inside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from teamup.catalog.model import Side
from teamup.report.charts import Axis, Radar
from teamup.report.drawing.pen import HAIR, Pen, Show, number
from teamup.report.drawing.words import width_of, wrapped

WIDTH, HEIGHT, FOOT = 560.0, 396.0, 26.0
RADIUS = 142.0
CENTER = (WIDTH / 2, HEIGHT / 2)
ROOM, LINES, LINE = 112.0, 3, 16.0
SIZE = 13.0
MOST_NUMBERS = 40
"""With more axes than this only some bear their number."""

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


def drawn(chart: Radar, show: Show) -> Pen:
    """Return the drawing. Axes bear numbers and words; numbers alone where words would overlap."""
    pen = Pen(WIDTH, HEIGHT + FOOT, show)
    _net(pen, chart)
    for side in (Side.POLICE, Side.SECURITY):
        _shape(pen, chart, side)
    _marks(pen, chart)
    labels = [_words_at(chart.axes, index, show) for index in range(len(chart.axes))]
    fits = not _overlap([_box(*label) for label in labels])
    _numbers(pen, chart, hidden=fits)
    if fits:
        _say(pen, labels)
    _legend(pen, chart)
    return pen


def _legend(pen: Pen, chart: Radar) -> None:
    """Say whose the lines are, of the sides that have rated anything."""
    y, x = HEIGHT + 12, CENTER[0] - 104
    pen.open("ch-legend")
    for label in (chart.police, chart.security):
        if any(_rating(axis, label.side) is not None for axis in chart.axes):
            pen.stroke(label.side, f"M{number(x)} {number(y)}h36")
            pen.mark(label.side, x + 18, y, 6.5)
            pen.say(x + 44, y + 4.5, label.label, room=90)
            x += 112
    pen.close()


def _reach(rating: float, chart: Radar) -> float:
    """Return how far from the center a rating lies; the lowest is not the center, so that a shape stays a shape."""
    return min(max((rating - chart.low + 1) / (chart.high - chart.low + 1), 0.0), 1.0)


def _spot(index: int, count: int, reach: float) -> Spot:
    angle = 2 * math.pi * index / count
    return CENTER[0] + RADIUS * reach * math.sin(angle), CENTER[1] - RADIUS * reach * math.cos(angle)


def _net(pen: Pen, chart: Radar) -> None:
    count = len(chart.axes)
    pen.open("ch-net")
    for rating in range(chart.low, chart.high + 1):
        spots = (_spot(i, count, _reach(rating, chart)) for i in range(count))
        pen.add("polygon", kind="ch-line", points=_points(spots), fill="none", stroke=HAIR, stroke_width=1)
    for index in range(count):
        pen.line(*CENTER, *_spot(index, count, 1))
    for rating in range(chart.low, chart.high + 1):
        pen.say(
            CENTER[0] - 5,
            CENTER[1] - RADIUS * _reach(rating, chart) + 4,
            str(rating),
            size=11,
            anchor="end",
            quiet=True,
        )
    pen.close()


def _points(spots: Iterator[Spot]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in spots)


def _rating(axis: Axis, side: Side) -> float | None:
    return axis.police if side is Side.POLICE else axis.security


def _shape(pen: Pen, chart: Radar, side: Side) -> None:
    """Draw a side's line, solid for police and dashed for security; a statement it has not rated leaves a gap."""
    count = len(chart.axes)
    ratings = [_rating(axis, side) for axis in chart.axes]
    spots = [None if r is None else _spot(i, count, _reach(r, chart)) for i, r in enumerate(ratings)]
    path = _path(spots)
    if not path:
        return
    pen.open(f"ch-shape ch-shape--{side.value}")
    pen.stroke(side, path, filled=all(spots))
    pen.close()


def _path(spots: Sequence[Spot | None]) -> str:
    if all(spots):
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in filter(None, spots)) + "Z" if spots else ""
    pairs = zip(spots, [*spots[1:], spots[0]], strict=True)
    return "".join(
        f"M{number(one[0])} {number(one[1])}L{number(two[0])} {number(two[1])}" for one, two in pairs if one and two
    )


def _marks(pen: Pen, chart: Radar) -> None:
    """Draw a mark at each rating; where both sides say the same, one mark for both."""
    count = len(chart.axes)
    size = min(7.0, max(3.0, 4.5 * RADIUS / max(count, 1) / 5))
    pen.open("ch-marks")
    for index, axis in enumerate(chart.axes):
        same = axis.police is not None and axis.police == axis.security
        for side in (Side.JOINT,) if same else (Side.POLICE, Side.SECURITY):
            rating = axis.police if same else _rating(axis, side)
            if rating is not None:
                pen.mark(side, *_spot(index, count, _reach(rating, chart)), size)
    pen.close()


def _words_at(axes: Sequence[Axis], index: int, show: Show) -> tuple[Spot, str, Sequence[str]]:
    """Return where an axis's words begin, which side of it they stand on, and their lines."""
    x, y = _spot(index, len(axes), 1 + 15 / RADIUS)
    aside = x - CENTER[0]
    anchor = "middle" if abs(aside) < RADIUS / 5 else "start" if aside > 0 else "end"
    axis = axes[index]
    lines = wrapped(f"{axis.number} {show(axis.label)}", ROOM, SIZE, LINES)
    rise = (y - CENTER[1]) / RADIUS  # at the top words grow upwards, at the foot downwards
    return (x, y + 4.5 - (len(lines) - 1) * LINE * (0.5 - rise / 2)), anchor, lines


def _box(at: Spot, anchor: str, lines: Sequence[str]) -> Box:
    wide = max((width_of(line, SIZE) for line in lines), default=0.0)
    left = at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, at[1] - SIZE, left + wide, at[1] - SIZE + LINE * len(lines)


def _overlap(boxes: Sequence[Box]) -> bool:
    """Say whether words meet each other or leave the sheet."""
    out = any(x1 < 0 or y1 < 0 or x2 > WIDTH or y2 > HEIGHT for x1, y1, x2, y2 in boxes)
    pairs = ((one, other) for i, one in enumerate(boxes) for other in boxes[:i])
    return out or any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in pairs)


def _numbers(pen: Pen, chart: Radar, *, hidden: bool) -> None:
    """Write the axes' numbers; hidden ones are for narrow screens, where a style sheet shows them in place of words."""
    count = len(chart.axes)
    step = -(-count // MOST_NUMBERS)
    size = 24.0 if hidden else 15.0
    for index, axis in enumerate(chart.axes[::step]):
        x, y = _spot(index * step, count, 1 + 18 / RADIUS)
        pen.say(x, y + size / 3, str(axis.number), size=size, anchor="middle", bold=True, kind="ch-n", hidden=hidden)


def _say(pen: Pen, labels: Sequence[tuple[Spot, str, Sequence[str]]]) -> None:
    pen.open("ch-words")
    for (x, y), anchor, lines in labels:
        for row, line in enumerate(lines):
            pen.say(x, y + row * LINE, line, anchor=anchor, size=SIZE)
    pen.close()
