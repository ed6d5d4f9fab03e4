"""The quiet mail about a plan's dates, for members who asked for it: at most one a morning, where they live.

Each morning is looked at once, and its mail queued in the same transaction, so a morning has one mail whatever stops
the worker. What it says is written when it is sent: a step that was done by then is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from teamup.delivery import limits, notices, sealed
from teamup.delivery.digests import WORTH, Mailbox, Mailboxes, morning_before
from teamup.delivery.errors import TooManyLetters
from teamup.delivery.models import Notice, NoticeKind
from teamup.plans import lifecycle, selectors, store
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience
from teamup.plans.models import DateMail, DateMailChoice, Member, Plan
from teamup.plans.state import PlanState
from teamup.plans.steps import steps_of
from teamup.report.parts.calendar import reviews_of

AHEAD = (timedelta(days=7), timedelta(days=1))
LATE = timedelta(days=1)
FORTNIGHT = timedelta(days=14)
LOOKS_BACK = timedelta(days=3)
"""Mornings that a stopped worker missed are made up for, so many of them; what is older is told once it is late."""
MONDAY = 0
UNSAID = "UTC"


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is not done, or a review, and its day. `step_id` is "" for a review."""

    what: str
    day: date
    owner: str = ""
    step_id: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one mail tells, to whom, of one morning. `name` is that of the plan."""

    plan: Plan
    user_id: UUID
    name: str
    today: date
    late: tuple[Due, ...]
    soon: tuple[Due, ...]


def dues_of(state: PlanState) -> tuple[Due, ...]:
    """Return what is still to be done by a day, the earliest first."""
    steps = [Due(one.what, one.due, one.owner, one.id) for one in steps_of(state) if one.due and one.is_open]
    reviews = [Due(one.label, one.day) for one in reviews_of(state)]
    return tuple(sorted((*steps, *reviews), key=lambda one: (one.day, one.what)))


def told_on(choice: str, dues: tuple[Due, ...], since: date, today: date) -> tuple[tuple[Due, ...], tuple[Due, ...]]:
    """Return what is late and what comes soon, of what a morning has to tell. `since` is the last morning told.

    A review that is over is not late: only people know whether it was held.
    """
    late = tuple(one for one in dues if one.day < today and one.step_id)
    mornings = [since + timedelta(days=n + 1) for n in range((today - since).days)]
    is_monday = any(morning.weekday() == MONDAY for morning in mornings)
    if choice == DateMailChoice.WEEKLY:
        soon = tuple(one for one in dues if today <= one.day < today + FORTNIGHT)
        return (late, soon) if is_monday else ((), ())
    soon = tuple(one for one in dues if one.day >= today and any(one.day - ahead in mornings for ahead in AHEAD))
    return (late if is_monday else tuple(one for one in late if one.day + LATE in mornings)), soon


def queue_due(*, now: datetime, mailboxes: Mailboxes) -> int:
    """Queue the mails of this morning that are not queued yet, and return how many those were.

    It crosses plans: it looks for all who asked. When the site has sent as much as it may, the rest waits.
    """
    tomorrow = now.date() + timedelta(days=1)  # the day may be a later one where somebody lives
    asked = DateMail.objects.filter(told_until__lt=tomorrow, plan__deleted_at=None, plan__sample="")
    rows = list(asked.exclude(choice=DateMailChoice.NEVER).select_related("plan").order_by("plan_id"))
    boxes, count = mailboxes([row.user_id for row in rows]), 0
    with suppress(TooManyLetters):
        for is_queued in _queue_due(rows, boxes, now):
            count += is_queued
    return count


def _queue_due(rows: list[DateMail], boxes: Mapping[UUID, Mailbox], now: datetime) -> Iterator[bool]:
    for row in rows:
        if box := boxes.get(row.user_id):
            today = _morning(row.plan, box, now)
            if row.told_until < today:
                yield _queue(row, box, today, now)


def last_morning(*, plan: Plan, user_id: UUID | None, now: datetime, mailboxes: Mailboxes) -> date:
    """Return the last morning that is over where somebody lives: who asks now is told from the next one on."""
    return _morning(plan, mailboxes([user_id]).get(user_id) if user_id else None, now)


def _morning(plan: Plan, box: Mailbox | None, now: datetime) -> date:
    """Return the last morning where somebody lives, or where the plan is if they never said.

    Who signed in without a script, or with their company's sign-in, has said nothing: that is kept as UTC.
    """
    zone = box.zone if box and box.zone != UNSAID else lifecycle.valid_zone(plan.time_zone)
    return morning_before(now, ZoneInfo(zone), weekly=False).date()


def _queue(row: DateMail, box: Mailbox, today: date, now: datetime) -> bool:
    """Look at a morning, and queue its mail where there is something to tell, unless another worker just did."""
    with store.turn(), transaction.atomic():
        own = DateMail.objects.filter(plan_id=row.plan_id, user_id=row.user_id, told_until=row.told_until)
        if not own.exclude(choice=DateMailChoice.NEVER).update(told_until=today):
            return False
        since = max(row.told_until, today - LOOKS_BACK)
        if _reminder(row.plan, row.user_id, since, today) is None:
            return False
        limits.spend_digest(now=now)
        says = {"plan": row.plan_id, "user": row.user_id, "since": since, "today": today}
        kept = {name: str(value) for name, value in says.items()}
        notices.queue_notice(kind=NoticeKind.DATES, address=box.address, says=kept, now=now, worth=WORTH)
        return True


def _reminder(plan: Plan, user_id: UUID, since: date, today: date) -> Reminder | None:
    """Return what there is to tell somebody; None for who left, stopped the mail or put the plan into the archive."""
    is_here = Member.objects.filter(plan=plan, user_id=user_id, archived_at=None).exists()
    row = DateMail.objects.filter(plan=plan, user_id=user_id).exclude(choice=DateMailChoice.NEVER).first()
    if not is_here or row is None or plan.deleted_at:
        return None
    state = edition_of(selectors.load_state(plan), Audience.PARTNERS, by_mail=True)
    late, soon = told_on(row.choice, dues_of(state), since, today)
    return Reminder(plan, user_id, state.name, today, late, soon) if late or soon else None


def reminder_behind(notice: Notice) -> Reminder | None:
    """Return what a queued mail tells now; None when nothing of it is left, or nobody wants it any more.

    Raises `ValueError` when it was sealed with another secret key.
    """
    facts = json.loads(sealed.unseal(notice.sealed))
    plan = Plan.objects.filter(pk=facts["plan"], deleted_at=None).first()
    if plan is None:
        return None
    since, today = (date.fromisoformat(facts[name]) for name in ("since", "today"))
    return _reminder(plan, UUID(facts["user"]), since, today)
