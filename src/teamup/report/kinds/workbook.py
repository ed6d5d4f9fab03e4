"""The workbook: the worksheets of a plan's path, empty, for a meeting without screens.

It holds no answer: only the plan's name and place are on it, and its path and side choose the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Ask, Kind, Lesson, Question
from teamup.plans.state import PlanState
from teamup.plans.tailoring import is_short_of_time
from teamup.report.document import Block, Bullets, Cell, Entry, EntryKind, Field, Grid, Part, PlanDocument, TableColumn
from teamup.report.kinds import worksheets
from teamup.report.kinds.bare import bare
from teamup.report.kinds.left_open import Open, left_open

USE = "use"


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the workbook as the plan's path, side and time are on `today`. What was answered is nowhere in it."""
    sheets, short = sheets_of(state)
    parts = (_use(sheets, short=short), *(_sheet(state, *sheet, short=short) for sheet in sheets))
    notice = _("Do not write case intelligence or personal data of suspects.")
    made = bare(state, today, kind="workbook", subtitle=_("Workbook"), parts=parts, notice=notice)
    # Empty worksheets are not "in progress", and name no people; they are set as close as a short plan.
    meta = replace(made.meta, short=True, answered=0, needed=0, in_progress="")
    return replace(made, meta=meta, cover=replace(made.cover, partners=(), mission="", team=(), progress=""))


Sheet = tuple[Lesson, tuple[tuple[Question, str], ...]]
"""A lesson with the questions on its sheet, each with the words that say when it is asked."""


def sheets_of(state: PlanState) -> tuple[tuple[Sheet, ...], bool]:
    """Return the lessons that this path needs, each with its questions, and whether they are the few of 15 minutes.

    Where a course has no core questions, 15 minutes change nothing; where a path needs none, all are there.
    """
    every = [(lesson, tuple(_asked(state, lesson))) for lesson in state.course.lessons()]
    if is_short_of_time(state):
        core = [(lesson, tuple(it for it in asked if it[0].core)) for lesson, asked in every]
        if sheets := tuple(sheet for sheet in core if sheet[1]):
            return sheets, True
    needed = [sheet for sheet in every if any(question.ask(state.path) is Ask.NEEDED for question, _when in sheet[1])]
    return tuple(needed or (sheet for sheet in every if sheet[1])), False


def _asked(state: PlanState, lesson: Lesson) -> Iterator[tuple[Question, str]]:
    for question in lesson.questions:
        is_asked = question.kind is not Kind.AUTOMATIC and question.ask(state.path) is not Ask.OFF
        when = left_open(question.show_when, state)
        if is_asked and when is not Open.NEVER:
            yield question, when if isinstance(when, str) else ""


def _sheet(state: PlanState, lesson: Lesson, asked: Sequence[tuple[Question, str]], *, short: bool) -> Part:
    """Return the worksheet of a lesson; in a short workbook several share a page."""
    fields = tuple(_field(state, lesson, question, when, short=short) for question, when in asked)
    return Part(lesson.id.replace("/", "-"), 0, _title(lesson), lesson.summary, fields, new_page=not short)


def _field(state: PlanState, lesson: Lesson, question: Question, when: str, *, short: bool) -> Field:
    blocks = worksheets.blocks_for(question, state, when=when, short=short)
    return Field(question.prompt.spoken(state.voice), blocks, question.id, lesson.id)


def _use(sheets: Sequence[Sheet], *, short: bool) -> Part:
    """Return how to work with it, and a list of the sheets to share out; a short one needs no list."""
    blocks: tuple[Block, ...] = (Bullets(tuple(_advice(short=short))),)
    if not short and sheets:
        blocks = (*blocks, _shared_out(sheets))
    return Part(USE, 0, _("How to use these sheets"), "", (Field("", blocks),))


def _advice(*, short: bool) -> Iterator[str]:
    yield _("Write by hand, or type into the Word file. A first guess is better than an empty line.")
    if not short:
        yield _("Share the sheets out, let each pair begin where it knows most, and read every answer aloud once.")
        yield _("A question marked “optional” can wait. If you need more rows, print the sheet twice.")
    yield _("Afterward one person types it into the plan. Numbers, names and order are the same there.")


def _shared_out(sheets: Sequence[Sheet]) -> Grid:
    columns = (
        TableColumn(_("Sheet"), width=7),
        TableColumn(_("Questions"), width=4),
        TableColumn(_("Who writes"), width=5),
        TableColumn(_("Typed in"), width=2),
    )
    rows = tuple((Cell(_title(lesson)), Cell(_count(len(asked))), Cell(), Cell()) for lesson, asked in sheets)
    entries = (Entry("sheet"), Entry("questions"), Entry("writer"), Entry("typed", EntryKind.CHECK))
    names = tuple(lesson.slug for lesson, _asked in sheets)
    return Grid("sheets", _("The sheets"), columns, rows, entries=entries, row_names=names, low=True)


def _title(lesson: Lesson) -> str:
    return " ".join(filter(None, (lesson.number, lesson.title)))


def _count(number: int) -> str:
    return ngettext("%(number)s question", "%(number)s questions", number) % {"number": number}
