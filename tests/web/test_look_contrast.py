"""Every pair of colors that meets on a page can be told apart, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/teamup/web/assets/sass/_tokens.scss"
TEXT = 4.5
EDGE = 3.0

GROUNDS = ("paper", "card", "sunk")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("text", "quiet", "ink", "ink-2", "gold-text", "ok", "bad") for ground in GROUNDS),
    *((ink, "gold-wash") for ink in ("text", "quiet", "ink", "ink-2", "gold-text")),
    *((ink, "ink-wash") for ink in ("text", "ink", "ink-2", "quiet")),
    ("text", "field"),
    ("quiet", "field"),
    ("text", "teal-wash"),
    ("teal", "teal-wash"),
    ("text", "mark"),
    ("gold-text", "mark"),
    ("text", "ok-wash"),
    ("ok", "ok-wash"),
    ("ink-2", "ok-wash"),
    ("text", "bad-wash"),
    ("bad", "bad-wash"),
    ("ink-2", "bad-wash"),
    ("on-button", "button"),
    ("on-button", "button-hover"),
    ("on-next", "next"),
    ("on-next", "next-hover"),
    ("on-band", "band"),
    ("quiet-band", "band"),
    ("text", "line"),
]
EDGE_PAIRS = [
    *((edge, ground) for edge in ("edge", "focus", "gold", "ok", "bad", "ink") for ground in GROUNDS),
    *((side, ground) for side in ("police-line", "teal-2") for ground in ("paper", "card")),
    ("edge", "field"),
    ("button", "card"),
    ("focus", "field"),
    ("gold", "gold-wash"),
    ("police-line", "ink-wash"),
    ("teal-2", "teal-wash"),
]


def palette(name: str) -> dict[str, str]:
    body = re.search(rf"\${name}: \((.*?)\n\);", TOKENS.read_text(encoding="utf-8"), re.DOTALL)
    assert body is not None
    return dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', body[1]))


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_light_and_dark_name_the_same_colors():
    assert palette("light").keys() == palette("dark").keys()


def too_faint(mode: str, pairs: list[tuple[str, str]], least: float) -> list[tuple[str, str, float]]:
    colors = palette(mode)
    measured = [(first, second, round(contrast(colors[first], colors[second]), 2)) for first, second in pairs]
    return [pair for pair in measured if pair[2] < least]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(mode):
    assert too_faint(mode, TEXT_PAIRS, TEXT) == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_edges_and_signs_stand_out_from_what_is_behind_them(mode):
    assert too_faint(mode, EDGE_PAIRS, EDGE) == []
