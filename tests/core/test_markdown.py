"""Words that are explained, and notes, in authors' Markdown."""

import re
from collections.abc import Iterator

from teamup.core import markdown


def every_guard(run: str) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), "guard") for match in re.finditer("guard", run))


def test_a_marked_word_is_a_link_to_its_meaning_and_described_by_it():
    html = markdown.to_html("A guard & a post.", mark=every_guard)

    assert '<a class="word" href="#term-guard" aria-describedby="means-guard" rel="noopener">guard</a> &amp; a' in html


def test_no_word_is_marked_in_headings_links_run_in_heads_heads_of_tables_or_notes():
    text = """## A guard

**A guard.** See [the guard book](https://example.org) and this.[^guard]

| guard | post |
|---|---|
| one | two |
"""

    html = markdown.to_html(text, mark=every_guard)

    assert "term-guard" not in html
    assert "guard" not in " ".join(markdown.plain_runs(text))


def test_words_after_a_note_in_the_same_paragraph_are_marked_too():
    html = markdown.to_html("So it is.[^s1] A guard says so.[^s2]", mark=every_guard)

    assert html.count("term-guard") == 1
    assert html.index("source-s1") < html.index("term-guard") < html.index("source-s2")


def test_an_author_cannot_write_a_class_or_html():
    html = markdown.to_html('<a class="word" href="#x">x</a>')

    assert "<a" not in html
