"""The one door to a plan: who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.core import ids
from teamup.plans import store
from teamup.plans.errors import MayNotEdit, NoSuchPlan
from teamup.plans.marking import Audience
from teamup.plans.models import Plan
from teamup.plans.permissions import Deed, Role, may

BROWSER = "browser"
KEY = "plan key"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on a plan. `name` is what the history shows; `side` is known of members only.

    A browser that opened the plan with its key has a `token_hash`, a person who signed in a `user_id`.
    """

    name: str
    token_hash: str = ""
    role: Role = Role.VIEWER
    side: Side | None = None
    user_id: UUID | None = None

    @property
    def audience(self) -> Audience:
        """Return whose edition of the plan this is to see: a side's, or the whole for all who stand for no one side.

        Whoever holds the plan's key sees the whole, as its owners chose to give it to them.
        """
        if not self.is_member or self.side is None:
            return Audience.WHOLE
        return {Side.POLICE: Audience.POLICE, Side.SECURITY: Audience.SECURITY}.get(self.side, Audience.WHOLE)

    @property
    def is_member(self) -> bool:
        """Say whether this is a person who signed in and is on the plan."""
        return self.user_id is not None


READER = Actor(name="A reader")


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan that somebody has been let into."""

    plan: Plan
    actor: Actor
    seen_at: datetime | None = None  # up to when they have looked at what others changed


def open_plan(plan_id: UUID, *, browser: str, user_id: UUID | None = None) -> Opened:
    """Return the plan for a member, or for the browser with this cookie.

    Raises `NoSuchPlan` for strangers: nobody learns more. A sample may be read by everybody. A browser that holds the
    key owns a plan that nobody has signed in to, and writes in one that has owners of its own.
    """
    token_hash = ids.digest(browser, purpose=BROWSER) if browser else ""
    if token_hash or user_id:
        found = store.plan_of(plan_id, token_hash, user_id)
        if found is not None:
            return Opened(found.plan, _actor(found, token_hash, user_id), found.seen_at)
    sample = Plan.objects.filter(pk=plan_id).exclude(sample="").first()
    if sample is None:
        raise NoSuchPlan("There is no such plan here.")
    return Opened(sample, READER)


def open_deleted(plan_id: UUID, *, browser: str, user_id: UUID | None = None) -> Opened:
    """Return a plan that was deleted and may still come back. Raises `NoSuchPlan` for all but its owners."""
    token_hash = ids.digest(browser, purpose=BROWSER) if browser else ""
    found = store.plan_of(plan_id, token_hash, user_id, deleted=True) if token_hash or user_id else None
    if found is None or not may_do(found.plan, actor := _actor(found, token_hash, user_id), Deed.DELETE):
        raise NoSuchPlan("There is no such plan here.")
    return Opened(found.plan, actor)


def _actor(found: store.Visit, token_hash: str, user_id: UUID | None) -> Actor:
    if found.role:
        return Actor(found.member_name, token_hash, Role(found.role), Side(found.side), user_id)
    name = found.browser_name or default_name(token_hash)
    return Actor(name, token_hash, Role.EDITOR if found.has_owner else Role.OWNER)


def default_name(token_hash: str) -> str:
    """Return what the history calls a browser whose person gave no name."""
    return f"Browser {token_hash[:4].upper()}"


def known_name(actor: Actor) -> str:
    """Return the name that a person gave, or "" for a browser whose person gave none."""
    return "" if actor.name == default_name(actor.token_hash) else actor.name


def may_do(plan: Plan, actor: Actor, deed: Deed) -> bool:
    """Say whether `actor` may do this with the plan. Samples are read only."""
    return deed is Deed.READ or (not plan.sample and may(actor.role, deed))


def can_edit(plan: Plan, actor: Actor) -> bool:
    """Say whether `actor` may change the plan."""
    return may_do(plan, actor, Deed.EDIT)


def check(plan: Plan, actor: Actor, deed: Deed) -> None:
    """Raise `MayNotEdit`, with the reason, unless `actor` may do this."""
    if deed is not Deed.READ and plan.sample:
        raise MayNotEdit(_("This is a sample to read. Start a plan of your own to write."))
    if not may_do(plan, actor, deed):
        raise MayNotEdit(_refusals()[deed])


def check_can_edit(plan: Plan, actor: Actor) -> None:
    """Raise `MayNotEdit`, with the reason, unless `actor` may change the plan."""
    check(plan, actor, Deed.EDIT)


def _refusals() -> dict[Deed, str]:
    owners = _("Only an owner of this plan may do this. The people page names them.")
    return {
        Deed.READ: _("You may not read this plan."),
        Deed.COMMENT: _("You may read this plan, not comment on it. Ask an owner to let you."),
        Deed.EDIT: _("You may read this plan, not change it. Ask an owner to let you."),
        Deed.SEND: _("You may read this plan, not send it from here. Ask an owner to let you."),
        Deed.AGREE: _("You may read this plan, not put it to both sides. Ask an owner to let you."),
        Deed.SET_UP: _("You may read this plan, not change its settings. Ask an owner to let you."),
        Deed.SHARE: owners,
        Deed.MANAGE: owners,
        Deed.DELETE: owners,
    }
