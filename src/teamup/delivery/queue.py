"""The queue of letters and notices: put in with the letter, put in again by a sweep when a worker died or a try is due.

django-tasks-db runs a task once. It does not retry, and what a killed worker had in hand stays "running" for ever. So
the letter itself says when it is due, and a task is no more than a nudge: too many do no harm, a lost one is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from teamup.core import across, limits, uploads
from teamup.delivery import tasks
from teamup.delivery.models import Letter, Notice, SenderCode
from teamup.plans import handover, lifecycle, people, sharing, usage
from teamup.report import cache

LEASE = timedelta(minutes=2)
"""How long a worker may have a letter in hand before another one takes it."""
FORGET_AFTER = timedelta(days=30)
FORGET_NOTICES_AFTER = timedelta(days=7)
KEEP_TASKS = timedelta(days=1)
BATCH = 200

Tidier = Callable[[datetime], object]
_tidied_too: list[Tidier] = []


def tidy_too(tidier: Tidier) -> None:
    """Let the worker's hourly tidying call this as well: rooms above this one have things to forget, too."""
    if tidier not in _tidied_too:
        _tidied_too.append(tidier)


def enqueue(plan_id: UUID, letter_id: UUID) -> UUID:
    """Queue the sending of a letter, in the caller's transaction, and return the task's id."""
    return UUID(tasks.deliver.enqueue(str(plan_id), str(letter_id)).id)


def enqueue_notice(notice_id: UUID) -> UUID:
    """Queue the sending of a notice, in the caller's transaction, and return the task's id."""
    return UUID(tasks.deliver_notice.enqueue(str(notice_id)).id)


@across.plans("letters that are due")
def requeue_due(*, now: datetime) -> int:
    """Queue every letter and notice that is due and has no task waiting or at work, and return how many those were."""
    letters = Letter.objects.filter(due_at__lte=now).order_by("due_at")
    due = list(letters.values_list("plan_id", "id", "task_id")[:BATCH])
    notices = Notice.objects.filter(due_at__lte=now).order_by("due_at")
    due_notices = list(notices.values_list("id", "task_id")[:BATCH])
    if not due and not due_notices:
        return 0
    waiting = _waiting([task for *_, task in (*due, *due_notices) if task], now)
    count = sum(_requeue(plan_id, letter_id, task, now) for plan_id, letter_id, task in due if task not in waiting)
    return count + sum(_requeue_notice(one, task, now) for one, task in due_notices if task not in waiting)


def _waiting(task_ids: list[UUID], now: datetime) -> set[UUID]:
    alive = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gt=now - LEASE)
    return set(DBTaskResult.objects.filter(alive, id__in=task_ids).values_list("id", flat=True))


@transaction.atomic
def _requeue(plan_id: UUID, letter_id: UUID, old_task: UUID | None, now: datetime) -> int:
    new_task = enqueue(plan_id, letter_id)
    letter = Letter.objects.filter(plan_id=plan_id, id=letter_id, task_id=old_task, due_at__lte=now)
    changed = letter.update(task_id=new_task)
    if not changed:
        # Another worker's sweep was first.
        transaction.set_rollback(True)
    return changed


@transaction.atomic
def _requeue_notice(notice_id: UUID, old_task: UUID | None, now: datetime) -> int:
    new_task = enqueue_notice(notice_id)
    notice = Notice.objects.filter(id=notice_id, task_id=old_task, due_at__lte=now)
    changed = notice.update(task_id=new_task)
    if not changed:
        transaction.set_rollback(True)
    return changed


@across.plans("what time is over for")
def tidy(*, now: datetime) -> None:
    """Forget what time is over for: addresses, counts, uploads, reports, deleted plans; and drop tasks left behind."""
    forget_addresses(now=now)
    Notice.objects.filter(created_at__lt=now - FORGET_NOTICES_AFTER, due_at__isnull=True).delete()
    limits.forget_old(now=now)
    uploads.forget_old(now=now)
    people.forget_old(now=now)
    sharing.forget_old(now=now)
    handover.settle_all(now=now)
    cache.forget_old(now=now)
    for plan_id in lifecycle.purge(now=now):
        cache.forget(plan_id)
    for tidier in _tidied_too:
        tidier(now)
    usage.refresh(pack_id=settings.COURSE_PACK, now=now)
    old = now - KEEP_TASKS
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    DBTaskResult.objects.running().filter(started_at__lt=old).delete()


def forget_addresses(*, now: datetime) -> int:
    """Empty the addresses and notes of letters older than `FORGET_AFTER`, and return how many letters that were.

    What stays is that a letter went out, and the masked form of its address. Confirmed addresses go too.
    """
    before = now - FORGET_AFTER
    SenderCode.objects.filter(expires_at__lt=before).delete()
    settled = Letter.objects.filter(created_at__lt=before, due_at__isnull=True).exclude(address="")
    return settled.update(address="", reply_to="", note="")
