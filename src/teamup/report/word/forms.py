"""What people fill in, in Word: places to type in and boxes to tick, which are as good on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from teamup.report.document import Blank, Check, Choices, Entry, FormBlock, Grid, SideLabel
from teamup.report.word.controls import Controls
from teamup.report.word.entries import GAP, label, place, tag_of
from teamup.report.word.frames import LINE, Frame
from teamup.report.word.grids import LABEL, PLACE, GridMaker
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import Sheet, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import Element, Words, paragraph, typed

NUMBER, REST = 1.0, 15.0
"""The shares of a number and of what stands beside it."""
HALF = 0.5
ONE_FIGURE = "\u2003"


def add(sheet: Sheet, block: FormBlock, terms: Terms) -> None:
    """Add a block of a form."""
    maker = _Maker(sheet)
    match block:
        case Blank():
            maker.blank(block)
        case Choices():
            maker.choices(block)
        case Grid():
            maker.ask(block.side, "", block.help)
            GridMaker(sheet, maker.controls, block).add()


class _Maker:
    """Writes blanks and boxes on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.controls = Controls(sheet)

    def ask(self, side: SideLabel | None, asked: str, *helps: str) -> None:
        """Add what is asked, what helps, and who writes here."""
        if asked:
            self.sheet.say(Style.RECORD, Words(asked))
        if told := " ".join(filter(None, helps)):
            self.sheet.lines(Style.HELP, typed(told))
        if side is not None:
            self.sheet.say(Style.RECORD, side_words(side))

    def blank(self, blank: Blank) -> None:
        """Add room to write: lines, or a place beside its label."""
        title = blank.label or blank.title or blank.name
        if blank.lines == 0:
            self._beside(blank, title)
        elif blank.numbered:
            self.ask(blank.side, blank.label, blank.help, blank.hint)
            self._numbered(blank, title)
        else:
            self.ask(blank.side, blank.label, blank.help, blank.hint)
            frame = Frame(self.sheet, title, (1,))
            room = self.controls.text(title, blank.name, _("Write here"), lines=True)
            frame.row([[paragraph(Style.CELL, [room])]], LINE * blank.lines)
            frame.close()

    def _beside(self, blank: Blank, title: str) -> None:
        self.ask(blank.side, "", blank.help)
        room = place(self.controls, Entry(blank.name, blank.kind, hint=blank.hint), title, blank.name)
        if blank.label:
            frame = Frame(self.sheet, title, (LABEL, 2 * PLACE))
            frame.row([label(blank.label), room], LINE)
        else:
            frame = Frame(self.sheet, title, (1,), most=HALF)
            frame.row([room], LINE)
        frame.close()

    def _numbered(self, blank: Blank, title: str) -> None:
        frame = Frame(self.sheet, title, (NUMBER, REST))
        for number in map(str, range(1, blank.lines + 1)):
            room = self.controls.text(f"{title} {number}", tag_of(blank.name, number))
            frame.row([[paragraph(Style.CELL, [Words(number)])], [paragraph(Style.CELL, [room])]], LINE)
        frame.close()

    def choices(self, choices: Choices) -> None:
        """Add boxes to tick, with room for words or for a number where that is asked."""
        self.ask(choices.side, choices.label, choices.help)
        names = choices.names or tuple(map(str, range(1, len(choices.options) + 1)))
        pairs = [(option, tag_of(choices.name, name)) for option, name in zip(choices.options, names, strict=True)]
        if choices.across:
            self._across(choices, pairs)
        elif choices.noted or choices.ranked:
            self._table(choices, pairs)
        else:
            for option, tag in pairs:
                self.sheet.say(Style.OPTION, self.controls.box(option.label, tag), Words("\t"), *_words(option))

    def _across(self, choices: Choices, pairs: Sequence[tuple[Check, str]]) -> None:
        first, last = (*choices.ends, "", "")[:2]
        line: list[Words | Element] = [Words(first, Look.QUIET), GAP] if first else []
        for option, tag in pairs:
            line += [self.controls.box(option.label, tag), Words(f" {option.label}"), GAP]
        self.sheet.say(Style.NORMAL, *line, *([Words(last, Look.QUIET)] if last else []))

    def _table(self, choices: Choices, pairs: Sequence[tuple[Check, str]]) -> None:
        """Add a row for each option: a box and a note, or the number that it takes."""
        title = choices.label or choices.title or choices.name
        frame = Frame(self.sheet, title, (1, 1) if choices.noted else (NUMBER, REST))
        for option, tag in pairs:
            if choices.noted:
                box: list[Words | Element] = [self.controls.box(option.label, tag), Words("\t"), *_words(option)]
                note = self.controls.text(option.label, tag_of(tag, "note"), lines=True)
                frame.row([[paragraph(Style.CELL_OPTION, box)], [paragraph(Style.CELL, [note])]], LINE)
            else:
                number = self.controls.text(option.label, tag, ONE_FIGURE)
                frame.row([[paragraph(Style.CELL, [number])], [paragraph(Style.CELL, _words(option))]], LINE)
        frame.close()


def _words(option: Check) -> tuple[Words, ...]:
    more = (Words(f"  {option.note}", Look.QUIET),) if option.note else ()
    return (Words(option.label), *more)
