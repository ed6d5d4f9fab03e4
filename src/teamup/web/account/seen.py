"""When a person was last seen with a sign-in, noted once an hour at most, and sessions that last."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

from teamup.accounts import signins
from teamup.web.http import now

SEEN = "seen_at"
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
                session[SEEN] = int(instant.timestamp())
                agent = request.headers.get("User-Agent", "")
                signins.touch(key=session.session_key, user_agent=agent, now=instant)
        return response
