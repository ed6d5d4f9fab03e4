"""What every page of the desk has around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from teamup.web.desk.door import Visit

PAGES: Mapping[str, Promise] = {
    "health": lazy("Health"),
    "courses": lazy("Courses"),
    "directory": lazy("Directory"),
    "look_and_words": lazy("Look and words"),
    "mail": lazy("Mail"),
    "plans": lazy("Plans"),
    "record": lazy("Record"),
    "hosts": lazy("Hosts"),
}
"""The pages of the desk, in the order of its navigation."""


@dataclass(frozen=True, slots=True)
class DeskLink:
    """One link of the desk's navigation."""

    url: str
    label: str
    is_current: bool


def page(
    request: HttpRequest,
    visit: Visit,
    name: str,
    context: Mapping[str, Any],
    *,
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page called `name`, in the host's time zone, with the desk's navigation around it."""
    links = [DeskLink(reverse(f"desk:{one}"), str(label), one == name) for one, label in PAGES.items()]
    around = {"desk_links": links, "host": visit.host, "zone": visit.zone.key, "here": PAGES[name]}
    with timezone.override(visit.zone):
        return render(request, template or f"desk/{name}.html", {**around, **context}, status=status)
