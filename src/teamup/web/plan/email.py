"""E-mailing the report: the form, confirming an address, mailing oneself the key, and what became of the letters.

No page waits for mail: a POST puts letters into the queue and answers at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.core.limits import TooOften
from teamup.delivery import codes, selectors, services
from teamup.delivery.errors import BadAddress, CannotRetry, LetterRejected, TooManyLetters, WrongCode
from teamup.delivery.models import Paper
from teamup.delivery.notes import LONGEST_NOTE
from teamup.delivery.services import Order, Sent
from teamup.plans.errors import WrongKey
from teamup.web.http import PlanVisit, get_plan, network_of, now
from teamup.web.plan import frame, keycard, letters

Faults = Sequence[tuple[str, str]]
FILES = "teamup.delivery.files.EmailBackend"
LONGEST_FIELD = 10_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as typed. `form` is its key: the same form sends once."""

    form: UUID
    sender: str = ""
    others: str = ""
    paper: str = Paper.LETTER
    note: str = ""
    code: str = ""
    is_coded: bool = False  # a code was asked for, so its field is shown


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the form and the letters; a POST sends the report, or tries a failed letter again."""
    visit = get_plan(request, plan_id)
    if not visit.can_edit:
        return _closed(request, visit)
    if request.method != "POST":
        return _letters(request, visit) if is_fragment(request) else _page(request, visit, _fresh(visit))
    if letter_id := request.POST.get("retry"):
        return _retry(request, visit, letter_id)
    return _send(request, visit, read(request.POST))


@require_http_methods(["GET", "HEAD", "POST"])
def email_code(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Mail a code to the sender's address, or check the one typed; what else was typed stays in the form."""
    visit = get_plan(request, plan_id)
    if not visit.can_edit:
        return _closed(request, visit)
    if request.method != "POST":
        return frame.see_other(_url(visit))
    typed = read(request.POST)
    if request.POST.get("do") == "check":
        return _check_code(request, visit, typed)
    return _ask_code(request, visit, typed)


