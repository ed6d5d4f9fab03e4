"""Saying that a query looks across plans.

A plan's tables can be spread over machines by the plan's id, and whatever a page of a plan asks stays on one of them.
The few queries that do not name a plan say so here, with the reason; a test reads the statements of every page of a
plan and finds those that do not say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reason: ContextVar[str] = ContextVar("across plans", default="")


@contextmanager
def plans(reason: str) -> Iterator[None]:
    """Let the block ask across plans, for this reason. As a decorator it covers a function."""
    token = _reason.set(reason)
    try:
        yield
    finally:
        _reason.reset(token)


def reason() -> str:
    """Return why the present query may look across plans, or ""."""
    return _reason.get()
