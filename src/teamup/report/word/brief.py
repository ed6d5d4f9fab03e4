"""The one-page brief in Word: real headings, two voices side by side, and as many lines as one page has room for."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence

from teamup.catalog.model import Side
from teamup.report import onepage
from teamup.report.document import Ask, Brief, Line, Lines, Numbers, PlanDocument
from teamup.report.word import tables
from teamup.report.word.look import NO_LIST, PAIR, TABLE, VOICES, Look, Style
from teamup.report.word.sheet import SIDES, SPACE, Sheet, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import Element, Words, clean, element, paragraph, val

ROOM = 705.0
"""Points of height that the text may take: those of US Letter within its margins, less what an estimate may be off."""
LETTER, LINE, GAP = 3.8, 10.4, 1.2
"""Points: a letter of the brief's text on average, a line of it, and what is between two paragraphs."""
HEADING, SMALL_HEADING, TITLE_LINE, ROW_EDGE = 20.0, 13.0, 24.0, 4.0
WIDE, WIDEST = 1.4, 2.4
"""Capitals and letters of other scripts, and those of East Asia, beside an average letter."""
BETWEEN = 16.0
"""Points between two columns, with the edges of both."""
MARKS = {Side.POLICE: "◆", Side.SECURITY: "●"}
LEFT = ("steps", "money")
BESIDE = (5, 2.6, 1.8, 1.5)
"""How the columns of the numbers share the page."""


def add_brief(sheet: Sheet, document: PlanDocument, terms: Terms) -> None:
    """Add the page: the longest version of the brief that should fit."""
    if document.brief is None:
        return
    every = [brief for _size, brief in onepage.levels(document.brief, clean)]
    brief = next((brief for brief in every if _height(brief, document, sheet.room) <= ROOM), every[-1])
    _Page(sheet, brief, terms).add(document)


class _Page:
    """Writes a brief on a sheet."""

    def __init__(self, sheet: Sheet, brief: Brief, terms: Terms) -> None:
        self.sheet = sheet
        self.brief = brief
        self.terms = terms

    def add(self, document: PlanDocument) -> None:
        """Add all of it, in the order of the page."""
        brief, meta = self.brief, document.meta
        self.sheet.say(Style.BRIEF_OVER, Words(meta.subtitle))
        self.sheet.say(Style.BRIEF_TITLE, Words(brief.title))
        for text, look in _notes(document, brief):
            self.sheet.say(Style.BRIEF, Words(text, look))
        self._mission()
        self._numbers()
        if brief.asks:
            self._beside([_voice(ask) for ask in brief.asks], VOICES)
        left = [made for lines in brief.joint if lines.id in LEFT for made in _joint(lines)]
        right = [made for lines in brief.joint if lines.id not in LEFT for made in _joint(lines)]
        self._beside([column for column in (left, right) if column], PAIR)
        self.sheet.say(Style.BRIEF, Words(brief.foot, Look.QUIET))

    def _mission(self) -> None:
        brief = self.brief
        said = Words(brief.mission, Look.STRONG) if brief.mission else Words(brief.mission_open, Look.OPEN)
        if said.text:
            self.sheet.say(Style.BRIEF, Words(f"{self.terms.mission}: ", Look.LABEL), said)
        if brief.public:
            self.sheet.say(Style.BRIEF, Words(f"{brief.public_title}: ", Look.STRONG), Words(brief.public))

    def _numbers(self) -> None:
        brief = self.brief
        if not (_has(brief.problems) or _has(brief.numbers)):
            return
        self.sheet.add(_heading(Style.BRIEF_HEADING_1, Words(brief.problems.title)))
        self.sheet.add(*_listed(brief.problems))
        if brief.evidence:
            self.sheet.say(Style.BRIEF, Words(f"{brief.evidence_title}: ", Look.STRONG), Words(brief.evidence))
        if brief.numbers.items:
            self.sheet.add(self._table(brief.numbers))
        self.sheet.add(*_rest(brief.numbers))

    def _table(self, numbers: Numbers) -> Element:
        terms = self.terms
        widths = [round(self.sheet.room * share / sum(BESIDE) * tables.TWIPS) for share in BESIDE]
        head = [[Words(label, Look.LABEL)] for label in (numbers.title, terms.now, terms.goal, terms.by)]
        made = [element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader"))]
        rows = [element("w:tr", None, *made, *_cells(head, widths))]
        gap = Words(self.brief.open_word, Look.OPEN) if self.brief.open_word else Words("–")
        for it in numbers.items:
            cells = ((it.what, Look.PLAIN), (it.now, Look.PLAIN), (it.goal, Look.STRONG), (it.by, Look.PLAIN))
            said = [[Words(text, look) if text else gap] for text, look in cells]
            rows.append(element("w:tr", None, *_cells(said, widths)))
        return _table(TABLE, widths, {"w:val": "0620", "w:firstRow": "1", "w:firstColumn": "0"}, rows, numbers.title)

    def _beside(self, columns: Sequence[Sequence[Element]], style: str) -> None:
        """Add columns side by side."""
        if not columns:
            return
        width = round(self.sheet.room * tables.TWIPS / len(columns))
        cells = (_cell(column, width) for column in columns)
        look = {"w:val": "0180", "w:firstRow": "0", "w:firstColumn": "1", "w:lastColumn": "1"}
        self.sheet.add(_table(style, [width] * len(columns), look, [element("w:tr", None, *cells)]))
        self.sheet.say(Style.AFTER_FORM)  # so that tables that follow one another do not become one


def _table(
    style: str, widths: Sequence[int], look: dict[str, str], rows: Sequence[Element], caption: str = ""
) -> Element:
    properties = element(
        "w:tblPr",
        None,
        val("w:tblStyle", style),
        element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblLook", {"w:lastRow": "0", "w:noHBand": "1", "w:noVBand": "1", **look}),
        *([val("w:tblCaption", caption)] if caption else []),
    )
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(width)}) for width in widths))
    return element("w:tbl", None, properties, grid, *rows)


def _cells(row: Sequence[Sequence[Words]], widths: Sequence[int]) -> Iterator[Element]:
    return (_cell([paragraph(Style.BRIEF, words)], width) for words, width in zip(row, widths, strict=True))


def _cell(paragraphs: Sequence[Element], width: int) -> Element:
    size = element("w:tcW", {"w:w": str(width), "w:type": "dxa"})
    return element("w:tc", None, element("w:tcPr", None, size), *paragraphs)


def _heading(style: Style, *words: Words) -> Element:
    return paragraph(style, words, number=NO_LIST)


def _has(lines: Lines | Numbers) -> bool:
    return bool(lines.items or lines.open)


def _notes(document: PlanDocument, brief: Brief) -> Iterator[tuple[str, Look]]:
    """Yield what stands under the title: where, how far the plan is, whom this is for, and that it is a sample."""
    meta = document.meta
    yield " · ".join(filter(None, (brief.place, meta.in_progress, brief.progress))), Look.QUIET
    for line in filter(None, (meta.notice, meta.edition, meta.sample)):
        yield line, Look.OPEN


def _voice(ask: Ask) -> list[Element]:
    look = SIDES[ask.side.side]
    head = f"{MARKS.get(ask.side.side, '')} {ask.who} ({ask.side.label})".strip()
    made = [_heading(Style.BRIEF_HEADING_1, Words(head, look))]
    if ask.opening:
        made.append(paragraph(Style.BRIEF, [Words(ask.opening)]))
    for lines in ask.lists:
        made += [_heading(Style.BRIEF_HEADING_2, Words(lines.title, look)), *_listed(lines)]
    return made


def _joint(lines: Lines) -> list[Element]:
    return [_heading(Style.BRIEF_HEADING_1, Words(lines.title)), *_listed(lines)]


def _listed(lines: Lines) -> list[Element]:
    style = Style.BRIEF_BULLET if len(lines.items) > 1 else Style.BRIEF
    return [*(paragraph(style, _words(line, dated=lines.id == "steps")) for line in lines.items), *_rest(lines)]


def _rest(lines: Lines | Numbers) -> list[Element]:
    """Return what stands at the end of a list: that it is open, or what the page has no room for."""
    if not lines.items and lines.open:
        return [paragraph(Style.BRIEF, [Words(lines.open, Look.OPEN)])]
    return [paragraph(Style.BRIEF, [Words(lines.more, Look.QUIET)])] if lines.more else []


def _words(line: Line, *, dated: bool = False) -> list[Words]:
    """Return a line in words; a date stands before its side. How an ask stands comes last, as open until settled."""
    side = [side_words(line.side), SPACE] if line.side else []
    lead = [Words(f"{line.lead}: " if line.text else line.lead, Look.STRONG)] if line.lead else []
    made = [*lead, *side] if dated else [*side, *lead]
    made.append(Words(line.text, Look.OPEN if line.is_open else Look.PLAIN))
    if line.note:
        made.append(Words(f" · {line.note}" if line.lead or line.text else line.note, Look.QUIET))
    if line.state:
        made.append(Words(f" · {line.state}", Look.STRONG if line.settled else Look.OPEN))
    return [words for words in made if words.text]


def _height(brief: Brief, document: PlanDocument, room: float) -> float:
    """Return about how tall the page is, in points."""
    half = room / 2 - BETWEEN
    top = TITLE_LINE * math.ceil(len(brief.title) / 45) + LINE
    top += sum(_tall(text, room) for text, _look in _notes(document, brief))
    top += _tall(brief.mission or brief.mission_open, room - 60) + _tall(brief.public, room) + _tall(brief.foot, room)
    top += HEADING + _list_height(brief.problems, room) + _tall(brief.evidence, room) + _table_height(brief, room)
    voices = max((_voice_height(ask, half) for ask in brief.asks), default=0.0)
    left = sum(HEADING + _list_height(lines, half) for lines in brief.joint if lines.id in LEFT)
    right = sum(HEADING + _list_height(lines, half) for lines in brief.joint if lines.id not in LEFT)
    return top + voices + max(left, right) + HEADING


def _voice_height(ask: Ask, room: float) -> float:
    lists = sum(SMALL_HEADING + _list_height(lines, room) for lines in ask.lists)
    return HEADING + _tall(ask.opening, room) + lists


def _list_height(lines: Lines, room: float) -> float:
    texts = ["".join(words.text for words in _words(line)) for line in lines.items] or [lines.open]
    return sum(_tall(text, room - 12) for text in (*texts, lines.more))


def _table_height(brief: Brief, room: float) -> float:
    widths = [room * share / sum(BESIDE) - 10 for share in BESIDE]
    rows = ((it.what, it.now, it.goal, it.by) for it in brief.numbers.items)
    tall = sum(max(_tall(text or " ", width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return tall + (len(brief.numbers.items) + 1) * ROW_EDGE + LINE + _tall(brief.numbers.more, room)


def _tall(text: str, room: float) -> float:
    """Return about how tall a paragraph is."""
    return math.ceil(sum(map(_wide, text)) * LETTER / room) * LINE + GAP if text else 0.0


def _wide(letter: str) -> float:
    """Return how wide a letter is beside the average one."""
    if letter.isascii():
        return WIDE if letter.isupper() else 1.0
    return WIDEST if unicodedata.east_asian_width(letter) in "WF" else WIDE