@require_http_methods(["GET", "HEAD", "POST"])
def email_key(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Mail the plan's key to the person who has it before them: in the form, or shown in this browser just now."""
    visit = get_plan(request, plan_id)
    if not visit.can_edit:
        return _closed(request, visit)
    if request.method != "POST":
        return frame.see_other(_url(visit))
    card = keycard.shown(request, visit.plan)
    key = request.POST.get("key", "")[:100] or (card.key if card else "")
    typed = replace(_fresh(visit), sender=request.POST.get("address", "")[:LONGEST_FIELD])
    try:
        services.send_key(
            plan=visit.plan,
            key=key,
            address=typed.sender,
            form_key=read_form(request.POST) or uuid.uuid4(),
            by=visit.actor,
            network=network_of(request),
            now=now(),
        )
    except (BadAddress, WrongKey) as error:
        return _page(request, visit, typed, faults=[("address", str(error))], status=422)
    except (TooManyLetters, TooOften) as error:
        return _too_many(request, visit, typed, error)
    return frame.see_other(_url(visit, "#letters"), request, _("Your key is on its way to you."))


def read(post: Mapping[str, str]) -> Typed:
    """Return what was posted, as typed; a form without a key gets one."""
    return Typed(
        form=read_form(post) or uuid.uuid4(),
        sender=post.get("sender", "")[:LONGEST_FIELD],
        others=post.get("others", "")[:LONGEST_FIELD],
        paper=post.get("paper", "")[:20],
        note=post.get("note", "")[:LONGEST_FIELD],
        code=post.get("code", "")[:20],
        is_coded="code" in post,
    )


def read_form(post: Mapping[str, str]) -> UUID | None:
    """Return the key of the posted form, or None when it has none that can be read."""
    try:
        return UUID(post.get("form", ""))
    except ValueError:
        return None


def is_fragment(request: HttpRequest) -> bool:
    """Say whether the page asks for its list of letters alone."""
    return request.headers.get("HX-Request") == "true"


def _send(request: HttpRequest, visit: PlanVisit, typed: Typed) -> HttpResponse:
    if read_form(request.POST) is None:
        outdated = _("This form is out of date. Check it, then press Send again.")
        return _page(request, visit, typed, faults=[("", outdated)], status=422)
    order = Order(typed.form, typed.sender, typed.others, typed.paper, typed.note)
    try:
        if typed.code.strip():
            codes.confirm(plan=visit.plan, address=typed.sender, code=typed.code, by=visit.actor, now=now())
        sent = services.send_report(
            plan=visit.plan, order=order, by=visit.actor, network=network_of(request), now=now()
        )
    except LetterRejected as rejected:
        return _page(request, visit, typed, faults=rejected.faults, status=422)
    except WrongCode as wrong:
        return _page(request, visit, typed, faults=[("code", str(wrong))], status=422)
    except BadAddress as bad:
        return _page(request, visit, typed, faults=[("sender", str(bad))], status=422)
    except TooManyLetters as error:
        return _too_many(request, visit, typed, error)
    return frame.see_other(_url(visit, "#letters"), request, _said(sent))


def _said(sent: Sent) -> str:
    if not sent.queued:
        return _("This was sent already, so nothing was sent twice.")
    said = ngettext("One letter is on its way.", "%(n)s letters are on their way.", sent.queued) % {"n": sent.queued}
    return f"{said} {_('You may leave this page.')}"


def _retry(request: HttpRequest, visit: PlanVisit, letter_id: str) -> HttpResponse:
    try:
        services.retry(
            plan=visit.plan, letter_id=UUID(letter_id), by=visit.actor, network=network_of(request), now=now()
        )
    except ValueError:
        return _page(request, visit, _fresh(visit), faults=[("", _("This letter is no longer here."))], status=422)
    except CannotRetry as error:
        return _page(request, visit, _fresh(visit), faults=[("", str(error))], status=422)
    except TooManyLetters as error:
        return _too_many(request, visit, _fresh(visit), error)
    return frame.see_other(_url(visit, "#letters"), request, _("The letter is on its way again."))


def _ask_code(request: HttpRequest, visit: PlanVisit, typed: Typed) -> HttpResponse:
    try:
        codes.request_code(
            plan=visit.plan, address=typed.sender, by=visit.actor, network=network_of(request), now=now()
        )
    except BadAddress as error:
        return _page(request, visit, typed, faults=[("sender", str(error))], status=422)
    except TooManyLetters as error:
        return _too_many(request, visit, typed, error)
    said = _("A code is on its way to %(address)s. Type it below within ten minutes.") % {"address": typed.sender}
    return _page(request, visit, replace(typed, is_coded=True, code=""), said=said)


def _check_code(request: HttpRequest, visit: PlanVisit, typed: Typed) -> HttpResponse:
    try:
        codes.confirm(plan=visit.plan, address=typed.sender, code=typed.code, by=visit.actor, now=now())
    except WrongCode as error:
        return _page(request, visit, typed, faults=[("code", str(error))], status=422)
    except BadAddress as error:
        return _page(request, visit, typed, faults=[("sender", str(error))], status=422)
    said = _("Your address is confirmed. You may write to up to %(most)s others and add a note.")
    typed = replace(typed, is_coded=False, code="")
    return _page(request, visit, typed, said=said % {"most": services.OTHERS_CONFIRMED})


def _too_many(request: HttpRequest, visit: PlanVisit, typed: Typed, error: TooManyLetters | TooOften) -> HttpResponse:
    response = _page(request, visit, typed, faults=[("", str(error))], status=429)
    response["Retry-After"] = str(error.wait)
    return response


def _fresh(visit: PlanVisit) -> Typed:
    return Typed(form=uuid.uuid4(), sender=codes.confirmed_address(plan=visit.plan, by=visit.actor))


def _page(
    request: HttpRequest, visit: PlanVisit, typed: Typed, *, faults: Faults = (), said: str = "", status: int = 200
) -> HttpResponse:
    """Return the page with what was typed, each fault at its field and at the top."""
    is_confirmed = bool(typed.sender.strip()) and _is_confirmed(visit, typed)
    context: dict[str, Any] = {
        **_lines(visit),
        "typed": typed,
        "faults": [(field, message) for field, message in faults],
        "at": {field: [m for f, m in faults if f == field] for field, _message in faults},
        "said": said,
        "is_confirmed": is_confirmed,
        "most": services.OTHERS_CONFIRMED if is_confirmed else services.OTHERS,
        "most_confirmed": services.OTHERS_CONFIRMED,
        "longest_note": LONGEST_NOTE,
        "papers": [(Paper.LETTER, _("US Letter")), (Paper.A4, _("A4"))],
        "key_card": keycard.shown(request, visit.plan),
        "writes_files": settings.EMAIL_BACKEND == FILES,
    }
    state = visit.state()
    context["marked"] = len(state.marks.keys() & state.stored.keys())
    response = frame.page(request, visit, "plan/email.html", context, state=state, current="plan:email", status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _is_confirmed(visit: PlanVisit, typed: Typed) -> bool:
    return codes.is_confirmed(plan=visit.plan, address=typed.sender.strip(), by=visit.actor)


def _letters(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    context = {**_lines(visit), "plan": visit.plan}
    response = frame.close(request, render(request, "plan/email.html#letters", context))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _lines(visit: PlanVisit) -> dict[str, Any]:
    found, moment = selectors.letters_of(visit.plan), now()
    return {
        "letters": [letters.line_of(letter, visit.zone, moment) for letter in found],
        "is_moving": any(letters.is_moving(letter, moment) for letter in found),
    }


def _closed(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    """Return the page that says why nothing can be mailed from here."""
    status = 403 if request.method == "POST" else 200
    state = visit.state()
    return frame.page(request, visit, "plan/email_closed.html", {}, state=state, current="plan:email", status=status)


def _url(visit: PlanVisit, anchor: str = "") -> str:
    return reverse("plan:email", args=[visit.plan.id]) + anchor
