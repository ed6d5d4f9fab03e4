"""The cover of a Word document and the summary that stands alone."""

from __future__ import annotations

from teamup.report.document import Cell, ColumnKind, Cover, PlanDocument, Table, TableColumn
from teamup.report.word import tables
from teamup.report.word.blocks import LINE_END, Blocks
from teamup.report.word.look import Look, Style
from teamup.report.word.sheet import SPACE, Sheet, lines_of, side_words
from teamup.report.word.terms import Terms
from teamup.report.word.xml import Words, paragraph, typed


def add_cover(sheet: Sheet, document: PlanDocument, terms: Terms) -> None:
    """Add the first page: which plan it is, whose, of which day, and how far it has come."""
    meta, cover = document.meta, document.cover
    sheet.say(Style.SUBTITLE, Words(meta.subtitle))
    sheet.say(Style.TITLE, Words(" ".join(meta.title.split())))
    if meta.place:
        sheet.say(Style.PLACE, Words(meta.place))
    _add_people(sheet, cover, terms)
    _add_facts(sheet, cover)
    sheet.lines(Style.MISSION, typed(cover.mission))
    if meta.in_progress:
        sheet.say(Style.NOTE, Words(meta.in_progress, Look.OPEN), Words(f" · {cover.progress}"))
    if meta.version:
        sheet.say(Style.NORMAL, Words(meta.version, Look.STRONG))
    for line in filter(None, (meta.edition, meta.sample)):
        sheet.say(Style.NORMAL, Words(line, Look.OPEN))
    sheet.say(Style.NORMAL, Words(f"{terms.prepared} {meta.prepared}. {terms.draft}", Look.QUIET))


def add_head(sheet: Sheet, document: PlanDocument, terms: Terms) -> None:
    """Add the head of a document beside the plan: which it is, of which plan, and of which day."""
    meta = document.meta
    sheet.say(Style.PLACE, Words(" ".join(meta.title.split())))
    sheet.say(Style.TITLE, Words(meta.subtitle))
    for partner in document.cover.partners:
        sheet.say(Style.FACT, side_words(partner.side), SPACE, Words("; ".join(partner.names)))
    facts = " · ".join(filter(None, (meta.place, f"{terms.version} {meta.prepared}")))
    sheet.say(Style.NORMAL, Words(facts, Look.QUIET))
    for line in filter(None, (meta.notice, meta.edition, meta.sample)):
        sheet.say(Style.NORMAL, Words(line, Look.OPEN))


def _add_people(sheet: Sheet, cover: Cover, terms: Terms) -> None:
    if cover.partners:
        sheet.say(Style.LABEL, Words(terms.between))
    for partner in cover.partners:
        sheet.say(Style.FACT, side_words(partner.side), SPACE, Words("; ".join(partner.names)))
    if cover.team:
        sheet.say(Style.LABEL, Words(terms.team))
    for person in cover.team:
        note = (Words(f" · {person.note}", Look.QUIET),) if person.note else ()
        sheet.say(Style.FACT, Words(person.text), *note)


def _add_facts(sheet: Sheet, cover: Cover) -> None:
    for fact in cover.facts:
        if fact.label:
            sheet.say(Style.LABEL, Words(fact.label))
        for line in (*lines_of(fact.value), *((Words(item),) for item in fact.value.items)):
            sheet.say(Style.FACT, *line)


class SummaryPage:
    """Writes the summary on a sheet."""

    def __init__(self, sheet: Sheet, document: PlanDocument, terms: Terms) -> None:
        self.sheet = sheet
        self.summary = document.summary
        self.terms = terms
        self.missing = {fact.label: fact.value.text for fact in document.summary.missing}

    def add(self, *, new_page: bool) -> None:
        """Add it; what is not answered says so."""
        summary = self.summary
        self.sheet.heading(1, summary.title, new_page=new_page)
        if summary.intro:
            self.sheet.say(Style.INTRO, Words(summary.intro))
        if summary.mission:
            self.sheet.say(Style.LABEL, Words(self.terms.mission))
            self.sheet.lines(Style.MISSION, typed(summary.mission))
        self._missing("mission")
        self._under(summary.problems_title, "problems")
        for problem in summary.problems:
            note = (LINE_END, Words(problem.note, Look.QUIET)) if problem.note else ()
            self.sheet.add(paragraph(Style.NORMAL, [Words(problem.text, Look.STRONG), *note]))
        self._under(summary.changes_title, "changes")
        self._table(self._changes())
        self._under(summary.steps_title, "steps")
        self._table(self._steps())
        self._under(summary.contacts_title, "contacts")
        self._table(self._contacts())

    def _under(self, title: str, name: str) -> None:
        self.sheet.heading(2, title)
        self._missing(name)

    def _missing(self, name: str) -> None:
        if name in self.missing:
            self.sheet.say(Style.NORMAL, Words(self.missing[name], Look.OPEN))

    def _table(self, table: Table) -> None:
        if table.rows:
            tables.add_table(self.sheet, tables.without_empty(table), named=True)

    def _changes(self) -> Table:
        terms = self.terms
        columns = (TableColumn(terms.objective, width=5), *map(TableColumn, (terms.now, terms.goal, terms.by)))
        rows = ((Cell(it.what), Cell(it.now), Cell(it.goal), Cell(it.by)) for it in self.summary.changes)
        return Table(self.summary.changes_title, columns, tuple(rows))

    def _steps(self) -> Table:
        terms = self.terms
        columns = (
            TableColumn(terms.when, ColumnKind.DATE),
            TableColumn(terms.step, width=5),
            TableColumn(terms.lead, ColumnKind.SIDE),
            TableColumn(terms.owner),
        )
        rows = (
            (Cell(it.when), Cell(it.what), Cell(it.side.label, side=it.side), Cell(it.owner))
            for it in self.summary.steps
        )
        return Table(self.summary.steps_title, columns, tuple(rows))

    def _contacts(self) -> Table:
        columns = (TableColumn(self.terms.role, width=4), TableColumn(self.terms.contact, width=5))
        rows = []
        for it in self.summary.contacts:
            role = f"{it.role} ({it.side.label})" if it.side else it.role
            rows.append((Cell(role), Cell(it.name, note=it.detail)))
        return Table(self.summary.contacts_title, columns, tuple(rows))


def add_open(blocks: Blocks, names: list[str]) -> None:
    """Add what is open in a part, as one paragraph."""
    if names:
        blocks.sheet.say(Style.NOTE, Words(blocks.terms.open_here, Look.OPEN), SPACE, Words(" · ".join(names)))
