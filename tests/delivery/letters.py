"""Builders of letters and of the forms that ask for them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from teamup.delivery import services
from teamup.delivery.models import Letter
from teamup.delivery.services import Order, Sent
from teamup.plans.models import Plan
from tests.factories import MARIA, NOW, a_plan

SENDER = "maria@agency.gov"
NETWORK = "192.0.2.7"


def an_order(**changes: Any) -> Order:
    """Return a form that asks for the report to its sender alone."""
    return Order(**{"form_key": uuid.uuid4(), "sender": SENDER, **changes})


def sent(plan: Plan, *, now: datetime = NOW, network: str = NETWORK, **order: Any) -> Sent:
    """Ask for the report and return what came of it."""
    return services.send_report(plan=plan, order=an_order(**order), by=MARIA, network=network, now=now)


def a_letter(*, address: str = SENDER, plan: Plan | None = None, **opening: Any) -> Letter:
    """Return a queued letter of a new plan, or of `plan`."""
    plan = plan or a_plan(**{"plan_name": "Riverton Downtown", **opening})
    before = set(Letter.objects.filter(plan=plan).values_list("id", flat=True))
    sent(plan, sender=address)
    return Letter.objects.filter(plan=plan).exclude(id__in=before).get()


def again(letter: Letter) -> Letter:
    """Return the letter as it is kept now."""
    return Letter.objects.get(plan_id=letter.plan_id, id=letter.id)
