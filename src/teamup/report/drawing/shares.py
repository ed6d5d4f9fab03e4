"""Money as bars: each source has one bar of each series, from one line, with its amount in words at the end."""

from __future__ import annotations

from teamup.report.charts import Share, Shares
from teamup.report.drawing.pen import Pen, Show
from teamup.report.drawing.words import fitted, width_of

WIDTH = 760.0
NAMES, SERIES, EDGE = 190.0, 96.0, 8.0
BAR, STEP, PAD = 14.0, 22.0, 9.0
LEAST_ROWS = 2  # a name with its sum below
VALUES = 170.0  # the most that amounts may take
LEAST = 1.5  # a bar is never too short to see
SIZE, SMALL = 13.0, 12.0


def drawn(chart: Shares, show: Show) -> Pen:
    """Return the drawing. Amounts below zero go to the left of the line."""
    rows = max(len(chart.series), LEAST_ROWS)
    tall = rows * STEP + 2 * PAD
    pen = Pen(WIDTH, tall * len(chart.bars) + 2, show)
    scale = _Scale(chart, show)
    for number, share in enumerate(chart.bars):
        top = 1 + number * tall
        pen.open("ch-share", f"{share.label}: {share.total}")
        if number % 2 == 0:
            pen.band(0, top, WIDTH, tall)
        _name(pen, share, chart, top + PAD)
        for row, series in enumerate(chart.series):
            _bar(pen, share, row, top + PAD + row * STEP, series, scale)
        pen.close()
    pen.line(scale.zero, 1, scale.zero, pen.height - 1, strong=True)
    return pen


class _Scale:
    """Where an amount lies between the names and the words at the end."""

    def __init__(self, chart: Shares, show: Show) -> None:
        amounts = [amount for share in chart.bars for amount in share.amounts]
        self.most, self.least = max([0.0, *amounts]), min([0.0, *amounts])
        words = [show(said) for share in chart.bars for said in share.said]
        self.values = min(max([60.0, *(width_of(said, SIZE) for said in words)]) + EDGE, VALUES)
        self.begins = NAMES + SERIES
        self.room = WIDTH - self.begins - self.values - EDGE
        self.zero = self.begins + self.room * -self.least / self.span

    @property
    def span(self) -> float:
        """Return how far apart the largest and the smallest amount are."""
        return self.most - self.least or 1.0

    def width(self, amount: float) -> float:
        """Return how long a bar is."""
        return max(LEAST, self.room * abs(amount) / self.span) if amount else 0.0


def _name(pen: Pen, share: Share, chart: Shares, top: float) -> None:
    pen.mark(share.side.side if share.side else None, EDGE + 7, top + 10, 7)
    room = NAMES - 34 - EDGE
    pen.say(EDGE + 22, top + 14, share.label, room=room, bold=True)
    pen.say(EDGE + 22, top + 14 + STEP - 4, f"{chart.total} {share.total}", room=room, size=SMALL, quiet=True)


def _bar(pen: Pen, share: Share, row: int, top: float, series: str, scale: _Scale) -> None:
    amount, said = share.amounts[row], share.said[row]
    pen.say(NAMES + SERIES - EDGE, top + 15, series, room=SERIES - EDGE, size=SMALL, anchor="end", quiet=True)
    wide = scale.width(amount)
    left = scale.zero if amount >= 0 else scale.zero - wide
    if wide:
        pen.bar(share.side.side if share.side else None, left, top + 4, wide, BAR)
    ends = scale.zero + (wide if amount > 0 else 0)
    pen.say(ends + EDGE, top + 15, fitted(said, scale.values, SIZE), room=scale.values)
