"""The few statements of a save, in SQL of our own.

A save is what people wait for at every pause of typing. Django's ORM spends more time writing these statements
than the database does running them, so they are written once, here, and nowhere else.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from teamup.plans.errors import NoSuchPlan
from teamup.plans.models import Plan
from teamup.plans.quick import Rows, as_id

STEPS = "steps/"
"""What the log's `question_id` of an action step begins with."""

_LOCK = "SELECT 1 FROM plans_plan WHERE id = %s FOR NO KEY UPDATE"
_LOOK = """
SELECT record.value, record.revision, record.changed_by, change.kind
FROM plans_plan plan
LEFT JOIN {table} record ON record.plan_id = plan.id AND {key}
LEFT JOIN plans_answerchange change ON change.plan_id = plan.id AND change.save_key = %s
WHERE plan.id = %s AND plan.deleted_at IS NULL
"""
_LOG = """
INSERT INTO plans_answerchange
(plan_id, save_key, question_id, side, kind, base, revision, old, new, at, by, by_side, by_user)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_INSERT = "INSERT INTO {table} (value, revision, changed_at, changed_by, plan_id, {columns}) VALUES ({marks})"
_UPDATE = "UPDATE {table} SET value = %s, revision = %s, changed_at = %s, changed_by = %s WHERE plan_id = %s AND {key}"


_OPEN = """
SELECT {columns},
       visit.name AS browser_name, visit.seen_at AS browser_seen, visit.created_at AS browser_since,
       member.seen_at AS member_seen, member.joined_at AS member_since,
       member.role AS member_role, member.side AS member_side, member.name AS member_name,
       EXISTS (SELECT 1 FROM plans_member one WHERE one.plan_id = plan.id AND one.role = 'owner') AS has_owner
FROM plans_plan plan
LEFT JOIN plans_browsergrant visit ON visit.plan_id = plan.id AND visit.token_hash = %s
LEFT JOIN plans_member member ON member.plan_id = plan.id AND member.user_id = %s
WHERE plan.id = %s AND plan.deleted_at {gone} AND (visit.plan_id IS NOT NULL OR member.plan_id IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A plan, and what is known of whoever opens it. `role` is "" for a browser that holds the key."""

    plan: Plan
    browser_name: str
    role: str
    side: str
    member_name: str
    has_owner: bool
    seen_at: datetime | None  # up to when this visitor has looked; at first, when they came


_PLANS = Rows(Plan, "plan")
_OPEN_DELETED = _OPEN.format(columns=_PLANS.columns, gone="IS NOT NULL")
_OPEN = _OPEN.format(columns=_PLANS.columns, gone="IS NULL")


def plan_of(plan_id: UUID, token_hash: str, user_id: UUID | None, *, deleted: bool = False) -> Visit | None:
    """Return the plan for the browser with this hash or the person with this id, or None for a stranger.

    With `deleted` it is looked for among those that were deleted and may come back, else among all others.
    """
    with connection.cursor() as cursor:
        asked = [token_hash, as_id(user_id) if user_id else None, as_id(plan_id)]
        cursor.execute(_OPEN_DELETED if deleted else _OPEN, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    plan, (browser, browser_seen, browser_since, seen, since, role, side, name, has_owner) = _PLANS.first_of(row)
    return Visit(
        plan,
        browser_name=browser or "",
        role=role or "",
        side=side or "",
        member_name=name or "",
        has_owner=bool(has_owner),
        seen_at=_moment((seen or since) if role else (browser_seen or browser_since)),
    )


_MARK = """
SELECT COUNT(*), SUM(answer.revision), MAX(answer.changed_at),
       (SELECT SUM(step.revision) FROM plans_actionstep step WHERE step.plan_id = %s),
       (SELECT MAX(step.changed_at) FROM plans_actionstep step WHERE step.plan_id = %s),
       (SELECT change.save_key FROM plans_answerchange change WHERE change.plan_id = %s
        ORDER BY change.at DESC LIMIT 1),
       (SELECT SUM(mark.revision) FROM plans_answermark mark WHERE mark.plan_id = %s)
FROM plans_answer answer WHERE answer.plan_id = %s
"""


def mark_of(plan_id: UUID) -> tuple[object, ...]:
    """Return what changes with every save of a plan: revisions only go up, and a time goes with each.

    The newest key of its log tells apart a plan that was made anew as a whole, as samples and restored plans are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [as_id(plan_id)] * 5)
        return tuple(cursor.fetchone())


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to write, on SQLite.

    It lets one connection write at a time, and the others try again after ever longer naps. A lock on a file beside
    the database wakes the next one at once, in whichever process it waits; the lock dies with its process.
    """
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or connection.in_atomic_block or not database.is_absolute():
        yield
        return
    with database.with_name(f"{database.name}.turn").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def lock(plan: Plan) -> Plan:
    """Hold the plan until the transaction ends, and return it as it stands. Raises `NoSuchPlan` when it is gone."""
    present = Plan.objects.select_for_update(no_key=True).filter(pk=plan.pk, deleted_at=None).first()
    if present is None:
        raise NoSuchPlan("This plan was deleted.")
    return present


@contextmanager
def held(plan: Plan) -> Iterator[Plan]:
    """Hold the plan in one transaction, from the first look to the last word: nobody else writes to it meanwhile."""
    with turn(), transaction.atomic():
        yield lock(plan)


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record stands: revision 0 when there is none yet."""

    value: Any
    revision: int
    by: str
    was_saved: bool  # this save's key is in the log already


