"""Talk about answers: remarks in threads, and whose turn it is.

A form that is posted again does again what it did: the ids of what it makes follow from its key and its words.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.core import events
from teamup.core.limits import Limit, spend
from teamup.plans import access, showing, store
from teamup.plans.access import Actor
from teamup.plans.errors import MayNotEdit, NoSuchThread, TalkRejected
from teamup.plans.marking import Audience
from teamup.plans.mentions import mentioned
from teamup.plans.models import Answer, Comment, Member, Plan, Thread, ThreadKind
from teamup.plans.permissions import Deed
from teamup.plans.presence import visitor_of
from teamup.plans.state import PlanState

LONGEST = 4_000  # letters of a comment
MOST_THREADS, MOST_COMMENTS = 2_000, 500
SPEAKING = Limit("comments of somebody on a plan", most=60, seconds=600)
MAY_EDIT_FOR = timedelta(minutes=15)


class Placed(Protocol):
    """Something that hangs on an answer."""

    plan_id: UUID
    question_id: str
    side: str


Talked = TypeVar("Talked", bound=Placed)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a thread is: a side's, a member's, or nobody's."""

    side: Side | None = None
    user_id: UUID | None = None


NOBODY = Turn()


def visible_to(threads: Iterable[Talked], actor: Actor) -> tuple[Talked, ...]:
    """Return the threads of one plan that somebody may read: all but those about answers that are not shown to them.

    What a query finds costs no query more; what was found before costs one, for a person of one side.
    """
    if isinstance(threads, QuerySet):
        sees_all = actor.audience is Audience.WHOLE  # to say so in the query would cost more than the query
        return tuple(threads if sees_all else threads.exclude(showing.about_hidden(actor)))
    found = tuple(threads)
    hidden = showing.hidden_from(found[0].plan_id, actor) if found else frozenset()
    return tuple(one for one in found if not showing.is_about(one.question_id, one.side, hidden))


def may_be_mailed(thread: Placed, state: PlanState) -> bool:
    """Say whether a mail may quote what is said in a thread: never where its answer is marked."""
    return not showing.is_about(thread.question_id, thread.side, state.marks)


