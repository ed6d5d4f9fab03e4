"""The one door to a plan: who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from teamup.core import ids
from teamup.plans import store
from teamup.plans.errors import MayNotEdit, NoSuchPlan
from teamup.plans.models import Plan

BROWSER = "browser"
KEY = "plan key"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on a plan. `name` is what the history shows."""

    name: str
    token_hash: str = ""
    is_owner: bool = False


READER = Actor(name="A reader")


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan that somebody has been let into."""

    plan: Plan
    actor: Actor


def open_plan(plan_id: UUID, *, browser: str) -> Opened:
    """Return the plan for the browser with this cookie. Raises `NoSuchPlan` for strangers: nobody learns more.

    A sample may be read by everybody.
    """
    if browser:
        token_hash = ids.digest(browser, purpose=BROWSER)
        found = store.plan_of(plan_id, token_hash)
        if found is not None:
            plan, name = found
            return Opened(plan, Actor(name or default_name(token_hash), token_hash, is_owner=True))
    sample = Plan.objects.filter(pk=plan_id).exclude(sample="").first()
    if sample is None:
        raise NoSuchPlan("There is no such plan here.")
    return Opened(sample, READER)


def default_name(token_hash: str) -> str:
    """Return what the history calls a browser whose person gave no name."""
    return f"Browser {token_hash[:4].upper()}"


def can_edit(plan: Plan, actor: Actor) -> bool:
    """Say whether `actor` may change the plan."""
    return not plan.sample and actor.is_owner


def check_can_edit(plan: Plan, actor: Actor) -> None:
    """Raise `MayNotEdit`, with the reason, unless `actor` may change the plan."""
    if plan.sample:
        raise MayNotEdit("This is a sample to read. Start a plan of your own to write.")
    if not can_edit(plan, actor):
        raise MayNotEdit("You may read this plan, not change it.")
