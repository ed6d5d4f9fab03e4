"""The meeting that a kit is for: when, where, who chairs it, and whether it is the first one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from teamup.catalog.model import Path
from teamup.plans.state import PlanState
from teamup.report.document import Block, Cell, Fact, Facts
from teamup.report.kinds import minutes
from teamup.report.kinds.asked import form_of, rows_of
from teamup.report.kinds.grids import Col, grid_of
from teamup.report.parts import calendar
from teamup.report.parts.cells import clip
from teamup.report.parts.gaps import question_of

LINE, RULE, NAMES = 90, 160, 5
CALLERS = ("founders", "team")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the plan says of it; what it does not say is empty."""

    is_first: bool
    when: str
    where: str
    chair: str
    rule: str  # for the notes
    length: int  # minutes
    says_length: bool


def meeting_of(state: PlanState, today: date) -> Meeting:
    """Return the next meeting: the first one, as long as it is still to come, else one of the usual ones."""
    usual, start = form_of(state, "meetings"), form_of(state, "start")
    is_first = _is_first(state, today)
    often = ", ".join(filter(None, (usual.get("how_often"), usual.get("day_time"))))
    length = minutes.length_of(usual.get("day_time"))
    if is_first:
        when, where, chair = start.get("date"), start.get("place"), _callers(state)
    else:
        when, where, chair = usual.get("day_time") and often, usual.get("where"), usual.get("chair")
    return Meeting(
        is_first=is_first,
        when=clip(when, LINE),
        where=clip(where, LINE),
        chair=clip(chair, LINE),
        rule=clip(usual.get("minutes"), RULE),
        length=minutes.USUAL if is_first or length is None else length,
        says_length=length is not None and not is_first,
    )


def _is_first(state: PlanState, today: date) -> bool:
    """Say whether a new partnership has its first meeting before it; one without a date has, until it plans others."""
    if state.path is not Path.NEW or question_of(state, "start") is None:
        return False
    day = form_of(state, "start").day("date")
    if day is not None:
        return today <= day
    return not form_of(state, "meetings").cells and not calendar.actions_of(state)


def _callers(state: PlanState) -> str:
    names = dict.fromkeys(name for role in CALLERS for row in rows_of(state, role) if (name := row.get("name")))
    return ", ".join(list(names)[:NAMES])


def facts_of(meeting: Meeting) -> tuple[Block, ...]:
    """Return the head of the agenda: what is known in words, and room to write for what is not."""
    chair = _("Called by") if meeting.is_first else _("Chair")
    said = ((_("When"), meeting.when), (_("Where"), meeting.where), (chair, meeting.chair), (_("Notes"), meeting.rule))
    known = tuple(Fact(label, Cell(text)) for label, text in said if text)
    names = ("when", "where", "chair")
    missing = [Col(name, label, 1) for name, (label, text) in zip(names, said[:3], strict=True) if not text]
    room = grid_of("meeting", _("This meeting"), missing, empty=1) if missing else None
    return (*((Facts(known),) if known else ()), *((room,) if room else ()))