def clean(text: str) -> str:
    """Return what was typed as it is kept. Raises `TalkRejected` for nothing, and for too much."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not words:
        raise TalkRejected(_("Type what you want to say."))
    if len(words) > LONGEST:
        said = _("Shorten this to %(most)s letters or fewer; it has %(n)s.")
        raise TalkRejected(said % {"most": f"{LONGEST:,}", "n": f"{len(words):,}"})
    return words


def open_thread(
    *,
    plan: Plan,
    question_id: str,
    text: str,
    form_key: UUID,
    by: Actor,
    now: datetime,
    side: Side = Side.JOINT,
    to: Turn = NOBODY,
) -> Thread:
    """Open a thread at an answer, and return it.

    Raises `MayNotEdit`, `TooOften`, and `TalkRejected` with what is wrong.
    """
    access.check(plan, by, Deed.COMMENT)
    words = clean(text)
    thread_id = uuid.uuid5(form_key, f"open|{question_id}|{side}|{words}")
    with store.held(plan) as present:
        if same := Thread.objects.filter(plan=plan, thread_id=thread_id).first():
            return same
        _check_place(present, question_id, side)
        if showing.is_about(question_id, side, showing.hidden_from(plan.pk, by)):
            raise TalkRejected(_("This is marked for the other side only, so there is nothing to talk about here."))
        check_room(plan, by, now)
        thread = opened(plan, thread_id, question_id, side, by, now)
        _turn_to(thread, to, by, now)
        thread.save(force_insert=True)
        _say(thread, words, thread_id, by, now)
        record(thread, "talk.opened", by, now)
        if to != NOBODY:
            record(thread, "talk.assigned", by, now, to=_name_of_turn(thread))
        return thread


def opened(plan: Plan, thread_id: UUID, question_id: str, side: Side, by: Actor, now: datetime) -> Thread:
    """Return a new thread, not stored yet."""
    return Thread(
        plan=plan,
        thread_id=thread_id,
        question_id=question_id,
        side=side,
        opened_at=now,
        opened_by=by.name,
        author=visitor_of(by),
        by_side=by.side or "",
        stirred_at=now,
    )


def _check_place(plan: Plan, question_id: str, side: Side) -> None:
    """Raise `TalkRejected` where nothing is, was or could be answered. What a condition hides can be talked about."""
    question = shelf.get_index(plan.pack_id, plan.pack_version).questions.get(question_id)
    if question is None:
        was_asked = shelf.ever_asked(plan.pack_id, question_id)
        if not (was_asked or Answer.objects.filter(plan=plan, question_id=question_id).exists()):
            raise TalkRejected(
                _("This course no longer asks this, so nothing can be said about it here. Say it at another question.")
            )
    elif side is not Side.JOINT and side not in question.sides():
        raise TalkRejected(_("Choose what your remark is about."))


def check_room(plan: Plan, by: Actor, now: datetime) -> None:
    """Count one more remark of somebody. Raises `TalkRejected` when the plan is full, and `TooOften`."""
    if Thread.objects.filter(plan=plan).count() >= MOST_THREADS:
        said = _("This plan has all the talk it has room for (%(most)s remarks). Answer in one that is there.")
        raise TalkRejected(said % {"most": f"{MOST_THREADS:,}"})
    spend(SPEAKING, f"{plan.pk}|{visitor_of(by)}", now=now)


def reply(*, plan: Plan, thread_id: UUID, text: str, form_key: UUID, by: Actor, now: datetime) -> Comment:
    """Add a comment to a thread, open or resolved, and return it.

    Raises `MayNotEdit`, `NoSuchThread`, `TooOften`, and `TalkRejected` with what is wrong.
    """
    access.check(plan, by, Deed.COMMENT)
    words = clean(text)
    with store.held(plan):
        thread = thread_of(plan, thread_id, by)
        comment_id = uuid.uuid5(form_key, f"reply|{thread_id}|{words}")
        if same := Comment.objects.filter(plan=plan, comment_id=comment_id).first():
            return same
        if thread.comments >= MOST_COMMENTS:
            said = _("This talk is full (%(most)s comments). Open a new remark at the same question.")
            raise TalkRejected(said % {"most": MOST_COMMENTS})
        spend(SPEAKING, f"{plan.pk}|{visitor_of(by)}", now=now)
        comment = _say(thread, words, comment_id, by, now)
        record(thread, "talk.answered", by, now)
        return comment


def _say(thread: Thread, words: str, comment_id: UUID, by: Actor, now: datetime) -> Comment:
    called = _called(thread.plan, words)
    comment = Comment.objects.create(
        plan=thread.plan,
        comment_id=comment_id,
        thread_id=thread.thread_id,
        author=visitor_of(by),
        name=by.name,
        side=by.side or "",
        text=words,
        mentions=called,
        at=now,
    )
    change(
        thread,
        comments=thread.comments + 1,
        called=[*dict.fromkeys([*thread.called, *called])],
        stirred_at=max(now, thread.stirred_at),
    )
    return comment


def _called(plan: Plan, words: str) -> list[str]:
    if "@" not in words:
        return []
    names: Mapping[UUID, str] = dict(Member.objects.filter(plan=plan).order_by("name").values_list("user_id", "name"))
    return [str(one) for one in mentioned(words, names)]


def edit(*, plan: Plan, comment_id: UUID, text: str, by: Actor, now: datetime) -> Comment:
    """Put other words into one's own comment, within a quarter of an hour. Raises what `reply` does."""
    access.check(plan, by, Deed.COMMENT)
    words = clean(text)
    with store.held(plan):
        comment = _own(plan, comment_id, by)
        if words == comment.text:
            return comment
        if not may_edit(comment, by, now):
            said = _("A comment can be changed for 15 minutes. Write another one; both are read in their order.")
            raise TalkRejected(said)
        comment.text, comment.mentions, comment.edited_at = words, _called(plan, words), now
        comment.save(update_fields=["text", "mentions", "edited_at"])
        _recall(plan, comment.thread_id)
        return comment


def may_edit(comment: Comment, by: Actor, now: datetime) -> bool:
    """Say whether somebody may still change this comment."""
    return is_own(comment, by) and comment.removed_at is None and now - comment.at <= MAY_EDIT_FOR


def is_own(said: Comment | Thread, by: Actor) -> bool:
    """Say whether somebody wrote this."""
    return bool(said.author) and said.author == visitor_of(by)


def remove(*, plan: Plan, comment_id: UUID, by: Actor, now: datetime) -> Comment:
    """Take the words out of one's own comment; its place stays. Done twice it changes nothing."""
    access.check(plan, by, Deed.COMMENT)
    with store.held(plan):
        comment = _own(plan, comment_id, by)
        if comment.removed_at is None:
            comment.text, comment.mentions, comment.removed_at = "", [], now
            comment.save(update_fields=["text", "mentions", "removed_at"])
            _recall(plan, comment.thread_id)
            record(thread_of(plan, comment.thread_id, by), "talk.removed", by, now)
        return comment


