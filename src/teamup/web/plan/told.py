"""What pages print of a plan's history: changes in words, by day."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from teamup.web.plan import difference

LONG = 1500  # letters


@dataclass(frozen=True, slots=True)
class Mention:
    """An answer that is named, and its own history."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class SaveLine:
    """One of several saves that are told as one change."""

    key: UUID
    at: str
    kind: str
    runs: tuple[difference.Run, ...]
    is_present: bool

    @property
    def is_long(self) -> bool:
        """Say whether the difference needs a box of its own."""
        return is_long(self.runs)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, or several that belong together, in words."""

    key: UUID
    title: str
    lesson: str  # where it is asked, "" when nowhere
    note: str  # "no longer asked", "hidden by another answer", ""
    url: str  # where the answer stands now, "" when nowhere
    only: str  # the address of this answer's own history
    side: str  # the side that the answer speaks for, "" for joint
    by: str
    by_side: str  # the side of who did it, "" where it is not known
    at: str
    kind: str
    is_lost: bool
    runs: tuple[difference.Run, ...]
    is_present: bool
    base: int
    save: UUID
    span: str = ""  # "6 saves from 2:04 PM to 2:11 PM"
    saves: tuple[SaveLine, ...] = ()  # each of them, the newest first
    more: int = 0  # so many more that are not told one by one
    mentions: tuple[Mention, ...] = ()  # the answers that a version brought back

    @property
    def is_long(self) -> bool:
        """Say whether the difference needs a box of its own."""
        return is_long(self.runs)


def is_long(runs: tuple[difference.Run, ...]) -> bool:
    """Say whether a difference needs a box of its own to scroll in."""
    return sum(len(run.text) for run in runs) > LONG


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something else that was done with the plan, in a sentence."""

    said: str
    icon: str
    by: str
    at: str
    is_event: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day in the plan's zone."""

    title: str
    changes: tuple[ChangeLine | EventLine, ...]
