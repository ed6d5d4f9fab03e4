"""A bar on the terminal for what takes longer than a second."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

WIDTH = 32
QUIET_SECONDS = 1.0
STEP_SECONDS = 0.2


class Bar:
    """Shows how far something is, once it has taken a second; a log that is no terminal gets no bar."""

    def __init__(self, out: Any, name: str) -> None:
        self._out, self._name = out, name
        self._is_terminal = bool(getattr(out, "isatty", lambda: False)())
        self._began = self._shown = time.monotonic()
        self._is_drawn = False

    def __enter__(self) -> Bar:
        return self

    def show(self, done: int, total: int) -> None:
        """Draw how far it is."""
        now = time.monotonic()
        if not self._is_terminal or now - self._began < QUIET_SECONDS or now - self._shown < STEP_SECONDS:
            return
        self._shown, self._is_drawn = now, True
        share = min(1.0, done / total) if total else 1.0
        filled = round(share * WIDTH)
        self._out.write(f"\r{self._name} [{'=' * filled}{' ' * (WIDTH - filled)}] {share:4.0%}", ending="")
        self._out.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_drawn:
            self._out.write("")
