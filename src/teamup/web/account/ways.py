"""Where a person goes on to, and how long ago they showed who they are."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

NEXT = "next"
LONGEST = 2_000


def is_ours(url: str) -> bool:
    """Say whether `url` is a page of this site, written as a path: what else comes in `next` may lead anywhere."""
    is_path = url.startswith("/") and len(url) <= LONGEST
    return is_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def next_of(request: HttpRequest) -> str:
    """Return the page that the request says to go on to, or "" when it says none, or one that is not ours."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    return asked if is_ours(asked) else ""


def onward_by(page: str, url: str) -> str:
    """Return the address of a page from which people go on to `url`; "" is nowhere in particular."""
    return f"{page}?{urlencode({NEXT: url})}" if url else page


def has_proven_lately(request: HttpRequest) -> bool:
    """Say whether the person showed who they are within the last quarter of an hour, by signing in or again since."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def private(response: HttpResponse) -> HttpResponse:
    """Return the response, to be kept by no cache and found by no search."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
