"""The self-check as a radar, and a topic's way as a small line: geometry only, which templates draw as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teamup.catalog.model import Side
from teamup.plans.selfcheck import SIDES, Result, Topic

WIDTH, HEIGHT = 520, 392
RADIUS = 142
CENTER = (WIDTH / 2, HEIGHT / 2)
FEWEST_AXES = 3
LINE_LENGTH = 13
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 26, 4

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """One topic's axis: where it ends, and where its number and its words stand."""

    number: int
    end: Spot
    at: Spot
    anchor: str
    lines: tuple[tuple[float, str], ...]  # y, words


@dataclass(frozen=True, slots=True)
class Shape:
    """One side's ratings: a path through those that follow each other, and a mark at each."""

    side: Side
    path: str
    is_whole: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """All that is drawn: rings with their ratings, axes, and a shape for each side."""

    width: int
    height: int
    rings: tuple[str, ...]
    ticks: tuple[tuple[int, Spot], ...]
    axes: tuple[Axis, ...]
    shapes: tuple[Shape, ...]
    center: Spot


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of values, the last of them marked."""

    width: int
    height: int
    points: str
    last: Spot


def radar_of(result: Result) -> Radar | None:
    """Return the radar, or None where there is nothing to draw: too few topics, or no rating yet."""
    count = len(result.topics)
    if count < FEWEST_AXES or not any(topic.ratings for topic in result.topics):
        return None
    steps = range(result.low, result.high + 1)
    return Radar(
        width=WIDTH,
        height=HEIGHT,
        rings=tuple(_points(_spot(i, count, _reach(step, result)) for i in range(count)) for step in steps),
        ticks=tuple((step, _spot(0, count, _reach(step, result))) for step in steps),
        axes=tuple(_axis(topic, index, count) for index, topic in enumerate(result.topics)),
        shapes=tuple(_shape(side, result) for side in SIDES if result.has(side)),
        center=CENTER,
    )


def _reach(rating: float, result: Result) -> float:
    """Return how far from the center a rating lies; the lowest is not the center, so that a shape stays a shape."""
    return (rating - result.low + 1) / (result.high - result.low + 1)


def _spot(index: int, count: int, reach: float) -> Spot:
    angle = 2 * math.pi * index / count
    x, y = CENTER
    return round(x + RADIUS * reach * math.sin(angle), 1), round(y - RADIUS * reach * math.cos(angle), 1)


def _axis(topic: Topic, index: int, count: int) -> Axis:
    x, y = at = _spot(index, count, 1 + 16 / RADIUS)
    side = x - CENTER[0]
    anchor = "middle" if abs(side) < RADIUS / 5 else "start" if side > 0 else "end"
    words = [*_wrapped(topic.title)]
    rise = (y - CENTER[1]) / RADIUS  # at the top the words grow upwards, at the foot downwards
    first = y + 5 - (len(words) - 1) * 17 * (0.5 - rise / 2)
    return Axis(
        topic.number,
        _spot(index, count, 1),
        at,
        anchor,
        tuple((round(first + 17 * line, 1), text) for line, text in enumerate(words)),
    )


def _wrapped(title: str) -> Iterator[str]:
    """Yield a title in lines of a few words; a longer word has a line to itself."""
    line = ""
    for word in title.split():
        if line and len(f"{line} {word}") > LINE_LENGTH:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _shape(side: Side, result: Result) -> Shape:
    count = len(result.topics)
    ratings = [topic.of(side).rating for topic in result.topics]
    spots = [None if r is None else _spot(i, count, _reach(r, result)) for i, r in enumerate(ratings)]
    found = tuple(spot for spot in spots if spot)
    return Shape(side, _path(spots), len(found) == count, found)


def _path(spots: Sequence[Spot | None]) -> str:
    """Return the path around; a topic without a rating leaves a gap in it."""
    if all(spots):
        return "M" + "L".join(f"{x} {y}" for x, y in filter(None, spots)) + "Z"
    pairs = zip(spots, [*spots[1:], spots[0]], strict=True)
    return "".join(f"M{one[0]} {one[1]}L{two[0]} {two[1]}" for one, two in pairs if one and two)


def _points(spots: Iterator[Spot]) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)


def spark_of(values: Sequence[float], low: int, high: int) -> Spark:
    """Return the line of two values or more."""
    across, down = SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    spots = [
        (
            round(SPARK_EDGE + across * number / (len(values) - 1), 1),
            round(SPARK_EDGE + down * (high - value) / (high - low), 1),
        )
        for number, value in enumerate(values)
    ]
    return Spark(SPARK_WIDTH, SPARK_HEIGHT, _points(iter(spots)), spots[-1])
