"""When a person was last seen with a sign-in, noted once an hour at most, and sessions that last, but not for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase

from teamup.accounts import signins
from teamup.web.http import now

SEEN = "seen_at"
BEGAN = "began_at"
HOUR = 3_600


class SeenMiddleware:
    """Notes who came by. It reads nothing itself, and adds nothing to a save."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response; a page shown to who is signed in renews the session, at most once an hour."""
        response = self.get_response(request)
        session = request.session
        if request.method == "GET" and session.accessed and session.session_key and SESSION_KEY in session:
            instant = now()
            if instant.timestamp() - session.get(SEEN, 0) >= HOUR:
                renew(session, instant)
                agent = request.headers.get("User-Agent", "")
                signins.touch(key=session.session_key, user_agent=agent, now=instant)
        return response


def renew(session: SessionBase, now: datetime) -> None:
    """Let a session last from this visit on, and no longer than sessions may since it began."""
    session[SEEN] = int(now.timestamp())
    left = session.setdefault(BEGAN, session[SEEN]) + settings.SESSION_LONGEST - session[SEEN]
    if left < settings.SESSION_COOKIE_AGE:
        session.set_expiry(now + timedelta(seconds=max(left, 0)))
