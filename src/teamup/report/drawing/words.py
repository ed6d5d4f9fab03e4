"""How wide words are, so that they can be cut or broken where their place ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

WIDTHS = {
    0.26: " !',.:;`i",
    0.32: "()I[]jl|",
    0.36: "/\\{}",
    0.42: "-*1Jfrt",
    0.48: '"^z',
    0.56: "+<=>?_acsvy",
    0.6: "27FLTbdehknopqux~",
    0.66: "#0$345689EPYZg",
    0.7: "BCDKRSUVX",
    0.76: "&AGNOQ",
    0.8: "Hw",
    0.92: "%Mm@",
    0.97: "W…",
}
"""Widths of letters of Public Sans, rounded up; a letter is as high as 1."""
BOLD = 1.08
LETTERS = {letter: width for width, letters in WIDTHS.items() for letter in letters}
LATIN, LAST_LATIN, OTHER = 0.85, 0x24F, 1.4
ENDS = ",;:. "


def width_of(text: str, size: float) -> float:
    """Return about how wide a line of text is, rather too much than too little. Bold text is `BOLD` times as wide."""
    return size * sum(map(_width, text))


def _width(letter: str) -> float:
    if letter in LETTERS:
        return LETTERS[letter]
    if unicodedata.combining(letter):
        return 0.0
    return LATIN if ord(letter) <= LAST_LATIN else OTHER


def fitted(text: str, room: float, size: float) -> str:
    """Return `text` on one line, cut and marked with "…" where its room ends; "" where there is none at all."""
    line = " ".join(text.split())
    if width_of(line, size) <= room:
        return line
    left, cut = room - width_of("…", size), 0
    for cut, letter in enumerate(line):  # noqa: B007 - where it ends is what is wanted
        left -= size * _width(letter)
        if left < 0:
            break
    kept = line[:cut]
    if " " in kept[cut * 3 // 4 :]:
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(ENDS) + "…" if kept else ""


def wrapped(text: str, room: float, size: float, most: int) -> Sequence[str]:
    """Return `text` in at most so many lines; the last of them is cut where more would follow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = longer  # too long now: it is cut below
    return [fitted(line, room, size) for line in lines]
