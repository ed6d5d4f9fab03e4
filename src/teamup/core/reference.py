"""A short number for each request and each piece of work: it stands in the log, and people can read it aloud."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from teamup.core.ids import ALPHABET, spaced

LENGTH = 8
_present: ContextVar[str] = ContextVar("reference", default="")


def new() -> str:
    """Return a fresh reference such as "7QK4-M2XP": 39 random bits. It opens nothing."""
    number = secrets.randbits(48)
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return spaced("".join(letters))


def present() -> str:
    """Return the reference of what is being done here and now, or ""."""
    return _present.get()


@contextmanager
def under(reference: str) -> Iterator[str]:
    """Let everything in the block be done, and logged, under a reference."""
    token = _present.set(reference)
    try:
        yield reference
    finally:
        _present.reset(token)
