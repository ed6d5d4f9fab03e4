"""Tags of the blocks of a document, on the page and in the HTML file: drawings, cells with their columns,
and where an open question is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from teamup.report.document import Cell, OpenItem, TableColumn
from teamup.report.drawing import Drawable, drawings_of

register = template.Library()


@register.simple_tag(takes_context=True)
def answer_url(context: dict[str, Any], item: OpenItem) -> str:
    """Return the address where an open question is answered, or "" where there is none: in a file, to a reader.

    The view gives the addresses as `answer_urls`, by question.
    """
    urls: Mapping[str, str] = context.get("answer_urls") or {}
    return urls.get(item.question_id, "")


@register.filter
def with_columns(row: tuple[Cell, ...], columns: tuple[TableColumn, ...]) -> list[tuple[Cell, TableColumn]]:
    """Return each cell of a row with its column."""
    return list(zip(row, columns, strict=False))


@register.simple_tag
def pictures(block: Drawable) -> list[SafeString]:
    """Return a chart's drawings, as SVG to stand inside the page."""
    return [mark_safe(one.svg) for one in drawings_of(block)]  # noqa: S308 (drawn by us; typed words are escaped there)
