"""One control of a form: an input, a select, a set of boxes, with everything its template prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from teamup.catalog.model import CellKind, Column, Kind, Option, Question, Voice
from teamup.plans.words import GONE

_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
ONE_LINE = 80  # letters; what may be longer stands in a box that grows
_SHORT_LABEL = 34  # letters; options no longer than this stand in two columns
_COUNTED = 1500  # letters; longer limits are not counted down, since nobody meets them

Linked = tuple[tuple[str, str], ...]
"""The rows of another answer as options: (row id, name)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a control. `id` ties the label to its input."""

    id: str
    value: str
    label: str
    help: str = ""
    is_on: bool = False
    is_exclusive: bool = False
    note: str = ""
    note_name: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A control with its words and its value. `template` says which file of plan/fields draws it."""

    template: str
    id: str
    name: str
    label: str
    help: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    is_needed: bool = False
    is_wide: bool = False
    is_set: bool = False  # several inputs: needs a legend, not a label
    aria_label: str = ""
    described_by: str = ""
    lines: int = 2
    count_words: int = 0
    count_letters: int = 0
    low_label: str = ""
    high_label: str = ""
    in_two_columns: bool = False
    chosen: int = 0


def words_of(value: object) -> str:
    """Return a raw value as the text of an input; what is no text or number is shown as nothing."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def items_of(value: object) -> list[str]:
    """Return a raw value as the chosen options."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value if isinstance(item, str | int)]
    return [value] if isinstance(value, str) and value else []


def fixed_choices(options: Iterable[Option], chosen: list[str], name: str, voice: Voice) -> tuple[Choice, ...]:
    """Return the options of a pack as choices; a chosen one that is gone stays, so that it is not lost."""
    known = [
        Choice(f"{name}.{o.id}", o.id, o.label.spoken(voice), o.help.spoken(voice), o.id in chosen, o.exclusive)
        for o in options
    ]
    return (*known, *_gone(chosen, {c.value for c in known}, name))


def linked_choices(linked: Linked, chosen: list[str], name: str) -> tuple[Choice, ...]:
    """Return the rows of another answer as choices; a chosen one that is gone stays, so that it is not lost."""
    known = [Choice(f"{name}.{row_id}", row_id, label, is_on=row_id in chosen) for row_id, label in linked]
    return (*known, *_gone(chosen, {row_id for row_id, _name in linked}, name))


def _gone(chosen: list[str], known: set[str], name: str) -> Iterable[Choice]:
    return (Choice(f"{name}.{item}", item, GONE, is_on=True) for item in dict.fromkeys(chosen) if item not in known)


def cell_control(column: Column, name: str, value: object, linked: Linked, voice: Voice, error: str = "") -> Control:
    """Return the control of one cell of rows, a matrix or a group."""
    control = Control(
        template="",
        id=name,
        name=name,
        label=column.label.spoken(voice),
        help=column.help.spoken(voice),
        value=words_of(value),
        error=error,
        is_needed=column.needed,
        is_wide=column.wide or column.kind in (CellKind.LONG_TEXT, CellKind.CHOICES),
        described_by=f"{name}-error" if error else "",
    )
    match column.kind:
        case CellKind.CHOICE | CellKind.CHOICES:
            chosen = items_of(value)
            linked_or_fixed = (
                linked_choices(linked, chosen, name)
                if column.options_from
                else fixed_choices(column.options, chosen, name, voice)
            )
            is_set = column.kind is CellKind.CHOICES
            on = sum(c.is_on for c in linked_or_fixed)
            return replace(
                control, template="picks" if is_set else "select", choices=linked_or_fixed, is_set=is_set, chosen=on
            )
        case CellKind.SCALE:
            return replace(control, template="scale", choices=_steps(column.low, column.high, name, value), is_set=True)
        case CellKind.CHECKBOX:
            is_on = value in (True, "true", "on", "1")
            return replace(control, template="checkbox", choices=(Choice(name, "true", control.label, is_on=is_on),))
        case _:
            return _typed(control, column.kind, column.max_length)


def question_control(question: Question, name: str, value: object, linked: Linked, voice: Voice) -> Control:
    """Return the control of a question that has only one."""
    control = Control(
        template="",
        id=name,
        name=name,
        label=question.prompt.spoken(voice),
        value=words_of(value),
        lines=5 if question.max_length > 400 or question.max_words > 40 else 3,
        count_words=question.max_words,
    )
    match question.kind:
        case Kind.CHOICE | Kind.CHOICES:
            chosen = items_of(value)
            choices = (
                linked_choices(linked, chosen, name)
                if question.options_from
                else fixed_choices(question.options, chosen, name, voice)
            )
            is_short = len(choices) > 3 and all(len(c.label) <= _SHORT_LABEL and not c.help for c in choices)
            tiles = "radios" if question.kind is Kind.CHOICE else "boxes"
            return replace(control, template=tiles, choices=choices, is_set=True, in_two_columns=is_short)
        case Kind.SCALE:
            return replace(
                control,
                template="scale",
                choices=_steps(question.low, question.high, name, value),
                is_set=True,
                low_label=question.low_label.spoken(voice),
                high_label=question.high_label.spoken(voice),
            )
        case _:
            return _typed(control, question.kind, question.max_length)


def _typed(control: Control, kind: Kind | CellKind, most: int) -> Control:
    """Finish a control that is typed into. What a date input would not show is shown as text, not lost."""
    counted = most if most <= _COUNTED and not control.count_words else 0
    match kind.value:
        case "long_text":
            return replace(control, template="textarea", count_letters=counted)
        case "date":
            is_day = not control.value or _ISO_DAY.match(control.value)
            return replace(control, template="date" if is_day else "text")
        case "number" | "money":
            return replace(control, template=kind.value)
        case _:
            # A stored line break would be lost in a single line, and a long text hidden.
            is_long = most > ONE_LINE or "\n" in control.value
            return replace(control, template="line" if is_long else "text")


def _steps(low: int, high: int, name: str, value: object) -> tuple[Choice, ...]:
    chosen = words_of(value)
    return tuple(Choice(f"{name}.{n}", str(n), str(n), is_on=str(n) == chosen) for n in range(low, high + 1))
