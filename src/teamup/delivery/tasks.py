"""The work that outlives a request: sending one letter, or one notice."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from teamup.core import measures, reference, traces


@task()
def deliver(plan_id: str, letter_id: str) -> str:
    """Send a letter if it is due, and return what came of it. Safe to run twice: the second finds nothing to do."""
    from teamup.delivery import sending

    with reference.under(reference.new()) as known, traces.span("letter", reference=known):
        return _counted(sending.deliver(UUID(plan_id), UUID(letter_id), clock=timezone.now))


@task()
def deliver_notice(notice_id: str) -> str:
    """Send a notice if it is due, and return what came of it. Safe to run twice, as a letter is."""
    from teamup.delivery import sending

    with reference.under(reference.new()) as known, traces.span("notice", reference=known):
        return _counted(sending.deliver_notice(UUID(notice_id), clock=timezone.now))


def _counted(state: str) -> str:
    measures.count("teamup_letters", state=state)
    return state
