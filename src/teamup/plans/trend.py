"""How the self-check moved, from one time to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from teamup.catalog.model import Side
from teamup.plans.selfcheck import SIDES, Reply, mean_of, members_mean


@dataclass(frozen=True, slots=True)
class Point:
    """The ratings at one time: by side, then by topic. `label` says when, "March 2027"."""

    label: str
    ratings: Mapping[Side, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """How a topic moved (row "" is the mean of all): its values so far, and the change since the one before."""

    row: str
    values: tuple[float, ...]
    change: float
    since: str


def point_of(label: str, replies: Iterable[Reply], rows: Iterable[str]) -> Point:
    """Return the members' means of a round as a point of the trend; a side with few replies is not in it."""
    replies, rows = tuple(replies), tuple(rows)
    means = {side: {row: members_mean([r for r in replies if r.side is side], row) for row in rows} for side in SIDES}
    return Point(label, {side: {row: m for row, m in found.items() if m is not None} for side, found in means.items()})


def moves(points: Sequence[Point], rows: Sequence[str]) -> tuple[Move, ...]:
    """Return how the topics moved up to the last point, the mean of all first.

    Like is compared with like: only points count at which the same sides rated the topic as at the last one, and the
    mean of all is that of the topics rated most often.
    """
    if len(points) < 2:
        return ()
    single = tuple(move for row in rows if (move := _move(points, (row,))))
    longest = max((len(move.values) for move in single), default=0)
    overall = _move(points, tuple(move.row for move in single if len(move.values) == longest), "")
    return (*((overall,) if overall else ()), *single)


def _move(points: Sequence[Point], rows: tuple[str, ...], called: str | None = None) -> Move | None:
    now = points[-1].ratings
    places = [(side, row) for side in SIDES for row in rows if row in now.get(side, {})]
    like = [p for p in points if all(row in p.ratings.get(side, {}) for side, row in places)]
    if not places or len(like) < 2:
        return None
    values = [mean_of([p.ratings[side][row] for side, row in places]) or 0.0 for p in like]
    return Move(rows[0] if called is None else called, tuple(values), round(values[-1] - values[-2], 1), like[-2].label)
