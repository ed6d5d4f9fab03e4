"""Room to write for one question: a block for each side that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from teamup.catalog.model import Ask, Kind, Option, Question, Side, Text
from teamup.plans.state import PlanState
from teamup.report.document import Blank, Cell, Check, Choices, EntryKind, FormBlock, Grid
from teamup.report.kinds.columns import Columns, fits_across, hint_of
from teamup.report.parts.cells import clip, side_label
from teamup.report.parts.tables import heading_of

WORDS_A_LINE, LETTERS_A_LINE = 12, 80  # of handwriting
LEAST_LINES, USUAL_LINES, MOST_LINES = 3, 4, 6
SHORT_TEXT_LINES = 2
TABLE_ROWS, FORM_ROWS, LIST_ROWS = (3, 5), (2, 3), (3, 6)
"""The fewest and the most empty rows, where the course does not want fewer."""
LONGEST_HELP = 300
FIGURES = {Kind.DATE: EntryKind.DATE, Kind.NUMBER: EntryKind.NUMBER, Kind.MONEY: EntryKind.MONEY}


def blocks_for(question: Question, state: PlanState, *, when: str = "", short: bool = False) -> tuple[FormBlock, ...]:
    """Return room to write for a question, once for each side that is asked; an automatic one has none.

    The first block says whether the question may wait, `when` it is asked, and what helps. With `short` there are as
    few rows as will do.
    """
    if question.kind is Kind.AUTOMATIC:
        return ()
    made: list[FormBlock] = []
    for side in question.sides():
        joint = side is Side.JOINT
        sheet = _Sheet(question, state, question.id if joint else f"{question.id}.{side}", short)
        first, *rest = sheet.blocks()
        made += [first if joint else replace(first, side=side_label(side)), *rest]
    return (replace(made[0], help=_told(question, state, when)), *made[1:])


def _told(question: Question, state: PlanState, when: str) -> str:
    optional = _("Optional.") if question.ask(state.path) is Ask.OPTIONAL and not question.core else ""
    return " ".join(filter(None, (optional, when, clip(question.help.spoken(state.voice), LONGEST_HELP))))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One question as one side answers it. `name` is what its fields are called."""

    question: Question
    state: PlanState
    name: str
    short: bool

    def blocks(self) -> tuple[FormBlock, ...]:
        """Return the room that its kind wants."""
        match self.question.kind:
            case Kind.SHORT_TEXT | Kind.LONG_TEXT:
                return (self._blank(lines=self._lines()),)
            case Kind.DATE | Kind.NUMBER | Kind.MONEY:
                kind = FIGURES[self.question.kind]
                return (replace(self._blank(lines=0), kind=kind, hint=hint_of(kind)),)
            case Kind.CHOICE | Kind.CHOICES | Kind.RANK if self.question.options_from:
                return (self._names(),)
            case Kind.CHOICE | Kind.CHOICES | Kind.RANK | Kind.CHECKLIST:
                return (self._choices(self.question.options),)
            case Kind.SCALE:
                return (self._scale(),)
            case Kind.YES_NO:
                return (*self._yes_no(),)
            case Kind.LIST:
                return (replace(self._blank(lines=self._rows(LIST_ROWS)), numbered=True),)
            case Kind.ROWS:
                return (self._rows_grid(),)
            case Kind.MATRIX:
                return (self._matrix(),)
            case _:
                return (self._grid(stacked=True, empty=1),)

    @property
    def _title(self) -> str:
        return heading_of(self.question, self.state)

    def _say(self, text: Text) -> str:
        return text.spoken(self.state.voice)

    def _blank(self, *, lines: int) -> Blank:
        return Blank(self.name, "", lines=lines, title=self._title)

    def _lines(self) -> int:
        """Return how many lines the longest good answer takes."""
        question = self.question
        if question.kind is Kind.SHORT_TEXT:
            return min(-(-question.max_length // LETTERS_A_LINE), SHORT_TEXT_LINES)
        words = -(-question.max_words // WORDS_A_LINE) if question.max_words else USUAL_LINES
        fits = -(-question.max_length // LETTERS_A_LINE)
        most = USUAL_LINES if self.short else MOST_LINES
        return max(min(words, fits, most), LEAST_LINES)

    def _rows(self, least_and_most: tuple[int, int]) -> int:
        least, most = least_and_most
        return min(max(self.question.rows_hint, least), most, self.question.max_rows)

    def _names(self) -> Blank:
        """Return lines for the names of rows of another answer, best first where the order counts."""
        source = self.state.index.questions[self.question.options_from]
        lines = 1 if self.question.kind is Kind.CHOICE else min(source.max_rows, LIST_ROWS[1] - 1)
        hint = _("Write the name, as in “%(answer)s”.") % {"answer": heading_of(source, self.state)}
        return replace(self._blank(lines=lines), hint=hint, numbered=self.question.kind is not Kind.CHOICE)

    def _choices(self, options: Iterable[Option]) -> Choices:
        given = tuple(options)
        kind = self.question.kind
        return Choices(
            self.name,
            "",
            tuple(Check(self._say(option.label), self._say(option.help)) for option in given),
            many=kind in (Kind.CHOICES, Kind.CHECKLIST),
            names=tuple(option.id for option in given),
            noted=kind is Kind.CHECKLIST,
            ranked=kind is Kind.RANK,
            title=self._title,
        )

    def _scale(self) -> Choices:
        question = self.question
        steps = tuple(str(number) for number in range(question.low, question.high + 1))
        ends = (self._say(question.low_label), self._say(question.high_label))
        return Choices(self.name, "", tuple(map(Check, steps)), names=steps, across=True, ends=ends, title=self._title)

    def _yes_no(self) -> Iterator[FormBlock]:
        options = (Check(_("Yes")), Check(_("No")))
        yield Choices(self.name, "", options, names=("yes", "no"), across=True, title=self._title)
        yield Blank(f"{self.name}.why", _("In a sentence, why?"), lines=SHORT_TEXT_LINES)

    def _rows_grid(self) -> Grid:
        stacked = not fits_across(self.question.columns)
        forms = (FORM_ROWS[0],) * 2 if self.short else FORM_ROWS
        return self._grid(stacked=stacked, empty=self._rows(forms if stacked else TABLE_ROWS))

    def _matrix(self) -> Grid:
        """Return a table with the matrix's own rows; the first column says what each is about."""
        columns = self.question.columns
        stacked = not fits_across(columns, beside=True)
        made = self._columns(stacked=stacked, forms=len(self.question.rows))
        empty = (Cell(),) * len(columns)
        rows = tuple((Cell(self._say(row.label), note=self._say(row.help)), *empty) for row in self.question.rows)
        return Grid(
            self.name,
            self._title,
            (made.of_rows(), *made.shapes()),
            rows,
            entries=(made.said(), *made.entries()),
            row_names=tuple(row.id for row in self.question.rows),
            stacked=stacked,
        )

    def _grid(self, *, stacked: bool, empty: int) -> Grid:
        made = self._columns(stacked=stacked, forms=empty)
        return Grid(self.name, self._title, made.shapes(), entries=made.entries(), empty=empty, stacked=stacked)

    def _columns(self, *, stacked: bool, forms: int) -> Columns:
        return Columns(self.question.columns, self.state, stacked=stacked, forms=forms)
