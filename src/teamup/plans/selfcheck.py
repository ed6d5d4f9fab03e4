"""The self-check as it stands: what each side says, where the two are far apart, and what is weakest.

A side speaks by its own answer, and by its members' replies of the present round. A member's ratings are never told
apart from the others': a side's replies count from `SHOWN_FROM` on, as their mean.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from teamup.catalog.model import CellKind, Column, Kind, Lesson, Option, Question, Side
from teamup.plans import progress
from teamup.plans.state import PlanState

Cell = TypeVar("Cell", int, str)

SIDES = (Side.POLICE, Side.SECURITY)
LARGE_GAP = 2.0
SHOWN_FROM = 3
"""With fewer replies of a side, a mean would tell what one person said."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one member said, or, out of a plan file, what no one person said (see `mixed`)."""

    side: Side
    ratings: Mapping[str, int]
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Voiced:
    """What one side says of a topic: its own answer, and the mean of its members with how many they are."""

    own: int | None = None
    members: float | None = None
    replies: int = 0

    @property
    def rating(self) -> float | None:
        """Return what counts: the members' mean, else the side's own answer, else None."""
        return self.own if self.members is None else self.members

    @property
    def is_apart(self) -> bool:
        """Say whether the members rate far from the answer their side gave."""
        return self.own is not None and self.members is not None and _apart(self.own, self.members) >= LARGE_GAP


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the self-check. `title` is what stands before the colon of its statement."""

    row: Option
    number: int
    title: str
    statement: str
    police: Voiced
    security: Voiced

    def of(self, side: Side) -> Voiced:
        """Return what a side says."""
        return self.police if side is Side.POLICE else self.security

    @property
    def ratings(self) -> tuple[float, ...]:
        """Return the ratings of the sides that have one."""
        return tuple(r for r in (self.police.rating, self.security.rating) if r is not None)

    @property
    def gap(self) -> float | None:
        """Return how far the sides are apart, or None while only one has rated."""
        return _apart(*self.ratings) if len(self.ratings) == len(SIDES) else None

    @property
    def is_far_apart(self) -> bool:
        """Say whether the gap is large."""
        return self.gap is not None and self.gap >= LARGE_GAP

    @property
    def mean(self) -> float | None:
        """Return the mean of the sides that have rated, or None."""
        return mean_of(self.ratings)


@dataclass(frozen=True, slots=True)
class Result:
    """Where the self-check stands. `replies` counts the members' replies of each side."""

    topics: tuple[Topic, ...]
    replies: Mapping[Side, int]
    low: int
    high: int

    def has(self, side: Side) -> bool:
        """Say whether a side has a rating to show."""
        return any(topic.of(side).rating is not None for topic in self.topics)

    @property
    def far_apart(self) -> tuple[Topic, ...]:
        """Return the topics with a large gap, the largest first."""
        return tuple(sorted((t for t in self.topics if t.is_far_apart), key=lambda t: -(t.gap or 0)))


@dataclass(frozen=True, slots=True)
class Weak:
    """A weak topic, the lesson that mends it, and the question there to open next."""

    topic: Topic
    lesson: Lesson | None
    question: Question | None


def question_of(state: PlanState) -> Question | None:
    """Return the question that is the self-check, or None where the course has none."""
    question = state.index.questions.get(state.course.roles.get("self_check", ""))
    return question if question and question.kind is Kind.MATRIX and rating_of(question) else None


def rating_of(question: Question) -> Column | None:
    """Return the column that holds the rating."""
    return next((column for column in question.columns if column.kind is CellKind.SCALE), None)


def evidence_of(question: Question) -> Column | None:
    """Return the column that holds the line of evidence, or None where there is none."""
    words = (CellKind.SHORT_TEXT, CellKind.LONG_TEXT)
    return next((column for column in question.columns if column.kind in words), None)


def said_of(row: Option, state: PlanState) -> tuple[str, str]:
    """Return a topic's title and its statement: "Trust" and "each side gives …"."""
    title, colon, statement = row.label.spoken(state.voice).partition(":")
    statement = statement.strip()
    return (title.strip(), statement[:1].upper() + statement[1:]) if colon else (title, "")


