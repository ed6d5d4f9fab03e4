"""Notices of the house: mail to one person that belongs to no plan, queued in a request, sent by the worker."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.delivery import addresses, queue, sealed
from teamup.delivery.models import Notice, NoticeKind

MOST_WORDS = 4_000  # bytes that one notice may say


def look_of(kind: NoticeKind) -> tuple[str, str]:
    """Return the template (without its ending) and the subject of a kind of notice. No subject carries a secret."""
    return {
        NoticeKind.SIGN_IN: ("delivery/notices/code", _("Team Up: your code to sign in")),
        NoticeKind.ADDRESS: ("delivery/notices/code", _("Team Up: confirm your address")),
        NoticeKind.PROOF: ("delivery/notices/code", _("Team Up: confirm that it is you")),
        NoticeKind.TALK: ("delivery/notices/talk", _("Team Up: talk on your plan")),
        NoticeKind.DATES: ("delivery/notices/dates", _("Team Up: dates of your plan")),
        NoticeKind.UNUSED: ("delivery/notices/unused", _("Team Up: a plan that nobody uses")),
        NoticeKind.CHANGED: ("delivery/notices/changed", _("Team Up: your account was changed")),
    }[kind]


def queue_notice(
    *,
    kind: NoticeKind,
    address: str,
    says: Mapping[str, object],
    now: datetime,
    worth: timedelta | None = None,
) -> UUID:
    """Queue a notice in the caller's transaction and return its id. `says` is what its template needs, kept sealed.

    `worth` is for how long it is worth sending. The caller has counted it against the limits.
    """
    notice_id = uuid.uuid4()
    Notice.objects.create(
        id=notice_id,
        kind=kind,
        address=address,
        masked=addresses.mask(address),
        sealed=sealed.seal(json.dumps(dict(says)), most=MOST_WORDS),
        due_at=now,
        pointless_at=now + worth if worth else None,
        task_id=queue.enqueue_notice(notice_id),
        created_at=now,
    )
    return notice_id
