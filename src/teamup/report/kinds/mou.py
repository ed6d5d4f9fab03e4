"""The draft of an agreement for counsel on both sides: clauses in their order, filled from the plan.

Of a clause that was checked, the line that its people wrote comes first, as it was typed; then what other answers say,
in the course's sentences; then gaps in brackets, each with what is missing and whom to ask. While no clause has been
checked at all, the draft has every clause, so that there is a skeleton to begin from. Once some are checked, the others
are listed at the end as "Not in this draft", with what each is for and whether the plan already has answers for it:
counsel sees what was left out and why it might be wanted, and no clause enters the draft that nobody asked for. The
places to sign are always there, since a draft without them is none.

Notes for counsel stand apart from the wording, and can be taken out in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog import memorandum as shape
from teamup.catalog.memorandum import Memorandum, note_of
from teamup.catalog.model import Path
from teamup.plans.state import PlanState
from teamup.report.document import (
    Block,
    Clause,
    Field,
    Part,
    Piece,
    PlanDocument,
    Provision,
    Remark,
    Remarks,
    Signatures,
    Table,
)
from teamup.report.errors import RenderError
from teamup.report.kinds.answered import question_at
from teamup.report.kinds.bare import bare
from teamup.report.kinds.parties import parties_of, signers_of
from teamup.report.kinds.wording import Run, Writer
from teamup.report.parts import closing
from teamup.report.parts.answers import blocks_of
from teamup.report.parts.tables import heading_of


def fits(state: PlanState) -> bool:
    """Say whether this course has a memorandum."""
    return state.course.memorandum is not None


def build(state: PlanState, *, today: date) -> PlanDocument:
    """Return the draft as the plan stands on `today`. Raises `RenderError` where the course has no memorandum."""
    memorandum = state.course.memorandum
    if memorandum is None:
        raise RenderError(_("This course has no memorandum. Choose another document."))
    draft = _Draft(state, memorandum)
    notice = _("Draft for counsel. Not legal advice.")
    return bare(state, today, kind="mou", subtitle=draft.kind.title, parts=tuple(draft.parts()), notice=notice)


class _Draft:
    """One draft while it is made: each caution stands under the first clause that it is about."""

    def __init__(self, state: PlanState, memorandum: Memorandum) -> None:
        self.state = state
        self.memorandum = memorandum
        chosen = question_at(state, memorandum.kind_of)
        self.kind = memorandum.kind(state.value(chosen.id) if chosen else None)
        self.writer = Writer(state, self.kind.this)
        self.cautions = closing.cautions_of(state)
        self.told: set[str] = set()
        asked = question_at(state, memorandum.clauses_of)
        value = state.value(asked.id) if asked else None
        self.checked = value if isinstance(value, dict) else {}
        self.labels = {o.id: o for o in asked.options} if asked else {}

    def parts(self) -> Iterator[Part]:
        """Yield what counsel reads first, the draft, and what is not in it."""
        clauses = [clause for clause in self.memorandum.clauses if self._is_in(clause)]
        yield Part("for-counsel", 0, "", "", (Field("", (Remarks(tuple(self._first()), _("For counsel")),)),))
        fields = (Field("", tuple(self._blocks(n, clause))) for n, clause in enumerate(clauses, start=1))
        yield Part("draft", 0, _("The draft"), "", tuple(fields))
        if rest := tuple(self._rest([clause for clause in self.memorandum.clauses if clause not in clauses])):
            yield Part("not-in-this-draft", 0, "", "", (Field("", (Remarks(rest, _("Not in this draft")),)),))

    def _is_in(self, clause: shape.Clause) -> bool:
        return not self.checked or clause.id in self.checked or clause.place == "signatures"

    def _first(self) -> Iterator[Remark]:
        yield Remark(
            _("How to read it"),
            _(
                "The answers are those of a plan; a course put them into the usual order. Words in [brackets] are "
                "missing: each bracket says what, and whom to ask. Notes like this one are no part of the wording. In "
                "Word every note has the style “Plan Counsel Note” and every bracket the style “Plan Gap”, so that "
                "all of a kind can be selected, and deleted or filled, at one time."
            ),
        )
        if self.kind.remark:
            yield Remark(_("Kind of agreement"), note_of(self.kind.remark, self.kind.this))
        if self.memorandum.today and self.state.path is Path.EXISTING and any(self.checked.values()):
            yield Remark(_("In force today"), note_of(self.memorandum.today, self.kind.this))
        yield from self._standing(self.memorandum.clauses_of)
        yield from self._tripped(self.memorandum.kind_of)
        for wording in self.memorandum.asks:
            if provision := self.writer.provision(wording):
                title = _text(provision.pieces)
                yield from (Remark(title, _text(item)) for item in provision.items)

    def _blocks(self, number: int, clause: shape.Clause) -> Iterator[Block]:
        is_last = clause.place == "signatures"
        yield Clause(str(number), self._title(clause), tuple(self._provisions(clause)), stays=is_last)
        for question_id in clause.tables:
            if question := question_at(self.state, question_id):
                yield from (self._captioned(block, number) for block in blocks_of(question, self.state))
        if is_last:
            signers = signers_of(self.memorandum, self.state)
            yield Signatures(signers, _("Signature"), _("Name"), _("Office"), _("Date"))
        if remarks := tuple(self._notes(clause)):
            yield Remarks(remarks)

    def _captioned(self, block: Block, number: int) -> Block:
        """Return a table with a caption that is printed, and says where it belongs."""
        if not isinstance(block, Table):
            return block
        caption = _("Table to clause %(number)s: %(caption)s") % {"number": number, "caption": block.caption}
        return replace(block, caption=caption, captioned=True)

    def _title(self, clause: shape.Clause) -> str:
        option = self.labels.get(clause.id)
        return option.label.spoken(self.state.voice) if option else clause.id.replace("_", " ").capitalize()

    def _provisions(self, clause: shape.Clause) -> Iterator[Provision]:
        if own := str(self.checked.get(clause.id) or "").strip():
            yield Provision((Piece(own),))
        listed = parties_of(self.memorandum, self.state) if clause.place == "parties" else ()
        for wording in clause.says:
            gives_way = wording.unless_typed and bool(own)
            if not gives_way and (provision := self.writer.provision(wording)):
                yield Provision(provision.pieces, provision.items or listed)
                listed = ()

    def _notes(self, clause: shape.Clause) -> Iterator[Remark]:
        if clause.remark:
            yield Remark(_("Note for counsel"), note_of(clause.remark, self.kind.this))
        for question_id in dict.fromkeys((*clause.cautions, *clause.answers())):
            if question_id in clause.cautions:
                yield from self._standing(question_id)
            yield from self._tripped(question_id)

    def _standing(self, question_id: str) -> Iterator[Remark]:
        """Yield the caution that the course has at a question, whatever the answer."""
        question = question_at(self.state, question_id)
        if question and (text := question.caution.spoken(self.state.voice)):
            yield from self._once(Remark(_("Caution"), text))

    def _tripped(self, question_id: str) -> Iterator[Remark]:
        """Yield what the answers at a question call for."""
        for note in self.cautions.get(question_id, ()):
            yield from self._once(Remark(note.title, note.text, note.source))

    def _once(self, remark: Remark) -> Iterator[Remark]:
        if remark.text not in self.told:
            self.told.add(remark.text)
            yield remark

    def _rest(self, clauses: list[shape.Clause]) -> Iterator[Remark]:
        """Yield each clause that is not in the draft, with what it is for; first what the course says of the choice."""
        yield from self._tripped(self.memorandum.clauses_of)
        for clause in clauses:
            option = self.labels.get(clause.id)
            text = option.help.spoken(self.state.voice) if option else ""
            if known := self._known(clause):
                text = " ".join((text, _("The plan has answers for it: %(names)s.") % {"names": "; ".join(known)}))
            yield Remark(self._title(clause), text)

    def _known(self, clause: shape.Clause) -> list[str]:
        """Return what the plan calls those of its answers that the clause would draw on."""
        questions = (question_at(self.state, question_id) for question_id in dict.fromkeys(clause.answers()))
        return [heading_of(q, self.state) for q in questions if q and self.state.has_any(q)]


def _text(run: Run) -> str:
    return "".join(piece.text for piece in run)
