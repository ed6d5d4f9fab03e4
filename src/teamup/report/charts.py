"""Blocks that are drawn: what each shows, in numbers. The same numbers stand in a table beside or below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from teamup.report.pieces import SideLabel


@dataclass(frozen=True, slots=True)
class Axis:
    """One statement of a self-check on a radar, with its number in the table; None where a side has not answered."""

    number: int
    label: str
    police: float | None
    security: float | None


@dataclass(frozen=True, slots=True)
class Radar:
    """Both sides' ratings around a circle. `text` says the same for those who cannot see it."""

    type: ClassVar[str] = "radar"
    caption: str
    text: str
    police: SideLabel
    security: SideLabel
    low: int
    high: int
    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Who pays, and how much of each series: `amounts` are dollars, `said` the same in words, `total` their sum."""

    label: str
    side: SideLabel | None
    amounts: tuple[float, ...]
    said: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Money as bars: for each source one bar of each series ("Start-up", "Yearly")."""

    type: ClassVar[str] = "shares"
    caption: str
    text: str
    series: tuple[str, ...]
    total: str  # what the sum of a source is called
    bars: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """One party on a map; `number` is its number in the table below, `column` and `row` are its place from zero."""

    number: int
    label: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Positions:
    """Stakeholders on a map of a few fields: influence from the top down, how far they are in from left to right.

    `first` are the fields (column, row) of those to talk to first, and `first_label` says so.
    """

    type: ClassVar[str] = "positions"
    caption: str
    text: str
    x_label: str
    y_label: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    spots: tuple[Position, ...]
    first: tuple[tuple[int, int], ...] = ()
    first_label: str = ""


Chart = Radar | Shares | Positions
