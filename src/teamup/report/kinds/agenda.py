"""The agenda of the next meeting: what is due, what is to be decided, a round for each side, and who does what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.plans.state import PlanState
from teamup.report.document import (
    Action,
    Blank,
    Bullets,
    Cell,
    Field,
    Grid,
    Note,
    NoteKind,
    Paragraphs,
    Part,
)
from teamup.report.kinds import due, meeting, order, space
from teamup.report.kinds.asked import caution_of, form_of, knows_sides
from teamup.report.kinds.grids import Col, grid_of
from teamup.report.kinds.meeting import Meeting
from teamup.report.parts import calendar
from teamup.report.parts.cells import clip

STEP, OWNER, QUESTION = 70, 36, 104
TYPED = 900
"""So much of the agenda that people typed stands on the page; the plan has the whole."""
MOST_LINES = 14
LEAST_ROWS, MOST_ROWS = 3, 9


def part_of(state: PlanState, today: date, *, head: float) -> Part:
    """Return the agenda as a part that fills one page below the document's `head`, whose height is given in points.

    The less it lists, the more room there is to write.
    """
    held = meeting.meeting_of(state, today)
    room = space.PAGE - head - space.TITLE - space.INTRO
    wanted = product(_down(due.MOST_STEPS, due.FEWEST_STEPS), _down(due.MOST_QUESTIONS, due.FEWEST_QUESTIONS))
    pages = (_page(state, today, held, steps, questions) for steps, questions in wanted)
    fitting = (page for page in pages if room - space.height_of(page.fields) >= LEAST_ROWS * space.ROW)
    page = next(fitting, None) or _page(state, today, held, due.FEWEST_STEPS, due.FEWEST_QUESTIONS)
    rows = int((room - space.height_of(page.fields)) / space.ROW)
    decisions = _decisions(state, min(max(rows, LEAST_ROWS), MOST_ROWS))
    last = Field(decisions.caption, (decisions, Blank("next_meeting", _("We meet again on"))))
    return replace(page, fields=(*page.fields[:-1], last))


def _down(most: int, least: int) -> range:
    return range(most, least - 1, -1)


def _page(state: PlanState, today: date, held: Meeting, most_steps: int, most_questions: int) -> Part:
    """Return the agenda with up to so many steps and questions, and no row yet for decisions."""
    steps, days = due.steps_for(state, today, most=most_steps), due.days_for(state, today)
    questions, more = due.questions_for(state, most=most_questions)
    typed = form_of(state, "start").cells.get("agenda", "") if held.is_first else ""
    items = tuple(order.first(state) if held.is_first else order.usual(state, steps, days, questions))
    in_order = () if typed else (order.table_of(items, held.length),)
    decisions = _decisions(state, 0)
    fields = (
        Field("", (*meeting.facts_of(held), *in_order)),
        *(_typed(state, typed) if held.is_first else ()),
        *_steps(steps, state),
        *_questions(questions, more),
        Field(decisions.caption, (decisions, Blank("next_meeting", ""))),
    )
    title = _("Agenda for a first meeting") if held.is_first else _("Agenda")
    return Part("agenda", 0, title, "" if typed else _intro(held), fields)


def _intro(held: Meeting) -> str:
    said = (
        _("The plan gives the meeting %(minutes)s minutes. How they are shared out is our proposal.")
        if held.says_length
        else _("%(minutes)s minutes, and how they are shared out, are our proposal. Change what does not fit.")
    )
    return said % {"minutes": held.length}


def _typed(state: PlanState, agenda: str) -> Iterator[Field]:
    """Return the first meeting as its people planned it."""
    if agenda:
        yield Field(_("In this order"), (Paragraphs(_short(agenda)),))
        if win := form_of(state, "start").cells.get("quick_win", ""):
            yield Field(_("The live case we bring"), (Paragraphs(clip(win, TYPED // 2)),))
    if caution := caution_of(state, "start"):
        yield Field("", (Note(NoteKind.CAUTION, _("Caution"), caution),))


def _short(text: str) -> str:
    """Return a typed agenda line by line; a very long one is cut."""
    lines = text.strip().splitlines()
    return "\n".join(lines) if len(text) <= TYPED and len(lines) <= MOST_LINES else clip(text, TYPED)


def _steps(steps: due.Steps, state: PlanState) -> Iterator[Field]:
    shown = [*((step, True) for step in steps.overdue), *((step, False) for step in steps.coming)]
    if not shown:
        return
    has_sides = knows_sides(state)
    cols = (
        Col("due", _("Due"), 4),
        Col("what", _("Action step"), 9),
        *((Col("lead", _("Lead"), 4, is_side=True),) if has_sides else ()),
        Col("owner", _("Owner"), 5),
        Col("said", _("Said today"), 4),
    )
    rows = (_step(action, late, has_sides=has_sides) for action, late in shown)
    title = _("Steps to speak about")
    yield Field(title, (grid_of("steps", title, cols, rows, help_text=_left(steps)),))


def _step(action: Action, late: bool, *, has_sides: bool) -> tuple[Cell, ...]:
    side = (Cell(action.lead.label, side=action.lead),) if has_sides else ()
    owner = Cell(clip(action.owner, OWNER)) if action.owner else Cell(_("No owner yet"), missing=True)
    when = calendar.short_day(action.due) if action.due else ""
    return (Cell(when, note=_("overdue") if late else ""), Cell(clip(action.what, STEP)), *side, owner, Cell())


def _left(steps: due.Steps) -> str:
    """Say how many steps the page has no room for."""
    late = ngettext("%(count)s more is overdue", "%(count)s more are overdue", steps.more_overdue)
    later = ngettext("%(count)s more is due later", "%(count)s more are due later", steps.more)
    said = [text % {"count": n} for text, n in ((late, steps.more_overdue), (later, steps.more)) if n]
    return _("%(more)s: see the plan.") % {"more": ", ".join(said)} if said else ""


def _questions(questions: Sequence[due.Open], more: int) -> Iterator[Field]:
    if not questions:
        return
    items = [clip(it.prompt, QUESTION) + (f" ({it.lesson})" if it.lesson else "") for it in questions]
    if more:
        left = ngettext("And %(count)s more in the plan.", "And %(count)s more in the plan.", more)
        items.append(left % {"count": more})
    yield Field(_("To decide today"), (Bullets(tuple(items)),))


def _decisions(state: PlanState, empty: int) -> Grid:
    """Return room to write what was decided."""
    cols = (
        Col("what", _("What we decided, or what is to be done"), 6),
        Col("who", _("Who"), 3),
        *((Col("side", _("Side"), 1, is_side=True),) if knows_sides(state) else ()),
        Col("by", _("By when"), 2),
    )
    return grid_of("decisions", _("Decisions, and who does what"), cols, empty=empty)
