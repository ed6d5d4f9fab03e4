"""Tags of the report page: the drawn timeline, and where an open answer is given."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from teamup.report.document import Cell, OpenItem, TableColumn, Timeline
from teamup.web.plan import timeline
from teamup.web.plan.timeline import Drawing

register = template.Library()


@register.simple_tag
def drawing(block: Timeline) -> Drawing:
    """Return a timeline's drawing."""
    return timeline.drawn(block)


@register.simple_tag(takes_context=True)
def open_url(context: dict[str, Any], item: OpenItem) -> str:
    """Return the address where an open item is answered; "" for an opening question of a plan that is only read."""
    plan, question = context["plan"], context["state"].index.questions.get(item.question_id)
    side = question.sides()[0] if question else "joint"
    anchor = f"#q-{item.question_id}-{side}"
    if item.lesson:
        return f"{plan.url}{item.lesson}/{anchor}"
    return reverse("plan:settings", args=[plan.id]) + anchor if plan.can_edit else ""


@register.filter
def with_columns(row: tuple[Cell, ...], columns: tuple[TableColumn, ...]) -> list[tuple[Cell, TableColumn]]:
    """Return each cell of a row with its column."""
    return list(zip(row, columns, strict=False))
