"""Saying what is wrong with an answer, and where in it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from teamup.catalog.model import Kind, Question, Voice
from teamup.plans.errors import AnswerRejected, Fault


def places_of(rejected: AnswerRejected | None) -> Mapping[str, str]:
    """Return the faults that belong to one cell, by its place ("row.column", "part" or an option)."""
    return {fault.where: fault.message for fault in rejected.faults if fault.where} if rejected else {}


def messages_of(question: Question, rejected: AnswerRejected | None, value: object, voice: Voice) -> tuple[str, ...]:
    """Return every fault as a sentence that names its place: "Row 2, Due: Write a date …"."""
    if rejected is None:
        return ()
    return tuple(dict.fromkeys(_say(question, fault, value, voice) for fault in rejected.faults))


def _say(question: Question, fault: Fault, value: object, voice: Voice) -> str:
    place = place_of(question, fault.where, value, voice)
    return f"{place}: {fault.message}" if place else fault.message


def place_of(question: Question, where: str, value: object, voice: Voice) -> str:
    """Return the place of a fault in words; "" for the whole answer."""
    if not where:
        return ""
    first, _dot, column_id = where.partition(".")
    match question.kind:
        case Kind.ROWS | Kind.LIST:
            ids = [row.get("id") for row in value if isinstance(row, dict)] if isinstance(value, list) else []
            row = _("Row %(n)d") % {"n": ids.index(first) + 1} if first in ids else ""
            return ", ".join(filter(None, [row, _label(question, column_id, voice)]))
        case Kind.MATRIX:
            option = next((row.label.spoken(voice) for row in question.rows if row.id == first), "")
            return ", ".join(filter(None, [option, _label(question, column_id, voice)]))
        case Kind.CHECKLIST:
            found = question.option(first)
            return found.label.spoken(voice) if found else ""
        case _:
            return _label(question, first, voice)


def _label(question: Question, column_id: str, voice: Voice) -> str:
    column = question.column(column_id)
    return column.label.spoken(voice) if column else ""
