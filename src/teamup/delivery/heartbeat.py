"""Whether a worker is alive: it says so once a minute, where every process can read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

BEAT_SECONDS = 60.0
QUIET_FOR = timedelta(minutes=5)
"""A worker that was not heard for so long is taken for stopped: writing a long report may hold it up for a minute."""
_KEY = "teamup-worker-seen"


def beat(*, now: datetime) -> None:
    """Say that a worker is at work."""
    cache.set(_KEY, now.isoformat(), timeout=None)


def last_beat() -> datetime | None:
    """Return when a worker last said that it was at work, or None: one query."""
    said = cache.get(_KEY)
    return datetime.fromisoformat(said) if isinstance(said, str) else None
