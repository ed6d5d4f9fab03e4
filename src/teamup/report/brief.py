"""What a one-page brief is made of: lines under titles, numbers, and a block for each of two executives."""

from __future__ import annotations

from dataclasses import dataclass

from teamup.report.pieces import SideLabel


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said. `lead` stands before it, `note` is quieter; `names` follow one another.

    `state` is how an ask stands; `settled` says that it was answered. `is_open` says that the text names a gap.
    """

    text: str = ""
    lead: str = ""
    note: str = ""
    side: SideLabel | None = None
    names: tuple[str, ...] = ()
    state: str = ""
    settled: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A list under its title. `open` is the sentence where it is empty, `more` counts what the page has no room for."""

    id: str
    title: str
    items: tuple[Line, ...]
    open: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """Something that is measured: where it stands, where it is to be, by when. What is not known is empty."""

    what: str
    now: str
    goal: str
    by: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that is measured, as a table."""

    title: str
    items: tuple[Number, ...]
    open: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What one executive reads: why it concerns this side, what it gains, what is asked, what it brings."""

    side: SideLabel
    who: str  # the office: "For the chief or sheriff"
    opening: str  # the case in a few sentences, or ""
    lists: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One page for two executives: it says no more than the plan does, and says what is still open."""

    title: str
    place: str
    progress: str  # how far the plan is, "" when nothing is open
    mission: str
    mission_open: str
    public: str  # what everyone else gains, or ""
    public_title: str
    problems: Lines
    evidence: str
    evidence_title: str
    numbers: Numbers
    asks: tuple[Ask, ...]
    joint: tuple[Lines, ...]  # first steps, who is in, costs, whom to ask
    open_word: str  # stands where a number is missing
    foot: str  # where all of it comes from
