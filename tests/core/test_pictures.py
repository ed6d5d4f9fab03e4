"""Logos: known by their first bytes, rewritten without what is no picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.core import pictures
from teamup.core.pictures import BadPicture, Cleaned

SECRET = b"taken at 40.7128 N by Kim"


def part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def a_png(width: int = 4, height: int = 2, *, more: Sequence[bytes] = (), tail: bytes = b"") -> bytes:
    pixels = zlib.compress(b"".join(b"\0" + b"\x10\x20\x30" * width for _ in range(height)))
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return pictures.PNG + head + b"".join(more) + part(b"IDAT", pixels) + part(b"IEND", b"") + tail


def webp_part(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def a_webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(webp_part(*one) for one in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


LOSSLESS = (b"VP8L", b"\x2f" + struct.pack("<I", (8 - 1) | (6 - 1) << 14) + b"pixels")


def extended(flags: int) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags, 0, 0, 0]) + (7).to_bytes(3, "little") + (5).to_bytes(3, "little")


def test_a_png_keeps_its_picture_and_nothing_else():
    given = a_png(more=[part(b"tEXt", SECRET), part(b"eXIf", SECRET)], tail=b"<script>alert(1)</script>")

    found = pictures.clean(given)

    assert (found.kind, found.width, found.height) == ("png", 4, 2)
    assert found.data == a_png()
    assert pictures.clean(found.data) == found


def test_a_webp_keeps_its_picture_and_nothing_else():
    found = pictures.clean(a_webp(extended(0x08 | 0x04), LOSSLESS, (b"EXIF", SECRET), (b"XMP ", SECRET)))

    assert (found.kind, found.width, found.height) == ("webp", 8, 6)
    assert SECRET not in found.data
    assert found == pictures.clean(a_webp(extended(0), LOSSLESS))
    assert pictures.clean(a_webp(LOSSLESS)).width == 8


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "neither"),
        (b"GIF89a" + b"\0" * 40, "neither"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "neither"),
        (pictures.PNG, "damaged"),
        (a_png()[:-20], "damaged"),
        (a_png().replace(b"IDAT", b"IDAX"), "damaged"),
        (a_png()[:40] + b"\xff" + a_png()[41:], "damaged"),
        (a_png(2001, 1), "too wide"),
        (a_webp(extended(0x02), LOSSLESS), "moves"),
        (a_webp((b"VP8L", b"\x00" * 12)), "damaged"),
        (a_webp(LOSSLESS, LOSSLESS), "damaged"),
        (a_webp((b"EXIF", SECRET)), "damaged"),
        (b"x" * 200_001, "too large"),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_a_sentence(data: bytes, said: str):
    with pytest.raises(BadPicture, match=said):
        pictures.clean(data)


def test_a_png_that_unpacks_to_far_too_much_is_refused():
    bomb = zlib.compress(b"\0" * 60_000_000, 9)
    head = part(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))

    with pytest.raises(BadPicture, match="damaged"):
        pictures.clean(pictures.PNG + head + part(b"IDAT", bomb) + part(b"IEND", b""))


@given(st.binary(max_size=300), st.sampled_from([b"", pictures.PNG, b"RIFF\x40\0\0\0WEBP", b"RIFF\x40\0\0\0WEBPVP8 "]))
def test_no_bytes_break_it(rest: bytes, start: bytes):
    try:
        found = pictures.clean(start + rest)
    except BadPicture:
        return

    assert isinstance(found, Cleaned)
