"""The drawn timeline: a document's steps on an axis of time, as finished numbers for SVG."""

from __future__ import annotations

from dataclasses import dataclass

from teamup.report.document import Bar, Timeline

WIDTH = 760
LABELS = 292  # where the axis begins: names stand to its left
RIGHT = 14
ROW = 28
TOP = 44
AXIS = 34
LONGEST = 40  # letters of a name; the whole one is in its title and in the table
EDGE = 18
LEAST = 12  # a bar is never too short to see


@dataclass(frozen=True, slots=True)
class DrawnTick:
    """A line across the drawing and its date."""

    x: int
    label: str
    year: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A step: its mark and name at the left, its bar or diamond on the axis."""

    y: int
    text_y: int
    x: int
    width: int
    is_day: bool
    diamond: str
    side: str
    label: str
    full: str
    when: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline, ready to print."""

    width: int
    height: int
    axis: int
    bottom: int
    left: int
    right: int
    ticks: tuple[DrawnTick, ...]
    bars: tuple[DrawnBar, ...]


def drawn(timeline: Timeline) -> Drawing:
    """Return the drawing of a timeline."""
    bottom = TOP + ROW * len(timeline.bars)
    return Drawing(
        width=WIDTH,
        height=bottom + 8,
        axis=AXIS,
        bottom=bottom,
        left=LABELS,
        right=WIDTH - RIGHT,
        ticks=tuple(DrawnTick(_x(tick.at), tick.label, tick.year, _anchor(_x(tick.at))) for tick in timeline.ticks),
        bars=tuple(_bar(bar, TOP + ROW * number) for number, bar in enumerate(timeline.bars)),
    )


def _x(at: float) -> int:
    return round(LABELS + at * (WIDTH - RIGHT - LABELS))


def _anchor(x: int) -> str:
    """Keep the first and the last date inside the drawing."""
    if x < LABELS + EDGE:
        return "start"
    return "end" if x > WIDTH - RIGHT - EDGE else "middle"


def _bar(bar: Bar, top: int) -> DrawnBar:
    begin, end = _x(bar.begin), _x(bar.end)
    middle = top + ROW // 2
    label = bar.label if len(bar.label) <= LONGEST else bar.label[: LONGEST - 1].rstrip() + "…"
    is_day = bar.begin == bar.end
    return DrawnBar(
        y=middle - 6,
        text_y=middle + 4,
        x=begin,
        width=max(LEAST, end - begin),
        is_day=is_day,
        diamond=f"M{begin} {middle - 8}l8 8l-8 8l-8 -8z",
        side=str(bar.side.side),
        label=label,
        full=f"{bar.label}, {bar.when}, {bar.side.label}",
        when=bar.when,
    )
