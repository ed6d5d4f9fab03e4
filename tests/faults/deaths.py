"""Processes that are killed just before or after any statement they send to the database."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_STATEMENTS = 2_000


class _Fuse:
    """Counts moments, and kills this process when the one it waits for has come."""

    def __init__(self, last: int) -> None:
        self.left = last

    def burn(self) -> None:
        """Let one moment pass; the last one is not survived."""
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Pass before a statement."""
        self.burn()
        return execute(*arguments)


def dies_at(moment: int, work: Callable[[], object]) -> bool:
    """Do `work` in a process of its own that is killed at `moment`, and return whether it lived that long.

    Moments are counted from 1: before each statement, before each commit and after it. Raises `AssertionError` when
    the work fails by itself.
    """
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        _work(moment, work)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        return True
    assert os.WEXITSTATUS(status) == 0, "The work failed by itself: see what it wrote."
    return False


def _work(moment: int, work: Callable[[], object]) -> NoReturn:
    try:
        fuse, commit = _Fuse(moment), BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

        def dangerous_commit(self: BaseDatabaseWrapper) -> Any:
            fuse.burn()
            done = commit(self)
            fuse.burn()
            return done

        BaseDatabaseWrapper._commit = dangerous_commit  # type: ignore[attr-defined]
        with connection.execute_wrapper(fuse.execute):
            work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 (nothing of the parent's may go on in this process)
        traceback.print_exc()
        os._exit(1)


def every_death(work: Callable[[], object], *, every: int = 1) -> int:
    """Do `work` again and again, killed ever later, until it lives; return how often it died.

    For work that may be done again as often as one likes. With `every`, only each so-manieth moment is tried.
    """
    for moment in range(1, MOST_STATEMENTS, every):
        if not dies_at(moment, work):
            return (moment - 1) // every
    raise AssertionError(f"It was not done after {MOST_STATEMENTS} statements.")
