"""What a look at the site finds: one line for each thing, with its state and the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    GOOD = "good"
    LOOK = "look"  # nothing is broken yet
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is what to do, "" where all is well."""

    name: str
    state: State
    said: str
    remedy: str = ""


def worst(findings: tuple[Finding, ...]) -> State:
    """Return the worst state among `findings`; good for none."""
    order = (State.GOOD, State.LOOK, State.BAD)
    return max((one.state for one in findings), key=order.index, default=State.GOOD)
