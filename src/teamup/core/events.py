"""Writing down what happened, in the transaction that made it happen."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from teamup.core.models import Event


def record(*, plan_id: UUID, kind: str, at: datetime, by: str = "", key: UUID | None = None, **detail: object) -> Event:
    """Append an event to a plan's audit and return it. `detail` must not carry an answer's words.

    With a `key` the event has that id, so that what a repeated request did before can be found.
    """
    return Event.objects.create(plan_id=plan_id, id=key or uuid.uuid4(), kind=kind, at=at, by=by, detail=detail)
