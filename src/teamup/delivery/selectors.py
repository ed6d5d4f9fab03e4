"""Reading letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils import timezone

from teamup.delivery.models import Letter, LetterKind, LetterState, Notice
from teamup.plans.models import Plan


def letters_of(plan: Plan, *, count: int = 50) -> list[Letter]:
    """Return the newest letters of a plan, newest first. Codes that have arrived are nobody's concern any more."""
    letters = Letter.objects.filter(plan=plan).exclude(kind=LetterKind.CODE, state=LetterState.SENT)
    return list(letters.order_by("-created_at", "masked")[:count])


@dataclass(frozen=True, slots=True)
class MailState:
    """How the mail of the whole site stands: what is due or at work, what has failed, how long the oldest waits."""

    waiting: int
    failed: int
    oldest_seconds: int


def mail_state(now: datetime | None = None) -> MailState:
    """Return how the mail of the whole site stands; it looks across plans. What waits for a later try counts too."""
    waiting = failed = 0
    oldest: list[datetime] = []
    for model in (Letter, Notice):
        due = model.objects.filter(due_at__isnull=False)
        waiting += due.count()
        failed += model.objects.filter(state=LetterState.FAILED).count()
        first = due.aggregate(first=Min("created_at"))["first"]
        oldest += [first] if first else []
    age = ((now or timezone.now()) - min(oldest)).total_seconds() if oldest else 0
    return MailState(waiting, failed, max(0, int(age)))
