"""Authors' Markdown as safe HTML, with numbered source notes and links from words to their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

Mark = Callable[[str], Iterable[tuple[int, int, str]]]
"""Finds words to explain in a run of plain text: (start, end, id) of each, in order."""

_NOTE = re.compile(r"\[\^([a-z0-9_.-]+)\]")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_SHUT = {"heading", "th", "link", "strong"}  # where no word is explained: headings, links, run-in heads
_TAGS = {
    *("p", "em", "strong", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "sup", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
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
    text: str,
    *,
    numbers: Sequence[str] | None = None,
    label: Callable[[int], str] = "Source {}".format,
    mark: Mark | None = None,
) -> str:
    """Return safe HTML of `text`. A note becomes a numbered link to `#source-<id>`.

    `numbers` gives the order of sources when several texts share one list; by default the text's own. The words
    that `mark` finds become links to `#term-<id>`, described by `#means-<id>`.
    """
    order = list(numbers if numbers is not None else note_ids(text))

    def note(note_id: str) -> str:
        number = order.index(note_id) + 1
        return f'<sup><a href="#source-{note_id}" aria-label="{escape(label(number))}">{number}</a></sup>'

    return nh3.clean(
        _MARKDOWN.renderer.render(_rewritten(text, note, mark or _nothing), _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes={"a": {"href", "aria-label", "aria-describedby", "class"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )


def plain_runs(text: str) -> tuple[str, ...]:
    """Return the runs of plain words in `text` in which `to_html` lets words be explained, in order."""
    runs: list[str] = []

    def keep(run: str) -> Iterable[tuple[int, int, str]]:
        runs.append(run)
        return ()

    _rewritten(text, lambda _note_id: "", keep)
    return tuple(runs)


def _nothing(_run: str) -> Iterable[tuple[int, int, str]]:
    return ()


def _rewritten(text: str, note: Callable[[str], str], mark: Mark) -> list[Token]:
    """Return the parsed tokens of `text`, with its notes and marked words as links."""
    tokens = _MARKDOWN.parse(text)
    shut = 0
    for token in tokens:
        shut += _shuts(token)
        if token.type == "inline":
            token.children = [*_inline(token.children or [], note, _nothing if shut else mark)]
    return tokens


def _inline(children: Iterable[Token], note: Callable[[str], str], mark: Mark) -> Iterator[Token]:
    shut = 0
    for child in children:
        shut += _shuts(child)
        if child.type == "text":
            yield from _linked(child.content, note, _nothing if shut else mark)
        else:
            yield child


def _shuts(token: Token) -> int:
    """Return 1 where a stretch without explained words begins, -1 where it ends."""
    return token.nesting if token.type.rpartition("_")[0] in _SHUT else 0


def _linked(text: str, note: Callable[[str], str], mark: Mark) -> Iterator[Token]:
    done = 0
    for match in _NOTE.finditer(text):
        yield from _marked(text[done : match.start()], mark)
        yield Token("html_inline", "", 0, content=note(match[1]))
        done = match.end()
    yield from _marked(text[done:], mark)


def _marked(run: str, mark: Mark) -> Iterator[Token]:
    done = 0
    for start, end, term in mark(run):
        yield Token("text", "", 0, content=run[done:start])
        opening = f'<a class="word" href="#term-{term}" aria-describedby="means-{term}">'
        yield Token("html_inline", "", 0, content=f"{opening}{escape(run[start:end])}</a>")
        done = end
    yield Token("text", "", 0, content=run[done:])
