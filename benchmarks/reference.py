"""The site with two bare views beside it: what a save and a page cost at the least on the same server.

`/bench/upsert/` stores one row, durably, behind the same middleware. `/bench/page/` renders a 10 KB template.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import ModuleType

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

application = get_wsgi_application()

from teamup.core.models import Allowance  # noqa: E402
from teamup.operations.child import settle  # noqa: E402

NOW = datetime(2026, 11, 22, tzinfo=UTC)

PAGE = """{% load i18n %}<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>
{% for row in rows %}<p class="{% if forloop.first %}first{% endif %}">
{{ row.name }} {% translate "Answer" %} {{ row.text }}</p>
{% endfor %}"""
ROWS = [{"name": f"Question {n}", "text": "What people type & expect to see again. " * 4} for n in range(48)]
_page = engines["django"].from_string(PAGE)


def upsert(request: HttpRequest) -> HttpResponse:
    """Store what was sent in one row, in one transaction, as a Django view would."""
    sent = json.loads(request.body)
    row = Allowance(key=str(sent["id"]), window=1, count=int(sent["value"]), ends_at=NOW)
    with transaction.atomic():
        Allowance.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key", "window"], update_fields=["count", "ends_at"]
        )
    return JsonResponse({"saved": True})


def page(request: HttpRequest) -> HttpResponse:
    """Render a page of 10 KB without asking the database."""
    return HttpResponse(_page.render({"title": "A bare page", "rows": ROWS}, request))


urls = ModuleType("benchmarks.reference_urls")
urls.urlpatterns = [  # type: ignore[attr-defined]
    path("bench/upsert/", upsert),
    path("bench/page/", page),
    path("", include("teamup.config.urls")),
]
settings.ROOT_URLCONF = urls
settle()
