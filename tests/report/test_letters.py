"""Text made fit to print."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from teamup.report import letters


def test_coverage_is_what_the_fonts_say():
    faces = [set(TTFont(path).getBestCmap()) for path in sorted(letters.FONTS.glob(letters.BODY))]

    assert letters.covered() == {code for code in set.intersection(*faces) if code >= 0x20}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("e\u0301", "é"),
        ("中", "[U+4E2D]"),
        ("😀", "[U+1F600]"),
        ("a\0b", "a[U+0000]b"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("thin\u2009space\tand tab", "thin space and tab"),
        ("soft\u00adhyphen", "softhyphen"),
        ("non\u2011breaking", "non-breaking"),
        ("here \u2192 there", "here -> there"),
        ("\u2713 done \u2717 not \u25cf point", "[x] done × not • point"),
    ],
)
def test_text_is_shown_as_fonts_can(typed, shown):
    assert letters.show(typed) == shown


@given(st.text(max_size=200))
def test_everything_shown_has_a_glyph_and_nothing_covered_is_changed(text):
    shown = letters.show(text)

    assert all(ord(c) in letters.covered() or c == "\n" for c in shown)
    if all(ord(c) in letters.covered() for c in unicodedata.normalize("NFC", text)) and "\u00ad" not in text:
        assert shown == unicodedata.normalize("NFC", text)


def test_a_word_too_long_for_its_place_may_break_and_others_may_not():
    assert letters.breakable("abcdefghijk short", 10) == "abcd\u200befgh\u200bijk short"
    assert letters.breakable("abcdefghij short", 10) == "abcdefghij short"


def test_a_word_never_breaks_before_a_combining_mark():
    assert letters.breakable("abcx\u0336defgh", 4) == "abcx\u0336\u200bdefg\u200bh"
