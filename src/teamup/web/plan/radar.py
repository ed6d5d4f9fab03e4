"""The self-check as a radar, and a topic's way as a small line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans.selfcheck import Result
from teamup.report.document import Axis, Radar
from teamup.report.drawing import drawings_of
from teamup.report.parts.cells import side_label

FEWEST_AXES = 3
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 26, 4

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of values, the last of them marked."""

    width: int
    height: int
    points: str
    last: Spot


def radar_of(result: Result) -> SafeString | None:
    """Return the radar as SVG, or None where there is nothing to draw: too few topics, or no rating yet."""
    if len(result.topics) < FEWEST_AXES or not any(topic.ratings for topic in result.topics):
        return None
    radar = Radar(
        caption=_("Radar of the self-check"),
        text=_("Radar of the self-check: one axis for each topic, low ratings inside. The table has the same numbers."),
        police=side_label(Side.POLICE),
        security=side_label(Side.SECURITY),
        low=result.low,
        high=result.high,
        axes=tuple(Axis(t.number, t.title, t.police.rating, t.security.rating) for t in result.topics),
    )
    return mark_safe(drawings_of(radar)[0].svg)  # noqa: S308 (drawn by us; titles are escaped there)


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


def _points(spots: Iterator[Spot]) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)
