"""The blocks that the parts of a plan document are made of. Each class says its `type`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from teamup.report.charts import Chart
from teamup.report.forms import FormBlock, LegalBlock
from teamup.report.pieces import (
    Bar,
    CaseCard,
    Cell,
    Check,
    Fact,
    OpenGroup,
    Quadrant,
    Rating,
    Record,
    ResourceCard,
    SideLabel,
    SourceLine,
    TableColumn,
    Tick,
)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text as it was typed."""

    type: ClassVar[str] = "paragraphs"
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """A short answer that stands beside its heading. `help` explains a choice."""

    type: ClassVar[str] = "value"
    text: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    type: ClassVar[str] = "facts"
    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `ordered` when the order was chosen, the first being the best."""

    type: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Checks:
    """What was ticked."""

    type: ClassVar[str] = "checks"
    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. `caption` names it for those who cannot see it; `totals` are rows at its foot.

    A `captioned` one has its caption printed above it.
    """

    type: ClassVar[str] = "table"
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    captioned: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """Rows too wide for a table, one under the other."""

    type: ClassVar[str] = "records"
    items: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """A self-check: both sides' ratings of each statement, on a scale from `low` to `high`."""

    type: ClassVar[str] = "ratings"
    caption: str
    statement: str  # the heading of the first column
    police: SideLabel
    security: SideLabel
    low: int
    high: int
    rows: tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class Quadrants:
    """Four lists read together, two by two: strengths, weaknesses, opportunities, threats.

    `columns` say what helps and what harms, `rows` what is inside and what is outside.
    """

    type: ClassVar[str] = "quadrants"
    cells: tuple[Quadrant, ...]
    columns: tuple[str, str] = ("", "")
    rows: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps on an axis of time. `text` says the same in words for those who cannot see it."""

    type: ClassVar[str] = "timeline"
    text: str
    begins: date
    ends: date
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    legend: tuple[SideLabel, ...]


class NoteKind(StrEnum):
    """What a note is for."""

    OPEN = "open"
    CAUTION = "caution"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to notice. `title` is a word or two; `source` is empty where none is needed."""

    type: ClassVar[str] = "note"
    kind: NoteKind
    title: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """Every needed question that is open, by lesson. With `names_only` there are too many to give their prompts."""

    type: ClassVar[str] = "todo"
    text: str  # how many there are, in a sentence
    groups: tuple[OpenGroup, ...]
    names_only: bool = False


@dataclass(frozen=True, slots=True)
class Cases:
    """Partnerships like this one."""

    type: ClassVar[str] = "cases"
    items: tuple[CaseCard, ...]


@dataclass(frozen=True, slots=True)
class Resources:
    """Things worth reading next."""

    type: ClassVar[str] = "resources"
    items: tuple[ResourceCard, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where statements come from, numbered."""

    type: ClassVar[str] = "sources"
    items: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What each side answered for itself. A side that has not answered has one open note."""

    type: ClassVar[str] = "compared"
    police: SideLabel
    security: SideLabel
    police_blocks: tuple[SimpleBlock, ...]
    security_blocks: tuple[SimpleBlock, ...]
    beside: bool  # short enough to stand side by side


SimpleBlock = Paragraphs | Value | Facts | Bullets | Checks | Table | Records | Note
Block = (
    SimpleBlock
    | Compared
    | Ratings
    | Quadrants
    | Timeline
    | Todo
    | Cases
    | Resources
    | Sources
    | Chart
    | FormBlock
    | LegalBlock
)
