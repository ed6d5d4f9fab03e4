"""Where somebody who is not on the plan confirms a version: by the link in their letter, once they have signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.accounts import people as accounts
from teamup.core.limits import spend
from teamup.delivery import addresses
from teamup.plans import agreeing, agreements, versions
from teamup.plans.access import Actor
from teamup.plans.agreeing import Who
from teamup.plans.agreements import Put
from teamup.plans.errors import AgreementClosed, Fault, FormRejected, NoSuchLink, NotASigner, NotWhatWasRead
from teamup.plans.models import Signer
from teamup.report import formats
from teamup.report.formats import Options
from teamup.web.account import ways
from teamup.web.http import PlanVisit, network_of, now
from teamup.web.plan import agreeing_told as told
from teamup.web.plan import frame
from teamup.web.plan.agreeing import answer, form_of, typed_in
from teamup.web.plan.shared import OPENINGS, closed


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Show the version that somebody is asked to confirm, and take their answer.

    Who has not signed in, or as somebody else, learns nothing of the plan. Looking changes nothing. The page has a
    form, and a browser that may not say where a form comes from cannot send one, so other sites alone are told nothing.
    """
    spend(OPENINGS, network_of(request), now=now())
    try:
        put, signer = agreements.find_by_link(token, now=now())
    except NoSuchLink:
        return closed(request)
    if not request.user.is_authenticated:
        onward = ways.onward_by(reverse("account_login"), request.path)
        return ways.private(render(request, "plan/agree_door.html", {"sign_in": onward}))
    who = Who(request.user.pk, tuple(one.email for one in accounts.addresses_of(request.user)))
    place = agreeing.place_of(put, who)
    if place is None or place.signer_id != signer.signer_id:
        masked = addresses.mask(signer.address) if signer.address else ""
        return ways.private(render(request, "plan/agree_door.html", {"masked": masked, "is_other": True}, status=403))
    if not (put.is_open or put.is_agreed):
        said = _("You declined this version.") if place.declined_at else agreeing.why_closed(put)
        return ways.private(
            render(request, "plan/agree_door.html", {"said": said}, status=409 if _posts(request) else 200)
        )
    return _answer(request, put, place, who) if _posts(request) else _show(request, put, place)


def _posts(request: HttpRequest) -> bool:
    return request.method == "POST"


def _answer(request: HttpRequest, put: Put, place: Signer, who: Who) -> HttpResponse:
    typed = typed_in(request)
    try:
        said = answer(request, put.version.plan, who, typed)
    except FormRejected as rejected:
        return _show(request, put, place, typed=typed, faults=rejected.faults, status=422)
    except (AgreementClosed, NotWhatWasRead, NotASigner) as error:
        return _show(request, put, place, typed=typed, trouble=str(error), status=409)
    if request.POST.get("do") == "decline":
        return ways.private(
            render(request, "plan/agree_door.html", {"said": said, "heading": _("Thank you for your answer")})
        )
    return ways.private(frame.see_other(f"{request.path}#answer", request, said))


def _show(
    request: HttpRequest,
    put: Put,
    place: Signer,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = put.version.plan
    [state] = agreements.put_before(put.version)
    document = formats.document_of(state, versions.day_of(put.version), Options())
    visit = PlanVisit(plan, Actor(place.name, user_id=request.user.pk))
    context: dict[str, Any] = {
        "document": document,
        "missing": {fact.label: fact.value.text for fact in document.summary.missing},
        "line": told.put_line(visit, put),
        "form": form_of(request, put, place, typed or {}, faults),
        "place": place,
        "trouble": trouble,
        "thanks": _("You have confirmed this version.") if place.confirmed_at else "",
    }
    return ways.private(render(request, "plan/agree.html", context, status=status))
