"""Telling the owners of a plan that nobody uses, and deleting it when its time is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from teamup.accounts import people
from teamup.delivery import limits, notices
from teamup.delivery.errors import TooManyLetters
from teamup.delivery.models import NoticeKind
from teamup.plans import lifecycle, selectors, store, unused, words
from teamup.plans.unused import Due
from teamup.report import cache


def tend(*, now: datetime) -> None:
    """Tell who is to be told, then delete what is due. Nothing is, where the host keeps plans for ever."""
    if not settings.KEEP_UNUSED_DAYS:
        return
    for plan_id, time in unused.to_tell(days=settings.KEEP_UNUSED_DAYS, now=now):
        # When the site has sent as much as it may, nothing is noted either: the next hour tells the rest.
        with suppress(TooManyLetters), store.turn(), transaction.atomic():
            if due := unused.told(plan_id, time, days=settings.KEEP_UNUSED_DAYS, now=now):
                _tell(due, now)
    for plan_id in unused.delete_due(days=settings.KEEP_UNUSED_DAYS, now=now):
        cache.forget(plan_id)


def _tell(due: Due, now: datetime) -> None:
    name = selectors.load_state(due.plan).name
    for box in people.mailboxes(due.owners).values():
        limits.spend_digest(now=now)
        day = due.on.astimezone(ZoneInfo(lifecycle.valid_zone(box.zone))).date()
        says = {
            "name": name,
            "day": words.of_day(day),
            "link": f"{settings.PUBLIC_URL}{reverse('plan:overview', args=[due.plan.pk])}",
        }
        notices.queue_notice(kind=NoticeKind.UNUSED, address=box.address, says=says, now=now)
