"""The steps page in finished values: rows, counts, filters, and where each step came from."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans import chosen, progress, words
from teamup.plans.state import Given, PlanState
from teamup.plans.steps import Step, StepStatus, find_step, steps_of
from teamup.web.plan import step_form
from teamup.web.plan.overview import lesson_url
from teamup.web.plan.step_form import Control

SOON = timedelta(days=30)
CHIPS = {
    StepStatus.PLANNED: ("open", "open"),
    StepStatus.STARTED: ("doing", "part"),
    StepStatus.DONE: ("done", "check"),
    StepStatus.STOPPED: ("dropped", "remove"),
}
"""The look and the icon of each status."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A status to see: its look, its icon and its words."""

    look: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as a row of the working plan."""

    id: str
    what: str
    why: str
    url: str
    row_url: str  # where a script saves and reads the row
    lead: str
    owner: str
    partners: str
    start: str
    due: str
    look: str
    chip: Chip
    source: str
    source_url: str
    base: int
    save: UUID
    remove: UUID  # the save key of its removal
    controls: Mapping[str, Control]
    errors: tuple[str, ...] = ()
    conflict: tuple[tuple[str, str, str], ...] = ()  # label, yours, theirs
    conflict_by: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many steps are overdue, due soon, open, done; and the filter that shows them."""

    id: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of what to show."""

    id: str
    label: str
    number: int
    current: bool


def row_of(state: PlanState, step: Step, today: date) -> StepRow:
    """Return a step as a row, ready to be changed."""
    source, source_url = source_of(state, step)
    values = step_form.shown(step)
    return StepRow(
        id=step.id,
        what=step.what,
        why=step.why,
        url=reverse("plan:step", args=[state.plan.id, step.id]),
        row_url=reverse("plan:step_row", args=[state.plan.id, step.id]),
        lead=step.lead.value,
        owner=step.owner,
        partners=step.partners,
        start=words.of_day(step.start) if step.start else "",
        due=words.of_day(step.due) if step.due else "",
        look=look_of(step, today),
        chip=chip_of(step, today),
        source=source,
        source_url=source_url,
        base=step.revision,
        save=uuid.uuid4(),
        remove=uuid.uuid4(),
        controls=step_form.controls(values),
    )


def look_of(step: Step, today: date) -> str:
    """Return the class of a step's row: overdue, due soon, over, or none."""
    if not step.is_open:
        return "is-done"
    if step.is_overdue(today):
        return "is-late"
    return "is-due" if is_due_soon(step, today) else ""


def chip_of(step: Step, today: date) -> Chip:
    """Return a step's status to see; an open one past its date says so."""
    if step.is_overdue(today):
        return Chip("late", "warn", _("Overdue"))
    look, icon = CHIPS[step.status]
    return Chip(look, icon, step_form.statuses()[step.status])


def is_due_soon(step: Step, today: date) -> bool:
    """Say whether an open step is due within thirty days, today included."""
    return step.is_open and step.due is not None and today <= step.due <= today + SOON


def source_of(state: PlanState, step: Step) -> tuple[str, str]:
    """Return what drafted a step and where that stands, or ("", "") for one that was typed here."""
    question = state.index.questions.get(step.source)
    if question is None:
        activity = chosen.activity_of_steps(state).get(step.id)
        return (activity.title, reverse("plan:activity", args=[state.plan.id, activity.id])) if activity else ("", "")
    label = question.heading.spoken(state.voice) or question.prompt.spoken(state.voice)
    lesson = state.index.lesson_of.get(question.id)
    url = f"{lesson_url(state.plan.id, lesson)}#q-{question.id}-{question.sides()[0]}" if lesson else ""
    return label, url


def counts_of(steps: tuple[Step, ...], today: date) -> tuple[Count, ...]:
    """Return the four numbers at the head of the page."""
    return (
        Count("overdue", sum(step.is_overdue(today) for step in steps), _("overdue")),
        Count("soon", sum(is_due_soon(step, today) for step in steps), _("due in 30 days")),
        Count("open", sum(step.is_open for step in steps), _("open")),
        Count("done", sum(step.status is StepStatus.DONE for step in steps), _("done")),
    )


def filters_of(steps: tuple[Step, ...], today: date, current: str) -> tuple[Filter, ...]:
    """Return the choices of what to show, each with how many steps it has."""
    named = {
        "all": _("All"),
        "open": _("Open"),
        "overdue": _("Overdue"),
        "police": _("Police"),
        "security": _("Security"),
        "joint": _("Both sides"),
    }
    return tuple(
        Filter(id_, label, len([*filtered(steps, today, id_)]), id_ == current) for id_, label in named.items()
    )


def filtered(steps: tuple[Step, ...], today: date, show: str) -> Iterator[Step]:
    """Yield the steps that a filter shows; any other word shows all."""
    for step in steps:
        match show:
            case "open":
                fits = step.is_open
            case "overdue":
                fits = step.is_overdue(today)
            case Side.POLICE | Side.SECURITY | Side.JOINT:
                fits = step.lead == show
            case _:
                fits = True
        if fits:
            yield step


def with_removed(state: PlanState) -> PlanState:
    """Return the state as if no step had been removed."""
    kept = {step_id: _not_removed(given) for step_id, given in state.step_changes.items()}
    return replace(state, step_changes=kept)


def _not_removed(given: Given) -> Given:
    if not isinstance(given.value, dict):
        return given
    return replace(given, value={name: cell for name, cell in given.value.items() if name != "removed"})


def removed_steps(state: PlanState) -> tuple[Step, ...]:
    """Return the steps that were taken out of the plan and can be put back."""
    present = {step.id for step in steps_of(state)}
    return tuple(step for step in steps_of(with_removed(state)) if step.id not in present)


def any_step(state: PlanState, step_id: str) -> tuple[Step | None, bool]:
    """Return a step and whether it was removed; (None, False) when there is none."""
    if step := find_step(state, step_id):
        return step, False
    return find_step(with_removed(state), step_id), True


def drafting_lesson(state: PlanState) -> tuple[str, str]:
    """Return the title and address of the first lesson whose rows become steps, or ("", "")."""
    lessons = [
        (progress.is_needed(state, question), lesson)
        for lesson in state.course.lessons()
        for question in lesson.questions
        if question.drafts_steps and state.applies(question)
    ]
    best = next((lesson for needed, lesson in lessons if needed), lessons[0][1] if lessons else None)
    return (best.title, lesson_url(state.plan.id, best)) if best else ("", "")
