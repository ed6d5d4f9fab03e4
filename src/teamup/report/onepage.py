"""How much of a brief goes on its one page: the same brief with ever fewer and shorter lines, to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.utils.translation import ngettext

from teamup.report import letters
from teamup.report.document import Ask, Brief, Line, Lines, Number, Numbers, to_data
from teamup.report.parts.cells import clip


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest of each, in characters, and how many lines each list may have. A text of none is left out.

    `size` is the smallest type, in points, in which so much is still easy to read.
    """

    size: float
    title: int
    mission: int
    public: int
    evidence: int
    opening: int
    ask: int
    text: int
    lead: int
    note: int
    cell: int
    most: Mapping[str, int]


LONGEST_WORD, LONGEST_IN_COLUMN = 30, 16
"""Longer words may break anywhere: on the page, and in its narrow columns."""
USUAL_MOST = 3
"""Of a list that is not named above."""

MOST = ("problems", "numbers", "asks", "gains", "due", "steps", "names")
LEVELS = tuple(
    Limits(size, *lengths, dict(zip(MOST, counts, strict=True)))
    for size, lengths, counts in (
        # type; title, mission, public, evidence, opening, ask, text, lead, note, cell; how many of each list
        (9.0, (130, 420, 520, 520, 800, 300, 190, 90, 110, 130), (4, 5, 3, 4, 2, 7, 10)),
        (8.75, (130, 420, 220, 280, 330, 220, 150, 80, 100, 110), (4, 5, 3, 3, 2, 6, 8)),
        (8.5, (120, 360, 150, 240, 260, 190, 120, 80, 80, 100), (4, 5, 3, 3, 1, 6, 6)),
        (8.25, (110, 340, 0, 200, 240, 170, 110, 70, 70, 90), (4, 5, 3, 3, 1, 5, 6)),
        (8.0, (110, 320, 0, 160, 200, 150, 100, 70, 60, 80), (4, 5, 3, 2, 1, 5, 5)),
        (8.0, (110, 300, 0, 140, 170, 130, 90, 60, 60, 80), (3, 4, 2, 2, 1, 4, 4)),
        (8.0, (100, 260, 0, 140, 140, 120, 80, 60, 50, 70), (3, 4, 2, 2, 1, 4, 3)),
        (8.0, (90, 220, 0, 0, 110, 90, 70, 50, 40, 60), (3, 3, 2, 2, 1, 3, 3)),
        (8.0, (80, 180, 0, 0, 100, 70, 60, 45, 40, 50), (2, 2, 1, 2, 1, 3, 3)),
        (8.0, (70, 120, 0, 0, 80, 45, 45, 35, 0, 35), (2, 2, 1, 1, 1, 2, 2)),
    )
)


def levels(brief: Brief, show: Callable[[str], str] = str) -> tuple[tuple[float, Brief], ...]:
    """Return the brief as it may be printed, the fullest first, each with the smallest type for it.

    `show` says how a format writes a text. What a list has no room for is counted at its end: "and 3 more in
    the plan".
    """
    return tuple((limits.size, _Cut(limits, show).brief(brief)) for limits in LEVELS)


def printed(brief: Brief) -> list[dict[str, Any]]:
    """Return the levels of a brief as data for the typesetter: every text as the page can show it."""
    wide, narrow = (partial(letters.breakable, longest=most) for most in (LONGEST_WORD, LONGEST_IN_COLUMN))
    return [
        {
            "size": size,
            **to_data(level, wide),
            "problems": to_data(level.problems, narrow),
            "numbers": to_data(level.numbers, narrow),
        }
        for size, level in levels(brief, letters.show)
    ]


class _Cut:
    """Makes a brief shorter."""

    def __init__(self, limits: Limits, show: Callable[[str], str]) -> None:
        self.limits = limits
        self.show = show

    def brief(self, brief: Brief) -> Brief:
        """Return all of it, within the limits."""
        limits = self.limits
        return replace(
            brief,
            title=self._text(brief.title, limits.title),
            place=self._text(brief.place, limits.lead),
            mission=self._text(brief.mission, limits.mission),
            public=self._passage(brief.public, limits.public),
            evidence=self._passage(brief.evidence, limits.evidence),
            problems=self._lines(brief.problems, limits.cell),
            numbers=self._numbers(brief.numbers),
            asks=tuple(map(self._ask, brief.asks)),
            joint=tuple(self._lines(lines, limits.text) for lines in brief.joint),
        )

    def _text(self, text: str, most: int) -> str:
        return clip(self.show(text), most).replace(" ·…", "…") if text and most else ""

    def _passage(self, text: str, most: int) -> str:
        """Return the first sentences of a text, where a whole one has room; else its first words."""
        cut = self._text(text, most)
        whole = cut.rfind(". ", 0, -1) + 1
        return f"{cut[:whole]} …" if cut.endswith("…") and whole > len(cut) // 3 else cut

    def _ask(self, ask: Ask) -> Ask:
        limits = self.limits
        lists = tuple(self._lines(it, limits.ask if it.id == "asks" else limits.text) for it in ask.lists)
        return replace(ask, opening=self._passage(ask.opening, self.limits.opening), lists=lists)

    def _lines(self, lines: Lines, longest: int) -> Lines:
        most = self.limits.most.get(lines.id, USUAL_MOST)
        items = tuple(self._line(line, longest) for line in lines.items[:most])
        return replace(lines, items=items, more=_more(len(lines.items) - most))

    def _line(self, line: Line, longest: int) -> Line:
        most = self.limits.most["names"]
        names = [self._text(name, self.limits.lead) for name in line.names[:most]]
        more = _more(len(line.names) - most)
        return replace(
            line,
            text="; ".join(filter(None, (self._text(line.text, longest), *names, more))),
            lead=self._text(line.lead, self.limits.lead),
            note=self._text(line.note, self.limits.note),
            names=(),
            state=self._text(line.state, self.limits.lead),
        )

    def _numbers(self, numbers: Numbers) -> Numbers:
        most, cell = self.limits.most["numbers"], self.limits.cell
        items = tuple(
            Number(self._text(it.what, cell), self._text(it.now, cell // 2), self._text(it.goal, cell // 2), it.by)
            for it in numbers.items[:most]
        )
        return replace(numbers, items=items, more=_more(len(numbers.items) - most))


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("and %(count)s more in the plan", "and %(count)s more in the plan", count) % {"count": count}
