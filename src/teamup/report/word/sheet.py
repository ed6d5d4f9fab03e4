"""A Word document while it is written: paragraphs are added one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.parts.document import DocumentPart

from teamup.catalog.model import Side
from teamup.report.document import Cell, SideLabel
from teamup.report.word.look import NO_LIST, SOURCES, Look, Style
from teamup.report.word.xml import Element, Line, Words, element, paragraph, run, typed, val

SIDES = {Side.POLICE: Look.POLICE, Side.SECURITY: Look.SECURITY, Side.JOINT: Look.JOINT}
HEADINGS = {1: Style.HEADING_1, 2: Style.HEADING_2, 3: Style.HEADING_3}
SPACE = Words(" ")
TICKED = "☑"


class Sheet:
    """The body of a document. `room` is how wide its text is, in points."""

    def __init__(self, part: DocumentPart, room: float) -> None:
        self.room = room
        self.elements: list[Element] = []
        self.fresh_lists = 0
        self.lacks_pictures = False
        self._controls = 0
        self._pictures = 0
        self._part = part
        self._places = 0

    def add(self, *elements: Element) -> None:
        """Add what was made elsewhere."""
        self.elements.extend(elements)

    def say(self, style: Style, *content: Words | Element, keep_next: bool = False) -> None:
        """Add a paragraph."""
        self.add(paragraph(style, content, keep_next=keep_next))

    def lines(self, style: Style, lines: Sequence[Line], more: Style | None = None) -> None:
        """Add paragraphs; those after the first may have another style."""
        for number, line in enumerate(lines):
            self.say(style if number == 0 or more is None else more, *line)

    def heading(self, level: int, text: str, *, numbered: bool = False, new_page: bool = False) -> None:
        """Add a heading. Those of the first level are places that the contents lead to."""
        content: list[Words | Element] = [Words(" ".join(text.split()))]
        if level == 1:
            self._places += 1
            mark = {"w:id": str(self._places)}
            start = element("w:bookmarkStart", {**mark, "w:name": place_of(self._places)})
            content = [start, *content, element("w:bookmarkEnd", mark)]
        number = None if numbered or level > 1 else NO_LIST
        self.add(paragraph(HEADINGS[level], content, number=number, new_page=new_page))

    def fresh_list(self) -> int:
        """Return the number of a numbered list that begins at one."""
        self.fresh_lists += 1
        return SOURCES + self.fresh_lists

    def fresh_control(self) -> int:
        """Return the number of a place to fill in that no other on this sheet has."""
        self._controls += 1
        return self._controls

    def fresh_picture(self) -> int:
        """Return the number of a picture that no other on this sheet has."""
        self._pictures += 1
        return self._pictures

    def image(self, png: IO[bytes]) -> str:
        """Return the name under which the document holds an image."""
        name, _image = self._part.get_or_add_image(png)
        return name

    def link(self, url: str) -> Element:
        """Return an address that opens."""
        target = self._part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return element("w:hyperlink", {"r:id": target, "w:history": "1"}, *run(url, Look.LINK))


def place_of(number: int) -> str:
    """Return the name of the bookmark at the first-level heading of this number, from one."""
    return f"_Toc{number:08}"


def contents(entries: Sequence[tuple[str, str]], title: str) -> Element:
    """Return a table of contents whose entries (number, title) are written already; "Update table" adds the pages.

    It is not marked for updating, since Word would ask about "other files" whenever such a document is opened.
    """
    lines = []
    for place, (number, text) in enumerate(entries, start=1):
        entry = " ".join(text.split())
        words = f"{number}\t{entry}" if number else entry
        link = element("w:hyperlink", {"w:anchor": place_of(place), "w:history": "1"}, *run(words))
        lines.append([link])
    lines[0][:0] = [_mark("begin"), _code(' TOC \\o "1-1" \\h \\z '), _mark("separate")]
    lines[-1].append(_mark("end"))
    gallery = element("w:docPartObj", None, val("w:docPartGallery", "Table of Contents"), element("w:docPartUnique"))
    head = paragraph(Style.TOC_HEADING, [Words(title)], new_page=True)
    body = [paragraph(Style.TOC_1, line) for line in lines]
    return element("w:sdt", None, element("w:sdtPr", None, gallery), element("w:sdtContent", None, head, *body))


def _mark(kind: str) -> Element:
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def _code(text: str) -> Element:
    code = element("w:instrText", {"xml:space": "preserve"})
    code.text = text
    return element("w:r", None, code)


def side_words(side: SideLabel) -> Words:
    """Return a side by its name."""
    return Words(side.label, SIDES[side.side])


def lines_of(cell: Cell, look: Look = Look.PLAIN) -> list[Line]:
    """Return what a cell says, by paragraphs, without its items: those are a list."""
    if cell.missing:
        lines: list[Line] = [(Words(cell.text, Look.OPEN),)]
    elif cell.side:
        other = () if cell.text in ("", cell.side.label) else (SPACE, Words(cell.text, look))
        lines = [(side_words(cell.side), *other)]
    elif cell.checked:
        lines = [(Words(TICKED, Look.BOX), SPACE, Words(cell.text, look))]
    elif cell.items:
        lines = []
    else:
        lines = typed(cell.text, look)
    return lines
