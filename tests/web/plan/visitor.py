"""A browser with a plan of its own, and a stranger."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from teamup.catalog import shelf
from teamup.catalog.model import Side
from teamup.plans import lifecycle, selectors, services
from teamup.plans.access import Actor
from teamup.plans.models import Plan
from tests.factories import PACK, a_browser, a_small_pack

STEP_ROWS = [
    {"id": "r1", "measure": "Walk the garages", "owner": "Lt. Ortiz", "lead": "police", "due": "2027-03-01"},
    {"id": "r2", "measure": "Share one map", "owner": "Sam Keller", "lead": "security"},
]


class Visitor:
    """A browser that has begun a plan; `opening` are its answers."""

    def __init__(self, **opening: Any) -> None:
        shelf.publish(a_small_pack())
        self.browser = a_browser()
        self.begun = lifecycle.begin_plan(
            pack_id=PACK,
            browser=self.browser,
            opening={"plan_name": "Riverton Downtown", "path": "new", "lead_role": "chief", **opening}.items(),
            time_zone="America/Chicago",
            now=timezone.now(),
        )
        self.plan: Plan = self.begun.plan
        self.key = self.begun.key
        self.actor: Actor = self.begun.actor
        self.client = Client()
        self.client.cookies["browser"] = self.browser
        self.url = f"/plans/{self.plan.id}/"

    def get(self, path: str = "", **data: Any) -> Any:
        """Get a page of the plan."""
        return self.client.get(self.url + path, data)

    def post(self, path: str = "", *, headers: dict[str, str] | None = None, **data: Any) -> Any:
        """Post a form of the plan; a save key is sent with it unless one is given."""
        return self.client.post(self.url + path, {"save": str(uuid.uuid4()), **data}, headers=headers or {})

    def page(self, path: str = "", **data: Any) -> str:
        """Return the words and markup of a page that opens."""
        response = self.get(path, **data)
        assert response.status_code == 200, response.content[:400]
        return response.content.decode()

    def save(
        self, question_id: str, raw: object, *, base: int = 0, by: Actor | None = None, side: Side = Side.JOINT
    ) -> None:
        """Save an answer behind the pages' back."""
        save = services.Save(raw, base, uuid.uuid4(), side)
        services.record_answer(
            plan=self.plan, question_id=question_id, save=save, by=by or self.actor, now=timezone.now()
        )

    def state(self) -> Any:
        """Return the plan as it stands."""
        return selectors.load_state(Plan.objects.get(pk=self.plan.pk))

    def as_sample(self) -> Visitor:
        """Make the plan a sample, and this browser one that has never been here."""
        Plan.objects.filter(pk=self.plan.pk).update(sample="invented", key_hash=None)
        self.client = Client()
        return self


def a_stranger() -> Client:
    """Return a browser that has opened no plan."""
    client = Client()
    client.cookies["browser"] = a_browser()
    return client


def says(response: Any, sentence: str) -> bool:
    """Say whether a page holds these words, whatever the markup between them."""
    import html
    import re

    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(sentence.split()) in " ".join(text.split())
