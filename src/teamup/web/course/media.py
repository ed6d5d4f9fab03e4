"""The videos and captions of published packs, sent from one folder and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from teamup.catalog.media import TYPES

ADDRESS = (
    r"^media/(?P<pack>[a-z0-9][a-z0-9_-]{0,79})/(?P<version>\d+\.\d+\.\d+(?:\+[0-9a-f]{8})?)/"
    r"(?P<name>[a-z0-9][a-z0-9_-]{0,60}\.(?:mp4|webm|vtt))\Z"
)
KEPT = "public, max-age=31536000, immutable"
PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(?=\d|-\d)(\d{0,18})-(\d{0,18})\Z")  # any other range is answered with the whole file


@require_safe
def media(request: HttpRequest, pack: str, version: str, name: str) -> HttpResponseBase:
    """Send a file, or the part of it that a player asks for."""
    path = Path(settings.MEDIA_DIR, pack, version, name)
    if path.is_symlink() or not path.is_file():
        raise Http404
    size = path.stat().st_size
    asked = _RANGE.match(request.headers.get("Range", ""))
    part = _part_asked(asked, size)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part
    pieces = () if request.method == "HEAD" else _pieces(path, first, last)
    headers = {"Content-Length": str(last - first + 1), "Accept-Ranges": "bytes", "Cache-Control": KEPT}
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return StreamingHttpResponse(pieces, status=206 if asked else 200, content_type=TYPES[path.suffix], headers=headers)


def _part_asked(asked: re.Match[str] | None, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send, or None when the file has no such part."""
    begin, end = asked.groups() if asked else ("0", "")
    first = int(begin) if begin else max(0, size - int(end))
    last = min(int(end), size - 1) if begin and end else size - 1
    return (first, last) if first <= last else None


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
