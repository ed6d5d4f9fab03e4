"""The quiet mail about the talk on a plan: at most one a morning for each member, of what was said since the last.

It is queued and put down as told in one transaction, so a morning has one mail whatever stops the worker. What it says
is written when it is sent: nobody who has left the plan or stopped the mail by then gets it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from teamup.catalog.model import Side
from teamup.delivery import limits, notices, sealed
from teamup.delivery.errors import TooManyLetters
from teamup.delivery.models import Notice, NoticeKind
from teamup.plans import store, talk, talkmail
from teamup.plans.access import Actor
from teamup.plans.models import Comment, MailChoice, Member, Plan, TalkMail, Thread
from teamup.plans.permissions import Role

MORNING = time(7)
LOOKS_BACK = timedelta(days=8)
WORTH = timedelta(hours=20)
"""For how long a mail is worth sending: the next one is a day after."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a person gets mail, and the time zone they live in."""

    address: str
    zone: str


Mailboxes = Callable[[Collection[UUID]], Mapping[UUID, Mailbox]]


@dataclass(frozen=True, slots=True)
class Item:
    """What came of one thread: what others said, and what of it is for this member."""

    thread: Thread
    said: tuple[Comment, ...]
    is_mentioned: bool
    is_given: bool  # to this member
    is_given_to_side: bool

    @property
    def is_for_me(self) -> bool:
        """Say whether something of it is for this member."""
        return self.is_mentioned or self.is_given or self.is_given_to_side


@dataclass(frozen=True, slots=True)
class Digest:
    """What one mail tells, to whom. `waiting` is how many open remarks are for the member, older ones too."""

    plan: Plan
    member: Member
    items: tuple[Item, ...]
    waiting: int


def queue_due(*, now: datetime, mailboxes: Mailboxes) -> int:
    """Queue the mails of this morning that are not queued yet, and return how many those were.

    When the site has sent as much as it may, the rest waits for the next time.
    """
    stirred = Thread.objects.filter(stirred_at__gt=now - LOOKS_BACK).values("plan_id").distinct()
    plans = Plan.objects.filter(pk__in=stirred, deleted_at=None, members__isnull=False).distinct()
    count = 0
    for plan in list(plans):
        try:
            count += sum(_queue_plan(plan, now, mailboxes))
        except TooManyLetters:
            break
    return count


def _queue_plan(plan: Plan, now: datetime, mailboxes: Mailboxes) -> Iterator[bool]:
    members = list(Member.objects.filter(plan=plan))
    rows = {row.user_id: row for row in TalkMail.objects.filter(plan=plan)}
    boxes = mailboxes([member.user_id for member in members])
    found = _Talk.of(plan, now - LOOKS_BACK)
    for member in members:
        row, box = rows.get(member.user_id) or talkmail.row_for(member), boxes.get(member.user_id)
        if box is None or row.choice == MailChoice.NEVER:
            continue
        until = morning_before(now, ZoneInfo(box.zone), weekly=row.choice == MailChoice.WEEKLY)
        since = max(row.told_until, now - LOOKS_BACK)
        if (row.sent_for is None or row.sent_for < until) and found.for_member(member, row.choice, since, until):
            yield _queue(row, box.address, since, until, now)


def morning_before(now: datetime, zone: ZoneInfo, *, weekly: bool) -> datetime:
    """Return the last morning in a time zone, or the last Monday's: what was said until then is told."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    if weekly:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, MORNING, zone)


def _queue(row: TalkMail, address: str, since: datetime, until: datetime, now: datetime) -> bool:
    """Queue a member's mail of one morning, unless another worker just did."""
    with store.turn(), transaction.atomic():
        TalkMail.objects.bulk_create([row], ignore_conflicts=True)
        one = TalkMail.objects.filter(plan_id=row.plan_id, user_id=row.user_id)
        due = one.filter(Q(sent_for=None) | Q(sent_for__lt=until)).exclude(choice=MailChoice.NEVER)
        if not due.update(told_until=until, sent_for=until):
            return False
        limits.spend_digest(now=now)
        says = {
            "plan": str(row.plan_id),
            "user": str(row.user_id),
            "since": since.isoformat(),
            "until": until.isoformat(),
        }
        notices.queue_notice(kind=NoticeKind.TALK, address=address, says=says, now=now, worth=WORTH)
        return True


