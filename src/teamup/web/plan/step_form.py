"""The form of an action step: its labels, its controls, and what a person changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Option, Question, Side, Text
from teamup.plans import selectors
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.models import AnswerChange, Plan
from teamup.plans.steps import FIELDS, STEP_FORM, Step, StepStatus
from teamup.web.plan.controls import ONE_LINE

MEMO = "was."
"""What the name of the hidden control begins with that says what a field showed: only what differs was changed."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the form. `kind` is text, long, date or choice."""

    name: str
    label: str
    kind: str
    value: str
    was: str
    most: int
    options: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    needed: bool = False
    wide: bool = False

    @property
    def is_line(self) -> bool:
        """Say whether it is one line that may be too long for an input."""
        return self.kind == "text" and self.most > ONE_LINE

    @property
    def said(self) -> str:
        """Return the value in words, for those who may only read."""
        return dict(self.options).get(self.value, self.value)


def labels() -> dict[str, str]:
    """Return what the fields of a step are called."""
    return {
        "what": _("What will be done"),
        "why": _("Objective it serves"),
        "lead": _("Lead side"),
        "owner": _("Owner"),
        "partners": _("Partners"),
        "start": _("Start"),
        "due": _("Due"),
        "status": _("Status"),
        "notes": _("Notes"),
    }


def sides() -> dict[str, str]:
    """Return the sides that can lead, in words."""
    return {Side.POLICE: _("Police"), Side.SECURITY: _("Security"), Side.JOINT: _("Both sides")}


def statuses() -> dict[str, str]:
    """Return how far a step can be, in words."""
    return {
        StepStatus.PLANNED: _("Planned"),
        StepStatus.STARTED: _("Started"),
        StepStatus.DONE: _("Done"),
        StepStatus.STOPPED: _("Stopped"),
    }


def told() -> Question:
    """Return the step's form with its labels in words, so that a value of it can be told."""
    named = labels()
    choices = {"lead": sides(), "status": statuses()}
    columns = (replace(c, label=Text(named[c.id])) for c in STEP_FORM.columns if c.id in named)
    return replace(STEP_FORM, columns=tuple(_with_options(c, choices.get(c.id, {})) for c in columns))


def _with_options(column: Column, choices: Mapping[str, str]) -> Column:
    return replace(column, options=tuple(Option(id_, Text(label)) for id_, label in choices.items()))


def shown(step: Step | None) -> dict[str, str]:
    """Return a step's fields as its form shows them."""
    if step is None:
        return {**dict.fromkeys(FIELDS, ""), "lead": Side.JOINT.value, "status": StepStatus.PLANNED.value}
    return {
        "what": step.what,
        "why": step.why,
        "lead": step.lead.value,
        "owner": step.owner,
        "partners": step.partners,
        "start": step.start.isoformat() if step.start else "",
        "due": step.due.isoformat() if step.due else "",
        "status": step.status.value,
        "notes": step.notes,
    }


def controls(
    values: Mapping[str, str], *, was: Mapping[str, str] | None = None, faults: tuple[Fault, ...] = ()
) -> dict[str, Control]:
    """Return the form's controls by name. `was` is what the form first showed; by default the same values."""
    make = partial(_control, values=values, was=values if was is None else was, faults=faults)
    return {column.id: make(column) for column in told().columns}


_KINDS = {CellKind.LONG_TEXT: "long", CellKind.DATE: "date", CellKind.CHOICE: "choice"}


def _control(
    column: Column, *, values: Mapping[str, str], was: Mapping[str, str], faults: tuple[Fault, ...]
) -> Control:
    return Control(
        name=column.id,
        label=column.label.default,
        kind=_KINDS.get(column.kind, "text"),
        value=values.get(column.id, ""),
        was=was.get(column.id, ""),
        most=column.max_length,
        options=tuple((o.id, o.label.default) for o in column.options),
        errors=tuple(f.message for f in faults if f.where == column.id),
        needed=column.needed,
        wide=column.wide,
    )


def shown_before(post: Mapping[str, str]) -> dict[str, str]:
    """Return what the form that was sent had first shown."""
    return {name: post[MEMO + name] for name in FIELDS if MEMO + name in post}


def typed_in(post: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a form sent, as typed."""
    return {name: post[name] for name in FIELDS if name in post}


def changed_in(post: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that the person changed: those that differ from what the form showed them."""
    return {name: typed for name, typed in typed_in(post).items() if _plain(typed) != _plain(post.get(MEMO + name))}


def _plain(typed: str | None) -> str | None:
    return None if typed is None else typed.replace("\r\n", "\n").strip()


def value_with(stored: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, Any]:
    """Return what to store: what was stored before, and the fields a person changed now.

    A field that was emptied on purpose is listed in `cleared`, so that its row does not fill it again. Raises
    `AnswerRejected` for a step that would say nothing.
    """
    if "what" in changed and not changed["what"].strip():
        raise AnswerRejected(Fault(_("Say what will be done. To take the step out of the plan, remove it."), "what"))
    value = {name: cell for name, cell in stored.items() if name not in changed}
    emptied = [name for name, typed in changed.items() if not typed.strip()]
    cleared = [n for n in str(stored.get("cleared", "")).split() if n not in changed]
    value |= {name: typed for name, typed in changed.items() if name not in emptied}
    value.pop("cleared", None)
    if names := [n for n in FIELDS if n in cleared or n in emptied]:
        value["cleared"] = " ".join(names)
    return value


def stored_at(plan: Plan, step_id: str, base: int) -> dict[str, Any]:
    """Return what was stored of a step at a revision. Raises `AnswerRejected` for one that never was."""
    try:
        found = selectors.value_at(plan, f"{selectors.STEPS}{step_id}", Side.JOINT, base)
    except AnswerChange.DoesNotExist as error:
        raise AnswerRejected(Fault(_("This page is out of step with the plan. Reload it."))) from error
    return dict(found) if isinstance(found, dict) else {}


def differing(changed: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return (label, yours, theirs) in words for each field where two people's changes differ."""
    named = labels()
    return tuple(
        (named[name], _said(name, typed), _said(name, theirs.get(name, "")))
        for name, typed in changed.items()
        if _plain(typed) != _plain(theirs.get(name, ""))
    )


def _said(name: str, value: str) -> str:
    choices = {"lead": sides(), "status": statuses()}.get(name, {})
    return choices.get(value, value) or _("(empty)")
