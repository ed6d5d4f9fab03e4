"""What every page needs and hardly ever changes: kept by each process, and read again after some seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import Error as DatabaseProblem

log = logging.getLogger(__name__)

FRESH_SECONDS = 10.0
Kept = TypeVar("Kept")


class Fresh(Generic[Kept]):
    """A value that `read` finds in the database: at most one query in `FRESH_SECONDS`, none between.

    While the database does not answer, what was read before goes on holding: a page about trouble has to look like one.
    """

    def __init__(self, read: Callable[[], Kept], before: Kept) -> None:
        self._read = read
        self._before = before
        self._value = before
        self._until = float("-inf")

    def get(self, *, clock: Callable[[], float] = time.monotonic) -> Kept:
        """Return the value, at most some seconds old."""
        if clock() >= self._until:
            try:
                self._value = self._read()
            except DatabaseProblem:
                log.warning("What every page needs cannot be read just now.", exc_info=True)
            self._until = clock() + FRESH_SECONDS
        return self._value

    def drop(self) -> None:
        """Read it again the next time: this process has just changed it."""
        self._until = float("-inf")

    def hold(self) -> None:
        """Never read it: go on with the value from before anything was read."""
        self._value, self._until = self._before, float("inf")
