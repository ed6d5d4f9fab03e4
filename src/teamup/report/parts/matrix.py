"""Who brings what, and what is lacking: members by kind of resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Column, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, SideLabel, Table, TableColumn
from teamup.report.parts.cells import SIDES, names_sides, side_label

HAVE, NEED = "resources_have", "resources_need"
MOST_KINDS = 8
FEWEST = 2  # resources; the answer itself says one as well

Row = Mapping[str, object]


def last_question(state: PlanState) -> str:
    """Return the id of the question after which the matrix stands: the last answered of the two it is made from."""
    answered = [q.id for role in (HAVE, NEED) if (q := _question(state, role)) and state.rows(q.id)]
    return answered[-1] if answered else ""


def matrix_of(state: PlanState) -> Table | None:
    """Return the matrix: a tick and a number for what a member brings, an open mark for what is still needed.

    None where the pack's questions have no kinds, or where there is too little to compare.
    """
    have, need = _question(state, HAVE), _question(state, NEED)
    kinds = _kinds(have)
    if have is None or kinds is None:
        return None
    brought = [row for row in state.rows(have.id) if _kind(row, kinds)]
    wanted = [row for row in state.rows(need.id) if _kind(row, kinds)] if need and _kinds(need) else []
    if len(brought) + len(wanted) < FEWEST or not brought:
        return None
    used = [o for o in kinds.options if any(_kind(row, kinds) == o.id for row in (*brought, *wanted))][:MOST_KINDS]
    head = (
        TableColumn(_("Who brings it"), width=4),
        *(TableColumn(option.label.spoken(state.voice), ColumnKind.CHECK, 1) for option in used),
    )
    ids = [option.id for option in used]
    lines = tuple((label, *_brings(rows, kinds, ids)) for label, rows in _by_member(have, brought, state))
    foot = ((Cell(_("Still needed")), *_needs(wanted, kinds, ids)),) if wanted else ()
    return Table(_("Who brings what, and what is lacking"), head, lines, foot)


def _question(state: PlanState, role: str) -> Question | None:
    question = state.index.questions.get(state.course.roles.get(role, ""))
    return question if question and state.applies(question) else None


def _kinds(question: Question | None) -> Column | None:
    """Return the column that says which kind a resource is: the first choice that asks for no side."""
    columns = question.columns if question else ()
    choices = (c for c in columns if c.kind is CellKind.CHOICE and c.options and not names_sides(c.options))
    return next(choices, None)


def _kind(row: Row, kinds: Column) -> str:
    found = str(row.get(kinds.id) or "")
    return found if any(option.id == found for option in kinds.options) else ""


def _by_member(question: Question, rows: Sequence[Row], state: PlanState) -> Iterator[tuple[Cell, list[Row]]]:
    """Yield who brings something with all of it: members in the order of their answer, then sides, then nobody."""
    member = next((c for c in question.columns if c.options_from), None)
    side = next((c for c in question.columns if names_sides(c.options)), None)
    known = [str(row.get("id")) for row in state.rows(member.options_from)] if member else []
    groups: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        groups.setdefault(_group(row, member, side, known), []).append(row)
    for (place, name), found in sorted(groups.items(), key=lambda item: item[0]):
        if place < len(known) and member:
            yield Cell(words.of_cell(member, name, state)), found
        elif name in SIDES:
            label = side_label(Side(name))
            yield Cell(label.label, side=SideLabel(label.side, label.label)), found
        else:
            yield Cell(_("Nobody named yet"), missing=True), found


def _group(row: Row, member: Column | None, side: Column | None, known: Sequence[str]) -> tuple[int, str]:
    name = str(row.get(member.id) or "") if member else ""
    if name in known:
        return known.index(name), name
    own = str(row.get(side.id) or "") if side else ""
    order = [str(one) for one in Side]
    return (len(known) + order.index(own), own) if own in order else (len(known) + len(order), "")


def _brings(rows: Sequence[Row], kinds: Column, ids: Sequence[str]) -> Iterator[Cell]:
    for kind in ids:
        count = sum(_kind(row, kinds) == kind for row in rows)
        yield Cell(str(count), checked=True) if count else Cell()


def _needs(rows: Sequence[Row], kinds: Column, ids: Sequence[str]) -> Iterator[Cell]:
    for kind in ids:
        count = sum(_kind(row, kinds) == kind for row in rows)
        yield Cell(str(count), missing=True) if count else Cell()
