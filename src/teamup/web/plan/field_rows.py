"""Questions that are answered in rows: tables and lists, a matrix, an order of rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from teamup.catalog.model import CellKind, Column, Question
from teamup.web.plan.controls import Control, cell_control, fixed_choices, items_of, linked_choices, words_of
from teamup.web.plan.field_views import FieldView, Frame, RowView

NEW_ROW = "__row__"
"""Stands for the id of a row that the browser will add; `{n}` stands for its number."""

_TABLE_COLUMNS = 3  # rows with more, or with longer text, are drawn as cards
_LONG_OPTION = 26
_LONG_TEXT_KINDS = (CellKind.LONG_TEXT, CellKind.CHOICES)


def with_rank(field: FieldView, question: Question, frame: Frame, value: object) -> FieldView:
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


def with_rows(
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
    """Return the card with the rows of an answer, one blank row, and `new_rows` more that are empty."""
    given = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    found = [*given, *({"id": row_id} for row_id in new_rows)]

    def row(row_id: str, number: str, cells: Mapping[str, object]) -> RowView:
        name = f"{field.name}.{row_id}"
        own = {
            where.removeprefix(f"{row_id}."): said for where, said in errors.items() if where.startswith(f"{row_id}.")
        }
        return RowView(row_id, number, field.name, cells_of(columns, name, cells, frame, own))

    rows = tuple(row(words_of(cells.get("id")), str(n), cells) for n, cells in enumerate(found, start=1))
    return replace(
        field, is_set=True, rows=rows, blank=row(NEW_ROW, "{n}", {}), layout=layout, most_rows=question.max_rows
    )


def with_matrix(
    field: FieldView, question: Question, frame: Frame, value: object, errors: Mapping[str, str]
) -> FieldView:
    """Return the card with a row of controls for each row of its matrix."""
    given = value if isinstance(value, dict) else {}
    rows = []
    for n, option in enumerate(question.rows, start=1):
        cells = given.get(option.id)
        own = {w.removeprefix(f"{option.id}."): said for w, said in errors.items() if w.startswith(f"{option.id}.")}
        label = option.label.spoken(frame.voice)
        name = f"{field.name}.{option.id}"
        controls = cells_of(question.columns, name, cells if isinstance(cells, dict) else {}, frame, own)
        told = tuple(replace(c, aria_label=f"{label}: {c.label}", help="") for c in controls)
        rows.append(RowView(option.id, str(n), name, told, label, option.help.spoken(frame.voice)))
    columns = tuple(column.label.spoken(frame.voice) for column in question.columns)
    is_long = any(c.wide or c.kind in _LONG_TEXT_KINDS for c in question.columns)
    is_stacked = is_long or len(columns) >= _TABLE_COLUMNS
    return replace(field, is_set=True, rows=tuple(rows), columns=columns, layout="stack" if is_stacked else "")


def cells_of(
    columns: tuple[Column, ...], name: str, cells: Mapping[str, object], frame: Frame, errors: Mapping[str, str]
) -> tuple[Control, ...]:
    """Return a control for each cell of a row or a group; `errors` are by column."""
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
