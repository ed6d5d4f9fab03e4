"""Sentences for the next page, in a cookie that belongs to this host alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage import cookie


class CookieStorage(cookie.CookieStorage):
    """Django's own, under a name that browsers tie to this host wherever the site is on https."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"
