"""The after-action form: what the plan asks of an incident or an exercise, with room to answer by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from teamup.plans.state import PlanState
from teamup.report.document import Blank, Cell, EntryKind, Field, Grid, Note, NoteKind, Part
from teamup.report.kinds.asked import NOTHING, Said, caution_of, knows_sides, label_of, rows_of
from teamup.report.kinds.grids import Col, grid_of
from teamup.report.parts.cells import clip
from teamup.report.parts.gaps import question_of

NAME, LINE = 120, 60
FIXES = 14
RECENT = timedelta(days=60)
"""So long after an exercise the form is for that one; later it is for the next."""
ROLE, STOPPED = "after_action", "stopped"


def parts_of(state: PlanState, today: date) -> tuple[Part, Part]:
    """Return the form as two sheets: what we saw, and what we will change."""
    ten_days = (
        _("Fill it in within ten days, with someone from each side in the room.")
        if knows_sides(state)
        else _("Fill it in within ten days, with those who were there.")
    )
    saw = (Field("", tuple(_notes(state))), Field("", (_head(state, today), *_questions(state))))
    change = Field("", (_fixes(state), Blank(_name(state, "next_look"), _("We look at this again on"))))
    one_row = _("One row for each fix, with one owner. A fix is closed when someone has tested it.")
    return (
        Part("after-action", 0, _("After-action form"), ten_days, tuple(f for f in saw if f.blocks), new_page=True),
        Part("after-action-fixes", 0, _("After-action form: what we will change"), one_row, (change,), new_page=True),
    )


def _notes(state: PlanState) -> Iterator[Note]:
    if caution := caution_of(state, ROLE):
        yield Note(NoteKind.CAUTION, _("Caution"), caution)


def exercise_for(state: PlanState, today: date) -> Said:
    """Return the exercise held last, if it is not long ago and not written up; else the next one; else one undated."""
    rows = [row for row in rows_of(state, "exercises") if row.get("scenario") and row.raw.get("status") != STOPPED]
    events = [row.get("event").casefold() for row in rows_of(state, ROLE)]
    dated = [(day, row) for row in rows if (day := row.day("due"))]
    held = [(day, row) for day, row in dated if timedelta(0) <= today - day <= RECENT and not _is_in(row, events)]
    coming = [(day, row) for day, row in dated if day > today]
    if held:
        return max(held, key=lambda it: it[0])[1]
    if coming:
        return min(coming, key=lambda it: it[0])[1]
    return next((row for row in rows if row.day("due") is None), NOTHING)


def _is_in(row: Said, events: list[str]) -> bool:
    """Say whether an exercise was written up: an event of its name is among those of the plan."""
    return any(event.startswith(row.get("scenario").casefold()) for event in events)


def _head(state: PlanState, today: date) -> Grid:
    """Return what the form is about: what the plan knows of it is filled in."""
    found = exercise_for(state, today)
    cells = (found.get("scenario"), found.get("due"), found.get("players"), found.get("owner"))
    cols = (
        Col("event", label_of(state, ROLE, "event", _("Incident or exercise")), 6),
        Col("date", _("Date"), 3),
        Col("players", _("Who took part"), 5),
        Col("writer", _("Who writes this up"), 4),
    )
    row = tuple(Cell(clip(text, NAME if n == 0 else LINE)) for n, text in enumerate(cells))
    known = (row,) if any(cells) else ()
    return grid_of(_name(state, "about"), _("What this is about"), cols, known, empty=1 - len(known), low=False)


def _questions(state: PlanState) -> Iterator[Blank]:
    asked = (
        ("planned", _("What was planned"), "", 3),
        ("happened", _("What happened"), _("In the order of the clock: who called whom, and when."), 6),
        ("why", _("Why"), _("Look for causes in plans and tools rather than in people."), 3),
        ("worked", _("What worked, and should stay"), "", 3),
    )
    for name, label, help_text, lines in asked:
        yield Blank(_name(state, name), label_of(state, ROLE, name, label), help_text, lines)


def _fixes(state: PlanState) -> Grid:
    def label(name: str, otherwise: str) -> str:
        return label_of(state, ROLE, name, otherwise)

    sides = (Col("lead", label("lead", _("Lead side")), 2, EntryKind.ONE, _sides(state)),) if knows_sides(state) else ()
    cols = (
        Col("action", label("action", _("Corrective action")), 6),
        *sides,
        Col("owner", label("owner", _("Owner")), 3),
        Col("due", label("due", _("Due")), 2, EntryKind.DATE),
        Col("closed", _("Closed and tested on"), 2, EntryKind.DATE),
    )
    return grid_of(_name(state, ""), _("Corrective actions"), cols, empty=FIXES, low=False)


def _sides(state: PlanState) -> tuple[str, ...]:
    """Return the sides as the question calls them."""
    question = question_of(state, ROLE)
    column = question.column("lead") if question else None
    return tuple(option.label.spoken(state.voice) for option in column.options) if column else ()


def _name(state: PlanState, place: str) -> str:
    """Return the permanent name of a place to write: the question's, so that it can be typed back in there."""
    return ".".join(filter(None, (state.course.roles.get(ROLE, ROLE), place)))
