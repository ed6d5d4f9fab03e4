"""A plan as the rules see it: the course it follows and everything answered, frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from teamup.catalog.conditions import holds
from teamup.catalog.model import Course, CourseIndex, Kind, Path, Question, Side, Voice
from teamup.plans.agreed import AgreementRecord
from teamup.plans.marking import Audience, Mark

Key = tuple[str, Side]
What = ParamSpec("What")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was last saved."""

    value: object
    revision: int
    changed_at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known of a plan before any answer."""

    id: UUID
    created_at: datetime
    time_zone: str
    sample: str = ""
    version: str = ""  # which named version this is, in a sentence; "" for the plan as it stands
    agreement: AgreementRecord | None = None  # what both sides agreed to, for documents that print it


@dataclass(frozen=True)
class PlanState:
    """A plan at one moment. `answers` is keyed by (question id, side); `step_changes` by step id.

    An answer holds what fits its question. Where a part of the stored value does not, `whole` has all of it.
    An edition (see `plans.editions`) is made for an `audience`: it lacks the answers that are `left_out` with
    the steps they draft, and the questions that are `silent` do not show in it.
    """

    course: Course
    index: CourseIndex
    plan: PlanFacts
    answers: Mapping[Key, Given]
    step_changes: Mapping[str, Given]
    whole: Mapping[Key, Given] = field(default_factory=dict)
    marks: Mapping[Key, Mark] = field(default_factory=dict)
    audience: Audience = Audience.WHOLE
    left_out: frozenset[Key] = frozenset()
    left_out_steps: frozenset[str] = frozenset()
    silent: frozenset[str] | None = None

    @property
    def stored(self) -> Mapping[Key, Given]:
        """Return every answer as it is stored."""
        return {**self.answers, **self.whole}

    def given(self, question_id: str, side: Side = Side.JOINT) -> Given | None:
        """Return what was saved last for a question, or None."""
        return self.answers.get((question_id, side))

    def value(self, question_id: str, side: Side = Side.JOINT) -> object | None:
        """Return the present value of an answer, or None."""
        found = self.answers.get((question_id, side))
        return found.value if found else None

    def role(self, role: str) -> object | None:
        """Return the value of the question that plays a role ("mission"), or None."""
        return self.value(self.course.roles.get(role, ""))

    def hides(self, question_id: str) -> bool:
        """Say whether this edition leaves out an answer to a question."""
        return any(key[0] == question_id for key in self.left_out)

    def lookup(self, question_id: str) -> object | None:
        """Return the value conditions look at: the joint one, else the plan's own side's, else any side's."""
        for side in (Side.JOINT, self.side, Side.POLICE, Side.SECURITY):
            if (value := self.value(question_id, side)) is not None:
                return value
        return None

    @cached_property
    def path(self) -> Path:
        """Return the plan's path; a plan that has not said starts a partnership."""
        return Path.EXISTING if self.role("path") == Path.EXISTING else Path.NEW

    @cached_property
    def side(self) -> Side:
        """Return the side whose voice the plan speaks in."""
        question = self.index.questions.get(self.course.roles.get("side", ""))
        option = question.option(str(self.role("side"))) if question else None
        return option.side if option and option.side else Side.JOINT

    @cached_property
    def voice(self) -> Voice:
        """Return the voice that prompts, examples and cautions take."""
        return Voice(self.side, self.path)

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """Return the ids of the settings the partnership works in."""
        value = self.role("setting")
        return tuple(map(str, value)) if isinstance(value, list) else ()

    @cached_property
    def found(self) -> dict[tuple[object, ...], object]:
        """Return the place for what rules found out about this state: see `found_once`."""
        return {}

    def mark(self, question_id: str, side: Side = Side.JOINT) -> Mark:
        """Return who may see an answer; one that nobody marked is open."""
        return self.marks.get((question_id, side), Mark.OPEN)

    @property
    def name(self) -> str:
        """Return the plan's name as typed, or ""."""
        return str(self.role("name") or "")

    def applies(self, question: Question) -> bool:
        """Say whether the question's condition holds; one without a condition always applies."""
        if self.silent is not None:
            return question.id not in self.silent
        return question.show_when is None or holds(question.show_when, self.lookup)

    def is_answered(self, question: Question) -> bool:
        """Say whether every side that is asked has answered. A side whose answer is left out counts as one that has."""
        return all(
            self.value(question.id, side) is not None or (question.id, side) in self.left_out
            for side in question.sides()
        )

    def has_any(self, question: Question) -> bool:
        """Say whether any side has answered."""
        return any(self.value(question.id, side) is not None for side in question.sides())

    def rows(self, question_id: str, side: Side = Side.JOINT) -> list[dict[str, object]]:
        """Return the rows of an answer, or an empty list when there are none."""
        value = self.value(question_id, side)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def is_asked(self, question: Question) -> bool:
        """Say whether a person fills this question in: it is no automatic one, and its condition holds."""
        return question.kind is not Kind.AUTOMATIC and self.applies(question)


def found_once(rule: Callable[Concatenate[PlanState, What], Found]) -> Callable[Concatenate[PlanState, What], Found]:
    """Let a rule look at a state once: a state never changes, so neither does what the rule says of it.

    What the rule returns must be frozen. Its other arguments are known by their `id`, or are hashable themselves.
    """

    def find(state: PlanState, *args: What.args, **options: What.kwargs) -> Found:
        key = (rule, *(getattr(arg, "id", arg) for arg in args), *options.items())
        if key not in state.found:
            state.found[key] = rule(state, *args, **options)
        return cast(Found, state.found[key])

    return wraps(rule)(find)  # type: ignore[return-value]
