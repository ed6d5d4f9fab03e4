"""What both sides settle on, where each answers for itself: a note, and who stands by it. The answers stay two."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.plans import access, store, talk
from teamup.plans.access import Actor
from teamup.plans.errors import TalkRejected
from teamup.plans.models import Plan, Thread, ThreadKind
from teamup.plans.permissions import Deed
from teamup.plans.presence import visitor_of


def settle(
    *, plan: Plan, question_id: str, text: str, speaks_for: Side, form_key: UUID, by: Actor, now: datetime
) -> Thread:
    """Note what both sides settle on, and return the note; the one before stays to be read.

    Both answers stay what they are. Who is on a side speaks for it. Raises what `open_thread` does.
    """
    access.check(plan, by, Deed.COMMENT)
    words = talk.clean(text)
    speaks_for = _voice_of(by, speaks_for)
    thread_id = uuid.uuid5(form_key, f"settle|{question_id}|{words}")
    with store.held(plan) as present:
        if same := Thread.objects.filter(plan=plan, thread_id=thread_id).first():
            return same
        question = shelf.get_index(present.pack_id, present.pack_version).questions.get(question_id)
        if question is None or not question.each_side:
            raise TalkRejected(_("Only where each side answers for itself can both settle on something."))
        talk.check_room(plan, by, now)
        Thread.objects.filter(
            plan=plan, question_id=question_id, kind=ThreadKind.SETTLED, resolved_at__isnull=True
        ).update(resolved_at=now, resolved_by=by.name)
        thread = talk.opened(plan, thread_id, question_id, Side.JOINT, by, now)
        thread.kind, thread.note = ThreadKind.SETTLED, words
        thread.agreed = {str(speaks_for): _stands_by(by, now)}
        thread.save(force_insert=True)
        talk.record(thread, "talk.settled", by, now, side=str(speaks_for))
        return thread


def agree(*, plan: Plan, thread_id: UUID, speaks_for: Side, by: Actor, now: datetime) -> None:
    """Stand by a note for one's side. Raises `TalkRejected` for one that was replaced."""
    access.check(plan, by, Deed.COMMENT)
    speaks_for = _voice_of(by, speaks_for)
    with store.held(plan):
        thread = talk.thread_of(plan, thread_id, by)
        if thread.kind != ThreadKind.SETTLED or thread.resolved_at is not None:
            raise TalkRejected(_("This note was replaced by a newer one. Read that one, and agree to it if you do."))
        if speaks_for not in thread.agreed:
            talk.change(
                thread,
                agreed={**thread.agreed, str(speaks_for): _stands_by(by, now)},
                stirred_at=max(now, thread.stirred_at),
            )
            talk.record(thread, "talk.agreed", by, now, side=str(speaks_for))


def _voice_of(by: Actor, speaks_for: Side) -> Side:
    """Return the side that somebody speaks for: their own; who is on none, or on both, says which."""
    own = by.side if by.side in (Side.POLICE, Side.SECURITY) else None
    found = own or speaks_for
    if found is Side.JOINT:
        raise TalkRejected(_("Say for which side you agree."))
    return found


def _stands_by(by: Actor, now: datetime) -> dict[str, str]:
    return {"by": by.name, "who": visitor_of(by), "at": now.isoformat()}
