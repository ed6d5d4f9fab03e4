"""A question with its value and its errors, as finished words for a template: templates print, they do not compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from teamup.catalog.model import Ask, CellKind, Column, Kind, Path, Question, Side, Voice
from teamup.plans.answers import LIST_ITEM
from teamup.web.plan.controls import (
    Choice,
    Control,
    Linked,
    cell_control,
    fixed_choices,
    items_of,
    linked_choices,
    question_control,
    words_of,
)
from teamup.web.plan.reading import prefix_of

NEW_ROW = "__row__"
"""Stands for the id of a row that the browser will add; `{n}` stands for its number."""

_TABLE_COLUMNS = 3  # rows with more, or with longer text, are drawn as cards
_LONG_OPTION = 26
_LONG_TEXT_KINDS = (CellKind.LONG_TEXT, CellKind.CHOICES)
_MANY = (Kind.YES_NO, Kind.CHECKLIST, Kind.RANK, Kind.LIST, Kind.ROWS, Kind.MATRIX, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table, a list or a matrix, or an item of a rank."""

    id: str
    number: str
    name: str
    controls: tuple[Control, ...]
    label: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside the question: needed, optional, part of the 15 minutes."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a thought beside the answer, with where it comes from."""

    lead: str
    text: str
    source: str = ""
    url: str = ""
    is_counsel: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a question's surroundings when it is drawn."""

    voice: Voice
    linked: Mapping[str, Linked]  # question id → its rows, for the options that come from them
    is_short_of_time: bool = False
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, tuple[str, str]] | None = None  # question id → (its heading, its address)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question card. `template` draws its controls."""

    id: str
    name: str
    question_id: str
    side: str
    template: str
    label: str
    help: str
    example: str
    caution: str
    marks: tuple[Mark, ...]
    base: int
    state: str = ""
    is_set: bool = False
    classes: str = "q"
    control: Control | None = None
    controls: tuple[Control, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    columns: tuple[str, ...] = ()
    layout: str = ""
    most_rows: int = 0
    is_answered: bool = False
    shown: str = ""
    errors: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    waiting_for: tuple[tuple[str, str], ...] = ()
    described_by: str = ""
    linked: str = ""  # the answers whose rows are options here
    is_ranked: bool = False


def card_id(question_id: str, side: Side) -> str:
    """Return the id of a question's card on the page."""
    return f"q-{question_id}-{side}"


def heading_of(question: Question, voice: Voice) -> str:
    """Return what a question is called where there is no room for its prompt."""
    return question.heading.spoken(voice) or question.prompt.spoken(voice)


def field_of(
    question: Question,
    side: Side,
    frame: Frame,
    *,
    value: object = None,
    base: int = 0,
    saved: str = "",
    errors: Mapping[str, str] | None = None,
    messages: tuple[str, ...] = (),
    new_rows: tuple[str, ...] = (),
) -> FieldView:
    """Return the card of a question for one side.

    `value` is the stored answer or what was typed; `errors` names faults by their place in it ("row.column");
    `new_rows` are ids of empty rows to offer; `saved` says when the answer was saved.
    """
    card = card_id(question.id, side)
    voice = frame.voice
    field = FieldView(
        id=card,
        name=prefix_of(question.id, side),
        question_id=question.id,
        side=str(side),
        template=f"plan/fields/{question.kind}.html",
        label=question.prompt.spoken(voice),
        help=question.help.spoken(voice),
        example=question.example.spoken(voice),
        caution=question.caution.spoken(voice),
        marks=marks_of(question, frame),
        base=base,
        state=saved,
        is_answered=value not in (None, "", [], {}),
        errors=messages,
        notes=frame.notes,
        waiting_for=_waiting_for(question, frame),
        linked=" ".join(frame.linked),
        is_ranked=question.kind is Kind.RANK,
        classes=_classes(side, has_error=bool(messages)),
        described_by=" ".join([*([f"{card}-help"] if question.help else []), f"{card}-error"]),
    )
    return _with_controls(field, question, frame, value, errors or {}, new_rows)


def _classes(side: Side, *, has_error: bool) -> str:
    names = ["q", *([f"q--{side}"] if side is not Side.JOINT else []), *(["has-error"] if has_error else [])]
    return " ".join(names)


def marks_of(question: Question, frame: Frame) -> tuple[Mark, ...]:
    """Return the words beside a question: needed or optional on this path; with 15 minutes, its core ones."""
    if question.kind is Kind.AUTOMATIC:
        return (Mark(_("Made for you")),)
    core = (Mark(_("15 minutes"), "core"),) if question.core and frame.is_short_of_time else ()
    match question.ask(frame.voice.path):
        case Ask.NEEDED:
            return core or (Mark(_("Needed"), "needed"),)
        case Ask.OPTIONAL:
            return core or (Mark(_("Optional")),)
        case Ask.OFF:
            return (
                Mark(
                    _("Not asked when you start a new one")
                    if frame.voice.path is Path.NEW
                    else _("Not asked when you strengthen one")
                ),
            )


def _waiting_for(question: Question, frame: Frame) -> tuple[tuple[str, str], ...]:
    """Return the answers whose rows would be options here, as long as they have none."""
    wanted = dict.fromkeys(filter(None, [question.options_from, *(c.options_from for c in question.columns)]))
    sources = frame.sources or {}
    return tuple(sources[q] for q in wanted if not frame.linked.get(q) and q in sources)


def _with_controls(
    field: FieldView,
    question: Question,
    frame: Frame,
    value: object,
    errors: Mapping[str, str],
    new_rows: tuple[str, ...],
) -> FieldView:
    name, voice = field.name, frame.voice
    match question.kind:
        case Kind.YES_NO:
            return _yes_no(field, value)
        case Kind.CHECKLIST:
            notes = value if isinstance(value, dict) else dict.fromkeys(items_of(value), "")
            choices = fixed_choices(question.options, [str(key) for key in notes], name, voice)
            noted = (replace(c, note=words_of(notes.get(c.value)), note_name=f"{name}.note.{c.value}") for c in choices)
            return replace(field, is_set=True, choices=tuple(noted))
        case Kind.RANK:
            return _rank(field, question, frame, value)
        case Kind.LIST:
            return _rows(field, question, (LIST_ITEM,), frame, value, errors, new_rows, layout="list")
        case Kind.ROWS:
            layout = "table" if is_table(question) else "cards"
            return _rows(field, question, question.columns, frame, value, errors, new_rows, layout=layout)
        case Kind.MATRIX:
            return _matrix(field, question, frame, value, errors)
        case Kind.GROUP:
            cells = value if isinstance(value, dict) else {}
            return replace(field, is_set=True, controls=_cells(question.columns, name, cells, frame, errors))
        case Kind.AUTOMATIC:
            return replace(field, is_set=True)
        case _:
            linked = frame.linked.get(question.options_from, ())
            control = question_control(question, name, value, linked, voice)
            control = replace(control, described_by=field.described_by, error="; ".join(field.errors))
            return replace(
                field, control=control, is_set=control.is_set, template=f"plan/fields/{control.template}.html"
            )


def _yes_no(field: FieldView, value: object) -> FieldView:
    given = value if isinstance(value, dict) else {"answer": value}
    answer, name = words_of(given.get("answer")), field.name
    choices = tuple(
        Choice(f"{name}.{word}", word, label, is_on=answer == word)
        for word, label in (("yes", _("Yes")), ("no", _("No")))
    )
    why = Control("textarea", f"{name}.why", f"{name}.why", _("In a sentence, why?"), value=words_of(given.get("why")))
    return replace(field, is_set=True, choices=choices, control=why)


def _rank(field: FieldView, question: Question, frame: Frame, value: object) -> FieldView:
    """Offer what was ranked first, in its order, then what is new since."""
    name, chosen = field.name, items_of(value)
    linked = frame.linked.get(question.options_from, ())
    known = (
        linked_choices(linked, chosen, name)
        if question.options_from
        else fixed_choices(question.options, chosen, name, frame.voice)
    )
    by_value = {choice.value: choice for choice in known}
    order = dict.fromkeys([*(item for item in chosen if item in by_value), *by_value])
    rows = tuple(
        RowView(item, str(n), name, (), by_value[item].label, by_value[item].help)
        for n, item in enumerate(order, start=1)
    )
    return replace(field, is_set=True, rows=rows, shown=" ".join(order))


def is_table(question: Question) -> bool:
    """Say whether rows are drawn as a table: few columns, each short."""
    return len(question.columns) <= _TABLE_COLUMNS and not any(
        c.kind in _LONG_TEXT_KINDS or any(len(o.label.default) > _LONG_OPTION for o in c.options)
        for c in question.columns
    )


def _rows(
    field: FieldView,
    question: Question,
    columns: tuple[Column, ...],
    frame: Frame,
    value: object,
    errors: Mapping[str, str],
    new_rows: tuple[str, ...],
    *,
    layout: str,
) -> FieldView:
    given = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    found = [*given, *({"id": row_id} for row_id in new_rows)]

    def row(row_id: str, number: str, cells: Mapping[str, object]) -> RowView:
        name = f"{field.name}.{row_id}"
        own = {
            where.removeprefix(f"{row_id}."): said for where, said in errors.items() if where.startswith(f"{row_id}.")
        }
        return RowView(row_id, number, field.name, _cells(columns, name, cells, frame, own))

    rows = tuple(row(words_of(cells.get("id")), str(n), cells) for n, cells in enumerate(found, start=1))
    return replace(
        field, is_set=True, rows=rows, blank=row(NEW_ROW, "{n}", {}), layout=layout, most_rows=question.max_rows
    )


def _cells(
    columns: tuple[Column, ...], name: str, cells: Mapping[str, object], frame: Frame, errors: Mapping[str, str]
) -> tuple[Control, ...]:
    return tuple(
        cell_control(
            column,
            f"{name}.{column.id}",
            cells.get(column.id),
            frame.linked.get(column.options_from, ()),
            frame.voice,
            errors.get(column.id, ""),
        )
        for column in columns
    )


def _matrix(field: FieldView, question: Question, frame: Frame, value: object, errors: Mapping[str, str]) -> FieldView:
    given = value if isinstance(value, dict) else {}
    rows = []
    for n, option in enumerate(question.rows, start=1):
        cells = given.get(option.id)
        own = {w.removeprefix(f"{option.id}."): said for w, said in errors.items() if w.startswith(f"{option.id}.")}
        label = option.label.spoken(frame.voice)
        name = f"{field.name}.{option.id}"
        controls = _cells(question.columns, name, cells if isinstance(cells, dict) else {}, frame, own)
        told = tuple(replace(c, aria_label=f"{label}: {c.label}", help="") for c in controls)
        rows.append(RowView(option.id, str(n), name, told, label, option.help.spoken(frame.voice)))
    columns = tuple(column.label.spoken(frame.voice) for column in question.columns)
    is_long = any(c.wide or c.kind in _LONG_TEXT_KINDS for c in question.columns)
    is_stacked = is_long or len(columns) >= _TABLE_COLUMNS
    return replace(field, is_set=True, rows=tuple(rows), columns=columns, layout="stack" if is_stacked else "")
