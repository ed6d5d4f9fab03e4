"""The queue of letters: put in with the letter, put in again by a sweep when a worker died or a try is due.

django-tasks-db runs a task once. It does not retry, and what a killed worker had in hand stays "running" for ever. So
the letter itself says when it is due, and a task is no more than a nudge: too many do no harm, a lost one is replaced.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from teamup.core import limits, uploads
from teamup.delivery import tasks
from teamup.delivery.models import Letter, SenderCode
from teamup.report import cache

LEASE = timedelta(minutes=2)
"""How long a worker may have a letter in hand before another one takes it."""
FORGET_AFTER = timedelta(days=30)
KEEP_TASKS = timedelta(days=1)
BATCH = 200


def enqueue(plan_id: UUID, letter_id: UUID) -> UUID:
    """Queue the sending of a letter, in the caller's transaction, and return the task's id."""
    return UUID(tasks.deliver.enqueue(str(plan_id), str(letter_id)).id)


def requeue_due(*, now: datetime) -> int:
    """Queue every letter that is due and has no task waiting or at work, and return how many those were."""
    letters = Letter.objects.filter(due_at__lte=now).order_by("due_at")
    due = list(letters.values_list("plan_id", "id", "task_id")[:BATCH])
    if not due:
        return 0
    alive = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gt=now - LEASE)
    tasks_of_due = DBTaskResult.objects.filter(alive, id__in=[task for *_, task in due if task])
    waiting = set(tasks_of_due.values_list("id", flat=True))
    return sum(_requeue(plan_id, letter_id, task, now) for plan_id, letter_id, task in due if task not in waiting)


@transaction.atomic
def _requeue(plan_id: UUID, letter_id: UUID, old_task: UUID | None, now: datetime) -> int:
    new_task = enqueue(plan_id, letter_id)
    letter = Letter.objects.filter(plan_id=plan_id, id=letter_id, task_id=old_task, due_at__lte=now)
    changed = letter.update(task_id=new_task)
    if not changed:
        # Another worker's sweep was first.
        transaction.set_rollback(True)
    return changed


def tidy(*, now: datetime) -> None:
    """Forget addresses, counts, uploads and reports whose time is over; drop tasks that are finished or left behind."""
    forget_addresses(now=now)
    limits.forget_old(now=now)
    uploads.forget_old(now=now)
    cache.forget_old(now=now)
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
