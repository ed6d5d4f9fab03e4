"""Who may see an answer: the mark it carries where it is typed, and the audiences that reports are made for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Mark(StrEnum):
    """Who may see an answer. Most answers are open."""

    OPEN = "open"
    PARTNERS = "partners"
    POLICE = "police"
    SECURITY = "security"


class Audience(StrEnum):
    """Whom a document is made for. `WHOLE` is all there is, for the people who write the plan."""

    PARTNERS = "partners"
    PUBLIC = "public"
    POLICE = "police"
    SECURITY = "security"
    WHOLE = "whole"


SEES: Mapping[Audience, frozenset[Mark]] = {
    Audience.PUBLIC: frozenset({Mark.OPEN}),
    Audience.PARTNERS: frozenset({Mark.OPEN, Mark.PARTNERS}),
    Audience.POLICE: frozenset({Mark.OPEN, Mark.PARTNERS, Mark.POLICE}),
    Audience.SECURITY: frozenset({Mark.OPEN, Mark.PARTNERS, Mark.SECURITY}),
    Audience.WHOLE: frozenset(Mark),
}


def stricter(then: Mark, now: Mark) -> Mark:
    """Return the mark of a text that was typed under one mark, where its answer has another by now.

    The narrower of both counts. Between the two sides it is the one that the text was typed under.
    """
    order = (Mark.OPEN, Mark.PARTNERS)
    return now if then in order and (now not in order or order.index(now) > order.index(then)) else then


def sees(audience: Audience, mark: Mark) -> bool:
    """Say whether an audience may see an answer with this mark."""
    return mark in SEES[audience]
