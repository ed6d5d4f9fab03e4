"""What a course holds beside its lessons' questions: terms, ready-made activities, knowledge checks, stories.

Frozen like everything of a course, and as far from Django and files as `catalog.model`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field, explained. `also` are its other forms in the text."""

    id: str
    term: str
    means: str
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()  # ids of related terms
    source: str = ""  # id of a Source

    @property
    def forms(self) -> tuple[str, ...]:
        """Return every form that a reader may meet."""
        return (self.term, *self.also)


@dataclass(frozen=True, slots=True)
class ActivityStep:
    """One typical step of an activity; `start` and `due` are days after the activity's own start."""

    what: str
    side: str  # police | security | joint
    start: int
    due: int


@dataclass(frozen=True, slots=True)
class Activity:
    """A ready-made activity. Choosing one drafts its steps."""

    id: str
    title: str
    family: str
    what: str
    effort: str  # low | medium | high
    cost: str  # none | under_1k | 1k_10k | 10k_50k | over_50k
    cost_note: str
    leads: str  # police | security | joint
    evidence: str
    steps: tuple[ActivityStep, ...]
    measures: tuple[str, ...]
    evidence_source: str = ""  # id of a Source
    legal: str = ""
    cautions: tuple[str, ...] = ()  # topics that call for a cautionary case
    settings: tuple[str, ...] = ()  # empty: any
    problems: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Return how many days its typical steps take."""
        return max((step.due for step in self.steps), default=0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a knowledge check, and what comes of it."""

    id: str
    text: str
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A small situation to judge. Exactly one choice is right; each explains itself."""

    id: str
    situation: str
    ask: str
    choices: tuple[Choice, ...]

    def choice(self, choice_id: str) -> Choice | None:
        """Return the choice with this id, if there is one."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Video:
    """A host's own video: the names of its files in the pack, and all that is said and shown in it."""

    title: str
    file: str
    captions: str
    transcript: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of a story: a drawing by its name, what happens, and what it shows for those who do not see it."""

    drawing: str
    title: str
    caption: str
    shows: str


@dataclass(frozen=True, slots=True)
class Story:
    """A section's step-through: a few drawn panels, at the reader's pace."""

    id: str
    title: str
    intro: str
    panels: tuple[Panel, ...]
