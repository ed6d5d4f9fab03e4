"""Each type of block of a plan document, in Word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from teamup.report.document import (
    Blank,
    Block,
    Bullets,
    CaseCard,
    Cases,
    Cell,
    Check,
    Checks,
    Choices,
    Clause,
    Compared,
    Fact,
    Facts,
    Grid,
    Note,
    NoteKind,
    OpenGroup,
    Paragraphs,
    Positions,
    Quadrants,
    Radar,
    Ratings,
    Record,
    Records,
    Remarks,
    ResourceCard,
    Resources,
    Shares,
    Signatures,
    SimpleBlock,
    SourceLine,
    Sources,
    Table,
    Timeline,
    Todo,
    Value,
)
from teamup.report.word import forms, legal, pictures, tables
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import SPACE, Sheet, lines_of, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import Line, Words, paragraph, typed

LABEL_ENDS = ("?", ".", ":", "!", "…")
LINE_END = Words("\n")


class Blocks:
    """Writes blocks on a sheet."""

    def __init__(self, sheet: Sheet, terms: Terms) -> None:
        self.sheet = sheet
        self.terms = terms

    def add(  # noqa: C901 - one case for each type of block
        self, block: Block, heading: str = ""
    ) -> None:
        """Add a block. A table that is called like the `heading` above it is not named twice."""
        match block:
            case Compared():
                self._compared(block)
            case Ratings():
                tables.add_table(self.sheet, tables.ratings_table(block, self.terms))
            case Quadrants():
                tables.add_quadrants(self.sheet, block, heading or ", ".join(cell.title for cell in block.cells))
            case Timeline():
                pictures.add(self.sheet, block)
                tables.add_table(self.sheet, tables.timeline_table(block, self.terms))
            case Todo():
                self._todo(block)
            case Cases():
                for case in block.items:
                    self._case(case)
            case Resources():
                for resource in block.items:
                    self._resource(resource)
            case Sources():
                for source in block.items:
                    self._source(source)
            case Radar() | Shares() | Positions():
                pictures.add(self.sheet, block, block.caption)
            case Blank() | Choices() | Grid():
                forms.add(self.sheet, block, self.terms)
            case Clause() | Remarks() | Signatures():
                legal.add(self.sheet, block, self.terms)
            case _:
                self._simple(block, heading)

    def _simple(  # noqa: C901 - one case for each type of block
        self, block: SimpleBlock, heading: str = ""
    ) -> None:
        match block:
            case Paragraphs():
                self.sheet.lines(Style.NORMAL, typed(block.text))
            case Value():
                self.sheet.lines(Style.NORMAL, typed(block.text, Look.STRONG))
                self.sheet.lines(Style.NORMAL, typed(block.help, Look.QUIET))
            case Facts():
                self.facts(block.items)
            case Bullets():
                self._bullets(block)
            case Checks():
                for check in block.items:
                    self._check(check)
            case Table():
                tables.add_table(self.sheet, block, named=block.caption == heading)
            case Records():
                for record in block.items:
                    self._record(record)
            case Note():
                self.note(block)
            case _:
                assert_never(block)

    def facts(self, facts: Iterable[Fact]) -> None:
        """Add labels with their values."""
        for fact in facts:
            label = fact.label if fact.label.endswith(LABEL_ENDS) else f"{fact.label}:"
            self._cell(fact.value, (Words(label, Look.LABEL), SPACE))

    def _cell(self, cell: Cell, before: Line, style: Style = Style.FACT) -> None:
        lines = lines_of(cell)
        has_items = bool(cell.items) and not lines
        if len(cell.items) == 1 and has_items:
            lines, has_items = [(Words(cell.items[0]),)], False
        first = lines[0] if lines else ()
        self.sheet.lines(style, [(*before, *first), *lines[1:]], more=Style.CONTINUE)
        if has_items:
            self._bullets(Bullets(cell.items))
        self.sheet.lines(Style.FACT, typed(cell.note, Look.QUIET))

    def _bullets(self, bullets: Bullets) -> None:
        style, number = (Style.NUMBER, self.sheet.fresh_list()) if bullets.ordered else (Style.BULLET, None)
        for item in bullets.items:
            lines = typed(item)
            self.sheet.add(*(paragraph(style, line, number=number) for line in lines[:1]))
            self.sheet.lines(Style.CONTINUE, lines[1:])

    def _check(self, check: Check) -> None:
        notes = typed(check.note)
        first = (LINE_END, *notes[0]) if notes else ()
        self.sheet.lines(Style.BULLET, [(Words(check.label, Look.STRONG), *first), *notes[1:]], more=Style.CONTINUE)

    def _record(self, record: Record) -> None:
        side = (SPACE, side_words(record.side)) if record.side else ()
        lines = typed(record.title) or [()]
        self.sheet.lines(Style.RECORD, [*lines[:-1], (*lines[-1], *side)])
        self.facts(record.facts)

    def note(self, note: Note) -> None:
        """Add something to notice."""
        look = Look.OPEN if note.kind is NoteKind.OPEN else Look.STRONG
        lines = typed(note.text) or [()]
        source = (Words(f" ({note.source})", Look.QUIET),) if note.source else ()
        lines[-1] = (*lines[-1], *source)
        self.sheet.lines(Style.NOTE, [(Words(note.title, look), SPACE, *lines[0]), *lines[1:]])

    def _compared(self, compared: Compared) -> None:
        sides = ((compared.police, compared.police_blocks), (compared.security, compared.security_blocks))
        for side, blocks in sides:
            self.sheet.heading(3, side.label)
            for block in blocks:
                self._simple(block)

    def _todo(self, todo: Todo) -> None:
        self.sheet.lines(Style.NORMAL, typed(todo.text))
        for group in todo.groups:
            if todo.names_only:
                self._names(group)
            else:
                self._prompts(group)

    def _names(self, group: OpenGroup) -> None:
        names = (item.heading + (f" ({self.terms.partly})" if item.partly else "") for item in group.items)
        head = Words(_numbered(group), Look.STRONG)
        self.sheet.say(Style.FACT, head, Words(f" ({len(group.items)}) ", Look.QUIET), Words(", ".join(names)))

    def _prompts(self, group: OpenGroup) -> None:
        self.sheet.heading(2, _numbered(group))
        for item in group.items:
            partly = (Words(f" ({self.terms.partly})", Look.QUIET),) if item.partly else ()
            prompt = (LINE_END, Words(item.prompt, Look.QUIET)) if item.prompt else ()
            self.sheet.say(Style.BULLET, Words(item.heading, Look.STRONG), *partly, *prompt)

    def _case(self, case: CaseCard) -> None:
        self.sheet.heading(3, case.name)
        facts = " · ".join(filter(None, (case.place, case.known_as_of, case.confidence)))
        self.sheet.say(Style.NORMAL, Words(facts, Look.QUIET), keep_next=True)
        if case.reason:
            self.sheet.say(Style.NORMAL, Words(case.reason, Look.OPEN if case.caution else Look.STRONG))
        self.sheet.lines(Style.NORMAL, typed(case.card))
        if case.lesson:
            self.sheet.say(Style.NORMAL, Words(f"{self.terms.take}:", Look.STRONG), SPACE, Words(case.lesson))
        if case.sources:
            word = self.terms.source if len(case.sources) == 1 else self.terms.sources
            numbers = ", ".join(str(source.number) for source in case.sources)
            self.sheet.say(Style.NORMAL, Words(f"{word} {numbers}", Look.QUIET))

    def _resource(self, resource: ResourceCard) -> None:
        facts = " · ".join(filter(None, (resource.publisher, resource.year, resource.confidence)))
        parts = [Words(resource.title, Look.STRONG)]
        parts += [part for text in (facts,) if text for part in (LINE_END, Words(text, Look.QUIET))]
        parts += [LINE_END, Words(resource.for_what)] if resource.for_what else []
        link = (LINE_END, self.sheet.link(resource.url)) if resource.url else ()
        self.sheet.say(Style.NORMAL, *parts, *link)

    def _source(self, source: SourceLine) -> None:
        words = ", ".join(filter(None, (source.title, source.publisher, source.year)))
        link = (Words(". "), self.sheet.link(source.url)) if source.url else ()
        self.sheet.say(Style.SOURCE, Words(words), *link)


def _numbered(group: OpenGroup) -> str:
    return " ".join(filter(None, (group.number, group.title)))
