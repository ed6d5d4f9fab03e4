"""Action steps and reviews by date, and the axis of time they are drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import CellKind, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.plans.steps import Step, StepStatus, steps_of
from teamup.report.document import Action, Bar, Cell, ColumnKind, Review, Table, TableColumn, Tick, Timeline
from teamup.report.parts.cells import clip, side_label

LABEL = 90
"""Longest name of a bar; the table above it has the whole name."""
MOST_TICKS = 13
STEPS_OF_AXIS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)  # months
SHORT_MONTHS = tuple(month[:3] for month in words.MONTHS)


def short_day(day: date) -> str:
    """Return a date for a narrow column: "Jan 15, 2027"."""
    return f"{SHORT_MONTHS[day.month - 1]} {day.day}, {day.year}"


def status_word(status: StepStatus) -> str:
    """Return a step's status in words."""
    said = {
        StepStatus.PLANNED: _("Planned"),
        StepStatus.STARTED: _("Started"),
        StepStatus.DONE: _("Done"),
        StepStatus.STOPPED: _("Stopped"),
    }
    return said[status]


def actions_of(state: PlanState) -> tuple[Action, ...]:
    """Return the plan's action steps by date."""
    return tuple(_action(step, state) for step in steps_of(state))


def _action(step: Step, state: PlanState) -> Action:
    return Action(
        id=step.id,
        what=step.what,
        why=step.why,
        lead=side_label(step.lead),
        owner=step.owner,
        partners=step.partners,
        start=step.start,
        due=step.due,
        state=step.status.value,
        status=status_word(step.status),
        notes=step.notes,
        why_label=_why_label(step, state) if step.why else "",
    )


def _why_label(step: Step, state: PlanState) -> str:
    """Return what the answer that a step was drafted from calls its reason."""
    question = state.index.questions.get(step.source)
    drafted = question.drafts_steps if question else None
    column = question.column(drafted.why) if question and drafted else None
    return column.label.spoken(state.voice) if column else _("Why")


def reviews_of(state: PlanState) -> tuple[Review, ...]:
    """Return the plan's review days, the earliest first."""
    question = state.index.questions.get(state.course.roles.get("reviews", ""))
    value = state.value(question.id) if question else None
    if question is None or not isinstance(value, dict):
        return ()
    said = [words.of_cell(c, value.get(c.id), state) for c in question.columns if c.kind is not CellKind.DATE]
    detail = "; ".join(filter(None, said))
    days = (
        Review(column.id, column.label.spoken(state.voice), date.fromisoformat(str(value[column.id])), detail)
        for column in question.columns
        if column.kind is CellKind.DATE and value.get(column.id)
    )
    return tuple(sorted(days, key=lambda review: (review.day, review.id)))


def when_of(action: Action) -> str:
    """Return the dates of a step in words; "" when it has none."""
    if action.start and action.due and action.start != action.due:
        return _("%(start)s to %(due)s") % {"start": words.of_day(action.start), "due": words.of_day(action.due)}
    day = action.due or action.start
    if day is None:
        return ""
    return words.of_day(day) if action.due else _("From %(start)s") % {"start": words.of_day(day)}


def action_table(actions: Sequence[Action]) -> Table:
    """Return every step in order of date. Why and with whom stand under what and who."""
    columns: tuple[TableColumn, ...] = (
        TableColumn(_("When"), ColumnKind.DATE, 2),
        TableColumn(_("Action step"), width=6),
        TableColumn(_("Lead"), ColumnKind.SIDE),
        TableColumn(_("Owner"), width=3),
        TableColumn(_("Status"), width=2),
    )
    rows = tuple(map(_action_row, actions))
    if all(action.state == StepStatus.PLANNED for action in actions):  # then a status says nothing
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    return Table(_("Action steps by date"), columns, rows)


def _action_row(action: Action) -> tuple[Cell, ...]:
    why = [_why(action), action.notes]
    partners = _("With: %(partners)s") % {"partners": action.partners} if action.partners else ""
    when = when_of(action)
    return (
        Cell(when) if when else Cell(_("No date yet"), missing=True),
        Cell(action.what, note="\n".join(filter(None, why))),
        Cell(action.lead.label, side=action.lead),
        Cell(action.owner, note=partners) if action.owner else Cell(_("No owner yet"), note=partners, missing=True),
        Cell(action.status),
    )


def _why(action: Action) -> str:
    """Say what a step is for; "" when its own words say it already, or when that is gone."""
    why = " ".join(action.why.split()).rstrip(".")
    said, what = why.casefold(), action.what.casefold().rstrip(".")
    if not why or why == words.GONE or said in what or what in said:
        return ""
    return _("%(label)s: %(why)s") % {"label": action.why_label, "why": action.why.strip()}


def timeline_of(actions: Sequence[Action], reviews: Sequence[Review]) -> Timeline | None:
    """Return dated steps and reviews on one axis; None when nothing has a date."""
    spans = [
        (action.start or action.due, action.due or action.start, action.what, when_of(action), action.lead)
        for action in actions
    ]
    spans += [(r.day, r.day, r.label, words.of_day(r.day), side_label(Side.JOINT)) for r in reviews]
    dated = sorted(
        ((min(a, z), max(a, z), what, when, side) for a, z, what, when, side in spans if a and z),
        key=lambda span: (span[0], span[1], span[2]),
    )
    if not dated:
        return None
    begins, ends = dated[0][0].replace(day=1), max(span[1] for span in dated)
    axis = _Axis(begins, ends)
    bars = tuple(
        Bar(clip(what, LABEL), when, side, axis.at(start), axis.at(end)) for start, end, what, when, side in dated
    )
    legend = tuple(side_label(side) for side in Side if any(bar.side.side is side for bar in bars))
    return Timeline(_alternative(bars, begins, ends), begins, ends, axis.ticks(), bars, legend)


def _alternative(bars: Sequence[Bar], begins: date, ends: date) -> str:
    text = ngettext(
        "Timeline of %(count)s step from %(begins)s to %(ends)s. The table of action steps says the same in words.",
        "Timeline of %(count)s steps from %(begins)s to %(ends)s. The table of action steps says the same in words.",
        len(bars),
    )
    return text % {"count": len(bars), "begins": words.of_day(begins), "ends": words.of_day(ends)}


class _Axis:
    """Months on a line from 0 to 1; months count alike, so that every year looks the same."""

    def __init__(self, begins: date, ends: date) -> None:
        self.first = begins.year * 12 + begins.month - 1
        self.months = ends.year * 12 + ends.month - self.first

    def at(self, day: date) -> float:
        """Return where a day is."""
        month = day.year * 12 + day.month - 1 - self.first
        return round((month + (day.day - 1) / 31) / self.months, 4)

    def ticks(self) -> tuple[Tick, ...]:
        """Return the first days of months or years, as many as can be read."""
        step = next(s for s in STEPS_OF_AXIS if self.months / s <= MOST_TICKS or s == STEPS_OF_AXIS[-1])
        start = -(-self.first // step) * step if step >= 12 else self.first
        marks = range(start, self.first + self.months, step)
        return tuple(
            Tick(*_tick_words(month, step, month == start), round((month - self.first) / self.months, 4))
            for month in marks
        )


def _tick_words(month: int, step: int, is_first: bool) -> tuple[str, str]:
    """Return what a tick says: its month, and its year where one begins."""
    year, name = str(month // 12), SHORT_MONTHS[month % 12]
    if step >= 12:
        return "", year
    return name, year if is_first or month % 12 < step else ""
