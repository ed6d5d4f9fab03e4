"""Authors' Markdown as safe HTML, with numbered source notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt

_NOTE = re.compile(r"\[\^([a-z0-9_.-]+)\]")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_TAGS = {
    "p",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "a",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "sup",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def note_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the source notes in `text`, each once, in order of first use."""
    return tuple(dict.fromkeys(_NOTE.findall(text)))


def without_notes(text: str) -> str:
    """Return `text` with its source notes taken out."""
    return _NOTE.sub("", text)


def count_words(text: str) -> int:
    """Return how many words a reader meets in `text`: no source notes, no marks of headings and lists."""
    return sum(any(sign.isalnum() for sign in word) for word in without_notes(text).split())


def to_html(
    text: str, *, numbers: Sequence[str] | None = None, label: Callable[[int], str] = "Source {}".format
) -> str:
    """Return safe HTML of `text`. A note becomes a numbered link to `#source-<id>`.

    `numbers` gives the order of sources when several texts share one list; by default the text's own.
    """
    order = list(numbers if numbers is not None else note_ids(text))

    def link(match: re.Match[str]) -> str:
        number = order.index(match[1]) + 1
        return f'<sup><a href="#source-{match[1]}" aria-label="{label(number)}">{number}</a></sup>'

    html = _NOTE.sub(link, _MARKDOWN.render(text))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "aria-label"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )
