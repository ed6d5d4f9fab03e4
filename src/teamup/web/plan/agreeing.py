"""The agreement on a plan: what was put to both sides, who answered, what changed since, and one's own answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.plans import agreeing, agreements, versions
from teamup.plans.agreed import Since
from teamup.plans.agreeing import Typed, Who
from teamup.plans.agreements import Put
from teamup.plans.errors import AgreementClosed, Fault, FormRejected, NoSuchVersion, NotASigner, NotWhatWasRead
from teamup.plans.models import Signer
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import agreeing_told as told
from teamup.web.plan import frame

SIGNED = ("name", "title", "organization")
SENT = (*SIGNED, "read", "words", "version", "fingerprint")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show where the agreement stands; a POST confirms it, declines it, or takes it back."""
    visit = get_plan(request, plan_id)
    if request.method != "POST":
        return _show(request, visit)
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, visit)
    if visit.actor.user_id is None:
        return refuse(request, _("Sign in as the person who was asked, and answer again."), status=403)
    return _answer(request, visit, Who(visit.actor.user_id))


def _withdraw(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    try:
        agreeing.withdraw(plan=visit.plan, agreement_id=asked_for(request), by=visit.actor, now=now())
    except AgreementClosed as closed:
        return _show(request, visit, trouble=str(closed), status=409)
    return frame.see_other(_page(visit), request, _("Taken back. Nobody is asked to confirm this version any more."))


def _answer(request: HttpRequest, visit: PlanVisit, who: Who) -> HttpResponse:
    typed = typed_in(request)
    try:
        said = answer(request, visit.plan, who, typed)
    except NotASigner as error:
        return refuse(request, str(error), status=403)
    except FormRejected as rejected:
        return _show(request, visit, typed=typed, faults=rejected.faults, status=422)
    except (AgreementClosed, NotWhatWasRead) as error:
        return _show(request, visit, typed=typed, trouble=str(error), status=409)
    return frame.see_other(_page(visit), request, said)


def asked_for(request: HttpRequest) -> UUID:
    """Return the agreement that a form is about; 404 for a form that is not ours."""
    try:
        return UUID(request.POST.get("agreement", ""))
    except ValueError as error:
        raise Http404 from error


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Return what a signer typed."""
    return {name: request.POST.get(name, "")[:2000] for name in SENT}


def answer(request: HttpRequest, plan: Any, who: Who, typed: Mapping[str, str]) -> str:
    """Confirm or decline as the form says, and return what was done. Raises what `plans.agreeing` raises."""
    agreement_id = asked_for(request)
    if request.POST.get("do") == "decline":
        agreeing.decline(plan=plan, agreement_id=agreement_id, words=typed["words"], who=who, now=now())
        return _("Declined. The others see your reason, and can change the plan and put it forward again.")
    if not typed["read"]:
        raise FormRejected(Fault(_("Tick that you have read this version and agree to it."), "read"))
    signed = Typed(*(typed[name] for name in SIGNED))
    put = agreeing.confirm(
        plan=plan, agreement_id=agreement_id, fingerprint=typed["fingerprint"], typed=signed, who=who, now=now()
    )
    if put.is_agreed:
        return _("Confirmed. Everybody who was asked has agreed: the report of this version says so.")
    return _("Confirmed. Your name, title and the time are on record.")


def _page(visit: PlanVisit) -> str:
    return reverse("plan:agreement", args=[visit.plan.id])


def _show(
    request: HttpRequest,
    visit: PlanVisit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    state = visit.state()
    every = agreements.agreements_of(visit.plan)
    waiting = next((put for put in every if put.is_open), None)
    standing = next((put for put in every if put.is_agreed), None)
    place = agreeing.place_of(waiting, Who(visit.actor.user_id)) if waiting and visit.actor.user_id else None
    shown = [put for put in (waiting, standing) if put is not None]
    lines = [*_lines(visit, state, shown)]
    context: dict[str, Any] = {
        "lines": lines,
        "earlier": [told.put_line(visit, put) for put in every if put not in shown],
        "form": form_of(request, waiting, place, typed or {}, faults) if waiting and place else None,
        "trouble": trouble,
        "since_read": [*_since_read(waiting, typed)] if trouble else [],
        "may_put": visit.may(Deed.AGREE),
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/agreement.html", context, state=state, status=status)


def _lines(visit: PlanVisit, state: PlanState, shown: Sequence[Put]) -> Iterator[told.PutLine]:
    if not shown:
        return
    for put, found in zip(shown, agreements.changes_since(state, *shown), strict=True):
        yield told.put_line(visit, put, changed=len(found), since=agreements.since_of(found, state))


def _since_read(waiting: Put | None, typed: Mapping[str, str] | None) -> Iterator[Since]:
    """Yield what differs between the version that a form was about and the one that waits for answers now."""
    number = (typed or {}).get("version", "")
    if waiting is None or not (number.isascii() and number.isdigit() and len(number) < 7):
        return
    with suppress(NoSuchVersion):
        found = versions.find_versions(waiting.version.plan, *sorted({int(number), waiting.version.number}))
        then, *others = agreements.put_before(*found)
        for present in others:
            yield from agreements.since_of(versions.compare(then, present), present)


def form_of(
    request: HttpRequest, put: Put, place: Signer, typed: Mapping[str, str], faults: Sequence[Fault] = ()
) -> dict[str, Any] | None:
    """Return what the form of a signer needs, or None once they have answered."""
    if place.confirmed_at or place.declined_at:
        return None
    user: Any = request.user
    known = {"name": place.name, "title": user.title, "organization": user.organization}
    return {
        "put": put,
        "side": place.side,
        "typed": {**known, **{name: word for name, word in typed.items() if word}},
        "faults": faults,
        "at": {fault.where: fault.message for fault in faults},
        "wants_to_decline": any(fault.where == "words" for fault in faults),
        "fingerprint": told.spaced(put.agreement.fingerprint),
        "longest": {
            "name": agreeing.LONGEST_NAME,
            "title": agreeing.LONGEST_TITLE,
            "organization": agreeing.LONGEST_ORGANIZATION,
            "words": agreeing.LONGEST_WORDS,
        },
    }
