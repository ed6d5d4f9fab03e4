"""From what a browser sent to the raw value of an answer; `plans.answers` then says whether it may stand.

Controls are named after their question and side, P = "<question>.<side>": a single control `P`; yes or no `P.answer`,
`P.why`; notes of a checklist `P.note.<option>`; rows `P.row` (their ids, in order) and `P.<row>.<column>`; a matrix
`P.<row>.<column>`; a group `P.<part>`; and the revision the page was drawn from, `base.P`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Kind, Question, Side
from teamup.plans.answers import LIST_ITEM
from teamup.plans.errors import AnswerRejected, Fault

MOST_REVISION = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as it was sent: not yet checked against its question."""

    raw: object
    base: int
    key: UUID
    side: Side
    keep: str = ""


def prefix_of(question_id: str, side: Side) -> str:
    """Return what the names of a question's controls begin with."""
    return f"{question_id}.{side}"


def read_answer(question: Question, side: Side, data: QueryDict, *, autosaved: bool = True) -> object:
    """Return the raw value that the controls of one question make.

    Without JavaScript nothing ticks the box of a checklist when its note is typed; so there
    (`autosaved` is False) a note that is new counts as a tick.
    """
    name = prefix_of(question.id, side)
    match question.kind:
        case Kind.CHOICES | Kind.RANK:
            return data.getlist(name)
        case Kind.YES_NO:
            return {"answer": data.get(f"{name}.answer", ""), "why": data.get(f"{name}.why", "")}
        case Kind.CHECKLIST:
            return _read_checklist(question, name, data, autosaved=autosaved)
        case Kind.LIST:
            return _read_rows((LIST_ITEM,), name, data)
        case Kind.ROWS:
            return _read_rows(question.columns, name, data)
        case Kind.MATRIX:
            cells = {row.id: _read_cells(question.columns, f"{name}.{row.id}", data) for row in question.rows}
            return {row_id: found for row_id, found in cells.items() if found}
        case Kind.GROUP:
            return _read_cells(question.columns, name, data)
        case _:
            return data.get(name)


def _read_checklist(question: Question, name: str, data: QueryDict, *, autosaved: bool) -> dict[str, str]:
    ticked = data.getlist(name)
    notes = {option.id: data.get(f"{name}.note.{option.id}", "") for option in question.options}
    if not autosaved:
        before = data.getlist(f"{name}.had")
        ticked += [option for option, note in notes.items() if note.strip() and option not in {*before, *ticked}]
    return {option: notes.get(option, "") for option in ticked}


def _read_rows(columns: tuple[Column, ...], name: str, data: QueryDict) -> list[dict[str, Any]]:
    return [{"id": row, **_read_cells(columns, f"{name}.{row}", data)} for row in data.getlist(f"{name}.row")]


def _read_cells(columns: tuple[Column, ...], name: str, data: QueryDict) -> dict[str, Any]:
    cells = {column.id: _read_cell(column, f"{name}.{column.id}", data) for column in columns}
    return {column_id: cell for column_id, cell in cells.items() if cell not in (None, "", [])}


def _read_cell(column: Column, name: str, data: QueryDict) -> object:
    return data.getlist(name) if column.kind is CellKind.CHOICES else data.get(name)


def read_save(request: HttpRequest, question_id: str, question: Question | None) -> Sent:
    """Return the one answer that a request carries, as form data or as JSON.

    Raises `AnswerRejected` with the way out when it does not say which revision it started from, or is no answer.
    """
    if request.content_type == "application/json":
        body = _read_json(request.body)
        side = _side(body.get("side", "joint"))
        return Sent(
            body.get("value"), _revision(body.get("base")), _key(body.get("save")), side, str(body.get("keep", ""))
        )
    data = request.POST
    side = _side(data.get("side") or request.GET.get("side") or "joint")
    base = data.get("base", data.get(f"base.{prefix_of(question_id, side)}"))
    raw = data.get("value") if question is None or "value" in data else read_answer(question, side, data)
    return Sent(raw, _revision(base), _key(data.get("save")), side, data.get("keep", ""))


def _read_json(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise AnswerRejected(Fault(_("This answer came in a shape that cannot be read. Reload the page.")))
    return read


def _side(raw: object) -> Side:
    try:
        return Side(str(raw))
    except ValueError as error:
        raise AnswerRejected(Fault(_("This answer names a side that does not exist. Reload the page."))) from error


def _revision(raw: object) -> int:
    if raw is None or raw == "":
        said = _(
            "This save does not say which version of the answer it began from. Nothing was changed: reload the page."
        )
        raise AnswerRejected(Fault(said))
    return revision_of(raw)


def revision_of(raw: object) -> int:
    """Return a revision as a number. Raises `AnswerRejected` for anything else."""
    number = raw if isinstance(raw, int) and not isinstance(raw, bool) else -1
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= len(str(MOST_REVISION)):
        number = int(raw)
    if not 0 <= number <= MOST_REVISION:
        raise AnswerRejected(Fault(_("This page is out of step with the plan. Reload it; what you typed is kept.")))
    return number


def _key(raw: object) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError as error:
        raise AnswerRejected(
            Fault(_("This save has no key of its own, so nothing was changed. Reload the page."))
        ) from error
