"""What a chosen activity writes into a plan: who, when and for which objective, from a small form.

Nothing here is stored; `choosing` does that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from teamup.catalog.library import Activity, ActivityStep
from teamup.catalog.model import CellKind, Column, DraftsSteps, Kind, Question, Side, Text
from teamup.plans import answers, words
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.state import PlanState
from teamup.plans.steps import StepStatus

MOST_OF_AN_OWNER = 95  # two of them stand in one cell of 200
MOST_OF_A_WHY = 500
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the person who chooses, as typed: see `defaults`."""

    start: str = ""
    objective: str = ""
    police: str = ""
    security: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was asked, in order: `objective` is the id of a row, or "", and `why` its words."""

    start: date
    objective: str
    why: str
    police: str
    security: str

    def owner(self, side: str) -> str:
        """Return who answers for a step of this side."""
        if side == Side.JOINT:
            return " and ".join(dict.fromkeys(filter(None, (self.police, self.security))))
        return self.police if side == Side.POLICE else self.security

    def day(self, days: int) -> str:
        """Return the date so many days after the start. Raises `AnswerRejected` where the calendar ends before."""
        try:
            return (self.start + timedelta(days=days)).isoformat()
        except OverflowError as error:
            raise AnswerRejected(Fault(_("Choose an earlier day."), "start")) from error


def objectives_of(state: PlanState) -> tuple[tuple[str, str], ...]:
    """Return (row id, words) for each objective that an activity may serve."""
    role = state.course.roles.get("objectives", "")
    return words.rows_as_options(role, state) if role else ()


def defaults(state: PlanState, today: date) -> Asked:
    """Return what the form holds at first: the first meeting or next Monday, the only objective, both liaisons."""
    objectives = objectives_of(state)
    return Asked(
        start=_first_day(state, today).isoformat(),
        objective=objectives[0][0] if len(objectives) == 1 else "",
        police=_person(state, "liaison_police"),
        security=_person(state, "liaison_security"),
    )


def _first_day(state: PlanState, today: date) -> date:
    value, question = state.role("start"), state.index.questions.get(state.course.roles.get("start", ""))
    for column in question.columns if question and isinstance(value, dict) else ():
        if column.kind is CellKind.DATE and isinstance(value, dict) and value.get(column.id):
            day = date.fromisoformat(str(value[column.id]))
            return day if day >= today else _next_monday(today)
    return _next_monday(today)


def _next_monday(today: date) -> date:
    return today + timedelta(days=DAYS_OF_A_WEEK - today.weekday())


def _person(state: PlanState, role: str) -> str:
    """Return who a group names first."""
    value, question = state.role(role), state.index.questions.get(state.course.roles.get(role, ""))
    if question is None or not isinstance(value, dict):
        return ""
    names = (str(value[c.id]) for c in question.columns if c.kind is CellKind.SHORT_TEXT and value.get(c.id))
    return next(names, "")[:MOST_OF_AN_OWNER]


def settle(state: PlanState, asked: Asked) -> Settled:
    """Return what was typed, checked. Raises `AnswerRejected` with each fault at its field."""
    form = Question(
        "activity",
        Kind.GROUP,
        Text(),
        columns=(
            Column("start", CellKind.DATE, Text()),
            Column("objective", CellKind.CHOICE, Text(), options_from="objectives"),
            Column("police", CellKind.SHORT_TEXT, Text(), max_length=MOST_OF_AN_OWNER),
            Column("security", CellKind.SHORT_TEXT, Text(), max_length=MOST_OF_AN_OWNER),
        ),
    )
    names = ("start", "objective", "police", "security")
    value = answers.clean(form, {name: getattr(asked, name) for name in names}) or {}
    objectives = dict(objectives_of(state))
    objective = value.get("objective", "")
    if not value.get("start"):
        raise AnswerRejected(Fault(_("Choose the day it starts. The steps are dated from there."), "start"))
    if objective and objective not in objectives:
        raise AnswerRejected(Fault(_("This objective was removed meanwhile. Choose another."), "objective"))
    day = date.fromisoformat(value["start"])
    return Settled(day, objective, objectives.get(objective, ""), value.get("police", ""), value.get("security", ""))


def cells_of(question: Question, activity: Activity, settled: Settled) -> Iterator[tuple[str, str]]:
    """Yield the cells of the row that a chosen activity makes, as far as the table has columns for them."""
    drafts = question.drafts_steps or DraftsSteps(what="")
    told = {
        drafts.what: activity.title,
        drafts.why: settled.objective,
        drafts.lead: activity.leads,
        drafts.owner: settled.owner(activity.leads),
        drafts.start: settled.day(0),
        drafts.due: settled.day(activity.days),
        drafts.status: StepStatus.PLANNED.value,
    }
    for column in question.columns:
        text = told.get(column.id, "")
        if column.id not in told and column.option(activity.family):
            text = activity.family
        if text and (not column.options or column.option(text)):
            yield column.id, text


def step_of(step: ActivityStep, settled: Settled) -> dict[str, Any]:
    """Return what a typical step becomes in the plan. Raises `AnswerRejected` for a day that no calendar has."""
    return {
        "what": step.what,
        "why": settled.why[:MOST_OF_A_WHY],
        "lead": step.side,
        "owner": settled.owner(step.side),
        "start": settled.day(step.start),
        "due": settled.day(step.due),
        "status": StepStatus.PLANNED.value,
    }
