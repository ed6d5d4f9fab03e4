"""Instants as people in the plan's zone say them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from teamup.plans.words import of_day


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Return the time of day, such as "2:04 PM"."""
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def saved_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return when something was saved: "Saved 2:04 PM" today, "Saved November 3, 2026" before."""
    day = at.astimezone(zone).date()
    when = clock_time(at, zone) if day == now.astimezone(zone).date() else of_day(day)
    return _("Saved %(when)s") % {"when": when}
