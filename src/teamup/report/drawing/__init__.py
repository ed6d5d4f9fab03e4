"""Charts as SVG: each is drawn here once, for the page, the PDF, Word and the self-contained file.

Drawings are SVG 1.1 with presentation attributes only, since the content policy of pages allows no `style`; a style
sheet can recolor them by the classes of `pen`. What differs by color also differs by shape, hatching or dashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from teamup.report.blocks import Timeline
from teamup.report.charts import Chart, Positions, Radar, Shares
from teamup.report.drawing import positions, radar, shares, timeline
from teamup.report.drawing.pen import POINT, Pen, Show

Drawable = Chart | Timeline
DRAWN = (Radar, Shares, Positions, Timeline)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing. `width` and `height` are what it takes on paper, in points."""

    svg: str
    width: float
    height: float


def drawings_of(block: Drawable, *, show: Show = str) -> tuple[Drawing, ...]:
    """Return a block's drawings: one, or several where a timeline is long. Every text in it goes through `show`."""
    return tuple(Drawing(pen.svg(block.text), pen.width * POINT, pen.height * POINT) for pen in _pens(block, show))


def _pens(block: Drawable, show: Callable[[str], str]) -> Iterator[Pen]:
    match block:
        case Radar():
            yield radar.drawn(block, show)
        case Shares():
            yield shares.drawn(block, show)
        case Positions():
            yield positions.drawn(block, show)
        case Timeline():
            yield from timeline.drawn(block, show)
        case _:
            assert_never(block)
