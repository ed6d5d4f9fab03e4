"""*Look and words*: the name, logo, color and words of the site: drafted, looked at, published, and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from teamup.core import looks, palette, pictures
from teamup.core.looks import LookRejected, SiteLook
from teamup.core.models import Look
from teamup.web.desk.door import Visit, host_only, prove
from teamup.web.desk.frame import page
from teamup.web.look import Dress, dressed
from teamup.web.plan.frame import see_other

OWN = "own"
FIELDS = ("name", "palette", "accent", "footer", "notice", "notice_from", "notice_until")
LONGEST_TYPED = 10_000
COLORS: Mapping[str, Promise] = {
    "": lazy("Brass, as it comes"),
    "harbor": lazy("Harbor blue"),
    "pine": lazy("Pine green"),
    "brick": lazy("Brick red"),
    "plum": lazy("Plum"),
    "slate": lazy("Slate"),
}


@dataclass(frozen=True, slots=True)
class Color:
    """One palette to choose."""

    id: str
    label: str
    accent: str


@dataclass(frozen=True, slots=True)
class Before:
    """A look that held."""

    number: int
    made_at: datetime
    made_by: str
    name: str
    said: str
    holds: bool


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the form and what held before; a POST keeps a draft, drops it, or brings an earlier look back."""
    if request.method != "POST":
        return _show(request, visit)
    match request.POST.get("do"):
        case "drop":
            looks.drop_draft()
            return see_other(reverse("desk:look_and_words"), request, _("The draft is gone. Nothing was published."))
        case "again":
            return _again(request, visit)
        case _:
            return _draft(request, visit)


def _draft(request: HttpRequest, visit: Visit) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in FIELDS}
    try:
        looks.save_draft(_read(request, visit, typed), by=visit.host.name, now=visit.at)
    except LookRejected as rejected:
        return _show(request, visit, typed=typed, faults=rejected.faults, status=422)
    return see_other(reverse("desk:look_preview"))


def _read(request: HttpRequest, visit: Visit, typed: Mapping[str, str]) -> SiteLook:
    """Return what the form says. Raises `LookRejected` for what cannot be read."""
    row = looks.draft() or next(iter(looks.published(most=1)), None)
    before = looks.look_of(row) if row else looks.PLAIN
    chosen = typed["palette"]
    accent = typed["accent"].strip() or "?" if chosen == OWN else palette.PRESETS.get(chosen, "")
    wanted = replace(
        before,
        name=typed["name"],
        accent=accent,
        footer=typed["footer"],
        notice=typed["notice"],
        notice_from=_instant(typed, "notice_from", visit),
        notice_until=_instant(typed, "notice_until", visit, days=1),
    )
    if request.POST.get("no_logo"):
        wanted = replace(wanted, logo="", logo_width=0, logo_height=0)
    if (sent := request.FILES.get("logo")) is not None:
        data = sent.read() if (sent.size or 0) <= pictures.MOST_BYTES else bytes(pictures.MOST_BYTES + 1)
        wanted = looks.with_logo(wanted, data, now=visit.at)
    return wanted


def _instant(typed: Mapping[str, str], name: str, visit: Visit, *, days: int = 0) -> datetime | None:
    """Return when a day begins where the host is, so many days later."""
    if not typed[name].strip():
        return None
    try:
        day = date.fromisoformat(typed[name].strip()) + timedelta(days=days)
        return datetime.combine(day, time.min, tzinfo=visit.zone)
    except (ValueError, OverflowError) as error:
        raise LookRejected(**{name: _("Write the day as year-month-day, such as 2027-03-01.")}) from error


def _again(request: HttpRequest, visit: Visit) -> HttpResponse:
    prove(request)
    asked = request.POST.get("number", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        raise Http404
    try:
        number = looks.publish_again(int(asked), by=visit.host.name, now=visit.at)
    except LookRejected as rejected:
        return _show(request, visit, faults=rejected.faults, status=422)
    visit.record("look.brought_back", number=number, earlier=int(asked))
    return see_other(reverse("desk:look_and_words"), request, _("That look holds again, within seconds everywhere."))


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show a page in the draft's look; the POST publishes it."""
    row = looks.draft()
    if row is None:
        return see_other(reverse("desk:look_and_words"), request, _("There is no draft to look at."))
    if request.method != "POST":
        # The notice is shown whatever the day is: this is the time to read it.
        draft = replace(looks.look_of(row), notice_from=None, notice_until=None)
        return page(
            request, visit, "look_and_words", _previewed(row, dressed(draft)), template="desk/look_preview.html"
        )
    prove(request)
    try:
        number = looks.publish_draft(seen=request.POST.get("seen", ""), by=visit.host.name, now=visit.at)
    except LookRejected as rejected:
        return _show(request, visit, faults=rejected.faults, status=422)
    visit.record("look.published", number=number)
    return see_other(reverse("desk:look_and_words"), request, _("Published. Every page shows it within seconds."))


def _previewed(row: Look, dress: Dress) -> dict[str, Any]:
    return {
        "look": dress,
        "seen": looks.stamp_of(row),
        "by": row.made_by,
        "notice_from": row.notice_from,
        "notice_until": row.notice_until,
    }


def _show(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    row, found = looks.draft(), looks.published()
    now_holds = looks.look_of(found[0]) if found else looks.PLAIN
    shown = looks.look_of(row) if row else now_holds
    context: dict[str, Any] = {
        "typed": typed or _typed(shown, visit),
        "faults": faults or {},
        "colors": [Color(one, str(label), palette.PRESETS.get(one, "")) for one, label in COLORS.items()],
        "own": OWN,
        "has_logo": bool(shown.logo),
        "draft": row,
        "before": [_before(one, is_first=one is found[0]) for one in found],
        "plain_is_earlier": bool(found),
        "longest": {"name": looks.LONGEST_NAME, "footer": looks.LONGEST_FOOTER, "notice": looks.LONGEST_NOTICE},
    }
    return page(request, visit, "look_and_words", context, status=status)


def _typed(one: SiteLook, visit: Visit) -> dict[str, str]:
    preset = next((name for name, accent in palette.PRESETS.items() if accent == one.accent), OWN)
    last = one.notice_until - timedelta(seconds=1) if one.notice_until else None
    return {
        "name": one.name,
        "palette": preset if one.accent else "",
        "accent": one.accent if preset == OWN else "",
        "footer": one.footer,
        "notice": one.notice,
        "notice_from": _day(one.notice_from, visit),
        "notice_until": _day(last, visit),
    }


def _day(at: datetime | None, visit: Visit) -> str:
    return at.astimezone(visit.zone).date().isoformat() if at else ""


def _before(row: Look, *, is_first: bool) -> Before:
    said = [
        _("logo") if row.logo else "",
        _("color %(accent)s") % {"accent": row.accent} if row.accent else "",
        _("footer") if row.footer else "",
        _("notice") if row.notice else "",
    ]
    return Before(row.number, row.made_at, row.made_by, row.name, ", ".join(filter(None, said)), is_first)
