"""The look that a host chose, on every page: its name, logo, color and words, and the files that carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from teamup.core import looks, palette, pictures
from teamup.core.looks import SiteLook
from teamup.core.models import Picture
from teamup.core.palette import BadColor
from teamup.web.http import now

FOREVER = "public, max-age=31536000, immutable"
_SHEET = re.compile(r"([0-9a-f]{6})-[0-9a-f]{12}")
LOGO_HEIGHT = 40
"""In pixels, as the page shows it."""


@dataclass(frozen=True, slots=True)
class Dress:
    """A look as templates print it."""

    name: str
    sheet: str
    logo: str
    logo_width: int
    logo_height: int
    footer: SafeString
    notice: SafeString


def look(request: HttpRequest) -> dict[str, Any]:
    """Return `look` for every template."""
    return {"look": SimpleLazyObject(lambda: dressed(looks.present.get()))}


def dressed(one: SiteLook) -> Dress:
    """Return a look as templates print it just now."""
    return _dressed(one, one.shows_notice(now()))


@lru_cache(maxsize=16)
def _dressed(one: SiteLook, shows_notice: bool) -> Dress:
    width = round(one.logo_width * LOGO_HEIGHT / one.logo_height) if one.logo_height else 0
    return Dress(
        name=one.name,
        sheet=_sheet_url(one.accent),
        logo=reverse("look:logo", args=one.logo.split(".")) if one.logo else "",
        logo_width=width,
        logo_height=LOGO_HEIGHT,
        footer=_html(one.footer),
        notice=_html(one.notice if shows_notice else ""),
    )


def _sheet_url(accent: str) -> str:
    """Return the address of the accent's style sheet; one that was kept and is not good enough any more is left out."""
    try:
        return reverse("look:sheet", args=[palette.sheet_name(accent)]) if accent else ""
    except BadColor:
        return ""


def _html(words: str) -> SafeString:
    return mark_safe(looks.words_to_html(words))  # noqa: S308 (cleaned there)


@require_safe
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """Send the style sheet of an accent. It follows from its name, so that nothing is looked up."""
    found = _SHEET.fullmatch(name)
    try:
        accent = f"#{found[1]}" if found else ""
        if not accent or palette.sheet_name(accent) != name:
            raise Http404
        response = HttpResponse(palette.sheet(accent), content_type="text/css; charset=utf-8")
    except BadColor as error:
        raise Http404 from error
    response["Cache-Control"] = FOREVER
    return response


@require_safe
def logo(request: HttpRequest, digest: str, kind: str) -> HttpResponse:
    """Send a logo, as the picture it was found to be and as nothing else."""
    found = Picture.objects.filter(digest=digest[:64], kind=kind).first()
    if found is None or kind not in pictures.TYPES:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=pictures.TYPES[kind])
    response["Cache-Control"] = FOREVER
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
