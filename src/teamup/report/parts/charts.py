"""The charts of a plan: each beside a table with the same numbers. A short document has none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.model import Question
from teamup.plans import selfcheck
from teamup.plans.state import PlanState
from teamup.report.document import Axis, Block, Field, Radar, Rating, Ratings, Table
from teamup.report.parts import matrix, money, stakeholders

FEWEST_AXES = 3
FAR_APART = 2


def with_charts(question: Question, blocks: Sequence[Block], state: PlanState) -> tuple[Block, ...]:
    """Return the blocks of an answer with a chart before the table that has its numbers."""
    roles = state.course.roles
    if not blocks:
        return ()
    if question.id == roles.get("self_check"):
        return tuple(one for block in blocks for one in _drawn_ratings(block, question, state))
    if question.id == roles.get("budget"):
        chart, table = money.shares(question, state.rows(question.id), state), blocks[-1]
        if chart is not None and isinstance(table, Table) and len(blocks) > 1:
            return (*blocks[:-1], chart, table)
    return tuple(blocks)


def fields_after(question: Question, state: PlanState) -> Iterator[Field]:
    """Yield what follows an answer under a heading of its own: the map of stakeholders, the matrix of resources."""
    if question.id == state.course.roles.get("stakeholders") and (found := stakeholders.map_of(question, state)):
        yield Field(_("Whom to talk to first"), found)
    if question.id == matrix.last_question(state) and (table := matrix.matrix_of(state)):
        yield Field(table.caption, (table,))


def _drawn_ratings(block: Block, question: Question, state: PlanState) -> Iterator[Block]:
    """Yield a self-check with numbered statements after its radar, where enough of it is rated."""
    rated = [row for row in block.rows if _ratings_of(row)] if isinstance(block, Ratings) else []
    if not isinstance(block, Ratings) or len(rated) < FEWEST_AXES:
        yield block
        return
    titles = [selfcheck.said_of(row, state)[0] for row in question.rows]
    axes = tuple(
        Axis(number, title, row.police, row.security)
        for number, (title, row) in enumerate(zip(titles, block.rows, strict=True), start=1)
    )
    yield Radar(
        caption=_("Both sides in one picture"),
        text=_radar_text(block, axes),
        police=block.police,
        security=block.security,
        low=block.low,
        high=block.high,
        axes=axes,
    )
    yield numbered(block)


def numbered(ratings: Ratings) -> Ratings:
    """Return a self-check with its statements numbered from one."""
    rows = (replace(row, number=number) for number, row in enumerate(ratings.rows, start=1))
    return replace(ratings, rows=tuple(rows))


def _ratings_of(row: Rating) -> tuple[int, ...]:
    return tuple(rating for rating in (row.police, row.security) if rating is not None)


def _radar_text(block: Ratings, axes: Sequence[Axis]) -> str:
    """Say what the radar shows: whose ratings, and where the sides are far apart."""
    head = ngettext(
        "Radar of %(count)s statement, each rated from %(low)s to %(high)s by each side.",
        "Radar of %(count)s statements, each rated from %(low)s to %(high)s by each side.",
        len(axes),
    ) % {"count": len(axes), "low": block.low, "high": block.high}
    apart = [a.label for a in axes if a.police is not None and a.security is not None and _gap(a) >= FAR_APART]
    both = any(a.police is not None for a in axes) and any(a.security is not None for a in axes)
    if not both:
        middle = _("Only one side has answered.")
    elif apart:
        middle = _("The sides are far apart on: %(topics)s.") % {"topics": "; ".join(apart)}
    else:
        middle = _("The sides are nowhere far apart.")
    return f"{head} {middle} " + _("The table below says the same in words.")


def _gap(axis: Axis) -> float:
    return abs((axis.police or 0) - (axis.security or 0))
