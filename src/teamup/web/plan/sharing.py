"""Links to read a plan: an owner makes them, sees how often they were opened, and revokes them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from teamup.plans import sharing, versions, words
from teamup.plans.errors import AnswerRejected, Fault, FormRejected
from teamup.plans.marking import Audience
from teamup.plans.models import AudienceChoice, ShareLink
from teamup.plans.permissions import Deed
from teamup.plans.sharing import Wanted
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame, sending
from teamup.web.plan.shownonce import ShownOnce, site_url
from teamup.web.plan.times import clock_time

LINK = ShownOnce("sharelink", "teamup.share-link")
FIELDS = ("audience", "version", "days", "label")
USUAL_DAYS = "90"
NOTHING = ""
ENDED_SHOWN = 20
EDITIONS: Mapping[AudienceChoice, tuple[Promise, Promise]] = {
    AudienceChoice.PUBLIC: (
        lazy("Public"),
        lazy("Leaves out contacts, budget, legal notes and every answer that is marked."),
    ),
    AudienceChoice.PARTNERS: (lazy("Partners"), lazy("Leaves out what is marked for one side only.")),
    AudienceChoice.POLICE: (lazy("Police"), lazy("Holds what is marked police only. For the police side alone.")),
    AudienceChoice.SECURITY: (
        lazy("Security"),
        lazy("Holds what is marked security only. For the security side alone."),
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose from."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link in the list. `look` and `state` say how it stands: a class, and the word for it."""

    id: UUID
    label: str
    edition: str
    version: str
    made: str
    until: str
    opened: str
    last: str
    is_open: bool
    look: str
    icon: str
    state: str


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the links of a plan; a POST makes one, revokes one, or puts a new one's address away."""
    visit = get_plan(request, plan_id, to=Deed.SHARE)
    if request.method != "POST":
        return _show(request, visit)
    match request.POST.get("do"):
        case "make":
            return _make(request, visit)
        case "revoke":
            return _revoke(request, visit)
        case _:
            response = frame.see_other(_page(visit))
            LINK.forget(response, visit.plan)
            return response


def _page(visit: PlanVisit) -> str:
    return reverse("plan:share", args=[visit.plan.id])


def _make(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:2000] for name in FIELDS}
    try:
        key = sending.read_key(request.POST)
        made = sharing.make_link(plan=visit.plan, wanted=_wanted(visit, typed), key=key, by=visit.actor, now=now())
    except (FormRejected, AnswerRejected) as rejected:
        return _show(request, visit, typed=typed, faults=rejected.faults, status=422)
    said = _("The link for “%(label)s” is made. Copy it now: it is shown only here, and only for a few minutes.")
    response = frame.see_other(f"{_page(visit)}#link", request, said % {"label": made.link.label})
    LINK.show_next(response, visit.plan, made.token)
    return response


def _wanted(visit: PlanVisit, typed: Mapping[str, str]) -> Wanted:
    """Return what was typed. An edition that is not offered is as unknown as any other word."""
    offered = typed["audience"] if typed["audience"] in [one.id for one in editions(visit)] else NOTHING
    return Wanted(offered, typed["version"], typed["days"], typed["label"])


def _revoke(request: HttpRequest, visit: PlanVisit) -> HttpResponse:
    try:
        sharing.revoke(plan=visit.plan, link_id=UUID(request.POST.get("link", "")), by=visit.actor, now=now())
    except ValueError as error:
        raise Http404 from error
    return frame.see_other(_page(visit), request, _("Revoked. The link opens nothing any more, for whoever has it."))


def editions(visit: PlanVisit) -> list[Choice]:
    """Return the editions that this person may make a link to, the narrowest first."""
    return [
        Choice(str(one), str(label), str(more))
        for one, (label, more) in EDITIONS.items()
        if visit.may_get(Audience(one))
    ]


def edition_said(audience: str) -> str:
    """Return what an edition is called."""
    return str(EDITIONS[AudienceChoice(audience)][0])


def _show(
    request: HttpRequest,
    visit: PlanVisit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HttpResponse:
    state = visit.state()
    lines = [_line(visit, link) for link in sharing.links_of(visit.plan)]
    offered = editions(visit)
    first = {"audience": offered[0].id, "version": request.GET.get("version", ""), "days": USUAL_DAYS, "label": ""}
    token = LINK.secret_of(request, visit.plan)
    context: dict[str, Any] = {
        "open": [line for line in lines if line.is_open],
        "ended": [line for line in lines if not line.is_open][:ENDED_SHOWN],
        "editions": offered,
        "versions": [Choice(str(one.number), versions.said_of(one)) for one in versions.versions_of(visit.plan)],
        "days": [*_days(visit)],
        "typed": {**first, **(typed or {})},
        "faults": faults,
        "at": {fault.where: fault.message for fault in faults},
        "longest_label": sharing.LONGEST_LABEL,
        "address": site_url("plan:shared", token) if token else "",
        "save": uuid.uuid4(),
    }
    return frame.page(request, visit, "plan/share.html", context, state=state, status=status)


def _days(visit: PlanVisit) -> list[Choice]:
    """Return for how long a link may be read, each with the last day of it."""
    found = []
    for days in sharing.DAYS:
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days < 365 else _("A year")
        last = ShareLink(plan=visit.plan, expires_at=sharing.end_of(visit.plan, days, now()))
        found.append(Choice(str(days), _("%(days)s, until %(day)s") % {"days": said, "day": until_said(last)}))
    return found


def until_said(link: ShareLink) -> str:
    """Return the last day on which a link may be read."""
    return words.of_day(sharing.last_day_of(link).date())


def _line(visit: PlanVisit, link: ShareLink) -> LinkLine:
    is_open = sharing.is_open(link, now())
    look, icon, state = ("done", "check", _("Works")) if is_open else ("open", "remove", _("Expired"))
    if link.revoked_at:
        state = _("Revoked")
    return LinkLine(
        id=link.link_id,
        label=link.label,
        edition=edition_said(link.audience),
        version=_("Version %(number)s") % {"number": link.version} if link.version else _("Always the newest"),
        made=_("Made by %(by)s on %(day)s") % {"by": link.made_by, "day": _day(visit, link.made_at)},
        until=until_said(link),
        opened=ngettext("Opened %(n)d time", "Opened %(n)d times", link.opened) % {"n": link.opened}
        if link.opened
        else _("Not opened yet"),
        last=f"{_day(visit, link.last_opened_at)}, {clock_time(link.last_opened_at, visit.zone)}"
        if link.last_opened_at
        else "",
        is_open=is_open,
        look=look,
        icon=icon,
        state=state,
    )


def _day(visit: PlanVisit, at: Any) -> str:
    return words.of_day(at.astimezone(visit.zone).date())
