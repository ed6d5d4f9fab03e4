"""The accent in any color: every pair that meets on a page can be told apart, or the color is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamup.core import palette
from teamup.core.palette import BadColor, contrast
from tests.web import test_look_contrast as sheet

SET = set(palette.palette(palette.PRESETS["harbor"]).light)


def faint(accent: str) -> list[tuple[str, str, str, float]]:
    """Return each pair with one of the accent's shades in it that is too faint, with all other colors as they come."""
    found = palette.palette(accent)
    faults = []
    for mode, shades in (("light", found.light), ("dark", found.dark)):
        colors = {**sheet.palette(mode), **shades}
        for pairs, least in ((sheet.TEXT_PAIRS, sheet.TEXT), (sheet.EDGE_PAIRS, sheet.EDGE)):
            for first, second in pairs:
                has = contrast(colors[first], colors[second])
                if {first, second} & SET and has < least:
                    faults.append((mode, first, second, has))
    return faults


def test_the_grounds_are_those_of_the_style_sheet():
    for mode, grounds in (("light", palette.LIGHT), ("dark", palette.DARK)):
        colors = sheet.palette(mode)
        assert {name: colors[name] for name in grounds} == grounds
        assert tuple(colors[name] for name in ("text", "quiet", "ink", "ink-2")) == palette.WORDS[mode]


def test_light_and_dark_set_the_same_colors_and_only_known_ones():
    found = palette.palette("#1f5f8b")

    assert found.light.keys() == found.dark.keys()
    assert set(found.light) <= set(sheet.palette("light"))


@pytest.mark.parametrize("name", palette.PRESETS)
def test_every_palette_that_is_offered_can_be_read(name: str):
    assert faint(palette.PRESETS[name]) == []


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_color_is_refused_or_can_be_read_everywhere(parts: tuple[int, int, int]):
    accent = "#{:02x}{:02x}{:02x}".format(*parts)

    try:
        palette.palette(accent)
    except BadColor:
        return

    assert faint(accent) == []


@pytest.mark.parametrize("accent", ["#ffd700", "#ffffff", "#767676", "#00ff00"])
def test_a_faint_color_is_refused_with_its_contrast(accent: str):
    with pytest.raises(BadColor, match=r"\d\.\d to 1"):
        palette.palette(accent)


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#1234567", "1f5f8b", "#1f5f8b;}", "url(x)"])
def test_what_is_no_color_is_refused(accent: str):
    with pytest.raises(BadColor, match="six digits"):
        palette.palette(accent)


def test_another_sheet_has_another_name():
    names = {palette.sheet_name(accent) for accent in palette.PRESETS.values()}

    assert len(names) == len(palette.PRESETS)
