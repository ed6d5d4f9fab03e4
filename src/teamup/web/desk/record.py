"""*Record*: what hosts did, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from teamup.core import house
from teamup.core.models import Event
from teamup.web.desk.door import Visit, host_only
from teamup.web.desk.frame import page

PAGE = 50
MOST_PAGES = 10_000
SAID: Mapping[str, Promise] = {
    "host.added": lazy("Made %(who)s a host."),
    "host.removed": lazy("Took %(who)s off the hosts."),
    "host.opened": lazy("Opened the desk for the first time."),
    "course.published": lazy("Published version %(version)s of the course “%(pack)s”."),
    "look.published": lazy("Published look %(number)s of the site."),
    "look.brought_back": lazy("Brought look %(earlier)s of the site back, as number %(number)s."),
    "directory.corrected": lazy("Changed how “%(entry)s” stands in the directory."),
    "mail.retried": lazy("Had one letter sent now."),
    "mail.all_retried": lazy("Had %(count)s failed letters sent again."),
    "grant.given": lazy("Let hosts look at plan %(reference)s."),
    "grant.ended": lazy("Lets hosts look at plan %(reference)s no more."),
    "plan.looked": lazy("Looked at plan %(reference)s, whose owner allows it."),
    "mail.stopped": lazy("Stopped one letter."),
}
"""Each thing that a host can do, in words. A test sees to it that every one has its sentence."""
FACTS = ("who", "count", "reference", "pack", "version", "number", "earlier", "entry")


@dataclass(frozen=True, slots=True)
class Line:
    """One deed."""

    at: datetime
    by: str
    said: str


@host_only
@require_safe
def record(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show a page of what hosts did."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) <= MOST_PAGES else 1
    start = (number - 1) * PAGE
    found = list(house.events_of_house()[start : start + PAGE + 1])
    lines = [Line(one.at, one.by, said_of(one)) for one in found[:PAGE]]
    newer, older = number - 1, number + 1 if len(found) > PAGE else 0
    return page(request, visit, "record", {"lines": lines, "number": number, "newer": newer, "older": older})


def said_of(event: Event) -> str:
    """Return what was done, in one sentence."""
    known = SAID.get(event.kind)
    if known is None:
        return _("Did something at the desk: %(what)s.") % {"what": event.kind.replace(".", " ").replace("_", " ")}
    facts = {
        "who": _("somebody"),
        "count": 0,
        "name": "",
        "reference": "",
        "pack": "",
        "version": "",
        "until": "",
        **event.detail,
    }
    return str(known) % facts
