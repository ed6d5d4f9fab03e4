"""Text as a page can show it: what no packaged font covers is shown as [U+XXXX], and long words may break anywhere.

The typesetter refuses a character without a glyph (PDF/UA-1 does), so every text passes through here first.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from teamup.report.errors import RenderError

FONTS = Path(__file__).parent / "typst" / "fonts"
BODY = "PublicSans-*.ttf"
"""The faces that everything can fall back to: what all of them have can be shown anywhere."""

BREAK = "\u200b"
"""Marks a place where a line may end; the template makes an empty box of it, which leaves copied text clean."""
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
HINTS = re.compile("[\u00ad\u200b\u2060\ufeff]")  # hints for line breaking and byte order: nothing that anyone reads


@cache
def covered() -> frozenset[int]:
    """Return the code points that every face of the body font has. Raises `RenderError` where there are no fonts."""
    faces = sorted(FONTS.glob(BODY))
    if not faces:
        raise RenderError(f"There are no fonts in {FONTS}. Run scripts/assets.py once to fetch them.")
    return frozenset.intersection(*(frozenset(_code_points(face.read_bytes())) for face in faces))


def _code_points(font: bytes) -> Iterator[int]:
    """Yield what a TrueType font's character map has. Source: OpenType, `cmap` format 4."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    (encodings,) = struct.unpack_from(">H", font, cmap + 2)
    for number in range(encodings):
        platform, _encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if kind == 4 and platform in (0, 3):
            yield from _format_4(font, cmap + offset)


def _format_4(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * doubled)
    ranges_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", font, ranges_at)
    for segment in range(count):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            if offsets[segment] == 0:
                glyph = (code + deltas[segment]) & 0xFFFF
            else:
                place = ranges_at + 2 * segment + offsets[segment] + 2 * (code - starts[segment])
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph and code >= 0x20:
                yield code


ALIKE = {
    "\u2010": "-",  # hyphens
    "\u2011": "-",
    "\u2012": "–",
    "\u2015": "—",
    "\u25cf": "•",  # bullets
    "\u25aa": "•",
    "\u25a0": "•",
    "\u25e6": "•",
    "\u2023": "•",
    "\u2192": "->",  # arrows
    "\u2190": "<-",
    "\u2194": "<->",
    "\u21d2": "=>",
    "\u2717": "×",  # crosses and ticks
    "\u2718": "×",
    "\u2610": "[ ]",
    "\u2611": "[x]",
    "\u2713": "[x]",
    "\u2714": "[x]",
}
"""Signs that people often type and no packaged font has, and what is written for them with letters that there are."""


def show(text: str) -> str:
    """Return `text` as a page can show it: composed (NFC), and without control characters.

    Folding white space gives the text back, but for what is shown as [U+XXXX] or by a sign like it.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = HINTS.sub("", LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    return "".join(map(_letter, plain))


def _letter(letter: str) -> str:
    code = ord(letter)
    if letter == "\n" or code in covered():
        return letter
    if letter.isspace():
        return " "
    return ALIKE.get(letter) or f"[U+{code:04X}]"


def drawable(text: str) -> str:
    """Return `text` as a drawing can show it: the typesetter finds no glyph for two marks on one letter there."""
    return "".join(letter for letter in show(text) if not unicodedata.combining(letter))


def piece_of(longest: int) -> int:
    """Return how many letters stay together in a word that may break, where words up to `longest` stay whole."""
    return 8 if longest >= 20 else 4


def breakable(text: str, longest: int) -> str:
    """Return `text` with `BREAK` inside words of more than `longest` letters; the template takes them out again."""
    if len(text) <= longest:
        return text
    text = text.replace(BREAK, "")
    piece = piece_of(longest)
    return re.sub(rf"\S{{{longest + 1},}}", lambda found: BREAK.join(_pieces(found[0], piece)), text)


def _pieces(word: str, size: int) -> Iterator[str]:
    """Cut a word into pieces, never before a combining mark."""
    start = 0
    for at in range(len(word)):
        if at - start >= size and not unicodedata.combining(word[at]):
            yield word[start:at]
            start = at
    yield word[start:]
