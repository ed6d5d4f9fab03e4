"""Minding the mail of the whole site, for the people who run it: how it stands, never what it says.

Addresses are masked here already, also where a mail server repeats one in its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from teamup.core import events
from teamup.delivery import addresses, queue
from teamup.delivery.errors import CannotRetry
from teamup.delivery.models import Letter, LetterState, Notice

LATELY = timedelta(days=7)
MOST_SHOWN = 100
_ADDRESS = re.compile(r"[^\s<>(),;:\"“”]+@[^\s<>(),;:\"“”]+")

# Letters keep their address for a month, and the index of those that do serves the first half.
_STANDING = """
SELECT COUNT(due_at), COUNT(*) FILTER (WHERE state = 'failed'),
COUNT(*) FILTER (WHERE state = 'sent' AND sent_at >= %s), MIN(CASE WHEN due_at <= %s THEN due_at END)
FROM (SELECT state, due_at, sent_at FROM delivery_letter
WHERE due_at IS NOT NULL OR (created_at > %s AND address <> '')
UNION ALL SELECT state, due_at, sent_at FROM delivery_notice WHERE due_at IS NOT NULL OR created_at > %s) mail
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mail stands. `failed` counts a week; `overdue_since` is when the longest waiting should have gone out."""

    waiting: int
    failed: int
    sent: int
    overdue_since: datetime | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter or notice, without anything that it says. `address` is masked."""

    id: UUID
    kind: str
    is_notice: bool
    address: str
    state: str
    tries: int
    due_at: datetime | None
    created_at: datetime
    reason: str
    can_retry: bool


def standing(*, now: datetime, today: datetime | None = None) -> Standing:
    """Return how the mail of the site stands: one query. What was sent counts from `today` on, or for a day."""
    instants = [today or now - timedelta(days=1), now, now - LATELY, now - LATELY]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [connection.ops.adapt_datetimefield_value(one) for one in instants])
        waiting, failed, sent, due = cursor.fetchone()
    if isinstance(due, str):  # SQLite knows no dates where a function returns them
        due = datetime.fromisoformat(due)
    if due is not None and due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    return Standing(waiting, failed, sent, due)


def parcels(*, now: datetime) -> list[Parcel]:
    """Return what waits and what failed lately, the failed first and then by age: two queries, `MOST_SHOWN` of each."""
    found = [_parcel(one) for one in _letters(now).order_by("-created_at")[:MOST_SHOWN]]
    found += [_parcel(one) for one in _notices(now).order_by("-created_at")[:MOST_SHOWN]]
    return sorted(found, key=lambda one: (one.state == LetterState.FAILED, one.created_at), reverse=True)[:MOST_SHOWN]


def _letters(now: datetime) -> QuerySet[Letter]:
    lately = Q(state=LetterState.FAILED, created_at__gt=now - LATELY) & ~Q(address="")
    return Letter.objects.filter(Q(due_at__isnull=False) | lately)


def _notices(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(Q(due_at__isnull=False) | Q(state=LetterState.FAILED, created_at__gt=now - LATELY))


def _parcel(one: Letter | Notice) -> Parcel:
    return Parcel(
        id=one.id,
        kind=one.kind,
        is_notice=isinstance(one, Notice),
        address=one.masked,
        state=one.state,
        tries=one.tries,
        due_at=one.due_at,
        created_at=one.created_at,
        reason=masked(one.reason),
        can_retry=_can_retry(one),
    )


def masked(text: str) -> str:
    """Return `text` with every address in it masked."""
    return _ADDRESS.sub(lambda found: addresses.mask(found[0]), text)


def _can_retry(one: Letter | Notice) -> bool:
    """Say whether it can be sent now: it waits for its next try, or it failed and all that it carries is still here."""
    if one.state == LetterState.FAILED:
        return isinstance(one, Letter) and one.can_retry
    return one.state == LetterState.QUEUED and one.tries > 0


def retry(*, parcel_id: UUID, by: str, now: datetime) -> None:
    """Have one letter or notice sent now. A second press changes nothing.

    Raises `CannotRetry` for what is gone, is out, or carried a secret that was forgotten when it failed.
    """
    with transaction.atomic():
        one = _find(parcel_id, now)
        if one.state == LetterState.SENDING or (one.state == LetterState.QUEUED and not one.tries):
            return
        if not _can_retry(one):
            said = _("This one cannot be sent again: the secret in it is forgotten. Its sender can ask for a new one.")
            raise CannotRetry(said)
        _queue_again(one, by, now)


def retry_all(*, by: str, now: datetime) -> int:
    """Have every failed letter sent again that can be, and return how many those are."""
    with transaction.atomic():
        failed = _letters(now).select_for_update().filter(state=LetterState.FAILED)
        ready: Iterable[Letter] = [one for one in failed.order_by("created_at")[:MOST_SHOWN] if one.can_retry]
        return sum(_queue_again(one, by, now) for one in ready)


def _queue_again(one: Letter | Notice, by: str, now: datetime) -> int:
    fields = {"state": LetterState.QUEUED, "tries": 0, "reason": "", "due_at": now}
    if isinstance(one, Notice):
        waiting = Notice.objects.filter(id=one.id, state=one.state, tries=one.tries)
        return waiting.update(**fields, task_id=queue.enqueue_notice(one.id))
    same = Letter.objects.filter(plan_id=one.plan_id, id=one.id, state=one.state, tries=one.tries)
    changed = same.update(**fields, task_id=queue.enqueue(one.plan_id, one.id))
    if changed:
        events.record(plan_id=one.plan_id, kind="mail.retried", at=now, by=by)
    return changed


def stop(*, parcel_id: UUID, by: str, now: datetime) -> None:
    """Keep one letter or notice from being sent. Raises `CannotRetry` for what is gone, out, or on its way just now."""
    with transaction.atomic():
        one = _find(parcel_id, now)
        if one.state != LetterState.QUEUED:
            raise CannotRetry(_("This one no longer waits: it is on its way, out, or has failed."))
        fields = {"state": LetterState.FAILED, "due_at": None, "task_id": None, "sealed": ""}
        fields["reason"] = _("Stopped by the people who run this site.")
        if isinstance(one, Notice):
            Notice.objects.filter(id=one.id, state=LetterState.QUEUED).update(**fields, address="")
            return
        same = Letter.objects.filter(plan_id=one.plan_id, id=one.id, state=LetterState.QUEUED)
        if same.update(**fields):
            events.record(plan_id=one.plan_id, kind="mail.stopped", at=now, by=by)


def _find(parcel_id: UUID, now: datetime) -> Letter | Notice:
    letter = _letters(now).filter(id=parcel_id).first()
    found: Letter | Notice | None = letter or _notices(now).filter(id=parcel_id).first()
    if found is None:
        raise CannotRetry(_("This one is no longer here: it went out, or was forgotten."))
    return found
