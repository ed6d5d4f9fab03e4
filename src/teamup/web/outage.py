"""What is answered while the database is away or the disk is full: a sentence, at once, and nothing is lost."""

from __future__ import annotations

import errno
import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from teamup.core import measures, reference

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 10
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
MOST_FIELDS_GIVEN_BACK = 2_000


def is_outage(error: BaseException | None) -> bool:
    """Say whether something that the site stands on is away, and will be back: no fault of the request or of ours."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, (OperationalError, InterfaceError))


def say_so(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return a 503: data for a script, else a page that looks again by itself, or gives back what was typed.

    Nothing is asked of the database for it, not even who somebody is.
    """
    logger.warning("Cannot be used just now: %s", str(error).strip().replace("\n", " ") or type(error).__name__)
    measures.count("teamup_outages")
    said = _("The site cannot reach its records just now. Nothing you had saved is lost. It goes on by itself.")
    response: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"errors": [said], "reference": reference.present()}, status=503)
    elif request.headers.get("HX-Request"):
        # What stands on the page stays as it is; the script says that it did not work.
        response = HttpResponse(said, status=503, headers={"HX-Reswap": "none"})
    else:
        response = HttpResponse(_page(request), status=503)
    response["Retry-After"] = str(AGAIN_SECONDS)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest) -> str:
    is_form = request.method == "POST"
    context = {
        "typed": _typed(request) if is_form else [],
        "is_form": is_form,
        "address": request.get_full_path(),
        "csrf_token": get_token(request) if is_form else "",
        "again": AGAIN_SECONDS,
        "reference": reference.present(),
    }
    return render_to_string("503.html", context)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    except (UnreadablePostError, OSError):
        return []
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"][:MOST_FIELDS_GIVEN_BACK]
