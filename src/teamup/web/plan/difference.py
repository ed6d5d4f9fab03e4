"""The difference between two texts, word by word, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|[^\s]+")
MOST_PAIRS = 400_000  # beyond, words are not compared one by one: both texts are shown whole
AROUND = 14  # words (and the spaces between) kept before and after a change
LONGEST_SAME = 3 * AROUND
SHORTEST_SAME = 4  # letters; less between two changes is shown as changed too


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed ("same"), went ("old") or came ("new"); "gap" stands for words that are left out."""

    kind: str
    text: str


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Return what stayed, went and came between `old` and `new`; long stretches that stayed are shortened."""
    return tuple(_shortened([*_calmed([*_compared(_PIECES.findall(old), _PIECES.findall(new))])]))


def _calmed(found: list[Run]) -> Iterator[Run]:
    """Join changes that only a short word or a space stands between: one change reads better than three."""
    old, new, waiting = "", "", ""
    for run in found:
        if run.kind != "same":
            old += waiting + run.text if run.kind == "old" else waiting
            new += waiting + run.text if run.kind == "new" else waiting
            waiting = ""
        elif (old or new) and len(run.text.strip()) <= SHORTEST_SAME and run is not found[-1]:
            waiting += run.text
        else:
            yield from _changed(old, new)
            yield run
            old, new = "", ""
    yield from _changed(old, new)


def _changed(old: str, new: str) -> Iterator[Run]:
    if old:
        yield Run("old", old)
    if new:
        yield Run("new", new)


def _compared(old: list[str], new: list[str]) -> Iterator[Run]:
    start = _same_start(old, new)
    end = _same_start(old[start:][::-1], new[start:][::-1])
    before, after = old[:start], old[len(old) - end :]
    yield from _run("same", before)
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield from _run("same", after)


def _same_start(old: list[str], new: list[str]) -> int:
    differ = (number for number, (was, now) in enumerate(zip(old, new, strict=False)) if was != now)
    return next(differ, min(len(old), len(new)))


def _middle(old: list[str], new: list[str]) -> Iterator[Run]:
    if len(old) * len(new) > MOST_PAIRS:
        yield from _run("old", old)
        yield from _run("new", new)
        return
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i1:i2] == new[j1:j2]:
            yield from _run("same", old[i1:i2])
        else:
            yield from _run("old", old[i1:i2])
            yield from _run("new", new[j1:j2])


def _run(kind: str, pieces: list[str]) -> Iterator[Run]:
    if pieces:
        yield Run(kind, "".join(pieces))


def _shortened(found: list[Run]) -> Iterator[Run]:
    for number, run in enumerate(found):
        pieces = _PIECES.findall(run.text)
        if run.kind != "same" or len(pieces) <= LONGEST_SAME:
            yield run
            continue
        if number > 0:
            yield Run("same", "".join(pieces[:AROUND]))
        yield Run("gap", "…")
        if number < len(found) - 1:
            yield Run("same", "".join(pieces[-AROUND:]))
