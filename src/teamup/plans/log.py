"""Reading the log of values: what it has at given revisions, and who wrote it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any

from django.db import connection

from teamup.catalog.model import Side
from teamup.plans.marking import Mark
from teamup.plans.models import Plan
from teamup.plans.state import Given, Key

Place = tuple[str, Side, int]
"""A question's id (or "steps/<step id>"), the side, and a revision."""

AT_ONCE = 3000
"""Places in one statement: more than a plan has answers, and far from what databases take."""

# Joined to the places, and not filtered by them, so that each is found by the index of revisions.
# The marks of answers come with them, in a column of their own: whoever reads old words has to know whom they are for.
_VALUES = """
WITH place(question_id, side, revision) AS (VALUES {places})
SELECT change.question_id, change.side, change.revision, change.new, change.at, change.by, NULL AS mark
FROM place JOIN plans_answerchange change
ON change.plan_id = %s AND change.question_id = place.question_id AND change.side = place.side
AND change.revision = place.revision
WHERE change.revision IS NOT NULL
UNION ALL SELECT question_id, side, 0, NULL, changed_at, changed_by, mark FROM plans_answermark WHERE plan_id = %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What stood at each place that was asked for and ever was, and how the plan's answers are marked today."""

    values: Mapping[Place, Given]
    marks: Mapping[Key, Mark]


def look_up(plan_id: object, places: Collection[Place]) -> Found:
    """Return what stood at each place, and today's marks. One query for a few thousand places."""
    rows = [row for some in _chunks(sorted(places)) for row in _rows(plan_id, some)]
    found = [row[:6] for row in rows if row[6] is None]
    marks = {(row[0], Side(row[1])): Mark(row[6]) for row in rows if row[6] is not None}
    values = json.loads(f"[{','.join(row[3] or 'null' for row in found)}]")
    stood = {
        (question_id, Side(side), revision): Given(value, revision, at if at.tzinfo else at.replace(tzinfo=UTC), by)
        for (question_id, side, revision, _new, at, by), value in zip(found, values, strict=True)
    }
    return Found(stood, marks)


def _chunks(places: Iterable[Place]) -> Iterator[list[Place]]:
    rest = iter(places)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _rows(plan_id: object, places: list[Place]) -> list[tuple[Any, ...]]:
    marks = ", ".join(["(%s, %s, %s)"] * len(places))
    facts = [fact for name, side, revision in places for fact in (name, str(side), revision)]
    with connection.cursor() as cursor:
        plan = Plan._meta.pk.get_db_prep_value(plan_id, connection)
        cursor.execute(_VALUES.format(places=marks), [*facts, plan, plan])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


LATEST = 3000
"""So many of the newest changes are asked for their authors: a longer log is wide, and slow to go through whole."""
MOST_PEOPLE = 300
_PEOPLE = """
SELECT by, by_side FROM
(SELECT by, by_side FROM plans_answerchange WHERE plan_id = %s ORDER BY at DESC LIMIT {latest}) latest
UNION SELECT name, side FROM plans_member WHERE plan_id = %s
UNION SELECT by, NULL FROM core_event WHERE plan_id = %s
"""


def people_of(plan_id: object) -> list[tuple[str, str]]:
    """Return (name, side) of the people of a plan's history, by name; the side is "" where it is not known.

    They are its members, all who did anything beside answering (joining is such a thing), and the authors of the
    newest changes: one query.
    """
    with connection.cursor() as cursor:
        plan = Plan._meta.pk.get_db_prep_value(plan_id, connection)
        cursor.execute(_PEOPLE.format(latest=LATEST), [plan] * 3)
        found = {(str(by), str(side or "")) for by, side in cursor.fetchall() if by}
    return sorted(found, key=lambda one: (one[0].casefold(), one))[:MOST_PEOPLE]
