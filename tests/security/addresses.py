"""Every address of the site, asked by everybody in every way: walked from the URL resolver, so that none is missed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from teamup.plans.permissions import Role
from tests.web.plan.member import Someone
from tests.web.plan.visitor import Visitor, a_stranger
from tests.web.test_doors import a_plan_with_everything

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NEVER_THERE = {"media": "/media/pack/1.0.0/none.mp4"}
"""Addresses that are written as regular expressions."""
_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
STEP = str(uuid.UUID(int=7))


@dataclass(frozen=True)
class Address:
    """An address of the site by its name, as a path that can be asked for."""

    name: str
    path: str


@dataclass
class Site:
    """A plan with everything on it, and the browsers of those who come by."""

    visitor: Visitor
    things: dict[str, Any]
    clients: dict[str, Client]

    def addresses(self) -> Iterator[Address]:
        """Yield every address, with the things of this plan in it."""
        for name, route in routes():
            if name in NEVER_THERE:
                yield Address(name, NEVER_THERE[name])
            else:
                yield Address(name, "/" + _PART.sub(self._fill, route))

    def _fill(self, part: re.Match[str]) -> str:
        known = {
            "plan_id": self.visitor.plan.pk,
            "section": "first",
            "section_id": "first",
            "lesson": "kinds",
            "slug": "kinds",
            "question_id": "motto",
            "step_id": self.things["a step"],
            "user_id": self.things["a member"],
            "activity_id": "case-meeting",
            "extension": "json",
            "case_id": "riverton",
            "token": "no-such-token",
            "code": "7QK4-M2XP",
            "number": 1,
            "pk": 1,
            "name": "none.png",
            "digest": "0" * 64,
            "kind": "case",
            "entry_id": "riverton",
            "link_id": uuid.UUID(int=8),
        }
        return str(known[part["name"]])


def routes(patterns: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route, one.namespace or space)
        elif isinstance(one, URLPattern):
            yield one.name or route, route


def a_site() -> Site:
    """Return a site with a full plan, a browser that has it, its owner, and a stranger."""
    visitor, things = a_plan_with_everything()
    owner = Someone("Lee Owner", plan=visitor.plan, role=Role.OWNER, address="lee@x.example")
    return Site(
        visitor, things, {"who has the key": visitor.client, "who signed in": owner.client, "a stranger": a_stranger()}
    )


def words(response: Any) -> str:
    """Return the body of a response, streamed or not."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode("utf-8", errors="replace"))
