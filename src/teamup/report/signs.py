"""The signs of the self-contained HTML file, drawn inside it: what the `look` tags are on pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "police": '<path d="M12 2.5l8.5 9.5-8.5 9.5L3.5 12z" fill="currentColor"/>',
    "security": '<circle cx="12" cy="12" r="9" fill="currentColor"/>',
    "joint": '<path d="M11.2 2.5L3 12l8.2 9.5zM12.8 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
}
register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a sign, for the eye only: the words stand beside it."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#sign-{}"/></svg>', name)


def symbols() -> SafeString:
    """Return the shapes that `icon` points to."""
    shapes = ((name, mark_safe(shape)) for name, shape in SHAPES.items())  # noqa: S308 (our own constants)
    return format_html_join("", '<symbol id="sign-{}" viewBox="0 0 24 24">{}</symbol>', shapes)
