"""Pictures that a host gives the site: known by their first bytes, rewritten without what is no picture.

PNG and WebP only. An SVG is a program as much as a picture, so none is taken.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 200_000
MOST_SIDE = 2_000
PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND")
_WEBP_KEPT = (b"VP8X", b"ALPH", b"VP8 ", b"VP8L")
_ANIMATED, _ALPHA = 0x02, 0x10
TYPES = {"png": "image/png", "webp": "image/webp"}


class BadPicture(ValueError):
    """The file is no picture that the site can show; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture as it is kept."""

    kind: str
    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return what identifies its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def clean(data: bytes) -> Cleaned:
    """Return a picture with nothing in it but the picture. Raises `BadPicture`."""
    if len(data) > MOST_BYTES:
        raise BadPicture(_("This picture is too large. Save it with 200 KB or less."))
    try:
        if data.startswith(PNG):
            found = _png(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            found = _webp(data)
        else:
            raise BadPicture(_("This is neither a PNG nor a WebP picture. Save the logo as one of these."))
    except (struct.error, zlib.error, IndexError) as error:
        raise _damaged() from error
    if not (0 < found.width <= MOST_SIDE and 0 < found.height <= MOST_SIDE):
        raise BadPicture(_("This picture is too wide or too high. Save it with 2,000 pixels a side or less."))
    return found


def _damaged() -> BadPicture:
    return BadPicture(_("This picture is damaged. Save it again."))


def _png(data: bytes) -> Cleaned:
    parts = list(_png_parts(data))
    if not parts or parts[0][0] != b"IHDR" or len(parts[0][1]) != 13 or parts[-1][0] != b"IEND":
        raise _damaged()
    width, height, depth, color = struct.unpack(">IIBB", parts[0][1][:10])
    if color not in (0, 2, 3, 4, 6) or depth not in (1, 2, 4, 8, 16):
        raise _damaged()
    pixels = b"".join(body for name, body in parts if name == b"IDAT")
    # Unpacked within bounds, whatever the header says: a picture has to be all there.
    most = min(width, MOST_SIDE) * min(height, MOST_SIDE) * 8 + 16 * MOST_SIDE
    unpacker = zlib.decompressobj()
    unpacker.decompress(pixels, most)
    if not unpacker.eof:
        raise _damaged()
    kept = (_png_part(name, body) for name, body in parts if name in _PNG_KEPT)
    return Cleaned("png", PNG + b"".join(kept), width, height)


def _png_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if zlib.crc32(name + body) != check:
            raise _damaged()
        yield name, body
        if name == b"IEND":
            return
        at += 12 + length


def _png_part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(data: bytes) -> Cleaned:
    parts = [(name, body) for name, body in _webp_parts(data) if name in _WEBP_KEPT]
    names = [name for name, _body in parts]
    if not parts or len(set(names)) != len(names) or (b"VP8 " in names) == (b"VP8L" in names):
        raise _damaged()
    if names[0] == b"VP8X":
        flags = parts[0][1][0]
        if flags & _ANIMATED:
            raise BadPicture(_("This picture moves. Save the logo as one still picture."))
        parts[0] = (b"VP8X", bytes([flags & _ALPHA]) + parts[0][1][1:])
    elif len(parts) > 1:
        raise _damaged()
    width, height = _webp_size(*next(part for part in parts if part[0] in (b"VP8 ", b"VP8L")))
    body = b"WEBP" + b"".join(_webp_part(name, inner) for name, inner in parts)
    return Cleaned("webp", b"RIFF" + struct.pack("<I", len(body)) + body, width, height)


def _webp_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        name, (length,) = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])
        if at + 8 + length > end:
            raise _damaged()
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_part(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8L":
        if body[0] != 0x2F:
            raise _damaged()
        (bits,) = struct.unpack("<I", body[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if body[3:6] != b"\x9d\x01\x2a":
        raise _damaged()
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF
