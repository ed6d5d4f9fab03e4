"""Whom a text mentions: "@" and the start of a name, as people type it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

Who = TypeVar("Who")

_CALL = re.compile(r"(?<![^\s(\[{<“\"'‘«])@(?=\S)")
_WORDS_AFTER = 5  # the most words that a name is compared by
_EDGES = ".,;:!?…()[]{}<>“”\"'‘’«»"
SHORTEST = 2
"""Letters after the "@" that call somebody whose name goes on: "@Da" calls Dana, "@D" nobody."""
MOST_CALLED = 20
"""So many members one text can mention; "@all of them" is what an assignment to a side is for."""


def mentioned(text: str, names: Mapping[Who, str]) -> tuple[Who, ...]:
    """Return the keys of `names` that `text` mentions, in its order.

    Upper and lower case are the same. Where a word fits several names, the words after it decide; where these do not,
    all who fit are meant.
    """
    folded = {who: _folded(name).split() for who, name in names.items()}
    called = (who for after in _calls(text) for who in _fitting(after, folded))
    return tuple(dict.fromkeys(called))[:MOST_CALLED]


def _calls(text: str) -> Iterator[list[str]]:
    """Yield the words that follow each "@"."""
    for match in _CALL.finditer(text):
        after = text[match.end() : match.end() + 200].split(maxsplit=_WORDS_AFTER)[:_WORDS_AFTER]
        yield [word for word in (_folded(word).strip(_EDGES) for word in after) if word]


def _fitting(after: list[str], names: Mapping[Who, list[str]]) -> Iterable[Who]:
    if not after:
        return ()
    first = after[0].removesuffix("’s").removesuffix("'s")
    whole = [who for who, name in names.items() if name[:1] == [first]]
    begun = [who for who, name in names.items() if len(first) >= SHORTEST and name and name[0].startswith(first)]
    found = whole or begun
    for number, word in enumerate(after[1:], start=1):
        closer = [who for who in found if len(names[who]) > number and _is_start(word, names[who][number])]
        if not closer:
            break
        found = closer
    return found


def _is_start(word: str, of: str) -> bool:
    word = word.removesuffix("’s").removesuffix("'s")
    return of == word or (len(word) >= SHORTEST and of.startswith(word))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
