"""Letters in words: what was sent to whom, when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.plans.words import of_day
from teamup.web.plan.times import clock_time

SOON = timedelta(minutes=2)
WHAT = {
    LetterKind.REPORT: lazy("The report"),
    LetterKind.KEY: lazy("The plan’s key"),
    LetterKind.CODE: lazy("A code"),
    LetterKind.INVITE: lazy("An invitation"),
    LetterKind.OWNER: lazy("Word of who is to own the plan"),
    LetterKind.AGREE: lazy("Word to confirm a version"),
}
LOOKS = {
    LetterState.QUEUED: ("queued", "clock", lazy("Waiting")),
    LetterState.SENDING: ("queued", "mail", lazy("Sending")),
    LetterState.SENT: ("sent", "check", lazy("Sent")),
    LetterState.FAILED: ("failed", "warn", lazy("Not sent")),
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter as the page shows it. `look` is queued, sent or failed."""

    id: UUID
    look: str
    icon: str
    status: str
    what: str
    to: str
    when: str
    note: str
    can_retry: bool


def line_of(letter: Letter, zone: ZoneInfo, now: datetime) -> LetterLine:
    """Return a letter in words; times are those of the plan's zone."""
    look, icon, status = LOOKS[LetterState(letter.state)]
    return LetterLine(
        id=letter.id,
        look=look,
        icon=icon,
        status=str(status),
        what=str(WHAT[LetterKind(letter.kind)]),
        to=letter.masked,
        when=_when(letter.sent_at or letter.created_at, zone, now),
        note=_note(letter, zone, now),
        can_retry=letter.can_retry,
    )


def is_moving(letter: Letter, now: datetime) -> bool:
    """Say whether the letter's state will change so soon that the page should look again by itself."""
    return letter.due_at is not None and letter.due_at < now + SOON


def _note(letter: Letter, zone: ZoneInfo, now: datetime) -> str:
    if not letter.reason or letter.due_at is None:
        return letter.reason
    again = _("We try again at %(time)s.") % {"time": _when(letter.due_at, zone, now)}
    return f"{letter.reason} {again}"


def _when(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    day = at.astimezone(zone).date()
    time = clock_time(at, zone)
    return time if day == now.astimezone(zone).date() else f"{of_day(day)}, {time}"
