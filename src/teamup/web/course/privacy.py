"""What is kept of people who come by, why, and for how long: the page says what the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from teamup.delivery import queue
from teamup.plans import lifecycle, presence, unused
from teamup.web.account import asked
from teamup.web.http import BROWSER_COOKIE, BROWSER_DAYS
from teamup.web.plan import shownonce
from teamup.web.said import CookieStorage

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that the site sets: its name, what it is for, and how long the browser keeps it."""

    name: str
    purpose: str
    life: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept, and until when."""

    what: str
    until: str


def cookies() -> Iterator[Cookie]:
    """Yield every cookie of the site."""
    yield Cookie(
        BROWSER_COOKIE,
        _("Opens the plans that this browser began or was let into. Set when you begin or open a plan."),
        _("%(days)s days after you last open a plan") % {"days": BROWSER_DAYS},
    )
    yield Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Keeps other sites from sending forms in your name. Set when a page has a form."),
        _("a year"),
    )
    yield Cookie(
        settings.SESSION_COOKIE_NAME,
        _("Says that you signed in. Set when you sign in."),
        _("%(days)s days after your last visit") % {"days": settings.SESSION_COOKIE_AGE // DAY},
    )
    for name in asked.cookie_names():
        yield Cookie(
            name,
            _("Remembers which code by mail this browser asked for, so that no other can use it."),
            _("%(minutes)s minutes") % {"minutes": asked.MINUTES},
        )
    for name in shownonce.cookie_names():
        yield Cookie(
            f"{name}…",
            _("Shows a key or link that you just made until you have kept it. Its name ends with letters of the plan."),
            _("%(minutes)s minutes") % {"minutes": shownonce.MINUTES},
        )
    yield Cookie(
        CookieStorage.cookie_name,
        _("Carries a sentence such as “Saved” to the next page."),
        _("until that page is shown"),
    )


def kept() -> Iterator[Kept]:
    """Yield what is kept beside the plans themselves, and until when."""
    yield Kept(_("Plans, with their history"), _plans_until())
    yield Kept(
        _("A plan that was deleted"),
        _days(lifecycle.KEPT_FOR.days) + _(", for its owners to bring it back; then only that it was deleted"),
    )
    yield Kept(_("Who is looking at a plan just now"), _days(presence.KEPT_FOR.days))
    yield Kept(
        _("Mail addresses of letters, and notes in them"),
        _days(queue.FORGET_AFTER.days) + _(" after they went out; then only their first letter and domain"),
    )
    yield Kept(_("Codes and other notices by mail"), _days(queue.FORGET_NOTICES_AFTER.days))
    yield Kept(_("A file you dropped on Start"), _("an hour"))
    yield Kept(_("Your account: address, name, agency, title, time zone, ways to sign in"), _("until you delete it"))
    yield Kept(
        _("Sign-ins: browser, network and time"),
        _("until they end, after %(days)s at the latest") % {"days": _days(settings.SESSION_LONGEST // DAY)},
    )
    yield Kept(
        _("Counts against misuse, such as wrong keys"),
        _("some days, as numbers from which no address can be read back"),
    )


def _days(count: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def _plans_until() -> str:
    if not settings.KEEP_UNUSED_DAYS:
        return _("until an owner deletes them")
    return _(
        "until an owner deletes them, or nobody has opened or changed them for %(days)s. Owners who signed in are told "
        "by mail before."
    ) % {"days": _days(settings.KEEP_UNUSED_DAYS)}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say it."""
    context = {
        "cookies": list(cookies()),
        "kept": list(kept()),
        "host_name": settings.HOST_NAME,
        "host_contact": settings.HOST_CONTACT,
        "warns": _days(unused.WARN_DAYS[0]),
    }
    return render(request, "course/privacy.html", context)
