"""Opening a plan file: what is in it first; then it becomes a plan again, or goes into the one that is here."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.catalog.model import Side
from teamup.core.limits import TooOften
from teamup.core.uploads import NoSuchUpload
from teamup.plans import lifecycle
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.joining import Place
from teamup.plans.permissions import Deed
from teamup.report import loading
from teamup.report.errors import PlanFileError
from teamup.report.loading import AlreadyUsed, Joined, Received
from teamup.web.http import browser_of, browser_or_new, get_plan, network_of, noted, now, remember_browser
from teamup.web.plan import frame, keycard, loaded_plan, sending

TAKE, PICK, BASE = "take", "pick:", "base:"
"""Names of controls: answers that are new, the choice at each that differs, and the revision each had here."""


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Ask for a plan file; a POST keeps it for an hour and shows what is in it."""
    if request.method != "POST":
        return _ask(request)
    sent = request.FILES.get("file")
    if sent is None:
        return _ask(request, _("Choose a file first: the plan as HTML, or its plan file."), status=422)
    browser = browser_or_new(request)
    try:
        if (sent.size or 0) > loading.MOST_BYTES:
            raise loading.too_large()
        name, network = sent.name or "", network_of(request)
        token = loading.receive(sent.read(), name=name, browser=browser, network=network, now=now())
    except PlanFileError as error:
        noted(request, "file.refused", is_bad=True, size=sent.size or 0)
        return _ask(request, str(error), status=422)
    except TooOften as often:
        response = _ask(request, str(often), status=429)
        response["Retry-After"] = str(often.wait)
        return response
    response = frame.see_other(reverse("plan:loaded", args=[token]))
    remember_browser(response, browser)
    return response


def _ask(request: HttpRequest, error: str = "", *, status: int = 200) -> HttpResponse:
    context = {"error": error, "most_bytes": loading.MOST_BYTES}
    return frame.close(request, render(request, "plan/load.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def loaded(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is in a file that this browser sent; a POST makes it a plan, or puts it together with the one here."""
    try:
        if request.method == "POST":
            return _join(request, token) if request.POST.get("do") == "join" else _make(request, token)
        return _show(request, token)
    except NoSuchUpload:
        said = _("That file is not kept here any more: it is held for an hour. Choose it again.")
        return _ask(request, said, status=404)
    except AlreadyUsed as used:
        return _used_already(request, used.plan_id)
    except PlanFileError as error:
        return _ask(request, str(error), status=422)


def _show(request: HttpRequest, token: str, *, error: str = "", status: int = 200) -> HttpResponse:
    received = loading.look(token, browser=browser_of(request), now=now())
    context = {"error": error, "file": loaded_plan.told(received)}
    if received.beside:
        context["beside"] = loaded_plan.beside(received, get_plan(request, received.beside.pk, to=Deed.EDIT))
    return frame.close(request, render(request, "plan/loaded.html", context, status=status))


def _make(request: HttpRequest, token: str) -> HttpResponse:
    try:
        lifecycle.spend_new_plan(network=network_of(request), now=now())
    except TooOften as often:
        response = _show(request, token, error=str(often), status=429)
        response["Retry-After"] = str(often.wait)
        return response
    browser = browser_of(request)
    made = loading.make_plan(token, browser=browser, now=now())
    said = _("The plan is here, as it was in the file. It belongs to this browser, and has a new key.")
    response = frame.see_other(reverse("plan:overview", args=[made.plan.pk]), request, said)
    keycard.show_next(response, made.plan, made.key)
    remember_browser(response, browser)
    return response


def _join(request: HttpRequest, token: str) -> HttpResponse:
    browser = browser_of(request)
    received = loading.look(token, browser=browser, now=now())
    if received.beside is None:
        return _show(request, token)
    visit = get_plan(request, received.beside.pk, to=Deed.EDIT)
    try:
        bases = _chosen(request.POST)
        joined = loading.join(token, plan=visit.plan, browser=browser, bases=bases, by=visit.actor, now=now())
    except AnswerRejected as rejected:
        return _show(request, token, error=str(rejected), status=422)
    return frame.see_other(reverse("plan:history", args=[visit.plan.pk]), request, _said(joined, received))


def _chosen(post: QueryDict) -> dict[Place, int]:
    """Return the answers to take from the file, each with its revision when they were chosen."""
    picked = [name.removeprefix(PICK) for name, value in post.items() if name.startswith(PICK) and value == "file"]
    return {_place(name): sending.read_base(post, f"{BASE}{name}") for name in (*post.getlist(TAKE), *picked)}


def _place(name: str) -> Place:
    question_id, _slash, side = name.rpartition("/")
    try:
        return question_id, Side(side)
    except ValueError as error:
        raise AnswerRejected(Fault(_("This form is out of date. Reload the page and try again."))) from error


def _said(joined: Joined, received: Received) -> str:
    counts: Mapping[str, int] = {
        ngettext("%(n)d answer", "%(n)d answers", joined.answers): joined.answers,
        ngettext("%(n)d action step", "%(n)d action steps", joined.steps): joined.steps,
        ngettext("%(n)d round of the self-check", "%(n)d rounds of the self-check", joined.rounds): joined.rounds,
    }
    came = ", ".join(said % {"n": count} for said, count in counts.items() if count)
    said = _("Taken from the file: %(what)s. What was here before is in the history.") % {"what": came}
    if not came:
        said = _("Nothing was taken from the file. The plan is as it was.")
    if joined.conflicts:
        titles = ", ".join(loaded_plan.titles_of(received, joined.conflicts))
        said += " " + _("Someone changed these meanwhile, so they stayed as they are here: %(what)s.") % {
            "what": titles
        }
    return said


def _used_already(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    said = _("This file was used a moment ago, and this is its plan. If you have not seen its key, see Settings.")
    return frame.see_other(reverse("plan:overview", args=[plan_id]), request, said)
