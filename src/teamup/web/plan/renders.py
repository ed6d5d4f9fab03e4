"""How many documents may be typeset: for what they are of, for a network, and in all.

A document that was made before is sent without counting, so these are numbers for machines, not for people: a class of
thirty behind one address may each have ten in ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from teamup.core.limits import Limit, spend
from teamup.web.http import network_of, now

OF_NETWORK = Limit("documents of a network", most=300, seconds=600)
IN_ALL = Limit("documents in all", most=3000, seconds=600)
PICTURES_IN_ALL = Limit("pictures in all", most=30_000, seconds=600)


def permit(request: HttpRequest, limit: Limit, whose: str) -> Callable[[], None]:
    """Return what counts one more document before it is made. It raises `TooOften`."""

    def count() -> None:
        spend(limit, whose, now=now())
        spend(OF_NETWORK, network_of(request), now=now())
        spend(IN_ALL, "all", now=now())

    return count


def permit_picture(limit: Limit, whose: str) -> Callable[[], None]:
    """Return what counts one more picture before it is made. It raises `TooOften`."""

    def count() -> None:
        spend(limit, whose, now=now())
        spend(PICTURES_IN_ALL, "all", now=now())

    return count
