"""Reading the talk on a plan. Whatever is read here goes through `talk.visible_to`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from teamup.catalog.model import Question, Side
from teamup.plans import talk
from teamup.plans.access import Actor
from teamup.plans.marking import Audience
from teamup.plans.models import Comment, Member, Plan, Thread, ThreadKind
from teamup.plans.quick import Rows, as_id
from teamup.plans.state import PlanState

MOST_SHOWN = 400
"""So many comments of the threads on one page are shown; the rest of a long thread has pages of its own."""


@dataclass(frozen=True)
class OpenTalk:
    """What is open on a plan, for somebody: remarks, the one stirred last first, and notes of what was settled."""

    remarks: tuple[Thread, ...]
    notes: Mapping[str, Thread]  # by question

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many remarks are open at each question that has any."""
        found: dict[str, int] = {}
        for thread in self.remarks:
            found[thread.question_id] = found.get(thread.question_id, 0) + 1
        return found

    def for_whom(self, actor: Actor) -> int:
        """Return how many of the remarks are for somebody."""
        return sum(is_for(thread, actor) for thread in self.remarks)


_THREADS = Rows(Thread, "thread")
_OPEN = """
SELECT {columns} FROM plans_thread thread
WHERE thread.plan_id = %s AND thread.resolved_at IS NULL ORDER BY thread.stirred_at DESC, thread.thread_id
"""
NOTHING = OpenTalk((), {})


def is_for(thread: Thread, actor: Actor) -> bool:
    """Say whether a thread is for somebody: given to them or their side, or mentioning them."""
    if actor.user_id is None:
        return False
    mine = str(actor.user_id)
    if thread.assigned_to == actor.user_id or mine in thread.called:
        return True
    return bool(thread.assigned_side) and thread.assigned_side == actor.side


def open_talk(plan: Plan, actor: Actor) -> OpenTalk:
    """Return what is open on a plan: one query."""
    if actor.audience is Audience.WHOLE:
        found = tuple(_THREADS.select(_OPEN, as_id(plan.pk)))
    else:
        is_open = Thread.objects.filter(plan=plan, resolved_at__isnull=True)
        found = talk.visible_to(is_open.order_by("-stirred_at", "thread_id"), actor)
    return OpenTalk(
        tuple(thread for thread in found if thread.kind == ThreadKind.REMARK),
        {thread.question_id: thread for thread in found if thread.kind == ThreadKind.SETTLED},
    )


def all_talk(plan: Plan, actor: Actor) -> tuple[Thread, ...]:
    """Return all threads of a plan, the one stirred last first: one query."""
    return talk.visible_to(Thread.objects.filter(plan=plan).order_by("-stirred_at", "thread_id"), actor)


def talk_at(plan: Plan, question_id: str, actor: Actor) -> tuple[Thread, ...]:
    """Return the threads at a question: the note that holds, what is open, what is done; the last stirred first."""
    found = Thread.objects.filter(plan=plan, question_id=question_id).order_by("-stirred_at", "thread_id")
    ranked = sorted(talk.visible_to(found, actor), key=_rank)
    return tuple(ranked)


def _rank(thread: Thread) -> int:
    if thread.resolved_at is None:
        return 0 if thread.kind == ThreadKind.SETTLED else 1
    return 2


def first_words(plan: Plan, threads: Iterable[Thread]) -> dict[UUID, Comment]:
    """Return the comment that each of these threads was opened with: one query."""
    wanted = [thread.thread_id for thread in threads if thread.kind == ThreadKind.REMARK]
    found = Comment.objects.filter(plan=plan, comment_id__in=wanted) if wanted else ()
    return {comment.comment_id: comment for comment in found}


def said_in(plan: Plan, threads: Iterable[Thread]) -> dict[UUID, list[Comment]]:
    """Return the comments of these threads, in the order they were written: one query, seldom two.

    Of long ones, the first comment and the newest: at most `MOST_SHOWN` in all, and the first of each.
    """
    wanted = {thread.thread_id: thread for thread in threads if thread.comments}
    if not wanted:
        return {}
    newest = Comment.objects.filter(plan=plan, thread_id__in=wanted).order_by("-at", "comment_id")
    found = list(newest[:MOST_SHOWN])
    there = {comment.comment_id for comment in found}
    missing = [one for one, thread in wanted.items() if thread.kind == ThreadKind.REMARK and one not in there]
    found += first_words(plan, [wanted[one] for one in missing]).values()
    by_thread: dict[UUID, list[Comment]] = {one: [] for one in wanted}
    for comment in sorted(found, key=lambda one: (one.at, one.comment_id != one.thread_id)):
        by_thread[comment.thread_id].append(comment)
    return by_thread


def page_of(plan: Plan, thread: Thread, *, start: int, count: int) -> list[Comment]:
    """Return `count` comments of one thread from the `start`th on, in the order they were written."""
    return list(
        Comment.objects.filter(plan=plan, thread_id=thread.thread_id).order_by("at", "comment_id")[
            start : start + count
        ]
    )


def members_of(plan: Plan) -> list[Member]:
    """Return who is on a plan, by name."""
    return list(Member.objects.filter(plan=plan).order_by("name", "user_id"))


def is_gone(question_id: str, state: PlanState) -> bool:
    """Say whether the course no longer asks this question at all."""
    return question_id not in state.index.questions


def is_hidden(question: Question | None, state: PlanState) -> bool:
    """Say whether a condition hides the question just now."""
    return question is not None and not state.applies(question)


def changed_since(thread: Thread, state: PlanState) -> bool:
    """Say whether an answer was changed after a note on it was written."""
    sides = (Side.POLICE, Side.SECURITY)
    given = (state.given(thread.question_id, side) for side in sides)
    return any(one is not None and one.changed_at > thread.opened_at for one in given)
