"""A template tag for pieces of a page that are the same for everyone: rendered once, then kept."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@lru_cache(maxsize=64)
def _kept(name: str, language: str) -> str:
    return get_template(name).render()


@register.simple_tag
def kept(name: str) -> SafeString:
    """Return the template `name`, which must look at nothing of the page but its language."""
    html = get_template(name).render() if settings.DEBUG else _kept(name, get_language() or "")
    return mark_safe(html)  # noqa: S308 (rendered by our own template)
