"""Answers for machines that watch the site: is it alive, and can it serve?"""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

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
    """Say whether the database and the queue of tasks answer: 200, or 503 with the reason in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        DBTaskResult.objects.exists()
    except DatabaseError:
        log.exception("Not ready: the database does not answer.")
        return HttpResponse("The database does not answer.\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)
