"""Up to when somebody has looked at what others changed in a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from teamup.plans import store
from teamup.plans.access import Actor
from teamup.plans.models import BrowserGrant, Member, Plan


def mark_seen(*, plan: Plan, by: Actor, until: datetime, now: datetime) -> None:
    """Note that somebody has seen all that was changed until then. It never goes back, and never ahead of `now`.

    A person who signed in is known in every browser; a key browser is known as itself; readers of a sample are not.
    """
    until = min(until, now)
    earlier = Q(seen_at__isnull=True) | Q(seen_at__lt=until)
    mine: Any = None
    if by.user_id:
        mine = Member.objects.filter(earlier, plan=plan, user_id=by.user_id)
    elif by.token_hash:
        mine = BrowserGrant.objects.filter(earlier, plan=plan, token_hash=by.token_hash)
    if mine is not None:
        with store.turn(), transaction.atomic():
            mine.update(seen_at=until)
