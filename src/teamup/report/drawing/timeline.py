"""Steps on an axis of time. A long timeline is drawn in pieces that each fit a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from teamup.report.blocks import Timeline
from teamup.report.drawing.pen import Pen, Show
from teamup.report.pieces import Bar

AT_A_TIME = 28
WIDTH = 760.0
NAMES, RIGHT = 304.0, 6.0
PLOT = WIDTH - NAMES - RIGHT
ROW, TOP, LEGEND = 26.0, 38.0, 30.0
BAR = 13.0
SIZE, SMALL = 13.0, 12.0
LEAST = 9.0  # a bar is never too short to see


def drawn(timeline: Timeline, show: Show) -> Iterator[Pen]:
    """Yield the drawings; the last one says what the marks mean."""
    pieces = [timeline.bars[at : at + AT_A_TIME] for at in range(0, len(timeline.bars), AT_A_TIME)]
    for piece in pieces:
        yield _piece(timeline, piece, show, is_last=piece is pieces[-1])


def _x(at: float) -> float:
    return NAMES + PLOT * min(max(at, 0.0), 1.0)


def _piece(timeline: Timeline, bars: Sequence[Bar], show: Show, *, is_last: bool) -> Pen:
    foot = TOP + ROW * len(bars)
    pen = Pen(WIDTH, foot + (LEGEND if is_last else 2), show)
    for row in range(0, len(bars), 2):
        pen.band(0, TOP + ROW * row, WIDTH, ROW)
    _axis(pen, timeline, foot)
    for row, bar in enumerate(bars):
        _bar(pen, bar, TOP + ROW * row)
    if is_last:
        pen.open("ch-legend")
        pen.legend(0, foot + 22, tuple((side.side, side.label) for side in timeline.legend))
        pen.close()
    return pen


def _axis(pen: Pen, timeline: Timeline, foot: float) -> None:
    pen.open("ch-axis")
    steps = [tick.at for tick in timeline.ticks] + [1.0]
    room = min((after - at for at, after in pairwise(steps)), default=1.0) * PLOT
    for tick in timeline.ticks:
        pen.line(_x(tick.at), TOP - 5, _x(tick.at), foot)
        pen.say(_x(tick.at) + 3, 13, tick.year, size=SMALL, bold=True, room=WIDTH - _x(tick.at) - 3)
        pen.say(_x(tick.at) + 3, 28, tick.label, size=SMALL, quiet=True, room=max(room, WIDTH - _x(tick.at)) - 3)
    pen.line(0, TOP, WIDTH, TOP, strong=True)
    pen.line(0, foot, WIDTH, foot)
    pen.close()


def _bar(pen: Pen, bar: Bar, top: float) -> None:
    pen.open("ch-step", f"{bar.label}, {bar.when}, {bar.side.label}")
    middle = top + ROW / 2
    pen.mark(bar.side.side, 9, middle, 6)
    pen.say(21, middle + 4.5, bar.label, room=NAMES - 29)
    begin, end = _x(bar.begin), _x(bar.end)
    if bar.begin == bar.end:
        pen.mark(bar.side.side, min(max(begin, NAMES + 7), WIDTH - 8), middle, 7.5)
    else:
        wide = max(LEAST, end - begin)
        pen.bar(bar.side.side, min(begin, WIDTH - wide), middle - BAR / 2, wide, BAR)
    pen.close()
