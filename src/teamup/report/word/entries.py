"""What stands in a cell of a form in Word: what was there before, or a place to fill in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from teamup.report.document import Cell, Entry, EntryKind
from teamup.report.word.controls import ROOM, Controls
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import SPACE, lines_of
from teamup.report.word.xml import Element, Words, paragraph, typed

GAP = Words("   ")
SHORTEST = 3
"""Options with fewer letters, such as numbers, stand in a line."""


def tag_of(*names: str) -> str:
    """Return the permanent name of a place: the question, then the row, then the column."""
    return ".".join(filter(None, names))


def label(words: str, told: str = "", *, keep_next: bool = False) -> list[Element]:
    """Return what a place is called, and what helps."""
    more = (SPACE, Words(told, Look.QUIET)) if told else ()
    return [paragraph(Style.CELL, [Words(words, Look.STRONG), *more], keep_next=keep_next)]


def held(cell: Cell) -> list[Element]:
    """Return what a cell holds already; nothing for one that is to be filled in."""
    lines = [*lines_of(cell), *((Words(item),) for item in cell.items), *typed(cell.note, Look.QUIET)]
    return [paragraph(Style.CELL, line) for line in lines]


def place(controls: Controls, entry: Entry, title: str, tag: str, *, in_line: bool = False) -> list[Element]:
    """Return a place to fill in; boxes stand one below the other, or `in_line`."""
    if entry.kind in (EntryKind.ONE, EntryKind.SOME) and entry.boxes:
        return _boxes(controls, entry, tag, in_line=in_line)
    return [paragraph(Style.CELL, [_control(controls, entry, title, tag)])]


def _control(controls: Controls, entry: Entry, title: str, tag: str) -> Element:
    match entry.kind:
        case EntryKind.CHECK:
            return controls.box(title, tag)
        case EntryKind.ONE if entry.options:
            return controls.one_of(title, tag, entry.options, _("Choose"))
        case EntryKind.DATE:
            return controls.day(title, tag, entry.hint or ROOM)
        case EntryKind.NUMBER | EntryKind.MONEY:
            return controls.text(title, tag, entry.hint or ROOM)
        case _:
            return controls.text(title, tag, lines=True)


def _boxes(controls: Controls, entry: Entry, tag: str, *, in_line: bool) -> list[Element]:
    pairs = [
        (controls.box(option, tag_of(tag, str(number))), option) for number, option in enumerate(entry.options, start=1)
    ]
    if in_line or all(len(option) < SHORTEST for option in entry.options):
        line = [part for box, option in pairs for part in (box, Words(f" {option}"), GAP)]
        return [paragraph(Style.CELL, line[:-1])]
    return [paragraph(Style.CELL_OPTION, [box, Words(f"\t{option}")]) for box, option in pairs]
