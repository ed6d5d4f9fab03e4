"""The map of the examples: each state with its number of cases, as a picture whose states are links.

Color never says anything alone: each shaded state carries its number, and a list of the same states stands beside it.
Where a state is too small for its number, the number stands in a box off the coast, with a line to its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse

import teamup.web
from teamup.web.library.cases import NO_STATE
from teamup.web.library.filters import Facet, Query

SHAPES = Path(teamup.web.__file__).parent / "static" / "teamup" / "states.json"
ROOM = 14  # a state with less room than this around its middle gets a box
BOX, GAP, NAME = 38, 8, 36
BOXES_LEFT, BOXES_TOP = 930, 212
STEPS = (1, 2, 4, 7)  # from so many cases on, a state is shaded a step more


@dataclass(frozen=True, slots=True)
class Shape:
    """A state as it is drawn: its path, where its number stands, and how much room is there."""

    id: str
    d: str
    x: int
    y: int
    room: int


@dataclass(frozen=True, slots=True)
class Box:
    """A place off the coast for the number of a small state."""

    x: int
    y: int

    @property
    def middle(self) -> tuple[int, int]:
        """Return where the number stands."""
        return self.x + BOX // 2, self.y + BOX // 2

    @property
    def tip(self) -> tuple[int, int]:
        """Return where the line from the state ends: before the letters that stand beside the box."""
        return self.x - NAME, self.y + BOX // 2


@dataclass(frozen=True, slots=True)
class State:
    """A state in the map and in the list. `shape` is None for a territory, and for what is in no single state."""

    id: str
    name: str
    count: int
    url: str
    is_chosen: bool
    shape: Shape | None = None
    box: Box | None = None

    @property
    def step(self) -> int:
        """Return how dark it is, from 0."""
        return sum(self.count >= least for least in STEPS)


@dataclass(frozen=True, slots=True)
class Map:
    """The whole map; `listed` are the states that have examples, by name."""

    width: int
    height: int
    states: tuple[State, ...]
    listed: tuple[State, ...]
    box: int = BOX

    @property
    def chosen(self) -> State | None:
        """Return the chosen state, if there is one."""
        return next((state for state in (*self.listed, *self.states) if state.is_chosen), None)

    @property
    def linked(self) -> Iterator[State]:
        """Yield the drawn states that have examples, or are chosen."""
        return (state for state in self.states if state.count or state.is_chosen)

    @property
    def plain(self) -> Iterator[State]:
        """Yield the drawn states without examples."""
        return (state for state in self.states if not (state.count or state.is_chosen))


@lru_cache(maxsize=1)
def shapes() -> tuple[int, int, Mapping[str, Shape]]:
    """Return width, height and the shapes of the states; none on a site whose front end has not been built."""
    if not SHAPES.exists():
        return 0, 0, {}
    drawn = json.loads(SHAPES.read_text(encoding="ascii"))
    return drawn["width"], drawn["height"], {one["id"]: Shape(**one) for one in drawn["states"]}


def draw(facet: Facet, query: Query, counted: Mapping[str, int], everywhere: Iterable[str]) -> Map:
    """Return the map of `counted` cases; `everywhere` names the states of all cases, so that boxes stay in place."""
    width, height, drawn = shapes()
    boxes = _boxes(drawn[state] for state in everywhere if state in drawn)
    address = reverse("library:examples")
    states = [
        State(
            id=state,
            name=name,
            count=counted.get(state, 0),
            url=f"{address}{query.toggled(facet, state)}",
            is_chosen=query.has(facet.name, state),
            shape=drawn.get(state),
            box=boxes.get(state),
        )
        for state, name in facet.options
    ]
    with_cases = [state for state in states if state.count or state.is_chosen]
    return Map(
        width=width,
        height=height,
        states=tuple(state for state in states if state.shape),
        listed=tuple(sorted(with_cases, key=lambda state: (state.id == NO_STATE, state.name))),
    )


def _boxes(drawn: Iterable[Shape]) -> dict[str, Box]:
    """Return the boxes of the small states of the East, from north to south."""
    small = sorted((one for one in drawn if one.room < ROOM and one.x > BOXES_LEFT - 150), key=lambda one: one.y)
    return {one.id: Box(BOXES_LEFT, BOXES_TOP + number * (BOX + GAP)) for number, one in enumerate(small)}
