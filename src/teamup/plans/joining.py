"""A plan here and the same plan from a file: what each says, answer by answer, so that a person can put them together.

Nothing is deleted: what the file does not say stays, and what is taken from it is a change like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from teamup.catalog.model import Side
from teamup.plans.keeping import Kept
from teamup.plans.selectors import STEPS
from teamup.plans.state import Given, PlanState

Place = tuple[str, Side]
"""A question's id, or "steps/<step id>", and a side."""


class Standing(StrEnum):
    """How an answer in the file stands to the one here."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One answer that the file holds, and what is here in its place (None when nothing ever was)."""

    here: Given | None
    there: Kept
    standing: Standing

    @property
    def place(self) -> Place:
        """Return which answer it is."""
        return self.there.question_id, self.there.side

    @property
    def is_step(self) -> bool:
        """Say whether it is what people set on an action step."""
        return self.there.question_id.startswith(STEPS)

    @property
    def base(self) -> int:
        """Return the revision here."""
        return self.here.revision if self.here else 0


def meet(state: PlanState, kept: Iterable[Kept]) -> tuple[Meeting, ...]:
    """Return every answer and step that the file says, in the order of the course, steps last.

    What is empty in the file says nothing. An answer that was emptied here differs from one that the file still has.
    """
    order = {name: number for number, name in enumerate(state.index.questions)}
    met = [Meeting(here := _here(state, one), one, _standing(here, one)) for one in kept if one.value is not None]
    return tuple(sorted(met, key=lambda one: (one.is_step, order.get(one.place[0], len(order)), one.place)))


def only_here(state: PlanState, kept: Iterable[Kept]) -> int:
    """Return how many answers the plan has that the file does not."""
    there = {(one.question_id, one.side) for one in kept if one.value is not None}
    return sum(given.value is not None and place not in there for place, given in state.stored.items())


def _here(state: PlanState, one: Kept) -> Given | None:
    if one.question_id.startswith(STEPS):
        return state.step_changes.get(one.question_id.removeprefix(STEPS))
    return state.stored.get((one.question_id, one.side))


def _standing(here: Given | None, there: Kept) -> Standing:
    if here is None:
        return Standing.NEW
    return Standing.SAME if here.value == there.value else Standing.DIFFERENT
