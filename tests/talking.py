"""Builders of members and of what they say."""

from __future__ import annotations

import uuid
from typing import Any

from teamup.catalog.model import Side
from teamup.plans import settling, talk
from teamup.plans.access import Actor
from teamup.plans.models import Comment, Member, Plan, Thread
from teamup.plans.permissions import Role
from tests.factories import MARIA, NOW, SAM


def joined(
    plan: Plan,
    name: str,
    side: Side = Side.POLICE,
    role: Role = Role.EDITOR,
    *,
    user_id: uuid.UUID | None = None,
    **more: Any,
) -> Actor:
    """Return a member of the plan."""
    user_id = user_id or uuid.uuid4()
    given = {"joined_at": NOW, "seen_at": NOW, **more}
    Member.objects.create(plan=plan, user_id=user_id, role=role, side=side, name=name, **given)
    return Actor(name, role=role, side=side, user_id=user_id)


def opened(plan: Plan, text: str = "Our license does not allow this.", by: Actor = MARIA, **more: Any) -> Thread:
    """Open a remark, at the mission unless another question is given."""
    given = {"question_id": "mission", "form_key": uuid.uuid4(), "now": NOW, **more}
    return talk.open_thread(plan=plan, text=text, by=by, **given)


def answered(thread: Thread, text: str = "It does, with a permit.", by: Actor = SAM, **more: Any) -> Comment:
    """Answer in a thread."""
    given = {"form_key": uuid.uuid4(), "now": NOW, **more}
    return talk.reply(plan=thread.plan, thread_id=thread.thread_id, text=text, by=by, **given)


def settled(plan: Plan, text: str = "We start from 3.", by: Actor = MARIA, **more: Any) -> Thread:
    """Note what both sides settle on, for police unless the author is on another side."""
    given = {"question_id": "self_check", "speaks_for": Side.POLICE, "form_key": uuid.uuid4(), "now": NOW, **more}
    return settling.settle(plan=plan, text=text, by=by, **given)
