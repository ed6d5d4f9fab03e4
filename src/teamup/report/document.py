"""What a plan document is: complete, frozen and ordered, with every word already chosen.

A renderer decides looks, never content. Text is as people typed it (line breaks are "\\n") and has no markup.
Dates are written out; those that a program needs are `date` as well. Nothing here knows Django or a format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from teamup.catalog.model import Side

# --- Small pieces -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SideLabel:
    """A side and what it is called. Drawn as label, icon and color together."""

    side: Side
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, a fact or a list.

    One of: `text`; `items` (several choices); `side` (a chip; `text` says the same); `missing` (needed and open;
    `text` is the word for it); or nothing at all. `note` is a second, quieter line.
    """

    text: str = ""
    note: str = ""
    items: tuple[str, ...] = ()
    side: SideLabel | None = None
    missing: bool = False

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
    """Where a statement comes from."""

    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A needed question without an answer. `lesson` is "<section>/<slug>", or "" for an opening question."""

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


# --- Blocks: what a part is made of -------------------------------------------------------------------------------


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
    """A table with one header row. `caption` names it for those who cannot see it; `totals` are rows at its foot."""

    type: ClassVar[str] = "table"
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()


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
    """Four lists read together: strengths, weaknesses, opportunities, threats."""

    type: ClassVar[str] = "quadrants"
    cells: tuple[Quadrant, ...]


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
    """Every needed question that is open, by lesson."""

    type: ClassVar[str] = "todo"
    groups: tuple[OpenGroup, ...]


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
class Compared:
    """What each side answered for itself. A side that has not answered has one open note."""

    type: ClassVar[str] = "compared"
    police: SideLabel
    security: SideLabel
    police_blocks: tuple[SimpleBlock, ...]
    security_blocks: tuple[SimpleBlock, ...]
    beside: bool  # short enough to stand side by side


SimpleBlock = Paragraphs | Value | Facts | Bullets | Checks | Table | Records | Note
Block = SimpleBlock | Compared | Ratings | Quadrants | Timeline | Todo | Cases | Resources

# --- The whole ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One answer under its heading. `question_id` is empty for what the report adds itself."""

    heading: str
    blocks: tuple[Block, ...]
    question_id: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: answers in the order of the course, then cautions, then what is open."""

    id: str
    number: int
    title: str
    intro: str
    fields: tuple[Field, ...]
    notes: tuple[Note, ...] = ()
    open: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """What the document is, on which day, and how far the plan was."""

    plan_id: str
    title: str  # the plan's name, or a fallback
    subtitle: str  # "Action plan"
    place: str
    path: str
    lead: str  # who speaks: "Police chief or command staff"
    settings: tuple[str, ...]
    language: str
    prepared_on: date
    prepared: str  # the same day in words
    answered: int
    needed: int
    in_progress: str  # "Plan in progress", or "" when nothing needed is open
    sample: str  # a sentence that says so, or ""
    course: str
    course_version: str
    kind: str = "plan"
    audience: str = "partners"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organization on one side."""

    side: SideLabel
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    partners: tuple[Partner, ...]
    mission: str
    facts: tuple[Fact, ...]  # where, path, setting, lead, date
    team: tuple[Cell, ...]  # who wrote it: name, organization as note, side
    progress: str  # one sentence, "" when nothing is open


@dataclass(frozen=True, slots=True)
class Change:
    """An objective: what is measured, where it stands, where it is to be, by when."""

    what: str
    now: str
    goal: str
    by: str


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the next steps."""

    when: str
    what: str
    side: SideLabel
    owner: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to ask, by role."""

    role: str
    side: SideLabel | None
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One page that stands alone. Long answers are shortened here and stand in full in their part.

    An empty list is open; `missing` holds the sentence for each list that is empty, by its name.
    """

    title: str
    intro: str
    mission: str
    problems_title: str
    problems: tuple[Cell, ...]
    changes_title: str
    changes: tuple[Change, ...]
    steps_title: str
    steps: tuple[FirstStep, ...]
    contacts_title: str
    contacts: tuple[Contact, ...]
    missing: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """An action step, for calendars and spreadsheets; the parts say the same in words."""

    id: str
    what: str
    why: str
    lead: SideLabel
    owner: str
    partners: str
    start: date | None
    due: date | None
    state: str  # planned, started, done, stopped
    status: str  # the same in words
    notes: str


@dataclass(frozen=True, slots=True)
class Review:
    """A day on which the plan is looked at. `id` is permanent."""

    id: str
    label: str
    day: date
    detail: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan, ready to be rendered."""

    meta: Meta
    cover: Cover
    summary: Summary
    parts: tuple[Part, ...]
    sources: tuple[SourceLine, ...]
    actions: tuple[Action, ...]
    reviews: tuple[Review, ...]


def to_data(value: Any, text: Callable[[str], str] = str) -> Any:
    """Return a document, or a piece of one, as JSON's types in a fixed order; each block says its `type`.

    Every string goes through `text` on its way.
    """
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return [to_data(item, text) for item in value]
    # Class variables are listed too: that is the `type` of a block.
    if names := getattr(value, "__dataclass_fields__", None):
        return {name: to_data(getattr(value, name), text) for name in names}
    return value.isoformat() if isinstance(value, date) else value