@dataclass(frozen=True, slots=True)
class _Talk:
    """The threads of a plan, and what was said in them of late."""

    plan: Plan
    threads: Mapping[UUID, Thread]
    comments: Sequence[Comment]

    @classmethod
    def of(cls, plan: Plan, after: datetime) -> _Talk:
        threads = Thread.objects.filter(plan=plan)
        comments = Comment.objects.filter(plan=plan, at__gt=after, removed_at__isnull=True).order_by("at", "comment_id")
        return cls(plan, {thread.thread_id: thread for thread in threads}, list(comments))

    def for_member(self, member: Member, choice: str, since: datetime, until: datetime) -> tuple[Item, ...]:
        """Return what a member is told of what came after `since` and until `until`: what is for them first."""
        items = [*self._items(member, since, until)]
        if choice == MailChoice.MINE:
            items = [item for item in items if item.is_for_me]
        return tuple(sorted(items, key=lambda item: not item.is_for_me))

    def _items(self, member: Member, since: datetime, until: datetime) -> Iterator[Item]:
        me = str(member.user_id)
        new = [one for one in self.comments if since < one.at <= until and one.author != me]
        for thread in talk.visible_to(self.threads.values(), actor_of(member)):
            said = tuple(one for one in new if one.thread_id == thread.thread_id)
            is_assigned = (
                thread.assigned_at is not None
                and since < thread.assigned_at <= until
                and thread.assigned_by != me
                and thread.resolved_at is None
            )
            item = Item(
                thread,
                said,
                is_mentioned=any(me in one.mentions for one in said),
                is_given=is_assigned and thread.assigned_to == member.user_id,
                is_given_to_side=is_assigned and bool(thread.assigned_side) and thread.assigned_side == member.side,
            )
            if item.said or item.is_for_me:
                yield item

    def waiting_for(self, member: Member) -> int:
        """Return how many open remarks are for a member."""
        from teamup.plans.threads import is_for

        actor = actor_of(member)
        found = talk.visible_to(self.threads.values(), actor)
        return sum(thread.resolved_at is None and not thread.note and is_for(thread, actor) for thread in found)


def actor_of(member: Member) -> Actor:
    """Return a member as who reads the talk."""
    return Actor(member.name, role=Role(member.role), side=Side(member.side), user_id=member.user_id)


def digest_behind(notice: Notice) -> Digest | None:
    """Return what a queued mail tells; None when its reader left, stopped it, or nothing of it is left.

    Raises `ValueError` when it was sealed with another secret key.
    """
    facts = json.loads(sealed.unseal(notice.sealed))
    plan_id, user_id = UUID(facts["plan"]), UUID(facts["user"])
    since, until = (datetime.fromisoformat(facts[name]) for name in ("since", "until"))
    member = (
        Member.objects.filter(plan_id=plan_id, user_id=user_id, plan__deleted_at=None).select_related("plan").first()
    )
    row = TalkMail.objects.filter(plan_id=plan_id, user_id=user_id).exclude(choice=MailChoice.NEVER).first()
    if member is None or row is None:
        return None
    found = _Talk.of(member.plan, since)
    items = found.for_member(member, row.choice, since, until)
    return Digest(member.plan, member, items, found.waiting_for(member)) if items else None


def tell_again(notice: Notice) -> None:
    """Let the next morning's mail tell what this one would have: nobody knows whether it went out.

    Dates are told again by themselves, once they are late.
    """
    if notice.kind != NoticeKind.TALK:
        return
    try:
        facts = json.loads(sealed.unseal(notice.sealed))
    except ValueError:
        return  # sealed with another secret: nobody can read any more what it was about
    until = datetime.fromisoformat(facts["until"])
    told = TalkMail.objects.filter(plan_id=facts["plan"], user_id=facts["user"], told_until=until)
    told.update(told_until=datetime.fromisoformat(facts["since"]))