def result_of(state: PlanState, replies: Iterable[Reply] = ()) -> Result | None:
    """Return where the self-check stands, with the replies of the present round; None where the course has none."""
    question = question_of(state)
    scale = rating_of(question) if question else None
    if question is None or scale is None:
        return None
    replies = tuple(replies)
    said = {side: [reply for reply in replies if reply.side is side] for side in SIDES}
    own = {side: ratings_in(state.value(question.id, side), scale.id) for side in SIDES}
    topics = []
    for number, row in enumerate(question.rows, 1):
        title, statement = said_of(row, state)
        police, security = (_voiced(own[side].get(row.id), said[side], row.id) for side in SIDES)
        topics.append(Topic(row, number, title, statement, police, security))
    return Result(tuple(topics), {side: len(said[side]) for side in SIDES}, scale.low, scale.high)


def _voiced(own: int | None, replies: Sequence[Reply], row_id: str) -> Voiced:
    return Voiced(own, members_mean(replies, row_id), len(replies))


def members_mean(replies: Sequence[Reply], row_id: str) -> float | None:
    """Return the mean of a side's replies on a topic, or None while it would tell what one person said."""
    ratings = [reply.ratings[row_id] for reply in replies if row_id in reply.ratings]
    return mean_of(ratings) if len(ratings) >= SHOWN_FROM else None


def ratings_in(value: object, column_id: str) -> dict[str, int]:
    """Return the ratings by topic in an answer to the self-check."""
    rows = value.items() if isinstance(value, dict) else ()
    found = {row: cells.get(column_id) for row, cells in rows if isinstance(cells, dict)}
    return {row: rating for row, rating in found.items() if isinstance(rating, int)}


def weakest(state: PlanState, n: int = 3, *, replies: Iterable[Reply] = ()) -> tuple[Weak, ...]:
    """Return the `n` weakest topics: the lowest mean of both sides first, then the larger gap, then their order."""
    result = result_of(state, replies)
    rated = [topic for topic in result.topics if topic.ratings] if result else []
    rated.sort(key=lambda topic: (sum(topic.ratings) / len(topic.ratings), -(topic.gap or 0), topic.number))
    return tuple(_weak(state, topic) for topic in rated[:n])


def _weak(state: PlanState, topic: Topic) -> Weak:
    lesson = state.index.lessons.get(topic.row.leads_to)
    return Weak(topic, lesson, field_to_open(state, lesson) if lesson else None)


def field_to_open(state: PlanState, lesson: Lesson) -> Question | None:
    """Return the first needed question of a lesson without a full answer, else the first that is asked."""
    asked = [q for q in lesson.questions if state.is_asked(q)]
    still = (q for q in asked if progress.is_needed(state, q) and not state.is_answered(q))
    return next(still, next(iter(asked), None))


def lines_of(replies: Iterable[Reply], side: Side, row_id: str) -> tuple[str, ...]:
    """Return the lines of evidence of a side's members on a topic, in no one's order; none while few have replied.

    The order is the same for the same lines, and another on each topic, so that it tells nobody's hand.
    """
    of_side = [reply for reply in replies if reply.side is side]
    lines = sorted(line for reply in of_side if (line := reply.evidence.get(row_id)))
    if sum(row_id in reply.ratings for reply in of_side) < SHOWN_FROM:
        return ()
    random.Random(f"{row_id} {lines}").shuffle(lines)  # noqa: S311 (no secret: any order will do)
    return tuple(lines)


def mixed(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """Return replies with the same means, counts and lines, of which none is what a person said.

    For a plan file, which whoever may read the plan can open. Each topic's ratings, and each topic's lines, are put
    in order by themselves. Of a side with few replies only their number stays.
    """
    replies = tuple(replies)
    return tuple(reply for side in SIDES for reply in _mixed(side, [r for r in replies if r.side is side]))


def _mixed(side: Side, replies: list[Reply]) -> Iterator[Reply]:
    if len(replies) < SHOWN_FROM:
        yield from (Reply(side, {}, {}) for _ in replies)
        return
    ratings: dict[str, list[int]] = {}
    lines: dict[str, list[str]] = {}
    for reply in replies:
        for row, rating in reply.ratings.items():
            ratings.setdefault(row, []).append(rating)
        for row, line in reply.evidence.items():
            lines.setdefault(row, []).append(line)
    for number in range(len(replies)):
        yield Reply(side, _nth(ratings, number), _nth(lines, number))


def _nth(cells: Mapping[str, Sequence[Cell]], number: int) -> dict[str, Cell]:
    return {row: sorted(found)[number] for row, found in sorted(cells.items()) if number < len(found)}


def mean_of(ratings: Sequence[float]) -> float | None:
    """Return the mean to one decimal, halves up, or None for no ratings."""
    return int(sum(ratings) * 10 / len(ratings) + 0.5 + 1e-9) / 10 if ratings else None


def _apart(one: float, other: float) -> float:
    return round(abs(one - other), 1)
