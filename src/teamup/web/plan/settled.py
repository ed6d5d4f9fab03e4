"""What both sides settled on, below their answers: the note, who stands by it, and a small form for another one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from teamup.catalog.model import Question, Side
from teamup.plans import threads
from teamup.plans.models import Thread
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit
from teamup.web.plan.talk_forms import Typed
from teamup.web.plan.talk_told import TalkTeller

SIDES = (Side.POLICE, Side.SECURITY)


@dataclass(frozen=True, slots=True)
class Stand:
    """Whether one side stands by a note: who said so and when, "" for nobody yet."""

    side: Side
    by: str
    at: str
    can_agree: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds between both sides on one question, and what this visitor can do about it."""

    question_id: str
    note: str
    thread: UUID | None
    by: str
    at: str
    stands: tuple[Stand, ...]
    is_stale: bool  # an answer was changed since
    can_write: bool
    speaks_for: str  # the side of who writes, "" where they have to say it
    form_key: UUID
    text: str = ""  # what was typed and could not be kept
    error: str = ""

    @property
    def is_agreed(self) -> bool:
        """Say whether both sides stand by the note."""
        return all(stand.by for stand in self.stands)


def settled_at(
    question: Question,
    state: PlanState,
    visit: PlanVisit,
    note: Thread | None,
    *,
    can_write: bool,
    again: Typed | None = None,
) -> Settled:
    """Return what both sides settled on at a question, `note` being the thread that holds it.

    `again` is a note that was typed and could not be kept.
    """
    teller = TalkTeller(visit, state)
    own = visit.actor.side if visit.actor.side in SIDES else None
    return Settled(
        question_id=question.id,
        note=note.note if note else "",
        thread=note.thread_id if note else None,
        by=note.opened_by if note else "",
        at=teller.when(note.opened_at) if note else "",
        stands=tuple(_stand(teller, note, side, own, can_write=can_write) for side in SIDES) if note else (),
        is_stale=note is not None and threads.changed_since(note, state),
        can_write=can_write,
        speaks_for=own or "",
        form_key=again.key if again else uuid.uuid4(),
        text=again.text if again else "",
        error=again.error if again else "",
    )


def _stand(teller: TalkTeller, note: Thread, side: Side, own: Side | None, *, can_write: bool) -> Stand:
    found = note.agreed.get(side)
    if found:
        return Stand(side, str(found["by"]), teller.when(datetime.fromisoformat(str(found["at"]))), can_agree=False)
    return Stand(side, "", "", can_agree=can_write and own in (None, side))
