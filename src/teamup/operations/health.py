"""Answers for machines that watch the site: is it alive, can it serve, and what are its figures?"""

import hmac
import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from teamup.catalog import shelf
from teamup.core import measures
from teamup.delivery import heartbeat, minding

PLAIN = "text/plain; charset=utf-8"

log = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database and the queue of tasks answer and there is a course: 200, or 503 with the reason."""
    try:
        DBTaskResult.objects.exists()
        course = shelf.newest(settings.COURSE_PACK)
    except DatabaseError as error:
        log.warning("Not ready: the database does not answer: %s", str(error).strip())
        connection.close()
        return HttpResponse("The database does not answer.\n", content_type=PLAIN, status=503)
    if course is None:
        return HttpResponse("No course is published yet: run `teamup prepare`.\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures of this machine for Prometheus, to whom presents the token; to others there is nothing."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(measures.text() + _waiting(), content_type=PLAIN)


def _waiting() -> bytes:
    """Return how the mail and the tasks stand now, in figures that are the same on every machine."""
    now = timezone.now()
    mail, beat = minding.standing(now=now), heartbeat.last_beat()
    figures = {
        "teamup_mail_waiting": mail.waiting,
        "teamup_mail_failed": mail.failed,
        "teamup_mail_overdue_seconds": _seconds(mail.overdue_since, now),
        "teamup_worker_silent_seconds": _seconds(beat, now),
        "teamup_tasks_waiting": DBTaskResult.objects.ready().count(),
    }
    return "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items()).encode()


def _seconds(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0
