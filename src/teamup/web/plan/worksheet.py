"""A worksheet posted whole, without JavaScript: what each field says, and what a button asks for."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from teamup.catalog.model import Kind, Lesson, Question, Side
from teamup.plans import answers, fitting, selectors, services
from teamup.plans.access import Actor
from teamup.plans.errors import AnswerRejected
from teamup.plans.models import AnswerChange, Plan
from teamup.plans.state import PlanState
from teamup.web.plan.both import keep_both
from teamup.web.plan.cards import Typed
from teamup.web.plan.reading import prefix_of, read_answer, revision_of

Place = tuple[str, Side]
"""Which answer: the question's id and the side."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One answer of a posted worksheet. `rejected` when it does not say what it began from."""

    question: Question
    side: Side
    raw: object
    base: int
    rejected: AnswerRejected | None = None

    @property
    def place(self) -> Place:
        """Return which answer this is."""
        return self.question.id, self.side


@dataclass(frozen=True, slots=True)
class Button:
    """A row button: "add", "up", "down", "remove" or "confirm", for the answer whose controls begin with `name`."""

    act: str = ""
    name: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Settling:
    """A choice between two versions: "mine", "theirs" or "both"."""

    name: str = ""
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How a worksheet ended: how many answers changed, and what could not be stored."""

    saved: int
    problems: dict[Place, Typed]


def read_button(data: QueryDict) -> Button:
    """Return the row button that was pressed; an empty one for none."""
    act, _space, rest = data.get("do", "").partition(" ")
    name, _space, row = rest.partition(" ")
    return Button(act, name, row) if act in ("add", "up", "down", "remove", "confirm") else Button()


def read_sheet(data: QueryDict, lesson: Lesson, button: Button) -> Iterator[Filled]:
    """Yield the answers of every card that was on the page, with the button's change of rows in them."""
    for question in lesson.questions:
        for side in question.sides():
            name = prefix_of(question.id, side)
            if question.kind is Kind.AUTOMATIC or f"base.{name}" not in data:
                continue
            is_pressed = button.name == name
            if (
                question.kind is Kind.RANK
                and not is_pressed
                and data.get(f"{name}.shown") == " ".join(data.getlist(name))
            ):
                continue  # a rank that nobody moved is not an answer yet
            raw = read_answer(question, side, data, autosaved=False)
            yield _filled(question, side, press(raw, button) if is_pressed else raw, data.get(f"base.{name}"))


def _filled(question: Question, side: Side, raw: object, base: str | None) -> Filled:
    try:
        return Filled(question, side, raw, revision_of(base))
    except AnswerRejected as rejected:
        return Filled(question, side, raw, 0, rejected)


def press(raw: object, button: Button) -> object:
    """Return the rows, or the ranked items, after a button."""
    if not isinstance(raw, list):
        return raw
    items: list[Any] = list(raw)
    ids = [item.get("id") if isinstance(item, dict) else item for item in items]
    if button.act == "add":
        return [*items, {"id": f"r{secrets.token_hex(6)}"}]
    if button.row not in ids:
        return items
    at = ids.index(button.row)
    if button.act == "remove":
        del items[at]
    elif button.act == "up" and at > 0:
        items[at - 1], items[at] = items[at], items[at - 1]
    elif button.act == "down" and at < len(items) - 1:
        items[at], items[at + 1] = items[at + 1], items[at]
    return items


def settle(state: PlanState, plan: Plan, filled: Filled, settling: Settling, data: QueryDict) -> Filled | None:
    """Return the answer as the person's choice between two versions has it; None when theirs stands.

    Nothing is put together with an answer that is not shown to them.
    """
    if filled.place in state.left_out:
        return filled
    if settling.name != prefix_of(*filled.place) or settling.keep not in ("mine", "theirs", "both"):
        return filled
    if settling.keep == "theirs":
        return None
    try:
        base = revision_of(data.get(f"theirs.{settling.name}"))
        raw = united(plan, filled.question, filled.side, filled.raw, base) if settling.keep == "both" else filled.raw
    except AnswerRejected as rejected:
        return replace(filled, rejected=rejected)
    return replace(filled, base=base, raw=raw)


def united(plan: Plan, question: Question, side: Side, raw: object, base: int) -> object:
    """Return what was typed together with the version `base`; what was typed alone where both cannot stand.

    Raises `AnswerRejected` when what was typed cannot be kept.
    """
    mine = answers.clean(question, raw)
    try:
        theirs = fitting.fit(question, selectors.value_at(plan, question.id, side, base)).value
        both = keep_both(question, theirs, mine)
    except AnswerChange.DoesNotExist:
        return mine
    return mine if both is None else both


def is_unchanged(state: PlanState, filled: Filled) -> bool:
    """Say whether a field says what is stored already."""
    given = state.given(*filled.place)
    if filled.base != (given.revision if given else 0):
        return False
    try:
        return bool(answers.clean(filled.question, filled.raw) == (given.value if given else None))
    except AnswerRejected:
        return False


def key_of(form_key: UUID, filled: Filled) -> UUID:
    """Return the save key of a field: the same form with the same words is one save, however often it is posted."""
    return services.key_for(uuid.uuid5(form_key, repr((filled.raw, filled.base))), *filled.place)


def record(
    *, plan: Plan, state: PlanState, sheet: Iterator[Filled] | list[Filled], form_key: UUID, by: Actor, now: datetime
) -> Result:
    """Store every field that changed and can be stored, and say which could not."""
    problems: dict[Place, Typed] = {}
    changed: dict[Place, Filled] = {}
    for filled in sheet:
        if filled.rejected:
            problems[filled.place] = Typed(filled.raw, filled.base, rejected=filled.rejected)
        elif not is_unchanged(state, filled):
            changed[filled.place] = filled
    saves = ((f.question.id, services.Save(f.raw, f.base, key_of(form_key, f), f.side)) for f in changed.values())
    outcomes = services.record_worksheet(plan=plan, saves=saves, by=by, now=now)
    for outcome in outcomes:
        filled = changed[outcome.question_id, outcome.side]
        if outcome.rejected or outcome.conflict:
            problems[filled.place] = Typed(filled.raw, filled.base, outcome.rejected, outcome.conflict)
    return Result(sum(outcome.saved is not None for outcome in outcomes), problems)
