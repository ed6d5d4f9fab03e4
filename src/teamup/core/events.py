"""Writing down what happened, in the transaction that made it happen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from teamup.core.models import Event


def record(*, plan_id: UUID, kind: str, at: datetime, by: str = "", **detail: object) -> Event:
    """Append an event to a plan's audit and return it. `detail` must not carry an answer's words."""
    return Event.objects.create(plan_id=plan_id, kind=kind, at=at, by=by, detail=detail)
