"""The one accent of the site in a color that a host chose: every shade that it needs, each checked for contrast.

Names of colors are those of the style sheet; a test holds the grounds here against the ones there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

LEAST = 4.5
"""What words need against what is behind them (WCAG 2.2, 1.4.3)."""
LIGHT = {"paper": "#fbf9f4", "card": "#ffffff", "sunk": "#f3eee3"}
DARK = {"paper": "#12161d", "card": "#1a2029", "sunk": "#0e1117"}
WORDS = {"light": ("#21252b", "#565b65", "#16263f", "#2c456b"), "dark": ("#e9e6df", "#b1b5bf", "#dfe8f7", "#a9c4f0")}
"""Colors of words that stand on a wash of the accent: text, quiet, ink, ink-2."""
WHITE, BLACK = "#ffffff", "#000000"
PRESETS: Mapping[str, str] = {
    "harbor": "#1f5f8b",
    "pine": "#2f6b3a",
    "brick": "#9a3324",
    "plum": "#6b3a7a",
    "slate": "#3f4e5e",
}
_HEX = re.compile(r"#[0-9a-f]{6}")


class BadColor(ValueError):
    """The accent cannot be used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colors that follow from an accent, by name, in light and in dark."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


def palette(accent: str) -> Palette:
    """Return every shade of the accent, a color such as "#1f5f8b". Raises `BadColor` where words would be too faint."""
    accent = accent.lower()
    if not _HEX.fullmatch(accent):
        raise BadColor(_("Write the color as # and six digits or letters from a to f, such as #1f5f8b."))
    light = _light(accent)
    grounds = (*LIGHT.values(), light["gold-wash"], light["mark"])
    faintest = min(contrast(accent, ground) for ground in grounds)
    if faintest < LEAST:
        said = _("Words in this color would be too faint: %(has)s to 1, and %(least)s is needed. Choose a darker one.")
        raise BadColor(said % {"has": f"{faintest:.1f}", "least": LEAST})
    found = Palette(light, _dark(accent))
    _check_words(found)
    return found


def _light(accent: str) -> dict[str, str]:
    return {
        "gold": accent,
        "gold-text": accent,
        "gold-wash": mix(accent, WHITE, 0.1),
        "next": accent,
        "next-hover": mix(accent, BLACK, 0.8),
        "on-next": WHITE,
        "focus": accent,
        "mark": mix(accent, WHITE, 0.18),
        "mark-check": accent,
    }


def _dark(accent: str) -> dict[str, str]:
    wash, mark = mix(accent, DARK["paper"], 0.25), mix(accent, DARK["paper"], 0.4)
    grounds = (*DARK.values(), wash, mark)
    shares = (step / 20 for step in range(20, -1, -1))
    bright = next(
        shade
        for share in shares
        if min(contrast(shade := mix(accent, WHITE, share), ground) for ground in grounds) >= LEAST or not share
    )
    return {
        "gold": bright,
        "gold-text": bright,
        "gold-wash": wash,
        "next": bright,
        "next-hover": mix(bright, WHITE, 0.7),
        "on-next": mix(accent, BLACK, 0.15),
        "focus": bright,
        "mark": mark,
        "mark-check": bright,
    }


def _check_words(found: Palette) -> None:
    for mode, colors in (("light", found.light), ("dark", found.dark)):
        pairs = [(word, colors["gold-wash"]) for word in WORDS[mode]]
        pairs += [(WORDS[mode][0], colors["mark"]), (colors["gold-text"], colors["mark"])]
        pairs += [(colors["on-next"], colors["next"]), (colors["on-next"], colors["next-hover"])]
        if any(contrast(first, second) < LEAST for first, second in pairs):
            raise BadColor(_("Words would be too faint on a wash of this color. Choose another one."))


def sheet(accent: str) -> str:
    """Return the style sheet that sets the accent's colors. Raises `BadColor`."""
    found = palette(accent)
    light, dark = (";".join(f"--{name}:{color}" for name, color in one.items()) for one in (found.light, found.dark))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def sheet_name(accent: str) -> str:
    """Return the name of the accent's style sheet: another sheet has another name. Raises `BadColor`."""
    digest = hashlib.sha256(sheet(accent).encode()).hexdigest()[:12]
    return f"{accent.lower().removeprefix('#')}-{digest}"


def mix(first: str, second: str, share: float) -> str:
    """Return the color of so large a share of the first in the second."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(_parts(first), _parts(second), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colors, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    shares = (part / 255 for part in _parts(color))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
