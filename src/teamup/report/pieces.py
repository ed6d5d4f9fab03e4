"""The small pieces that the blocks of a plan document are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teamup.catalog.model import Side


@dataclass(frozen=True, slots=True)
class SideLabel:
    """A side and what it is called. Drawn as label, icon and color together."""

    side: Side
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, a fact or a list.

    One of: `text`; `items` (several choices); `side` (a chip; `text` says the same); `missing` (needed and open;
    `text` is the word for it); `checked` (a tick; `text` says the same); or nothing at all. `note` is a second, quieter
    line.
    """

    text: str = ""
    note: str = ""
    items: tuple[str, ...] = ()
    side: SideLabel | None = None
    missing: bool = False
    checked: bool = False

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to print."""
        return not (self.text or self.note or self.items or self.side)


class ColumnKind(StrEnum):
    """What a column holds, for its alignment and width."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    SIDE = "side"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: `width` is its share of the page, from 1 (a date) to 6 (running text)."""

    label: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Check:
    """An item that was ticked, with the note beside it."""

    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A row too wide for a table: its name, a side if it has one, and its other cells as facts."""

    title: str
    side: SideLabel | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """One statement of a self-check with both sides' answers; None where a side has not answered."""

    label: str
    police: int | None
    security: int | None
    police_note: str = ""
    security_note: str = ""
    remark: str = ""  # "2 apart", "weak": what stands out
    number: int = 0  # its number on the radar, or 0 where there is none


@dataclass(frozen=True, slots=True)
class Quadrant:
    """One of four lists that are read together."""

    title: str
    items: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis of time; `at` runs from 0 to 1. `year` is given where one begins, `label` may be empty."""

    label: str
    year: str
    at: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One step on the axis of time. `begin` and `end` run from 0 to 1 and are equal for a single day."""

    label: str
    when: str
    side: SideLabel
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a statement comes from. `number` is its place in the document's list of sources."""

    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A needed question without an answer. `lesson` is "<section>/<slug>", or "" for an opening question.

    `prompt` is empty in a list that gives names only.
    """

    question_id: str
    heading: str
    prompt: str
    lesson: str
    lesson_number: str
    partly: bool = False  # one side has answered, the other has not


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """The open items of one lesson."""

    lesson: str
    number: str
    title: str
    items: tuple[OpenItem, ...]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A real partnership like this one, and why it was chosen."""

    id: str
    name: str
    place: str
    known_as_of: str
    confidence: str
    reason: str
    card: str
    lesson: str
    caution: bool
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """Something worth reading next."""

    id: str
    title: str
    publisher: str
    year: str
    for_what: str
    url: str
    confidence: str