def look(plan_id: UUID, question_id: str, side: str, save_key: UUID) -> Record | None:
    """Hold the plan until the transaction ends and return its record, or None when the plan is gone.

    A first answer has no row of its own to lock, so the plan's is. PostgreSQL has to lock before it reads: a statement
    that waits for a lock goes on with the snapshot it began with. SQLite began the transaction IMMEDIATE.
    """
    table, key, values = _place(question_id, side)
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(_LOCK, [as_id(plan_id)])
        cursor.execute(
            _LOOK.format(table=table, key=_where(key, "record.")), [*values, as_id(save_key), as_id(plan_id)]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    value, revision, by, kind = row
    return Record(json.loads(value) if isinstance(value, str) else value, revision or 0, by or "", kind is not None)


def log(
    plan_id: UUID,
    save_key: UUID,
    question_id: str,
    side: str,
    *,
    kind: str,
    base: int,
    revision: int | None,
    old: object,
    new: object,
    at: datetime,
    by: str,
    by_side: str | None = None,
    by_user: UUID | None = None,
) -> None:
    """Append one change to the log. `revision` is None for a change that was not applied."""
    row = [
        as_id(plan_id),
        as_id(save_key),
        question_id,
        side,
        kind,
        base,
        revision,
        _json(old),
        _json(new),
        _time(at),
        by,
        by_side,
        as_id(by_user) if by_user else None,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LOG, row)


def put(plan_id: UUID, question_id: str, side: str, value: object, revision: int, at: datetime, by: str) -> None:
    """Store a record at its next revision; revision 1 is its first."""
    table, key, values = _place(question_id, side)
    marks = ", ".join(["%s"] * (5 + len(key)))
    insert = _INSERT.format(table=table, columns=", ".join(key), marks=marks)
    update = _UPDATE.format(table=table, key=_where(key))
    with connection.cursor() as cursor:
        sql = insert if revision == 1 else update
        cursor.execute(sql, [_json(value), revision, _time(at), by, as_id(plan_id), *values])


def _place(question_id: str, side: str) -> tuple[str, tuple[str, ...], list[Any]]:
    if question_id.startswith(STEPS):
        return "plans_actionstep", ("step_id",), [as_id(UUID(question_id.removeprefix(STEPS)))]
    return "plans_answer", ("question_id", "side"), [question_id, str(side)]


def _where(key: tuple[str, ...], prefix: str = "") -> str:
    return " AND ".join(f"{prefix}{column} = %s" for column in key)


def _json(value: object) -> Any:
    return None if value is None else connection.ops.adapt_json_value(value, None)


def _moment(value: datetime | str | None) -> datetime | None:
    """Return an instant as a statement of our own hands it out: SQLite's are words, and UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _time(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
