"""Pictures of a plan's documents: each a page, as small as it is shown."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from teamup.core.limits import Limit, TooOften
from teamup.report.errors import RenderError
from teamup.report.formats import Options
from teamup.report.pictures import BESIDE, CARD, LARGE, NoSuchPicture, Picture
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import renders

RENDERS = Limit("pictures of a plan", most=150, seconds=60)
SIZES = {"card": CARD, "": BESIDE, "large": LARGE}
WAIT = 3  # seconds, until a picture that could not be made is worth asking for again


@require_safe
def picture(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Send a picture, or 304 to a browser that has it. What cannot be shown now is 503 without a word.

    The picture stands beside words that say the same, so nobody needs a page about its absence.
    """
    wanted = _wanted(request, get_plan(request, plan_id))
    try:
        wanted.check()
        known = get_conditional_response(request, etag=f'"{wanted.key}"')
        response = known or HttpResponse(wanted.png(), content_type="image/png")
    except NoSuchPicture as error:
        raise Http404(str(error)) from error
    except (RenderError, TooOften):
        response = HttpResponse(status=503, content_type="image/png")
        response["Retry-After"] = str(WAIT)
        response["Cache-Control"] = "private, no-store"
        return response
    response["ETag"] = f'"{wanted.key}"'
    response["Cache-Control"] = "private, no-cache"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _wanted(request: HttpRequest, visit: PlanVisit) -> Picture:
    asked = {name: request.GET.get(name, "") for name in ("kind", "audience", "paper")}
    size = request.GET.get("size", "")
    if request.GET.get("part"):  # beside the worksheet, for those who write it
        asked["audience"] = asked["audience"] or visit.actor.audience
    try:
        options = Options.read(**asked)
    except RenderError as error:
        raise Http404(str(error)) from error
    if size not in SIZES or "version" in request.GET or not visit.may_get(options.audience):
        raise Http404
    permitted = replace(options, permit=renders.permit_picture(RENDERS, str(visit.plan.id)))
    today = now().astimezone(visit.zone).date()
    return Picture(visit.state(), today, permitted, request.GET.get("part", ""), SIZES[size])
