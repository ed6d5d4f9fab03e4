"""A question with its value and its errors, as finished words for a template: templates print, they do not compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from teamup.catalog.model import Ask, Kind, Path, Question, Side, Voice
from teamup.plans.answers import LIST_ITEM
from teamup.web.plan.controls import Choice, Control, fixed_choices, items_of, question_control, words_of
from teamup.web.plan.field_rows import cells_of, is_table, with_matrix, with_rank, with_rows
from teamup.web.plan.field_views import FieldView, Frame, Mark
from teamup.web.plan.reading import prefix_of


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
            return with_rank(field, question, frame, value)
        case Kind.LIST:
            return with_rows(field, question, (LIST_ITEM,), frame, value, errors, new_rows, layout="list")
        case Kind.ROWS:
            layout = "table" if is_table(question) else "cards"
            return with_rows(field, question, question.columns, frame, value, errors, new_rows, layout=layout)
        case Kind.MATRIX:
            return with_matrix(field, question, frame, value, errors)
        case Kind.GROUP:
            cells = value if isinstance(value, dict) else {}
            return replace(field, is_set=True, controls=cells_of(question.columns, name, cells, frame, errors))
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
