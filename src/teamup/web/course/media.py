"""The videos and captions of published packs, sent from one folder and nowhere else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from teamup.catalog.media import TYPES

ADDRESS = (
    r"^media/(?P<pack>[a-z0-9][a-z0-9_-]{0,79})/(?P<version>\d+\.\d+\.\d+(?:\+[0-9a-f]{8})?)/"
    r"(?P<name>[a-z0-9][a-z0-9_-]{0,60}\.(?:mp4|webm|vtt))\Z"
)
KEPT = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, pack: str, version: str, name: str) -> HttpResponseBase:
    """Send a file, or the part of it that a player asks for, as the site's own files are sent."""
    path = Path(settings.MEDIA_DIR, pack, version, name)
    if path.is_symlink() or not path.is_file():
        raise Http404
    headers = [("Content-Type", TYPES[path.suffix]), ("Cache-Control", KEPT), ("Accept-Ranges", "bytes")]
    response: HttpResponseBase = WhiteNoiseMiddleware.serve(StaticFile(str(path), headers), request)
    return response
