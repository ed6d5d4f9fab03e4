"""Remembering what was drawn: the same words and the same answer always make the same HTML."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.utils.translation import get_language


class Memo:
    """Keeps the pieces of HTML used last, up to a number of characters in all; one is shared by all threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return what is kept under `key`, or make and keep it.

        The key must hold all that `make` depends on, but for the language, which is added here.
        """
        key = (get_language(), key)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: str) -> None:
        if len(made) > self._most // 8:
            return
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += len(made)
            while self._size > self._most:
                _key, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped)
