"""Reading letters."""

from __future__ import annotations

from teamup.delivery.models import Letter, LetterKind, LetterState
from teamup.plans.models import Plan


def letters_of(plan: Plan, *, count: int = 50) -> list[Letter]:
    """Return the newest letters of a plan, newest first. Codes that have arrived are nobody's concern any more."""
    letters = Letter.objects.filter(plan=plan).exclude(kind=LetterKind.CODE, state=LetterState.SENT)
    return list(letters.order_by("-created_at", "masked")[:count])
