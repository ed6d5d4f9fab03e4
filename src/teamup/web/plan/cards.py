"""Drawing question cards: from a plan's state, or from what was typed, to HTML."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from teamup.catalog.model import Kind, Lesson, Question, Rule, Side
from teamup.plans import smart, tailoring, words
from teamup.plans.errors import AnswerRejected, Conflict
from teamup.plans.marking import Audience, Mark
from teamup.plans.moving import Leftover, leftovers_of
from teamup.plans.remarks import remarks_on
from teamup.plans.state import Given, PlanState
from teamup.web.plan.automatic import automatic_of
from teamup.web.plan.conflicts import conflict_of
from teamup.web.plan.controls import Linked
from teamup.web.plan.faults import messages_of, places_of
from teamup.web.plan.field_views import FieldView, Frame, Note
from teamup.web.plan.fields import card_id, field_of, heading_of
from teamup.web.plan.gaps import gap_of
from teamup.web.plan.memo import Memo
from teamup.web.plan.noticed import say
from teamup.web.plan.seen import seen_of
from teamup.web.plan.times import saved_words

if TYPE_CHECKING:
    from teamup.web.plan.talk_here import TalkHere

MOST_CHARACTERS = 12_000_000
_NONCE = secrets.token_hex(8)
PLAN = f"~plan-{_NONCE}~"
"""Stands for the plan's address in HTML that is kept for every plan. No typing can hold it: it is drawn by lot."""
_NEW = f"new-{_NONCE}-"
_drawn = Memo(MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed that is not stored: drawn again at its field, with what stands against it."""

    raw: object
    base: int
    rejected: AnswerRejected | None = None
    conflict: Conflict | None = None


@dataclass(frozen=True)
class Easel:
    """What the cards of one page have in common."""

    state: PlanState
    plan_url: str
    zone: ZoneInfo
    now: datetime
    lesson_url: str = ""
    lesson: Lesson | None = None
    reader: str = ""  # what the history calls the person who looks
    talk: TalkHere | None = None  # what people say about the answers
    audience: Audience = Audience.WHOLE  # whose edition the person who looks may see

    @cached_property
    def _version(self) -> tuple[str, str]:
        return self.state.course.id, self.state.course.version

    @cached_property
    def next_lessons(self) -> tuple[Lesson, ...]:
        """Return the lessons still worth doing, the best next one first."""
        return tailoring.next_lessons(self.state)

    @cached_property
    def _is_short_of_time(self) -> bool:
        return tailoring.is_short_of_time(self.state)

    @cached_property
    def _linked(self) -> dict[str, Linked]:
        return {}

    def card(self, question: Question, side: Side, *, typed: Typed | None = None, rows: int = 0) -> SafeString:
        """Return the HTML of a question's card for one side; `rows` asks for as many rows, empty ones at the end."""
        if (question.id, side) in self.state.left_out and not typed:
            context = {"heading": heading_of(question, self.state.voice), "id": card_id(question.id, side)}
            return mark_safe(get_template("plan/fields/other_side.html").render(context))  # noqa: S308
        given = self.state.given(question.id, side)
        saved = saved_words(given.changed_at, self.zone, self.now) if given and given.value is not None else ""
        frame = self._frame(question)
        if question.kind is Kind.AUTOMATIC:
            auto = automatic_of(question, self.state)
            key: object = (self._version, question.id, frame.voice, auto)
            html = _drawn.get(key, lambda: self._print(field_of(question, side, frame), auto=auto))
        elif typed or rows:
            html = self._draw(question, side, frame, given, saved, typed, rows)
        else:
            linked = tuple(frame.linked.items())
            stored = (given.revision, saved, repr(given.value)) if given else ()
            looks = (
                frame.voice,
                frame.is_short_of_time,
                frame.notes,
                linked,
                self._mark(question, side),
                self.audience,
            )
            key = (self._version, question.id, side, looks, stored)
            html = _drawn.get(key, lambda: self._draw(question, side, frame, given, saved))
        return mark_safe(html.replace(PLAN, self.plan_url).replace(_NEW, f"r{secrets.token_hex(5)}-"))  # noqa: S308

    def _draw(
        self,
        question: Question,
        side: Side,
        frame: Frame,
        given: Given | None,
        saved: str,
        typed: Typed | None = None,
        rows: int = 0,
    ) -> str:
        value, base = (given.value, given.revision) if given else (None, 0)
        rejected = None
        if typed:
            value, base, saved, rejected = typed.raw, typed.base, "", typed.rejected
        new_rows = tuple(f"{_NEW}{n}" for n in range(_rows_to_add(question, value, rows)))
        field = field_of(
            question,
            side,
            frame,
            value=value,
            base=base,
            saved=saved,
            errors=places_of(rejected),
            messages=messages_of(question, rejected, value, frame.voice),
            new_rows=new_rows,
        )
        if (mark := self._mark(question, side)) is not None:
            field = replace(field, seen=seen_of(mark, self.audience, has_sides=self.state.course.has_sides))
        conflict = conflict_of(question, side, typed.conflict, self) if typed and typed.conflict else None
        return self._print(field, conflict=conflict)

    def _mark(self, question: Question, side: Side) -> Mark | None:
        """Return who may see an answer; None for the opening ones, which head every document."""
        return self.state.mark(question.id, side) if question.id in self.state.index.lesson_of else None

    def _print(self, field: FieldView, **more: object) -> str:
        course = self.state.course
        has_library = bool(course.activities) and field.question_id == course.roles.get("activities")
        context = {"field": field, "control": field.control, "plan_url": PLAN, "has_library": has_library, **more}
        return get_template("plan/fields/card.html").render(context)

    def asides(self, lesson: Lesson) -> str:
        """Return what stands beside the controls of a lesson's cards and follows from answers, to be swapped in."""
        return "".join(self._aside(question) for question in lesson.questions if self.state.applies(question))

    def _aside(self, question: Question) -> str:
        from teamup.web.plan.talk_here import compared

        if question.kind is Kind.AUTOMATIC:
            field = {"id": card_id(question.id, Side.JOINT)}
            context = {"field": field, "auto": automatic_of(question, self.state), "is_swapped": True}
            return get_template("plan/fields/automatic.html").render(context)
        notes, template = tuple(self._notes(question)), get_template("plan/fields/notes.html")
        fields = ({"id": card_id(question.id, side), "notes": notes} for side in question.sides())
        drawn = [template.render({"field": field, "is_swapped": True}) for field in fields]
        if question.each_side:
            context = {"question_id": question.id, "gap": gap_of(question, self.state), "is_swapped": True}
            drawn.append(get_template("plan/gap.html").render(context))
            drawn.append(compared(question, self.state, is_swapped=True))
        return "".join(drawn)

    def _frame(self, question: Question) -> Frame:
        wanted = dict.fromkeys(filter(None, [question.options_from, *(c.options_from for c in question.columns)]))
        return Frame(
            voice=self.state.voice,
            linked={source: self._rows_of(source) for source in wanted},
            is_short_of_time=self._is_short_of_time,
            notes=tuple(self._notes(question)),
            sources={source: self._where(source) for source in wanted},
        )

    def _rows_of(self, question_id: str) -> Linked:
        if question_id not in self._linked:
            self._linked[question_id] = tuple(words.rows_as_options(question_id, self.state))
        return self._linked[question_id]

    def _where(self, question_id: str) -> tuple[str, str]:
        question = self.state.index.questions.get(question_id)
        lesson = self.state.index.lesson_of.get(question_id)
        heading = heading_of(question, self.state.voice) if question else question_id
        return heading, f"{PLAN}{lesson.id}/#{card_id(question_id, Side.JOINT)}" if lesson else PLAN

    def _notes(self, question: Question) -> Iterator[Note]:
        for kept in leftovers_of(self.state, question.id):
            yield _note_of_kept(kept)
        for caution in self._cautions.get(question.id, ()):
            yield _note_of(caution, self.state)
        if (
            question.kind is Kind.ROWS
            and self.state.has_any(question)
            and (lines := tuple(_flag_lines(self.state, question)))
        ):
            yield Note(_("Still open in these rows:"), "", lines=lines)
        if noticed := tuple(map(say, remarks_on(self.state, question))):
            yield Note(_("Worth a look:"), "", lines=noticed)

    @cached_property
    def _cautions(self) -> Mapping[str, list[smart.Caution]]:
        found: dict[str, list[smart.Caution]] = {}
        tripped = smart.cautions_in(self.state, self.lesson) if self.lesson else smart.cautions(self.state)
        for caution in tripped:
            found.setdefault(caution.question_id, []).append(caution)
        return found

    def notes_at_the_foot(self) -> tuple[Note, ...]:
        """Return the cautions of the lesson that belong to no question."""
        return tuple(_note_of(caution, self.state) for caution in self._cautions.get("", ()))


def _rows_to_add(question: Question, value: object, rows: int) -> int:
    """Return how many empty rows to offer: those asked for; else, where there is none yet, as many as the pack says."""
    if question.kind not in (Kind.ROWS, Kind.LIST):
        return 0
    there = len(value) if isinstance(value, list) else 0
    if rows:
        return max(0, min(rows, question.max_rows) - there)
    return 0 if there else max(1, min(question.rows_hint, question.max_rows))


def _note_of_kept(kept: Leftover) -> Note:
    whose = {Side.POLICE: _("(police)"), Side.SECURITY: _("(security)")}.get(kept.side, "")
    lead = f"{_('Kept from an earlier version of the course')} {whose}".strip() + ":"
    text = _("The question no longer takes this. It stays in your plan; put what still holds into your answer.")
    return Note(lead, text, lines=tuple(line for line in kept.words.splitlines() if line.strip()))


def _note_of(caution: smart.Caution, state: PlanState) -> Note:
    rule: Rule = caution.rule
    source = state.course.sources.get(rule.source)
    named = ", ".join(filter(None, [source.title, source.publisher, source.year])) if source else ""
    lead = _("Ask counsel:") if rule.counsel else _("Worth a thought:")
    return Note(lead, caution.text, named, source.url if source else "", is_counsel=rule.counsel)


def _flag_lines(state: PlanState, question: Question) -> Iterator[str]:
    by_row: dict[str, tuple[str, list[str]]] = {}
    for flag in smart.flags_of(state, question):
        what = (
            flag.what
            if flag.kind == "missing"
            else _("%(what)s (it names a row that was removed)") % {"what": flag.what}
        )
        by_row.setdefault(flag.row_id, (flag.row, []))[1].append(what)
    for row, missing in by_row.values():
        yield _("“%(row)s”: %(missing)s") % {"row": row, "missing": ", ".join(missing)}
