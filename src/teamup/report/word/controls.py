"""Content controls: places in a Word document to type in, to tick, to choose in. Each has a title and a tag.

Source: ISO/IEC 29500-1, 17.5.2 (structured document tags); [MS-DOCX] 2.5.1 for the check box.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from teamup.report.word.look import Look
from teamup.report.word.sheet import Sheet
from teamup.report.word.xml import Element, clean, element, run, val

LONGEST_NAME = 64
"""Word takes no longer titles and tags."""
EMPTY, TICKED = "☐", "☒"
BOX_FONT = "MS Gothic"
ROOM = "\u2003" * 3
"""What stands in an empty cell: something to click on that prints as nothing."""


class Controls:
    """Makes the controls of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def text(self, title: str, tag: str, shown: str = ROOM, *, lines: bool = False) -> Element:
        """Return a place for words; with `lines` they may have line ends."""
        return self._control(title, tag, element("w:text", {"w:multiLine": "1"} if lines else None), shown)

    def day(self, title: str, tag: str, shown: str) -> Element:
        """Return a place for a day, with a calendar to pick it from."""
        kind = element(
            "w:date",
            None,
            val("w:dateFormat", "MMMM d, yyyy"),
            val("w:lid", "en-US"),
            val("w:storeMappedDataAs", "date"),
            val("w:calendar", "gregorian"),
        )
        return self._control(title, tag, kind, shown)

    def one_of(self, title: str, tag: str, options: Sequence[str], shown: str) -> Element:
        """Return a list that drops down."""
        names = dict.fromkeys(clean(option) for option in options)
        items = (element("w:listItem", {"w:displayText": name, "w:value": name}) for name in names)
        return self._control(title, tag, element("w:dropDownList", None, *items), shown)

    def box(self, title: str, tag: str) -> Element:
        """Return a box to tick."""
        states = (
            element(f"w14:{name}", {"w14:val": code, "w14:font": BOX_FONT})
            for name, code in (("checkedState", f"{ord(TICKED):04X}"), ("uncheckedState", f"{ord(EMPTY):04X}"))
        )
        kind = element("w14:checkbox", None, element("w14:checked", {"w14:val": "0"}), *states)
        return self._made(title, tag, [kind], [*run(EMPTY, Look.BOX)])

    def _control(self, title: str, tag: str, kind: Element, shown: str) -> Element:
        return self._made(title, tag, [element("w:showingPlcHdr"), kind], [*run(shown, Look.PLACEHOLDER)])

    def _made(self, title: str, tag: str, kind: Sequence[Element], content: Sequence[Element]) -> Element:
        head = (
            val("w:alias", _short(" ".join(clean(title).split()))),
            val("w:tag", _short(tag)),
            val("w:id", str(self.sheet.fresh_control())),
        )
        return element("w:sdt", None, element("w:sdtPr", None, *head, *kind), element("w:sdtContent", None, *content))


def _short(name: str) -> str:
    """Return a name as Word takes it; one that is cut ends in what tells it apart."""
    if len(name) <= LONGEST_NAME:
        return name
    apart = f"{crc32(name.encode()):08x}"
    return f"{name[: LONGEST_NAME - len(apart) - 1]}-{apart}"
