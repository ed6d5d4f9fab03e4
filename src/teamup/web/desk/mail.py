"""*Mail*: what waits and what failed, why, and what can be done. Addresses are masked, and no words are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.delivery import minding
from teamup.delivery.errors import CannotRetry
from teamup.delivery.minding import Parcel
from teamup.delivery.models import LetterKind, LetterState, NoticeKind
from teamup.web.desk.door import Visit, host_only
from teamup.web.desk.frame import page
from teamup.web.plan.frame import see_other

KINDS: Mapping[str, Promise] = {
    LetterKind.REPORT: lazy("A report"),
    LetterKind.KEY: lazy("The key of a plan"),
    LetterKind.CODE: lazy("A code that confirms a sender"),
    LetterKind.INVITE: lazy("An invitation to a plan"),
    LetterKind.OWNER: lazy("News about who owns a plan"),
    LetterKind.AGREE: lazy("A plan to be agreed on"),
    NoticeKind.SIGN_IN: lazy("A code to sign in"),
    NoticeKind.ADDRESS: lazy("A code that adds an address"),
    NoticeKind.PROOF: lazy("A code that confirms a person"),
    NoticeKind.CHANGED: lazy("News about an account"),
    NoticeKind.UNUSED: lazy("A plan that nobody uses"),
    NoticeKind.DATES: lazy("Dates of a plan"),
    NoticeKind.TALK: lazy("Talk on a plan"),
}
STATES: Mapping[str, tuple[str, str, Promise]] = {
    LetterState.QUEUED: ("queued", "clock", lazy("Waits")),
    LetterState.SENDING: ("doing", "mail", lazy("On its way")),
    LetterState.FAILED: ("failed", "warn", lazy("Failed")),
    LetterState.SENT: ("sent", "check", lazy("Sent")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as it is shown."""

    id: UUID
    kind: str
    address: str
    look: str
    icon: str
    state: str
    created_at: datetime
    next_at: datetime | None
    reason: str
    can_retry: bool
    can_stop: bool


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the mail of the site; a POST sends again, or stops."""
    if request.method != "POST":
        return _show(request, visit)
    try:
        said = _do(request, visit)
    except CannotRetry as error:
        return _show(request, visit, error=str(error), status=422)
    return see_other(reverse("desk:mail"), request, said)


def _do(request: HttpRequest, visit: Visit) -> str:
    by = str(_("The people who run this site"))
    with transaction.atomic():
        match request.POST.get("do"):
            case "retry-all":
                count = minding.retry_all(by=by, now=visit.at)
                if count:
                    visit.record("mail.all_retried", count=count)
                return ngettext("%(n)d letter is queued again.", "%(n)d letters are queued again.", count) % {
                    "n": count
                }
            case "retry":
                minding.retry(parcel_id=_id(request), by=by, now=visit.at)
                visit.record("mail.retried")
                return _("Queued: the worker sends it within seconds.")
            case "stop":
                minding.stop(parcel_id=_id(request), by=by, now=visit.at)
                visit.record("mail.stopped")
                return _("Stopped: it is not sent.")
            case _:
                raise Http404


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("parcel", ""))
    except ValueError as error:
        raise Http404 from error


def _show(request: HttpRequest, visit: Visit, *, error: str = "", status: int = 200) -> HttpResponse:
    today = datetime.combine(visit.at.astimezone(visit.zone).date(), time.min, tzinfo=visit.zone)
    found = minding.parcels(now=visit.at)
    lines = [_line(one) for one in found]
    context = {
        "standing": minding.standing(now=visit.at, today=today),
        "lines": lines,
        "error": error,
        "can_retry_all": any(one.can_retry and one.state == LetterState.FAILED for one in found),
        "most": minding.MOST_SHOWN,
        "is_cut": len(found) == minding.MOST_SHOWN,
    }
    return page(request, visit, "mail", context, status=status)


def _line(one: Parcel) -> Line:
    look, icon, state = STATES[one.state]
    waits = one.state == LetterState.QUEUED
    return Line(
        id=one.id,
        kind=str(KINDS.get(one.kind, one.kind)),
        address=one.address,
        look=look,
        icon=icon,
        state=str(state),
        created_at=one.created_at,
        next_at=one.due_at if waits else None,
        reason=one.reason,
        can_retry=one.can_retry,
        can_stop=waits,
    )
