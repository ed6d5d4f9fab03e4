"""What others do at a plan while one looks at it: asked every few seconds, and never needed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from teamup.plans import presence, showing, unused
from teamup.plans.permissions import Deed
from teamup.plans.presence import Here
from teamup.web.http import get_plan, now

BUSY, ALONE = 4_000, 20_000
"""Milliseconds until a page asks again: while others are here, and while nobody is."""


@require_POST
def live(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Take note of where this person is, and say who else is here and what was saved since `since`.

    Readers see others and are not seen. A page that is left says `gone`.
    """
    visit = get_plan(request, plan_id)
    at = now()
    unused.note_use(visit.plan, at)
    if not visit.may(Deed.COMMENT):
        return _told(JsonResponse({"here": [], "who": "", "changed": [], "since": "", "wait": 0}))
    if "gone" in request.POST:
        presence.gone(plan=visit.plan, actor=visit.actor)
        return _told(HttpResponse(status=204))
    found = presence.beat(
        plan=visit.plan,
        actor=visit.actor,
        place=request.POST.get("at", ""),
        since=_moment(request.POST.get("since", "")),
        now=at,
    )
    hidden = showing.hidden_from(visit.plan.pk, visit.actor) if found.told else frozenset()
    return _told(
        JsonResponse(
            {
                "here": [{"name": one.name, "side": one.side or "", "at": one.place} for one in found.here],
                "who": _who(found.here, found.more),
                "changed": [
                    {"question": one.question_id, "side": one.side, "revision": one.revision, "by": one.by}
                    for one in found.told
                    if (one.question_id, one.side) not in hidden
                ],
                "since": found.until.isoformat(),
                "wait": BUSY if found.here else ALONE,
            }
        )
    )


def _told(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _moment(text: str) -> datetime | None:
    """Return the moment a page last looked, or None where it says nothing that can be read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _who(here: tuple[Here, ...], more: int) -> str:
    """Say who is here in a few words."""
    names = [one.name for one in here[:3]]
    others = len(here) - len(names) + more
    if not names:
        return ""
    if others:
        text = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others)
        return _("Here now: %(who)s") % {"who": text % {"names": ", ".join(names), "count": others}}
    return _("Here now: %(who)s") % {"who": ", ".join(names)}
