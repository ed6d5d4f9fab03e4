"""The self-check in words: what each side says of a topic, where they are far apart, how it moved, who replied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Question, Side
from teamup.plans import rounds, selfcheck, words
from teamup.plans.models import CheckRound
from teamup.plans.selfcheck import SHOWN_FROM, SIDES, Reply, Result, Topic, Voiced
from teamup.plans.trend import Move, Point, moves, point_of
from teamup.web.http import PlanVisit, now
from teamup.web.plan.gaps import number
from teamup.web.plan.radar import Spark, spark_of

ROUNDS_COMPARED = 6
"""How many rounds the trend goes back; each may have a few hundred replies to count."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a side says of a topic: the rating that counts, and its own answer where its members' mean counts."""

    rating: str
    own: str


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as a line of the table; `lines` are the members' lines of evidence, by side."""

    id: str
    number: int
    title: str
    statement: str
    police: Said
    security: Said
    gap: str
    is_far_apart: bool
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """How a topic moved. `way` is up, down or level."""

    title: str
    is_all: bool
    now: str
    said: str
    way: str
    spark: Spark


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round: when it was opened, how many replied, and whether it still takes replies."""

    id: UUID
    name: str
    opened: str
    until: str
    is_open: bool
    counts: tuple[tuple[str, str], ...]  # side, "2 replies; shown from 3"


def month_said(day: date) -> str:
    """Return a month as people say it: "March 2027"."""
    return f"{words.MONTHS[day.month - 1]} {day.year}"


def _side_name(side: Side) -> str:
    return _("Police") if side is Side.POLICE else _("Security")


def topic_line(topic: Topic, replies: tuple[Reply, ...]) -> TopicLine:
    """Return a topic as a line of the table."""
    found = ((str(side), selfcheck.lines_of(replies, side, topic.row.id)) for side in SIDES)
    return TopicLine(
        topic.row.id,
        topic.number,
        topic.title,
        topic.statement,
        _said(topic.police),
        _said(topic.security),
        number(topic.gap),
        topic.is_far_apart,
        tuple((side, lines) for side, lines in found if lines),
    )


def _said(voiced: Voiced) -> Said:
    has_both = voiced.members is not None and voiced.own is not None
    return Said(number(voiced.rating), _("own: %(own)s") % {"own": voiced.own} if has_both else "")


def made_of(result: Result) -> dict[str, str]:
    """Return what each side's ratings are: "mean of 5 members", or "own answer"."""
    return {str(side): _made_of(result, side) for side in SIDES}


def _made_of(result: Result, side: Side) -> str:
    if any(topic.of(side).members is not None for topic in result.topics):
        members = result.replies[side]
        return ngettext("mean of %(n)d member", "mean of %(n)d members", members) % {"n": members}
    return _("own answer") if result.has(side) else ""


def waiting(result: Result) -> str:
    """Return whom the comparison waits for, or ""."""
    missing = [side for side in SIDES if not result.has(side)]
    if len(missing) != 1:
        return ""
    return _("%(side)s has not answered yet. Compare when both have.") % {"side": _side_name(missing[0])}


def far_apart(result: Result) -> Iterator[str]:
    """Yield where the sides are far apart, and where a side's members are far from its own answer."""
    for topic in result.far_apart:
        yield _("%(topic)s: police say %(police)s, security says %(security)s.") % {
            "topic": topic.title,
            "police": number(topic.police.rating),
            "security": number(topic.security.rating),
        }
    for topic in result.topics:
        for side in SIDES:
            if (voiced := topic.of(side)).is_apart:
                yield _("%(topic)s, within %(side)s: its own answer is %(own)s, its members say %(members)s.") % {
                    "topic": topic.title,
                    "side": _side_name(side).lower(),
                    "own": voiced.own,
                    "members": number(voiced.members),
                }


def points_of(
    visit: PlanVisit, question: Question, had: list[CheckRound], replies: Mapping[UUID, tuple[Reply, ...]]
) -> list[Point]:
    """Return the points of the trend: rounds with enough replies, or without those the months of the sides' answers."""
    rows = [row.id for row in question.rows]
    opened = [(one.opened_at.astimezone(visit.zone).date(), one) for one in reversed(had[:ROUNDS_COMPARED])]
    months = [month_said(day) for day, _one in opened]
    labels = [m if months.count(m) == 1 else words.of_day(day) for m, (day, _one) in zip(months, opened, strict=True)]
    found = [point_of(label, replies[one.round_id], rows) for label, (_day, one) in zip(labels, opened, strict=True)]
    found = [point for point in found if any(point.ratings.values())]
    if len(found) > 1:
        return found
    return [Point(month_said(day), point.ratings) for day, point in rounds.by_month(visit.plan, question)]


def moves_of(result: Result, points: Iterable[Point]) -> Iterator[MoveLine]:
    """Yield how each topic moved, the mean of all first."""
    titles = {topic.row.id: topic.title for topic in result.topics}
    for move in moves([*points], [*titles]):
        way = "up" if move.change > 0 else "down" if move.change < 0 else "level"
        spark = spark_of(move.values, result.low, result.high)
        title = titles.get(move.row) or _("All topics")
        yield MoveLine(title, not move.row, number(move.values[-1]), _moved(move), way, spark)


def _moved(move: Move) -> str:
    told = {"n": number(abs(move.change)), "when": move.since}
    if move.change > 0:
        return _("up %(n)s since %(when)s") % told
    return (_("down %(n)s since %(when)s") if move.change < 0 else _("the same as in %(when)s")) % told


def round_line(visit: PlanVisit, one: CheckRound, replies: tuple[Reply, ...] | None) -> RoundLine:
    """Return a round as a line; how many replied is told where its replies were read."""
    until = words.of_day(one.closes_on) if one.closes_on else ""
    counts = (
        tuple((str(side), _counted(sum(r.side is side for r in replies))) for side in SIDES)
        if replies is not None
        else ()
    )
    return RoundLine(
        one.round_id,
        one.name,
        words.of_day(one.opened_at.astimezone(visit.zone).date()),
        until,
        rounds.is_open(one, visit.plan, now()),
        counts,
    )


def _counted(replies: int) -> str:
    if not replies:
        return _("no reply yet")
    said = ngettext("%(n)d reply", "%(n)d replies", replies) % {"n": replies}
    if replies >= SHOWN_FROM:
        return said
    return _("%(replies)s; shown from %(from)d") % {"replies": said, "from": SHOWN_FROM}
