"""A case as it stands beside a reading, in a plan and in the course alike."""

from __future__ import annotations

from dataclasses import dataclass

from teamup.catalog.model import Case

_SIDES = ("police", "security")


@dataclass(frozen=True, slots=True)
class FieldNote:
    """A case, and why it was chosen where it was chosen for a plan."""

    case: Case
    reason: str = ""
    is_caution: bool = False

    @property
    def look(self) -> str:
        """Return what the note's color says: a caution, or the side that led the partnership."""
        if self.is_caution:
            return "caution"
        return self.case.lead if self.case.lead in _SIDES else "joint"
