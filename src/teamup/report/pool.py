"""PDFs made in a few processes of their own, with a limit on time and memory.

The typesetter is never imported here. Processes are plain programs behind pipes, not `multiprocessing` ones: those
load the server's own main module again in each child, and with it all of Django.
"""

from __future__ import annotations

import atexit
import logging
import os
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from teamup.report.errors import RenderError
from teamup.report.wire import HEADER, ORDER

log = logging.getLogger(__name__)

PROCESSES = 1
"""Processes of each web or mail process; two cores are soon busy."""
SECONDS = 20.0
PATIENCE = 40.0
"""How long a person waits for a free process before hearing that many are waiting."""
GLANCE = 3.0
"""How long a picture waits: a page does without it."""
PICTURES, MOMENT = 3, 0.25
"""So many pictures wait or are made at once. More are refused after a moment, so that threads are left for pages."""
MOST_RENDERS = 40
MOST_MEMORY = 420_000  # KiB; then a process is replaced
BLOCK = 1 << 18


class _Ended(Exception):
    """The process went away before it answered."""


class _TooLong(Exception):
    """The process did not answer in time."""


class _Press:
    """One typesetting process."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "teamup.report.press"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.inlet, self.outlet = (_pipe(end) for end in (self.process.stdin, self.process.stdout))
        self.renders = 0
        self.memory = 0

    @property
    def is_worn(self) -> bool:
        """Say whether it has done enough or grown too large."""
        return self.renders >= MOST_RENDERS or self.memory >= MOST_MEMORY or self.process.poll() is not None

    def typeset(self, data: bytes, seconds: float, dots: int = 0, *, alone: bool = False) -> tuple[bool, bytes]:
        """Return whether it went well, and the file or the typesetter's words. Raises `_Ended` or `_TooLong`."""
        ends_at = time.monotonic() + seconds
        self.renders += 1
        with selectors.DefaultSelector() as selector:
            self._send(ORDER.pack(len(data), dots, alone) + data, selector, ends_at)
            selector.register(self.outlet, selectors.EVENT_READ)
            went_well, size, self.memory = HEADER.unpack(self._receive(HEADER.size, selector, ends_at))
            return went_well, self._receive(size, selector, ends_at)

    def _send(self, data: bytes, selector: selectors.BaseSelector, ends_at: float) -> None:
        left = memoryview(data)
        selector.register(self.inlet, selectors.EVENT_WRITE)
        while left:
            _wait(selector, ends_at)
            try:
                left = left[os.write(self.inlet.fileno(), left[:BLOCK]) :]
            except BrokenPipeError as error:
                raise _Ended from error
        selector.unregister(self.inlet)

    def _receive(self, size: int, selector: selectors.BaseSelector, ends_at: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            _wait(selector, ends_at)
            piece = os.read(self.outlet.fileno(), min(size - len(found), BLOCK))
            if not piece:
                raise _Ended
            found += piece
        return bytes(found)

    def end(self) -> None:
        """Close the pipes and wait for the process to be gone."""
        self.process.kill()
        self.inlet.close()
        self.outlet.close()
        self.process.wait()


def _busy() -> RenderError:
    return RenderError(_("Many documents are being made right now. Please try again in a minute."))


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise RenderError(_("The typesetting process could not be started."))
    os.set_blocking(end.fileno(), False)
    return end


def _wait(selector: selectors.BaseSelector, ends_at: float) -> None:
    left = ends_at - time.monotonic()
    if left <= 0 or not selector.select(left):
        raise _TooLong


@dataclass
class _Pool:
    """The processes of this process: made when first wanted, and again after a fork."""

    pid: int = field(default_factory=os.getpid)
    free: list[_Press] = field(default_factory=list)
    turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(PROCESSES))
    pictures: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(PICTURES))

    def typeset(self, data: bytes, seconds: float, dots: int = 0, *, alone: bool = False) -> tuple[bool, bytes]:
        """Return what a process answers, as soon as one is free. Pictures of pages wait a moment, all else longer."""
        if not dots or alone:
            return self._in_turn(data, seconds, dots, alone, PATIENCE)
        if not self.pictures.acquire(timeout=MOMENT):
            raise _busy()
        try:
            return self._in_turn(data, seconds, dots, alone, GLANCE)
        finally:
            self.pictures.release()

    def _in_turn(self, data: bytes, seconds: float, dots: int, alone: bool, patience: float) -> tuple[bool, bytes]:
        if not self.turns.acquire(timeout=patience):
            raise _busy()
        try:
            press = self.free.pop() if self.free else _Press()
            return self._answer_of(press, data, seconds, dots, alone)
        finally:
            self.turns.release()

    def _answer_of(self, press: _Press, data: bytes, seconds: float, dots: int, alone: bool) -> tuple[bool, bytes]:
        try:
            answer = press.typeset(data, seconds, dots, alone=alone)
        except BaseException:
            press.end()
            raise
        if press.is_worn:
            press.end()
        else:
            self.free.append(press)
        return answer

    def close(self) -> None:
        """End every process that is not busy."""
        while self.free:
            self.free.pop().end()


_pool = _Pool()


def _here() -> _Pool:
    global _pool  # noqa: PLW0603 - one pool for each process; a fork must not share its parent's pipes
    if _pool.pid != os.getpid():
        _pool = _Pool()
    return _pool


def typeset(data: bytes, *, seconds: float | None = None) -> bytes:
    """Return the PDF of a report's data.

    Raises `RenderError` with a sentence for the person when it takes too long, needs too much memory or cannot be set.
    """
    return _made(data, seconds, dots=0)


def picture(data: bytes, *, dots: int, seconds: float | None = None, alone: bool = False) -> bytes:
    """Return the first page of a report's data, or a chart `alone`, as a PNG with so many dots to the inch.

    Raises `RenderError` as `typeset` does.
    """
    return _made(data, seconds, dots=dots, alone=alone)


def _made(data: bytes, seconds: float | None, *, dots: int, alone: bool = False) -> bytes:
    try:
        went_well, answer = _here().typeset(data, SECONDS if seconds is None else seconds, dots, alone=alone)
    except _TooLong as error:
        log.warning("A report of %s bytes took too long", len(data))
        raise RenderError(
            _("This plan is too long to be typeset. Use the page or the plan file, or shorten it.")
        ) from error
    except _Ended as error:
        log.warning("A typesetting process ended on a report of %s bytes", len(data))
        raise RenderError(
            _("The PDF could not be made: it needs too much memory. Use the page, or shorten the plan.")
        ) from error
    if not went_well:
        log.error("A report could not be typeset: %s", answer.decode(errors="replace")[:2000])
        raise RenderError(_("The PDF could not be made. The page and the other forms of this report still work."))
    return answer


@atexit.register
def close() -> None:
    """End this process's typesetting processes."""
    if _pool.pid == os.getpid():
        _pool.close()
