"""Turning what went wrong into a page, or into data for a script: a sentence, and the way out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from teamup.core import reference
from teamup.core.limits import TooOften
from teamup.plans.errors import MayNotEdit, NoSuchPlan, PlanError
from teamup.web import outage
from teamup.web.http import noted

MOST_FIELDS_GIVEN_BACK = 2000


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script asked, for data."""
    return "application/json" in request.headers.get("Accept", "")


def refuse(request: HttpRequest, sentence: str, *, status: int, wait: int = 0) -> HttpResponse:
    """Return the sentence, as a page or as data. `wait` says after how many seconds to try again."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"errors": [sentence]}, status=status)
    else:
        context = {"sentence": sentence, "reference": reference.present()}
        response = render(request, "refused.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response


class RoomErrorsMiddleware:
    """Answers the errors that rooms raise, wherever a view lets them pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response as it comes."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a room's error; None for a bug, which goes to the log."""
        match error:
            case ReauthenticationRequired():
                return _ask_for_proof(request)
            case NoSuchPlan():
                return not_found(request, error)
            case MayNotEdit():
                noted(request, "access.refused", is_bad=True, status=403)
                return refuse(request, str(error), status=403)
            case TooOften():
                return refuse(request, str(error), status=429, wait=error.wait)
            case PlanError():
                return refuse(request, str(error), status=422)
            case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
                return bad_request(request, error)
            case _ if outage.is_outage(error):
                return outage.say_so(request, error)
            case _:
                return None


def server_error(request: HttpRequest) -> HttpResponse:
    """Return what is answered when something broke: nothing is asked of the database for it.

    Errors of middleware come here, too, and so does a database that is away when a session is looked for.
    """
    error = sys.exc_info()[1]
    if error is not None and outage.is_outage(error):
        return outage.say_so(request, error)
    said = _("Something broke on our side. What you had saved is safe. Please try again.")
    if wants_json(request):
        return JsonResponse({"errors": [said], "reference": reference.present()}, status=500)
    page = render_to_string("500.html", {"reference": reference.present()})
    return HttpResponse(page, status=500, headers={"Cache-Control": "private, no-store"})


def _ask_for_proof(request: HttpRequest) -> HttpResponse:
    from teamup.web.account.proof import ask_for_proof

    return ask_for_proof(request)


def too_often(request: HttpRequest) -> HttpResponse:
    """Return what allauth answers who tries something too often."""
    noted(request, "limit.reached", is_bad=True, limit="allauth's own")
    return refuse(request, _("That was tried too often. Please try again in a few minutes."), status=429, wait=300)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return what a request that cannot be read is answered."""
    noted(request, "request.refused", is_bad=True, why=type(exception).__name__)
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, _("This is too much to send at once. Go back, shorten it, and save again."), status=413)
    if isinstance(exception, TooManyFieldsSent):
        return refuse(
            request, _("This form has too many fields. Go back, remove some rows, and save again."), status=413
        )
    return refuse(request, _("This request could not be read. Go back and try again."), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what this visitor may not do."""
    noted(request, "access.refused", is_bad=True, status=403)
    if wants_json(request):
        return refuse(request, _("You may not do this here."), status=403)
    return render(request, "403.html", {"reference": reference.present()}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what is not here: the same for a plan that never was and for someone else's."""
    if wants_json(request):
        return refuse(request, _("There is no such page."), status=404)
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return what a form whose token is missing or expired is answered: nothing is done, and the typing comes back.

    A post from another site gets no more than a refusal.
    """
    noted(request, "form.refused", is_bad=True, is_from_here=int(is_from_here(request)))
    if wants_json(request):
        said = _("This page was open for too long. It is asking for a fresh permission and tries again.")
        return JsonResponse({"errors": [said], "csrf": get_token(request)}, status=403)
    if not is_from_here(request):
        return refuse(request, _("This form came from another site, so nothing was changed."), status=403)
    said = _("This page was open for too long, so nothing is saved yet. What you typed is below: please save it again.")
    return _worksheet_again(request, said) or _form_again(request, said)


def is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser sent this form from one of our own pages, as far as it tells."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()


def _worksheet_again(request: HttpRequest, said: str) -> HttpResponse | None:
    from teamup.web.plan.lesson import redraw_unsaved

    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.view_name != "plan:lesson":
        return None
    try:
        return redraw_unsaved(request, **match.kwargs, said=said)
    except MayNotEdit as error:
        return refuse(request, str(error), status=403)


def _form_again(request: HttpRequest, said: str) -> HttpResponse:
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    context = {"said": said, "typed": typed[:MOST_FIELDS_GIVEN_BACK], "address": request.get_full_path()}
    response = render(request, "form_again.html", context, status=403)
    response["Cache-Control"] = "private, no-store"
    return response
