"""The diary of a plan: who did what, newest first. Saves of one answer by one person within minutes are one entry."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans.access import Actor
from teamup.plans.models import AnswerChange, ChangeKind, Plan
from teamup.plans.selectors import STEPS

TOGETHER = timedelta(minutes=10)
SHOWN = 4
"""So many saves of an entry are read in full; the answer's own history has them all."""
EVENTS = "events"
"""The kind of everything that is no change of an answer."""
FOLDED = (ChangeKind.SAVED, ChangeKind.MERGED)
_LIGHT = ("save_key", "question_id", "side", "kind", "revision", "at", "by", "by_side")
_CHUNK = 400
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the diary to tell; "" and None leave it open."""

    person: str = ""
    side: str = ""
    kind: str = ""  # a `ChangeKind`, or `EVENTS`
    questions: tuple[str, ...] | None = None
    steps: bool = False  # action steps alone
    since: datetime | None = None
    but_not_by: Actor | None = None
    without: Q = NOTHING  # changes that are not for whoever reads (see `plans.showing`)

    @property
    def events(self) -> bool:
        """Say whether things other than changes are told: they have no side and no question."""
        return self.kind in ("", EVENTS) and not self.side and self.questions is None and not self.steps

    @property
    def changes(self) -> bool:
        """Say whether changes of answers are told."""
        return self.kind != EVENTS


@dataclass(frozen=True, slots=True)
class Line:
    """A change, without its words."""

    key: UUID
    question_id: str
    side: str
    kind: str
    revision: int | None
    at: datetime
    by: str
    by_side: str | None


@dataclass(slots=True)
class Entry:
    """Changes that belong together, newest first, or one event. `full` has the words of some of them."""

    lines: list[Line] = field(default_factory=list)
    event: Event | None = None
    full: dict[UUID, AnswerChange] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """Return when it ended."""
        return self.event.at if self.event else self.lines[0].at

    @property
    def is_many_answers(self) -> bool:
        """Say whether it is about several answers: a version that came back."""
        return len(self.lines) > 1 and self.lines[0].kind == ChangeKind.RESTORED

    def shown(self) -> list[Line]:
        """Return the changes whose words are told: the newest few, and the oldest for what was there before."""
        if len(self.lines) <= SHOWN + 2:
            return self.lines
        return [*self.lines[:SHOWN], self.lines[-1]]


def entry_of(change: AnswerChange) -> Entry:
    """Return an entry of one change that was read already."""
    line = Line(*(getattr(change, name) for name in _LIGHT))
    return Entry([line], full={change.save_key: change})


def entries(plan: Plan, wanted: Wanted, zone: ZoneInfo, *, start: int, count: int) -> list[Entry]:
    """Return `count` entries from the `start`th on, and one more when there is one: at most three queries.

    Only as much of the log is looked at as the pages up to this one hold.
    """
    found = _folded(plan, wanted, zone, start + count)
    page = found[start : start + count + 1]
    keys = [line.key for entry in page[:count] for line in entry.shown()]
    full = {c.save_key: c for c in AnswerChange.objects.filter(plan=plan, save_key__in=keys)} if keys else {}
    for entry in page:
        entry.full = full
    return page


def _folded(plan: Plan, wanted: Wanted, zone: ZoneInfo, count: int) -> list[Entry]:
    """Return the first `count` entries whole, and at least the beginning of one more when there is one."""
    found: list[Entry] = []
    latest: dict[tuple[str, str], Entry] = {}
    with closing(_happened(plan, wanted)) as happened:
        for one in happened:
            if len(found) > count and one.at < found[count - 1].at - TOGETHER:
                break
            if isinstance(one, Event):
                found.append(Entry(event=one))
                continue
            place = (one.question_id, one.side)
            entry = found[-1] if one.kind == ChangeKind.RESTORED and found else latest.get(place)
            if entry and entry.lines and _belongs(one, entry, zone):
                entry.lines.append(one)
                continue
            found.append(Entry([one]))
            if one.kind in FOLDED:
                latest[place] = found[-1]
    return found


def _belongs(older: Line, entry: Entry, zone: ZoneInfo) -> bool:
    newest, last = entry.lines[0], entry.lines[-1]
    if older.by != newest.by or older.by_side != newest.by_side:
        return False
    if older.kind == ChangeKind.RESTORED:
        return newest.kind == older.kind and newest.at == older.at
    return (
        older.kind in FOLDED
        and last.revision is not None
        and older.revision == last.revision - 1  # nobody else's words between
        and newest.at - older.at <= TOGETHER
        and newest.at.astimezone(zone).date() == older.at.astimezone(zone).date()
    )


def _happened(plan: Plan, wanted: Wanted) -> Generator[Line | Event, None, None]:
    """Yield all that happened, newest first, and read nothing before it is asked for."""
    changes: Iterator[Line | Event] = _changes(plan, wanted) if wanted.changes else iter(())
    events: Iterator[Line | Event] = _events(plan, wanted) if wanted.events else iter(())
    yield from heapq.merge(changes, events, key=lambda one: one.at, reverse=True)


def _changes(plan: Plan, wanted: Wanted) -> Iterator[Line]:
    rows = AnswerChange.objects.filter(_who_and_when(wanted), plan=plan).exclude(wanted.without)
    if wanted.but_not_by:
        rows = rows.exclude(_changed_by(wanted.but_not_by))
    if wanted.side:
        rows = rows.filter(by_side=wanted.side)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.steps:
        rows = rows.filter(question_id__startswith=STEPS)
    elif wanted.questions is not None:
        rows = rows.filter(question_id__in=wanted.questions)
    light = rows.order_by("-at", "-revision", "save_key").values_list(*_LIGHT)
    for row in light.iterator(chunk_size=_CHUNK):
        yield Line(*row)


def _events(plan: Plan, wanted: Wanted) -> Iterator[Event]:
    rows: QuerySet[Event] = Event.objects.filter(_who_and_when(wanted), plan_id=plan.pk)
    if wanted.but_not_by:
        rows = rows.exclude(by=wanted.but_not_by.name)
    yield from rows.order_by("-at", "id").iterator(chunk_size=_CHUNK)


def _who_and_when(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.person:
        asked &= Q(by=wanted.person)
    if wanted.since:
        asked &= Q(at__gt=wanted.since)
    return asked


def _changed_by(actor: Actor) -> Q:
    """Match a person's own changes: by who they are, and by their name where nobody had signed in."""
    if actor.user_id is None:
        return Q(by=actor.name)
    return Q(by_user=actor.user_id, by_user__isnull=False) | Q(by_user__isnull=True, by=actor.name)


# --- What is new to somebody ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fresh:
    """An answer, or a step, that others changed since somebody last looked, and who did."""

    question_id: str
    side: Side
    by: tuple[str, ...]


def changed_since(plan: Plan, since: datetime, *, but_not_by: Actor, without: Q = NOTHING) -> tuple[Fresh, ...]:
    """Return each answer that somebody else changed after `since`, the latest first: one query."""
    rows = (
        AnswerChange.objects.filter(plan=plan, at__gt=since, revision__isnull=False)
        .exclude(_changed_by(but_not_by))
        .exclude(without)
        .order_by()
        .values_list("question_id", "side", "by")
        .annotate(last=Max("at"))
    )
    people: dict[tuple[str, str], list[str]] = {}
    for question_id, side, by, _last in sorted(rows, key=lambda row: row[3], reverse=True):
        people.setdefault((question_id, side), []).append(by)
    return tuple(Fresh(name, Side(side), tuple(filter(None, by))) for (name, side), by in people.items())
