"""*Courses*: the versions that are published, how many plans are on each, and publishing one from a zip file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teamup.catalog import check, media, parcel, shelf
from teamup.catalog.check import Checked
from teamup.catalog.errors import CatalogError, IdsReused, PackError
from teamup.core import uploads
from teamup.core.limits import Limit, spend
from teamup.core.uploads import NoSuchUpload
from teamup.plans import counting
from teamup.plans.counting import Cell, Told
from teamup.web.desk.door import Visit, host_only, prove
from teamup.web.desk.frame import page
from teamup.web.desk.plans import number_of
from teamup.web.plan.frame import see_other

MOST_FAULTS = 200
NOWHERE = Path("/nonexistent")
"""Where a pack that came by zip keeps its videos: it has none."""
CHECKS = Limit("packs that a host has had checked", most=60, seconds=3600)


@dataclass(frozen=True, slots=True)
class Row:
    """A published version as it is shown."""

    pack_id: str
    version: str
    published_at: datetime
    plans: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A pack without faults, kept for an hour until the host publishes it."""

    token: str
    pack_id: str
    version: str
    counts: str


@host_only
@require_http_methods(["GET", "HEAD", "POST"])
def courses(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what is published; a POST checks a zip file, or publishes one that was checked."""
    if request.method != "POST":
        return _show(request, visit)
    if request.POST.get("do") == "publish":
        return _publish(request, visit)
    return _check(request, visit)


def _check(request: HttpRequest, visit: Visit) -> HttpResponse:
    sent = request.FILES.get("pack")
    if sent is None:
        return _show(request, visit, error=_("Choose a zip file first."), status=422)
    if (sent.size or 0) > parcel.MOST_BYTES:
        return _show(request, visit, error=_("This file is too large to be a pack of words."), status=422)
    spend(CHECKS, str(visit.host.user_id), now=visit.at)
    data = sent.read()
    try:
        checked = _checked(data)
    except PackError as error:
        return _show(request, visit, error=str(error), status=422)
    if checked.faults:
        return _show(request, visit, faults=checked.faults, status=422)
    token = uploads.keep(data, browser=_owner(visit), now=visit.at)
    front = checked.pack.docs[parcel.PACK]
    counts = ", ".join(f"{count} {name}" for name, count in checked.counts.items())
    return _show(request, visit, ready=Ready(token, str(front["id"]), str(front["version"]), counts))


def _publish(request: HttpRequest, visit: Visit) -> HttpResponse:
    prove(request)
    try:
        kept = uploads.find(request.POST.get("token", ""), browser=_owner(visit), now=visit.at)
        checked = _checked(uploads.data_of(kept))
        if checked.faults:
            return _show(request, visit, faults=checked.faults, status=422)
        course, is_new = shelf.publish(checked.pack)
    except NoSuchUpload:
        said = _("This file is kept no more: it was checked more than an hour ago. Check it again.")
        return _show(request, visit, error=said, status=422)
    except IdsReused as error:
        faults = [check.Fault(one.file, 1, one.message) for one in error.found]
        return _show(request, visit, faults=faults, status=422)
    except CatalogError as error:
        return _show(request, visit, error=str(error), status=422)
    if is_new:
        visit.record("course.published", pack=course.id, version=course.version)
    facts = {"pack": course.id, "version": course.version}
    said = _("Published: %(pack)s %(version)s.") if is_new else _("%(pack)s %(version)s was published already.")
    return see_other(reverse("desk:courses"), request, said % facts)


def _checked(data: bytes) -> Checked:
    """Return what the checker finds in a zip file. Raises `PackError` when it holds no pack."""
    checked = check.check_texts(parcel.texts_of(data))
    missing = {check.Fault(path, 1, message) for path, message in media.faults(NOWHERE, checked.pack.docs)}
    return Checked(tuple(sorted({*checked.faults, *missing})), checked.pack, checked.counts)


def _owner(visit: Visit) -> str:
    return f"host {visit.host.user_id}"


def _show(
    request: HttpRequest,
    visit: Visit,
    *,
    error: str = "",
    faults: Sequence[check.Fault] = (),
    ready: Ready | None = None,
    status: int = 200,
) -> HttpResponse:
    found = shelf.published()
    plans = counting.plans_of_versions()
    newest = next(((one.pack_id, one.version) for one in found if one.pack_id == settings.COURSE_PACK), None)
    none = Cell("", Told.NUMBER)
    context: dict[str, Any] = {
        "rows": [
            Row(
                pack_id=one.pack_id,
                version=one.version,
                published_at=one.published_at,
                plans=number_of(plans.get((one.pack_id, one.version), none)),
                is_current=(one.pack_id, one.version) == newest,
            )
            for one in found
        ],
        "course": settings.COURSE_PACK,
        "error": error,
        "faults": faults[:MOST_FAULTS],
        "fault_count": len(faults),
        "ready": ready,
    }
    return page(request, visit, "courses", context, status=status)
