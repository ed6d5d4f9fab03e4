"""How long a meeting takes, as its plan says, and how the minutes are shared among its items."""

from __future__ import annotations

import re
from collections.abc import Sequence

USUAL = 60
LEAST, MOST = 20, 240
"""A text that seems to say less or more than this means something else."""
STEP = 5
HALF_DAY, DAY = 12 * 60, 24 * 60

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?m\.?|p\.?m\.?|noon)?"
SPAN = re.compile(rf"\b{_CLOCK}\s*(?:to|until|till|-|–|—)\s*{_CLOCK}", re.IGNORECASE)
MINUTES = re.compile(r"\b(\d{2,3})\s*(?:-\s*)?min", re.IGNORECASE)
HOURS = re.compile(r"\b(\d|one|two|three)(?:\.(5))?\s*(?:-\s*)?hours?\b", re.IGNORECASE)
NUMBERS = {"one": 1, "two": 2, "three": 3}


def length_of(text: str) -> int | None:
    """Return how many minutes a meeting takes by words such as "Wednesdays, 8:00 to 9:00 a.m."; None when unsaid."""
    for found in (_from_span(text), _from_words(text)):
        if found is not None and LEAST <= found <= MOST:
            return found
    return None


def _from_span(text: str) -> int | None:
    found = SPAN.search(text)
    if found is None:
        return None
    first, first_minute, first_half, last, last_minute, last_half = found.groups()
    begins, ends = (int(h) % 12 * 60 + int(m or 0) for h, m in ((first, first_minute), (last, last_minute)))
    if first_half and last_half and first_half[0].lower() != last_half[0].lower():
        ends += HALF_DAY
    return (ends - begins) % (DAY if ends >= HALF_DAY else HALF_DAY)


def _from_words(text: str) -> int | None:
    if found := MINUTES.search(text):
        return int(found[1])
    if found := HOURS.search(text):
        whole = NUMBERS.get(found[1].lower()) or int(found[1])
        return whole * 60 + (30 if found[2] else 0)
    return None


def share(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return whole minutes for each item: they add up to `total`, in fives where that is possible.

    Each item has the least there is; `weights` say who gets how much of the rest, and one of them is above zero.
    """
    step = STEP if total % STEP == 0 and total >= STEP * len(weights) else 1
    spare = total // step - len(weights)
    exact = [spare * weight / sum(weights) for weight in weights]
    given = [int(part) for part in exact]
    most_cut = sorted(range(len(weights)), key=lambda n: (given[n] - exact[n], n))
    for n in most_cut[: spare - sum(given)]:
        given[n] += 1
    return tuple((1 + part) * step for part in given)
