"""Every component and every kind of question card, with the examples that break things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from teamup.catalog import load, schema
from teamup.catalog.model import Kind, Question, Side, Voice
from teamup.web.plan.automatic import Automatic, Block
from teamup.web.plan.conflicts import ConflictView, compare
from teamup.web.plan.field_views import FieldView, Frame, Note
from teamup.web.plan.fields import card_id, field_of
from teamup.web.plan.reading import prefix_of
from teamup.web.workshop.door import in_debug

WEB = Path(__file__).resolve().parents[1]
COMPONENTS = WEB / "templates" / "components" / "examples.yaml"
FIELDS = WEB / "plan" / "templates" / "plan" / "fields" / "examples.yaml"
AUTOMATIC = Automatic(
    (Block("Still to say", ("“Walk the garages” has no: owner, due.", "“<b>Map</b>” has no: baseline.")),)
)


@dataclass(frozen=True, slots=True)
class Example:
    """A drawn example, and where its template is."""

    of: str
    name: str
    html: SafeString


@in_debug
def components(request: HttpRequest) -> HttpResponse:
    """Show every example; nothing on the page saves."""
    context = {"components": [*component_examples()], "fields": [*field_examples()]}
    return render(request, "workshop/components.html", context)


def component_examples() -> Iterator[Example]:
    """Yield the drawn examples of templates/components."""
    for one in _read(COMPONENTS):
        template = f"components/{one['template']}.html"
        yield Example(template, one["name"], mark_safe(_html(template, one.get("context", {}))))  # noqa: S308


def field_examples() -> Iterator[Example]:
    """Yield the drawn examples of plan/fields: whole cards."""
    for one in _read(FIELDS):
        question = load.question_of(schema.QuestionDoc.model_validate(one["question"]))
        yield Example(f"plan/fields/{question.kind}.html", one["name"], _card(question, one))


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["examples"]
    return found


def _card(question: Question, one: Mapping[str, Any]) -> SafeString:
    side = Side(one.get("side", Side.JOINT))
    linked = {source: tuple((row, name) for row, name in rows) for source, rows in one.get("linked", {}).items()}
    notes = tuple(Note(**{**note, "lines": tuple(note.get("lines", ()))}) for note in one.get("notes", ()))
    value = one.get("value")
    field = field_of(
        question,
        side,
        Frame(voice=Voice(side), linked=linked, notes=notes),
        value=value,
        saved=one.get("saved", ""),
        errors=one.get("errors", {}),
        messages=tuple(one.get("messages", ())),
        new_rows=() if value else tuple(f"new-{question.id}-{n}" for n in range(question.rows_hint)),
    )
    return _drawn(_waiting(field, one), question, side, one)


def _waiting(field: FieldView, one: Mapping[str, Any]) -> FieldView:
    return replace(field, waiting_for=tuple((name, url) for name, url in one.get("waiting", ())))


def _drawn(field: FieldView, question: Question, side: Side, one: Mapping[str, Any]) -> SafeString:
    context = {
        "field": field,
        "control": field.control,
        "plan_url": "/dev/components/",
        "auto": AUTOMATIC if question.kind is Kind.AUTOMATIC else None,
        "conflict": _conflict(question, side, one["conflict"]) if "conflict" in one else None,
    }
    return mark_safe(_html("plan/fields/card.html", context))  # noqa: S308


def _html(template: str, context: Mapping[str, Any]) -> str:
    """Return what one of our own templates prints: safe HTML."""
    return get_template(template).render(dict(context))


def _conflict(question: Question, side: Side, versions: Mapping[str, str]) -> ConflictView:
    theirs, mine = compare(versions["theirs"], versions["yours"])
    return ConflictView(
        id=f"{card_id(question.id, side)}-conflict",
        name=prefix_of(question.id, side),
        said="Dana Ortiz saved while you were typing.",
        revision=2,
        mine=mine,
        theirs=theirs,
        theirs_at="2:03 PM",
        can_keep_both=True,
        settle_url="/dev/components/",
    )
