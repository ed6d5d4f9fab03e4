"""What a browser may do on our pages: nothing but what comes from this site."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_POLICY = "; ".join(f"{what} {sources}" for what, sources in POLICY.items())
OWN_FEATURES = (
    "clipboard-write",  # the buttons that copy a link or a key
    "fullscreen",  # a lesson's video
    "publickey-credentials-create",  # passkeys
    "publickey-credentials-get",
)
UNUSED_FEATURES = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "keyboard-map"),
    *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
)
FEATURES = ", ".join(
    sorted([*(f"{feature}=(self)" for feature in OWN_FEATURES), *(f"{feature}=()" for feature in UNUSED_FEATURES)])
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": FEATURES,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Together these put our pages in a process of their own: no other site holds a window, a picture or a file of ours.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
}
PERSONAL = "private, no-store"
"""For who has plans or is signed in, and for refusals: even the head of a public page then names plans."""
PUBLIC = "private, no-cache"
_COOKIES = (f"{settings.COOKIE_PREFIX}browser", settings.SESSION_COOKIE_NAME)


class ContentPolicyMiddleware:
    """Sends the content policy and its companions with every response, and says what may be kept of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response with our headers, except those that the view set itself."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", _kept(request, response))
        return response


def _kept(request: HttpRequest, response: HttpResponseBase) -> str:
    is_known = any(name in request.COOKIES for name in _COOKIES)
    return PERSONAL if is_known or response.status_code >= 300 else PUBLIC
