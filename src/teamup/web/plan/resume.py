"""Coming back to a plan with its key, typed or from a QR code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.core.limits import TooOften
from teamup.plans import lifecycle
from teamup.plans.errors import WrongKey
from teamup.web.http import browser_or_new, network_of, noted, now, remember_browser
from teamup.web.plan import frame

LONGEST_KEY = 100


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Show the form for a key; a POST opens the plan."""
    if request.method == "POST":
        return _open(request, _key_in(request.POST.get("key", "")))
    return _private(render(request, "plan/resume.html"))


@require_http_methods(["GET", "HEAD", "POST"])
def resume_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show "Open this plan", without looking: a mail scanner spends nothing and learns nothing. A POST opens it."""
    if request.method == "POST":
        return _open(request, token[:LONGEST_KEY])
    return _private(render(request, "plan/resume_link.html"))


def _key_in(typed: str) -> str:
    """Return the key in what was typed: people also paste the whole link."""
    return typed.rpartition("/resume/")[2].strip(" /")[:LONGEST_KEY]


def _open(request: HttpRequest, typed: str) -> HttpResponse:
    try:
        plan = lifecycle.find_by_key(typed=typed, network=network_of(request), now=now())
    except WrongKey as wrong:
        noted(request, "key.wrong", is_bad=True)
        return _private(render(request, "plan/resume.html", {"error": str(wrong), "typed": typed}, status=404))
    except TooOften as often:
        response = render(request, "plan/resume.html", {"error": str(often), "typed": typed}, status=429)
        response["Retry-After"] = str(often.wait)
        return _private(response)
    browser = browser_or_new(request)
    lifecycle.resume(plan=plan, browser=browser, now=now())
    noted(request, "key.opened", plan=str(plan.id))
    welcome = _(
        "Welcome back. This browser opens the plan from now on; on a shared computer, leave it when you are done."
    )
    response = frame.see_other(reverse("plan:overview", args=[plan.id]), request, welcome)
    remember_browser(response, browser)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the key in an address from being stored, indexed or passed on.

    Not "no-referrer": under it browsers send forms with `Origin: null`, which the protection against forged forms
    refuses. "strict-origin" passes on our host name and never the path.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
