"""Blocks of documents that people fill in by hand or sign: lines, boxes, empty tables, clauses and signatures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from teamup.report.pieces import Cell, Check, SideLabel, TableColumn


class EntryKind(StrEnum):
    """What is written in a place: words, several lines of them, a day, a figure; or one or some of given choices."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    CHECK = "check"
    ONE = "one"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Entry:
    """What goes into one column of a grid. `name` is permanent, and `options` are what ONE and SOME choose from.

    With `boxes` there is a box for each option in every cell; else the options are listed once, under the table.
    `hint` says how to write it ("month / day / year"), `help` what is meant.
    """

    name: str
    kind: EntryKind = EntryKind.TEXT
    options: tuple[str, ...] = ()
    boxes: bool = False
    hint: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Room to write. `lines` is how many empty lines there are; with 0 the room is on the line of the label.

    `name` is a permanent name for the field, for programs that read what was filled in. `hint` says how to write it
    ("month / day / year"). With `numbered` each line is an item of its own. `side` is who writes here, where each
    side writes for itself. `title` is what a program calls it; without one it is the label.
    """

    type: ClassVar[str] = "blank"
    name: str
    label: str
    help: str = ""
    lines: int = 0
    kind: EntryKind = EntryKind.TEXT
    hint: str = ""
    numbered: bool = False
    side: SideLabel | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Empty boxes to tick: one of them, or `many`. A check's note explains it.

    `names` are permanent names of the options, in their order. With `noted` there is room for words beside each; with
    `ranked` the boxes take numbers, 1 for the first; with `across` they stand in a line, between the words of `ends`.
    `title` is what a program calls it; without one it is the label.
    """

    type: ClassVar[str] = "choices"
    name: str
    label: str
    options: tuple[Check, ...]
    many: bool = False
    help: str = ""
    names: tuple[str, ...] = ()
    noted: bool = False
    ranked: bool = False
    across: bool = False
    ends: tuple[str, ...] = ()
    side: SideLabel | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to fill in: rows that hold something already, then `empty` rows of room to write.

    An empty cell of a row that holds something is room to write too. `entries` say what goes into each column, words
    where there are none; `row_names` are permanent names of the rows that hold something. With `stacked` each row is a
    small form of its own, and `row` is what an empty one is called. A `low` grid has rows of one line.
    A `large` one is read from a wall.
    """

    type: ClassVar[str] = "grid"
    name: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: int = 0
    help: str = ""
    entries: tuple[Entry, ...] = ()
    row_names: tuple[str, ...] = ()
    stacked: bool = False
    row: str = ""
    side: SideLabel | None = None
    low: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a clause. A gap is what is not known yet: it stands in brackets and is marked."""

    text: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered paragraph of a clause: a run of pieces, then lettered items, each a run of its own."""

    pieces: tuple[Piece, ...]
    items: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause. Its number is its place among the clauses of the document, from one.

    One that `stays` is on the page of what follows it.
    """

    type: ClassVar[str] = "clause"
    number: str
    title: str
    provisions: tuple[Provision, ...]
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A note for counsel. `title` is a word or two; `source` is empty where none is needed."""

    title: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """Notes for counsel: set apart, and no part of the wording. `title` is empty where a clause stands above them."""

    type: ClassVar[str] = "remarks"
    items: tuple[Remark, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """One party's place to sign: an organization with its side, and the name and office of who signs, if known."""

    side: SideLabel
    organization: Piece
    name: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side. The labels name what each line is for."""

    type: ClassVar[str] = "signatures"
    signers: tuple[Signer, ...]
    signature: str
    name: str
    office: str
    date: str


FormBlock = Blank | Choices | Grid
LegalBlock = Clause | Remarks | Signatures
