"""The only place where a `PlanDocument` is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog import model
from teamup.catalog.model import Kind, Question
from teamup.plans import smart
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.plans.tailoring import is_short_of_time
from teamup.report.document import (
    Action,
    Block,
    Bullets,
    Cases,
    Cell,
    Field,
    Note,
    OpenItem,
    Paragraphs,
    Part,
    PlanDocument,
    Quadrant,
    Quadrants,
    Review,
    SourceLine,
    Sources,
)
from teamup.report.parts import agreement, calendar, charts, closing, cover, summary
from teamup.report.parts.answers import blocks_of
from teamup.report.parts.cells import cell_of
from teamup.report.parts.tables import heading_of, rows_block

A_FEW_MORE = 6
"""A plan made in 15 minutes may have so many answers beyond the core and still be a document of a few pages."""
LONGEST_NAME = 60
SOURCES = "sources"
SWOT = ("swot_strengths", "swot_weaknesses", "swot_opportunities", "swot_threats")


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the document of a plan as it stands on `today`, however unfinished.

    The same plan and day give an equal document. Answers that a condition hides are left out; the plan file keeps them.
    """
    actions, reviews = calendar.actions_of(state), calendar.reviews_of(state)
    short = is_short(state)
    meta = cover.meta_of(state, today, short=short)
    cases = closing.cases_of(state, short=short)
    sources = closing.sources_of(state, cases.items)
    return PlanDocument(
        meta=meta,
        cover=cover.cover_of(state, meta),
        summary=summary.summary_of(state, actions, today),
        parts=_Parts(state, actions, reviews, closing.numbered(cases, sources), sources, short=short).all(),
        actions=actions,
        reviews=reviews,
    )


def is_short(state: PlanState) -> bool:
    """Say whether a plan is one of a few pages: its people have 15 minutes, and answered little beyond the core."""
    asked = (question for lesson in state.course.lessons() for question in lesson.questions if not question.core)
    return is_short_of_time(state) and sum(map(state.has_any, asked)) <= A_FEW_MORE


class _Parts:
    """The parts of one document: what several of them need is worked out once."""

    def __init__(
        self,
        state: PlanState,
        actions: Sequence[Action],
        reviews: Sequence[Review],
        cases: Cases,
        sources: Sequence[SourceLine],
        *,
        short: bool,
    ) -> None:
        self.state = state
        self.actions = actions
        self.reviews = reviews
        self.cases = cases
        self.short = short
        self.lists_open = any(part.automatic == "todo" for part in state.course.parts)
        self.open = closing.open_items(state)
        self.sources = sources
        self.cautions = closing.cautions_of(state, sources if short else ())
        # A short document gathers its cautions where it lists what is open.
        self.gathers = short and self.lists_open

    def all(self) -> tuple[Part, ...]:
        """Return the parts in the order of the pack, numbered from one, without those that have no answer.

        What these ask is in the list of all that is open, the last part of all; where the pack has no such list, it
        stands in its part. Sources come before it.
        """
        wanted = [part for part in self.state.course.parts if part.automatic != "summary"]
        said = [self._part(part) for part in wanted if part.automatic != "todo"]
        # What is still open is for the people who write the plan.
        is_public = self.state.audience is Audience.PUBLIC
        open_ones = [self._part(part) for part in wanted if part.automatic == "todo" and not is_public]
        made = [
            part
            for part in (*said, *agreement.part_of(self.state), *self._sources(), *open_ones)
            if part.fields or part.notes or (part.open and not self.lists_open)
        ]
        return tuple(replace(part, number=number) for number, part in enumerate(made, start=1))

    def _sources(self) -> Iterator[Part]:
        if self.sources:
            yield Part(SOURCES, 0, _("Sources"), "", (Field("", (Sources(tuple(self.sources)),)),))

    def _part(self, part: model.Part) -> Part:
        voice = self.state.voice
        questions = [q for q in self.state.course.questions() if q.part == part.id and self.state.applies(q)]
        fields = (*self._automatic(part), *self._team(questions), *self._fields(questions))
        printed = {field.question_id for field in fields}
        return Part(
            id=part.id,
            number=0,
            title=part.title.spoken(voice),
            intro="" if self.short else part.intro.spoken(voice),
            fields=fields,
            notes=self._notes(part, questions, printed),
            open=() if self.gathers else self._open(questions),
        )

    def _notes(self, part: model.Part, questions: Sequence[Question], printed: Collection[str]) -> tuple[Note, ...]:
        """Return the cautions that stand at the end of a part: those of questions that it does not print."""
        if self.gathers:
            return tuple(note for notes in self.cautions.values() for note in notes) if part.automatic == "todo" else ()
        return tuple(note for q in questions if q.id not in printed for note in self.cautions.get(q.id, ()))

    def _team(self, questions: Sequence[Question]) -> Iterator[Field]:
        """Name the people who wrote the plan where its founders are named; the cover has room for a few."""
        team = self.state.index.questions.get(self.state.course.roles.get("team", ""))
        if team and self.short and len(self.state.rows(team.id)) <= cover.TEAM:
            return
        if team and self.state.course.roles.get("founders") in {question.id for question in questions}:
            blocks = blocks_of(team, self.state)
            if blocks:
                yield Field(heading_of(team, self.state), blocks, team.id)

    def _open(self, questions: Sequence[Question]) -> tuple[OpenItem, ...]:
        ids = {question.id for question in questions}
        return tuple(item for item in self.open if item.question_id in ids)

    def _fields(self, questions: Sequence[Question]) -> Iterator[Field]:
        for question in questions:
            blocks = tuple(self._blocks(question))
            if blocks:
                heading = heading_of(question, self.state)
                if isinstance(blocks[0], Quadrants):
                    heading = _("Strengths, weaknesses, opportunities and threats")
                notes: tuple[Note, ...] = () if self.gathers else self.cautions.get(question.id, ())
                yield Field(heading, (*blocks, *notes), question.id, closing.lesson_id(question, self.state))
                if not self.short:
                    yield from charts.fields_after(question, self.state)

    def _blocks(self, question: Question) -> tuple[Block, ...]:
        if question.kind is Kind.AUTOMATIC:
            return _smart_check(self.state, short=self.short) if question.id == "smart_check" else ()
        if question.id in (swot := _swot_questions(self.state)):
            answered = [q for q in swot if self.state.has_any(self.state.index.questions[q])]
            return (_quadrants(self.state, swot),) if answered[:1] == [question.id] else ()
        if question.part == "actions" and question.drafts_steps:
            return tuple(_beyond_steps(question, self.state))
        blocks = blocks_of(question, self.state)
        return blocks if self.short else charts.with_charts(question, blocks, self.state)

    def _automatic(self, part: model.Part) -> Iterator[Field]:
        match part.automatic:
            case "actions":
                if self.actions:
                    yield Field(_("Action steps by date"), (calendar.action_table(self.actions),))
                if timeline := calendar.timeline_of(self.actions, self.reviews):
                    yield Field(_("Timeline"), (timeline,))
            case "todo":
                done = Paragraphs(_("Every question this plan needs has an answer."))
                todo = closing.todo_of(self.open, self.state, short=self.short)
                yield Field("", (todo if self.open else done,))
            case "examples":
                if self.cases.items:
                    yield Field(self.state.course.site("alike", _("Partnerships like this one")), (self.cases,))
                if (resources := closing.resources_of(self.state, short=self.short)).items:
                    yield Field(_("Worth reading next"), (resources,))


