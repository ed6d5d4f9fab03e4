"""Pieces of a lesson page, drawn once and kept for every plan that they would be the same for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from teamup.web.plan.cards import PLAN, Easel
from teamup.web.plan.memo import Memo

drawn = Memo(6_000_000)


def draw(template: str, context: Mapping[str, Any]) -> str:
    """Return a piece of the page as HTML."""
    return get_template(template).render(dict(context))


def placed(html: str, easel: Easel) -> SafeString:
    """Return kept HTML with this plan's address in it."""
    return mark_safe(html.replace(PLAN, easel.plan_url))  # noqa: S308 (rendered by our own templates)
