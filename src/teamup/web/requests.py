"""Each request has a reference, a line in the log, and its place in the figures."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from teamup.core import measures, reference, traces
from teamup.core.logs import FACTS

logger = logging.getLogger("teamup.requests")

HEADER = "X-Request-Reference"
UPSTREAM = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class RequestMiddleware:
    """Outermost: whatever is logged while a request is answered carries its reference, and so does the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response with its reference."""
        began = time.perf_counter()
        with reference.under(reference.new()) as known, traces.span("request", reference=known) as span:
            request.reference = known  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers[HEADER] = known
            span |= {"route": _route(request), "status": response.status_code}
            _note(request, response, time.perf_counter() - began)
        return response


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = _route(request)
    method = request.method if request.method in METHODS else "other"
    measures.count("teamup_requests", route=route, method=str(method), status=f"{response.status_code // 100}xx")
    measures.took("teamup_request_seconds", seconds, route=route)
    if logger.isEnabledFor(settings.REQUEST_LOG_LEVEL):
        facts = {"route": route, "method": method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
        if upstream := _upstream(request):
            facts["upstream"] = upstream
        said = "%s %s %d in %.1f ms"
        logger.log(
            settings.REQUEST_LOG_LEVEL, said, method, route, response.status_code, facts["ms"], extra={FACTS: facts}
        )


def _route(request: HttpRequest) -> str:
    """Return the name of an address, never the address itself: those of plans and links are nobody's business."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"


def _upstream(request: HttpRequest) -> str:
    """Return the number that a trusted proxy gave the request, for finding it in the proxy's own log."""
    given = request.headers.get("X-Request-ID", "")
    is_trusted = request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES
    return given if is_trusted and UPSTREAM.fullmatch(given) else ""