def _smart_check(state: PlanState, *, short: bool) -> tuple[Block, ...]:
    """Say what objectives lack to be specific, measurable and dated. A short document does not say that all is well."""
    question = state.index.questions.get(state.course.roles.get("objectives", ""))
    if question is None or not state.rows(question.id):
        return ()
    lacking: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for flag in smart.flags_of(state, question):
        lacking.setdefault(flag.row_id, []).append(flag.what.lower())
        names[flag.row_id] = flag.row
    if not lacking:
        done = Paragraphs(_("Every objective has a measure, a baseline, a target, an owner and dates."))
        return () if short else (done,)
    lines = (
        _("%(objective)s: still to say: %(what)s") % {"objective": names[row_id], "what": ", ".join(what)}
        for row_id, what in lacking.items()
    )
    return (Bullets(tuple(lines)),)


def _swot_questions(state: PlanState) -> tuple[str, ...]:
    ids = [state.course.roles.get(role, "") for role in SWOT]
    found = all(q in state.index.questions and state.applies(state.index.questions[q]) for q in ids)
    return tuple(ids) if found else ()


def _quadrants(state: PlanState, ids: Sequence[str]) -> Quadrants:
    questions = [state.index.questions[q] for q in ids]
    cells = tuple(Quadrant(heading_of(q, state), tuple(_points(state, q))) for q in questions)
    return Quadrants(cells, (_("Helps"), _("Harms")), (_("Inside the partnership"), _("Outside it")))


def _points(state: PlanState, question: Question) -> Iterator[Cell]:
    for row in state.rows(question.id):
        cells = [cell_of(column, row.get(column.id), state) for column in question.columns]
        text = "; ".join(cell.text for cell in cells if cell.text and not cell.side)
        yield Cell(text, side=next((cell.side for cell in cells if cell.side), None))


def _beyond_steps(question: Question, state: PlanState) -> Iterator[Block]:
    """Print only what the table of action steps does not say; a row that drafts no step is printed whole."""
    drafted = question.drafts_steps
    if drafted is None:
        return
    rows: list[Mapping[str, object]] = [row for row in state.rows(question.id) if row.get(drafted.what)]
    nameless = [row for row in state.rows(question.id) if not row.get(drafted.what)]
    said = {getattr(drafted, name) for name in ("why", "lead", "owner", "partners", "start", "due", "status")}
    rest = [c for c in question.columns if c.id not in said]
    if any(row.get(c.id) not in (None, "", []) for row in rows for c in rest if c.id != drafted.what):
        yield rows_block(question, rows, state, rest)
    if nameless:
        yield rows_block(question, nameless, state)


def name_of(state: PlanState) -> str:
    """Return what a file of this plan is called: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", state.name).encode("ascii", "ignore").decode()
    letters = "".join(c if c.isalnum() or c == "'" else " " for c in plain).replace("'", "")
    return "-".join(letters.lower().split())[:LONGEST_NAME].strip("-") or "action-plan"
