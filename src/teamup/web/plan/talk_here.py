"""The talk as a lesson shows it: a small link at each question, and below two answers, both side by side."""

from __future__ import annotations

from dataclasses import dataclass

from teamup.catalog.model import Kind, Lesson, Question
from teamup.plans import threads
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.plans.threads import OpenTalk
from teamup.web.http import PlanVisit
from teamup.web.plan.cards import PLAN
from teamup.web.plan.fields import heading_of
from teamup.web.plan.pieces import draw, drawn
from teamup.web.plan.settled import settled_at
from teamup.web.plan.sides import SideBySide, side_by_side


@dataclass(frozen=True, slots=True)
class TalkHere:
    """What a lesson knows of the talk: who looks, and what is open."""

    visit: PlanVisit
    state: PlanState
    open: OpenTalk = threads.NOTHING

    @property
    def can_write(self) -> bool:
        """Say whether a note can be written on the lesson itself: the worksheet is shut for who may only comment."""
        return self.visit.can_edit and self.visit.may(Deed.COMMENT)

    def link(self, question: Question) -> str:
        """Return the link to the talk at a question, with what is open there. Nobody talks about a sample."""
        if self.visit.plan.sample or question.kind is Kind.AUTOMATIC:
            return ""
        title, count = heading_of(question, self.state.voice), self.open.counts.get(question.id, 0)
        context = {"url": f"{PLAN}talk/{question.id}/", "title": title, "count": count}
        key = ("talk", question.id, title, count)
        return drawn.get(key, lambda: draw("plan/talk_link.html", context))

    def panel(self, question: Question) -> str:
        """Return both answers side by side, folded, with what was settled on."""
        note = self.open.notes.get(question.id)
        settled = settled_at(question, self.state, self.visit, note, can_write=self.can_write)
        context = {"settled": settled, "compared": compared(question, self.state), "owner": form_id(question)}
        return draw("plan/sides_panel.html", context)

    def forms(self, lesson: Lesson) -> list[tuple[str, str]]:
        """Return (id, address) of the forms that the panels' controls belong to: a worksheet can hold no form."""
        if not self.can_write:
            return []
        asked = (question for question in lesson.questions if question.each_side and self.state.applies(question))
        return [(form_id(question), f"talk/{question.id}/") for question in asked]


def form_id(question: Question) -> str:
    """Return the id of the form that the controls of a question's panel belong to."""
    return f"settle-{question.id}"


def compared(question: Question, state: PlanState, *, is_swapped: bool = False) -> str:
    """Return both answers to a question side by side, in a place that is swapped when one of them is saved."""
    sides: SideBySide = side_by_side(question, state)
    context = {"question_id": question.id, "sides": sides, "is_swapped": is_swapped}
    return drawn.get(("sides", question.id, sides, is_swapped), lambda: draw("plan/compared.html", context))
