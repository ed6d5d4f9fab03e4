"""Objectives as one table: what is measured, where it stands, where it is to be, by when and by whom."""

from __future__ import annotations

from django.utils.translation import gettext as _

from teamup.catalog.model import Question
from teamup.plans import smart
from teamup.plans.state import PlanState
from teamup.report.document import Cell, ColumnKind, Table, TableColumn
from teamup.report.parts.cells import cell_of, open_cell
from teamup.report.parts.tables import heading_of


def objectives_table(question: Question, state: PlanState) -> Table | None:
    """Return the objectives, or None when the pack's objectives have other columns than the usual ones."""
    known = {column.id: column for column in question.columns}
    rest = [c for c in question.columns if c.id not in smart.SMART]
    if not set(smart.SMART) <= known.keys():
        return None
    columns = (
        TableColumn(known["measure"].label.spoken(state.voice), width=5),
        TableColumn(known["baseline"].label.spoken(state.voice), width=2),
        TableColumn(known["target"].label.spoken(state.voice), width=2),
        TableColumn(known["owner"].label.spoken(state.voice), width=3),
        TableColumn(_("When"), ColumnKind.DATE, 2),
    )
    rows = []
    for row in state.rows(question.id):
        said = {c.id: cell_of(c, row.get(c.id), state) for c in question.columns}
        notes = (f"{c.label.spoken(state.voice)}: {_text(said[c.id])}" for c in rest if not said[c.id].is_empty)
        what = Cell(said["measure"].text or open_cell().text, note="\n".join(notes), missing=said["measure"].is_empty)
        rest_of_row = (
            said[name] if not said[name].is_empty else open_cell() for name in ("baseline", "target", "owner")
        )
        rows.append((what, *rest_of_row, _when(said["start"].text, said["due"].text)))
    return Table(heading_of(question, state), columns, tuple(rows))


def _text(cell: Cell) -> str:
    return cell.text or "; ".join(cell.items)


def _when(start: str, due: str) -> Cell:
    if start and due and start != due:
        return Cell(_("%(start)s to %(due)s") % {"start": start, "due": due})
    if due:
        return Cell(due)
    return Cell(_("From %(start)s; end open") % {"start": start}, missing=True) if start else open_cell()