def _own(plan: Plan, comment_id: UUID, by: Actor) -> Comment:
    comment = Comment.objects.filter(plan=plan, comment_id=comment_id).first()
    if comment is None:
        raise NoSuchThread("There is no such comment here.")
    thread_of(plan, comment.thread_id, by)
    if not is_own(comment, by):
        raise MayNotEdit(_("Only who wrote a comment may change or remove it."))
    return comment


def _recall(plan: Plan, thread_id: UUID) -> None:
    """Gather anew whom a thread mentions."""
    found = Comment.objects.filter(plan=plan, thread_id=thread_id).order_by("at").values_list("mentions", flat=True)
    called = [*dict.fromkeys(one for mentions in found for one in mentions)]
    Thread.objects.filter(plan=plan, thread_id=thread_id).update(called=called)


def resolve(*, plan: Plan, thread_id: UUID, by: Actor, now: datetime) -> None:
    """Say that a thread is done with; it stays to be read. Done twice it changes nothing."""
    access.check(plan, by, Deed.COMMENT)
    with store.held(plan):
        thread = thread_of(plan, thread_id, by)
        if thread.resolved_at is None:
            change(thread, resolved_at=now, resolved_by=by.name)
            record(thread, "talk.resolved", by, now)


def reopen(*, plan: Plan, thread_id: UUID, by: Actor, now: datetime) -> None:
    """Take up a resolved thread again. Raises `TalkRejected` for a note that a newer one has replaced."""
    access.check(plan, by, Deed.COMMENT)
    with store.held(plan):
        thread = thread_of(plan, thread_id, by)
        if thread.resolved_at is None:
            return
        if thread.kind == ThreadKind.SETTLED:
            raise TalkRejected(_("This note was replaced. Write a new one with its words if they hold again."))
        change(thread, resolved_at=None, resolved_by="", stirred_at=max(now, thread.stirred_at))
        record(thread, "talk.reopened", by, now)


def assign(*, plan: Plan, thread_id: UUID, to: Turn, by: Actor, now: datetime) -> None:
    """Say whose turn it is. Raises `TalkRejected` for a member who is no longer on the plan."""
    access.check(plan, by, Deed.COMMENT)
    with store.held(plan):
        thread = thread_of(plan, thread_id, by)
        if (thread.assigned_side, thread.assigned_to) == (to.side or "", to.user_id):
            return
        _turn_to(thread, to, by, now)
        thread.stirred_at = max(now, thread.stirred_at)
        thread.save(update_fields=[*_OF_A_TURN, "stirred_at"])
        record(thread, "talk.assigned", by, now, to=_name_of_turn(thread))


_OF_A_TURN = ("assigned_side", "assigned_to", "assigned_name", "assigned_at", "assigned_by")


def _turn_to(thread: Thread, to: Turn, by: Actor, now: datetime) -> None:
    name = ""
    if to.user_id is not None:
        member = Member.objects.filter(plan=thread.plan, user_id=to.user_id).first()
        if member is None:
            raise TalkRejected(_("This person is no longer on the plan. Choose somebody else."))
        name = member.name
    thread.assigned_side = to.side if to.side and to.side is not Side.JOINT else ""
    thread.assigned_to, thread.assigned_name = to.user_id, name
    thread.assigned_at, thread.assigned_by = (None, "") if to == NOBODY else (now, visitor_of(by))


def _name_of_turn(thread: Thread) -> str:
    return thread.assigned_name or thread.assigned_side


def thread_of(plan: Plan, thread_id: UUID, by: Actor) -> Thread:
    """Return a thread that somebody may read. Raises `NoSuchThread`, the same for one that is not theirs to read."""
    found = visible_to(Thread.objects.filter(plan=plan, thread_id=thread_id), by)
    if not found:
        raise NoSuchThread("There is no such talk here.")
    found[0].plan = plan
    return found[0]


def change(thread: Thread, **fields: object) -> None:
    """Set fields of a stored thread."""
    for name, value in fields.items():
        setattr(thread, name, value)
    thread.save(update_fields=[*fields])


def record(thread: Thread, kind: str, by: Actor, now: datetime, *, to: str = "", side: str = "") -> None:
    """Write down what was done, at which question, to whom or for which side; never the words."""
    events.record(plan_id=thread.plan.pk, kind=kind, at=now, by=by.name, question=thread.question_id, to=to, side=side)
