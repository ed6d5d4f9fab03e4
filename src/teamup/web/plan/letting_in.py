"""An owner lets the people who run the site look at the plan for a time, or shuts them out again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from teamup.plans import hosting, sharing
from teamup.plans.models import ShareLink
from teamup.plans.permissions import Deed
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame
from teamup.web.plan.sharing import Choice, until_said


@dataclass(frozen=True, slots=True)
class HostsTold:
    """How it stands with hosts looking at a plan: the grant in force, or what may be chosen."""

    until: str
    reference: str
    looks: str
    days: tuple[Choice, ...]


@require_POST
def letting_in(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Let hosts look, or no more."""
    visit = get_plan(request, plan_id, to=Deed.SHARE)
    if request.POST.get("do") == "end":
        hosting.shut_out(plan=visit.plan, by=visit.actor, now=now())
        said = _("Ended. The people who run this site can look at the plan no more.")
    else:
        made = hosting.let_in(plan=visit.plan, days=request.POST.get("days", ""), by=visit.actor, now=now())
        told = {"day": until_said(made), "reference": hosting.reference_of(made)}
        said = _("Until %(day)s they may look at this plan. Tell them its reference: %(reference)s") % told
    return frame.see_other(f"{reverse('plan:settings', args=[plan_id])}#hosts", request, said)


def told(visit: PlanVisit) -> HostsTold:
    """Return how it stands with hosts: one query."""
    link = hosting.grant_of(visit.plan, now=now())
    if link is None:
        return HostsTold("", "", "", tuple(_choices(visit)))
    looks = ngettext("Looked at %(n)d time", "Looked at %(n)d times", link.opened) % {"n": link.opened}
    return HostsTold(
        until=until_said(link),
        reference=hosting.reference_of(link),
        looks=looks if link.opened else _("Not looked at yet"),
        days=(),
    )


def _choices(visit: PlanVisit) -> list[Choice]:
    found = []
    for days in hosting.DAYS:
        last = ShareLink(plan=visit.plan, expires_at=sharing.end_of(visit.plan, days, now()))
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        found.append(Choice(str(days), _("%(days)s, until %(day)s") % {"days": said, "day": until_said(last)}))
    return found
