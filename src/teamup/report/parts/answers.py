"""One answer becomes blocks: a `match` over the kinds of question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Kind, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.plans.tailoring import WEAK
from teamup.report.document import (
    Block,
    Bullets,
    Check,
    Checks,
    Compared,
    Facts,
    Note,
    NoteKind,
    Paragraphs,
    Rating,
    Ratings,
    SimpleBlock,
    Value,
)
from teamup.report.parts import money
from teamup.report.parts.cells import facts_of, side_label
from teamup.report.parts.objectives import objectives_table
from teamup.report.parts.tables import heading_of, matrix_table, rows_block

BESIDE = 900
"""Two texts up to this length stand side by side."""
FAR_APART = 2


def blocks_of(question: Question, state: PlanState) -> tuple[Block, ...]:
    """Return the blocks of an answered question; none when nobody has answered."""
    if not state.has_any(question):
        return ()
    if not question.each_side:
        return tuple(_one_side(question, Side.JOINT, state))
    seen = [side for side in question.sides() if (question.id, side) not in state.left_out]
    if len(seen) == 1 and question.kind is not Kind.MATRIX:
        return tuple(_one_side(question, seen[0], state))
    scale = next((c for c in question.columns if c.kind is CellKind.SCALE), None)
    if question.kind is Kind.MATRIX and scale is not None:
        return (_ratings(question, state),)
    return (_compared(question, state),)


def _one_side(  # noqa: C901 - one case for each kind
    question: Question, side: Side, state: PlanState
) -> Iterator[SimpleBlock]:
    value = state.value(question.id, side)
    if value is None:
        return
    match question.kind:
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            yield Paragraphs(str(value))
        case Kind.CHOICE:
            yield _choice(question, str(value), state)
        case Kind.DATE | Kind.NUMBER | Kind.MONEY:
            yield Value(words.of_answer(question, value, state))
        case Kind.SCALE:
            yield _scale(question, value, state)
        case Kind.YES_NO:
            yield from _yes_no(value)
        case Kind.CHOICES | Kind.RANK | Kind.LIST:
            yield Bullets(tuple(_items(question, value, state)), question.kind is Kind.RANK)
        case Kind.CHECKLIST:
            yield _checks(question, value, state)
        case Kind.GROUP:
            yield from _group(question, value if isinstance(value, dict) else {}, state)
        case Kind.MATRIX:
            yield matrix_table(question, value if isinstance(value, dict) else {}, state)
        case Kind.ROWS:
            yield from _rows(question, side, state)
        case Kind.AUTOMATIC:
            return
        case _:
            assert_never(question.kind)


def _group(question: Question, cells: Mapping[str, object], state: PlanState) -> Iterator[SimpleBlock]:
    """Print what is ticked as ticks, and the rest with its labels."""
    ticked = [c for c in question.columns if c.kind is CellKind.CHECKBOX and cells.get(c.id)]
    if ticked:
        yield Checks(tuple(Check(column.label.spoken(state.voice)) for column in ticked))
    if facts := facts_of(tuple(c for c in question.columns if c not in ticked), cells, state):
        yield Facts(facts)


def _items(question: Question, value: object, state: PlanState) -> Iterator[str]:
    for item in value if isinstance(value, list) else []:
        is_row = question.kind is Kind.LIST and isinstance(item, dict)
        yield str(item.get("text", "")) if is_row else words.of_answer(question, [item], state)


def _rows(question: Question, side: Side, state: PlanState) -> Iterator[SimpleBlock]:
    rows = state.rows(question.id, side)
    is_objectives = question.id == state.course.roles.get("objectives")
    if is_objectives and (table := objectives_table(question, state)):
        yield table
        return
    yield rows_block(question, rows, state)
    is_budget = question.id == state.course.roles.get("budget")
    if is_budget and (table := money.by_payer(question, rows, state)):
        yield table


def _choice(question: Question, value: str, state: PlanState) -> Value:
    option = question.option(value)
    help_text = option.help.spoken(state.voice) if option else ""
    return Value(words.of_answer(question, value, state), help_text)


def _scale(question: Question, value: object, state: PlanState) -> Value:
    ends = {question.low: question.low_label, question.high: question.high_label}
    label = ends[value].spoken(state.voice) if isinstance(value, int) and value in ends else ""
    return Value(_("%(rating)s of %(high)s") % {"rating": value, "high": question.high}, label)


def _yes_no(value: object) -> Iterator[SimpleBlock]:
    cells = value if isinstance(value, dict) else {}
    answer = {"yes": _("Yes"), "no": _("No")}.get(str(cells.get("answer")), "")
    if answer:
        yield Value(answer)
    if why := str(cells.get("why") or ""):
        yield Paragraphs(why)


def _checks(question: Question, value: object, state: PlanState) -> Checks:
    notes = value if isinstance(value, dict) else {}
    known = [option.id for option in question.options]
    order = [*(o for o in known if o in notes), *(o for o in notes if o not in known)]
    return Checks(tuple(Check(words.label_of(question.options, o, state), str(notes[o] or "")) for o in order))


def _compared(question: Question, state: PlanState) -> Compared:
    sides = {side: tuple(_one_side(question, side, state)) for side in (Side.POLICE, Side.SECURITY)}
    texts = [block.text for blocks in sides.values() for block in blocks if isinstance(block, Paragraphs)]
    beside = question.kind is not Kind.ROWS and all(len(text) <= BESIDE for text in texts)
    return Compared(
        side_label(Side.POLICE),
        side_label(Side.SECURITY),
        sides[Side.POLICE] or (_no_answer_yet(),),
        sides[Side.SECURITY] or (_no_answer_yet(),),
        beside,
    )


def _no_answer_yet() -> Note:
    return Note(NoteKind.OPEN, _("Open"), _("This side has not answered yet."))


def _ratings(question: Question, state: PlanState) -> Ratings:
    scale = next(c for c in question.columns if c.kind is CellKind.SCALE)
    notes = [c for c in question.columns if c is not scale]
    police, security = (_cells_of(question, side, state) for side in (Side.POLICE, Side.SECURITY))
    rows = tuple(
        _rating(
            row.label.spoken(state.voice),
            scale.id,
            notes[0].id if notes else "",
            police.get(row.id, {}),
            security.get(row.id, {}),
        )
        for row in question.rows
    )
    return Ratings(
        caption=heading_of(question, state),
        statement=_("Statement"),
        police=side_label(Side.POLICE),
        security=side_label(Side.SECURITY),
        low=scale.low,
        high=scale.high,
        rows=rows,
    )


def _cells_of(question: Question, side: Side, state: PlanState) -> dict[str, dict[str, object]]:
    value = state.value(question.id, side)
    rows = value if isinstance(value, dict) else {}
    return {row_id: cells for row_id, cells in rows.items() if isinstance(cells, dict)}


def _rating(label: str, scale: str, note: str, police: dict[str, object], security: dict[str, object]) -> Rating:
    ratings = [value if isinstance(value, int) else None for value in (police.get(scale), security.get(scale))]
    given = [rating for rating in ratings if rating is not None]
    remark = ""
    if len(given) == 2 and (gap := abs(given[0] - given[1])) >= FAR_APART:
        remark = _("%(gap)s apart") % {"gap": gap}
    elif given and min(given) <= WEAK - 1:
        remark = _("Weak")
    return Rating(label, ratings[0], ratings[1], str(police.get(note) or ""), str(security.get(note) or ""), remark)
