"""Limits kept in the database, so that every process counts together."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from teamup.core import watch
from teamup.core.models import Allowance


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each `seconds`."""

    name: str
    most: int
    seconds: int


class TooOften(Exception):
    """A limit is reached; the message says when to try again."""

    def __init__(self, limit: Limit, wait: int) -> None:
        minutes = max(1, round(wait / 60))
        when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        super().__init__(f"That was tried too often. Please try again {when}.")
        self.limit = limit
        self.wait = wait


def _key(limit: Limit, who: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{limit.name}|{who}".encode(), hashlib.sha256).hexdigest()


def spend(limit: Limit, who: str, *, now: datetime, amount: int = 1) -> None:
    """Count `amount` more for `who`. Raises `TooOften` when the window's allowance is used up."""
    seconds = int(now.timestamp())
    window = seconds // limit.seconds
    key = _key(limit, who)
    with transaction.atomic():
        ends_at = datetime.fromtimestamp((window + 1) * limit.seconds, tz=UTC)
        row, _ = Allowance.objects.get_or_create(key=key, window=window, defaults={"ends_at": ends_at})
        changed = Allowance.objects.filter(pk=row.pk, count__lte=limit.most - amount).update(count=F("count") + amount)
    if not changed:
        raise _reached(limit, who, (window + 1) * limit.seconds - seconds)


def check(limit: Limit, who: str, *, now: datetime) -> None:
    """Raise `TooOften` when the window's allowance for `who` is used up; count nothing."""
    seconds = int(now.timestamp())
    window = seconds // limit.seconds
    if Allowance.objects.filter(key=_key(limit, who), window=window, count__gte=limit.most).exists():
        raise _reached(limit, who, (window + 1) * limit.seconds - seconds)


def _reached(limit: Limit, who: str, wait: int) -> TooOften:
    watch.note("limit.reached", is_bad=True, limit=limit.name, whose=watch.mask(who), wait=wait)
    return TooOften(limit, wait)


def forget_old(*, now: datetime) -> int:
    """Delete the counts of windows that are over and return how many."""
    deleted, _ = Allowance.objects.filter(ends_at__lt=now).delete()
    return deleted
