"""Where police and security answer the same question differently."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from teamup.catalog.model import CellKind, Kind, Question, Side
from teamup.plans import words
from teamup.plans.state import PlanState

_COMPARED = (CellKind.SCALE, CellKind.CHOICE, CellKind.CHECKBOX)


def gap_of(question: Question, state: PlanState) -> tuple[str, ...]:
    """Return where the two sides differ, a line each; nothing while neither has answered."""
    police, security = (state.value(question.id, side) for side in (Side.POLICE, Side.SECURITY))
    if police is None and security is None:
        return ()
    if police is None or security is None:
        waiting = _("Police") if police is None else _("Security")
        return (_("%(side)s has not answered yet. Compare when both have.") % {"side": waiting},)
    if police == security:
        return (_("Both sides say the same."),)
    if question.kind is Kind.MATRIX and isinstance(police, dict) and isinstance(security, dict):
        lines = tuple(_rows_apart(question, police, security, state))
        return lines or (_("Both sides choose the same; only their words differ."),)
    return (_("The two sides say different things. Read both aloud before you go on."),)


def _rows_apart(
    question: Question, police: dict[str, object], security: dict[str, object], state: PlanState
) -> Iterator[str]:
    compared = [column for column in question.columns if column.kind in _COMPARED]
    for row in question.rows:
        left, right = police.get(row.id), security.get(row.id)
        for column in compared:
            ours = left.get(column.id) if isinstance(left, dict) else None
            theirs = right.get(column.id) if isinstance(right, dict) else None
            if ours is not None and theirs is not None and ours != theirs:
                yield _("%(row)s: police %(police)s, security %(security)s") % {
                    "row": row.label.spoken(state.voice).partition(":")[0],
                    "police": words.of_cell(column, ours, state),
                    "security": words.of_cell(column, theirs, state),
                }
