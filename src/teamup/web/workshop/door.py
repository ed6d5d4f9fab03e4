"""Only in debug: outside, the workshop is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def in_debug(view: View[Rest]) -> View[Rest]:
    """Return the view, which answers 404 unless `TEAMUP_DEBUG` is on."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **options: Rest.kwargs) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        response = view(request, *args, **options)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return require_safe(guarded)
