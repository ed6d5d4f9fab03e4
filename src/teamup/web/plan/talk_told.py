"""Threads and comments in finished words, for the pages of the talk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from teamup.catalog.model import Question, Side
from teamup.plans import talk, threads, words
from teamup.plans.models import Comment, Member, Thread, ThreadKind
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit, now
from teamup.web.plan.fields import heading_of
from teamup.web.plan.times import clock_time

EXCERPT = 180


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody said, and when. `form` is what a form that changes it is known by."""

    id: str
    form: str
    name: str
    side: str
    text: str
    at: str
    is_edited: bool
    is_removed: bool
    can_edit: bool
    can_remove: bool


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread: where it hangs, what was said, whose turn it is, and whether it is done with."""

    id: str
    title: str
    gone: str  # why its question is not to be found, or ""
    url: str
    about: str  # the side whose answer it is about, "" for the answer of both
    by: str
    by_side: str
    at: str
    turn: str  # whose turn it is, in words
    turn_key: str  # as the form says it
    is_mine: bool
    resolved: str  # who said that it is done, and when; "" while it is open
    is_note: bool
    excerpt: str
    count: int
    comments: tuple[CommentLine, ...] = ()
    earlier: int = 0  # so many comments stand between the first and the others
    whole_url: str = ""


class TalkTeller:
    """Tells the talk on one plan in words, as one visitor may see it."""

    def __init__(self, visit: PlanVisit, state: PlanState) -> None:
        self.visit = visit
        self.state = state
        self.now = now()
        self._titles: dict[str, str] = {}

    def title_of(self, question_id: str) -> str:
        """Return what a question is called; one that is gone, by its id in plain letters."""
        question = self.state.index.questions.get(question_id)
        if question is None:
            return question_id.replace("_", " ").replace(".", " ").capitalize()
        return heading_of(question, self.state.voice)

    def gone(self, question_id: str) -> str:
        """Say so where a question is not to be found in the course, or not just now."""
        if threads.is_gone(question_id, self.state):
            return _("The course no longer asks this. What was said here is kept.")
        if threads.is_hidden(self.state.index.questions.get(question_id), self.state):
            return _("Hidden by another answer just now. What was said here is kept.")
        return ""

    def url_of(self, question_id: str) -> str:
        """Return the address of the talk at a question."""
        return reverse("plan:talk_at", args=[self.visit.plan.id, question_id])

    def when(self, at: datetime) -> str:
        """Return an instant as people in the plan's zone say it."""
        clock, day = clock_time(at, self.visit.zone), at.astimezone(self.visit.zone).date()
        if day == self.now.astimezone(self.visit.zone).date():
            return clock
        return _("%(day)s, %(time)s") % {"day": words.of_day(day), "time": clock}

    def lines(
        self, found: Iterable[Thread], said: dict[UUID, list[Comment]] | None = None, *, first: bool = False
    ) -> list[ThreadLine]:
        """Return threads with what was said in them; with `first`, no more than the first words of each."""
        return [self._line(thread, (said or {}).get(thread.thread_id, []), first=first) for thread in found]

    def _line(self, thread: Thread, said: Sequence[Comment], *, first: bool) -> ThreadLine:
        is_note = thread.kind == ThreadKind.SETTLED
        opening = thread.note if is_note else next((c.text for c in said if c.comment_id == thread.thread_id), "")
        url = self.url_of(thread.question_id)
        return ThreadLine(
            id=str(thread.thread_id),
            title=self.title_of(thread.question_id),
            gone=self.gone(thread.question_id),
            url=f"{url}?thread={thread.thread_id}#talk-{thread.thread_id}" if first else url,
            about=thread.side if thread.side != Side.JOINT else "",
            by=thread.opened_by,
            by_side=thread.by_side,
            at=self.when(thread.opened_at),
            turn=turn_in_words(thread),
            turn_key=turn_key(thread),
            is_mine=threads.is_for(thread, self.visit.actor),
            resolved=self._resolved(thread),
            is_note=is_note,
            excerpt=_short(opening) if first or is_note else "",
            count=thread.comments,
            comments=() if first else tuple(map(self.comment, said)),
            earlier=0 if first else max(0, thread.comments - len(said)),
            whole_url=f"{url}?thread={thread.thread_id}",
        )

    def _resolved(self, thread: Thread) -> str:
        if thread.resolved_at is None:
            return ""
        facts = {"name": thread.resolved_by, "when": self.when(thread.resolved_at)}
        if thread.kind == ThreadKind.SETTLED:
            return _("Replaced by %(name)s, %(when)s") % facts
        return _("Resolved by %(name)s, %(when)s") % facts

    def comment(self, comment: Comment) -> CommentLine:
        """Return one comment in words."""
        is_removed = comment.removed_at is not None
        is_own = talk.is_own(comment, self.visit.actor)
        return CommentLine(
            id=str(comment.comment_id),
            form=f"{comment.thread_id} {comment.comment_id}",
            name=comment.name,
            side=comment.side,
            text=comment.text,
            at=self.when(comment.at),
            is_edited=comment.edited_at is not None,
            is_removed=is_removed,
            can_edit=talk.may_edit(comment, self.visit.actor, self.now),
            can_remove=is_own and not is_removed,
        )


def turn_in_words(thread: Thread) -> str:
    """Say whose turn a thread is; "" for nobody's."""
    if thread.assigned_to is not None:
        return thread.assigned_name
    return {Side.POLICE: _("Police"), Side.SECURITY: _("Security")}.get(Side(thread.assigned_side or "joint"), "")


def turn_key(thread: Thread) -> str:
    """Return whose turn a thread is, as the form says it."""
    return str(thread.assigned_to or thread.assigned_side)


def turns(members: Sequence[Member]) -> list[tuple[str, str]]:
    """Return (value, words) of everybody whose turn a thread may be."""
    sides = [("police", _("The police side")), ("security", _("The security side"))]
    return [("", _("Nobody in particular")), *sides, *((str(one.user_id), one.name) for one in members)]


def abouts(question: Question | None) -> list[tuple[str, str]]:
    """Return (value, words) of what a remark can be about; nothing to choose where both sides answer together."""
    if question is None or not question.each_side:
        return []
    return [
        ("joint", _("Both answers")),
        ("police", _("The answer of police")),
        ("security", _("The answer of security")),
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
