"""What a plan document is: complete, frozen and ordered, with every word already chosen.

A renderer decides looks, never content. Text is as people typed it (line breaks are "\\n") and has no markup.
Dates are written out; those that a program needs are `date` as well. Nothing here knows Django or a format.
This is the one module to import from: the pieces and blocks it is made of are named here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from teamup.report.blocks import (
    Block,
    Bullets,
    Cases,
    Checks,
    Compared,
    Facts,
    Note,
    NoteKind,
    Paragraphs,
    Quadrants,
    Ratings,
    Records,
    Resources,
    SimpleBlock,
    Sources,
    Table,
    Timeline,
    Todo,
    Value,
)
from teamup.report.brief import Ask, Brief, Line, Lines, Number, Numbers
from teamup.report.charts import Axis, Chart, Position, Positions, Radar, Share, Shares
from teamup.report.forms import (
    Blank,
    Choices,
    Clause,
    Entry,
    EntryKind,
    FormBlock,
    Grid,
    LegalBlock,
    Piece,
    Provision,
    Remark,
    Remarks,
    Signatures,
    Signer,
)
from teamup.report.pieces import (
    Bar,
    CaseCard,
    Cell,
    Check,
    ColumnKind,
    Fact,
    OpenGroup,
    OpenItem,
    Quadrant,
    Rating,
    Record,
    ResourceCard,
    SideLabel,
    SourceLine,
    TableColumn,
    Tick,
)

__all__ = [
    "Action",
    "Ask",
    "Axis",
    "Bar",
    "Blank",
    "Block",
    "Brief",
    "Bullets",
    "CaseCard",
    "Cases",
    "Cell",
    "Change",
    "Chart",
    "Check",
    "Checks",
    "Choices",
    "Clause",
    "ColumnKind",
    "Compared",
    "Contact",
    "Cover",
    "Entry",
    "EntryKind",
    "Fact",
    "Facts",
    "Field",
    "FirstStep",
    "FormBlock",
    "Grid",
    "LegalBlock",
    "Line",
    "Lines",
    "Meta",
    "Note",
    "NoteKind",
    "Number",
    "Numbers",
    "OpenGroup",
    "OpenItem",
    "Paragraphs",
    "Part",
    "Partner",
    "Piece",
    "PlanDocument",
    "Position",
    "Positions",
    "Provision",
    "Quadrant",
    "Quadrants",
    "Radar",
    "Rating",
    "Ratings",
    "Record",
    "Records",
    "Remark",
    "Remarks",
    "ResourceCard",
    "Resources",
    "Review",
    "Share",
    "Shares",
    "SideLabel",
    "Signatures",
    "Signer",
    "SimpleBlock",
    "SourceLine",
    "Sources",
    "Summary",
    "Table",
    "TableColumn",
    "Tick",
    "Timeline",
    "Todo",
    "Value",
    "to_data",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One answer under its heading. `question_id` is empty for what the report adds itself."""

    heading: str
    blocks: tuple[Block, ...]
    question_id: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: answers in the order of the course, then cautions, then what is open.

    A part without an answer is left out; what it asks is listed in the part that lists what is open.
    """

    id: str
    number: int
    title: str
    intro: str
    fields: tuple[Field, ...]
    notes: tuple[Note, ...] = ()
    open: tuple[OpenItem, ...] = ()
    new_page: bool = False  # it is a sheet of its own: to hand out, to fill in


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
    audience: str = "whole"
    short: bool = False  # a few pages: made in 15 minutes
    version: str = ""  # which named version it is, in a sentence
    edition: str = ""  # a sentence that says whom this edition is for and what it leaves out, or ""
    notice: str = ""  # a line for every page: "Draft for counsel. Not legal advice."


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
    why_label: str = ""  # what `why` is: "Objective it serves"


@dataclass(frozen=True, slots=True)
class Review:
    """A day on which the plan is looked at. `id` is permanent."""

    id: str
    label: str
    day: date
    detail: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan, ready to be rendered. A document of another kind has an empty summary, and what it needs of the rest."""

    meta: Meta
    cover: Cover
    summary: Summary
    parts: tuple[Part, ...]
    actions: tuple[Action, ...]
    reviews: tuple[Review, ...]
    brief: Brief | None = None

    @property
    def sources(self) -> tuple[SourceLine, ...]:
        """Return where its statements come from."""
        blocks = (block for part in self.parts for field in part.fields for block in field.blocks)
        return tuple(line for block in blocks if isinstance(block, Sources) for line in block.items)


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
