"""People of both sides on a plan, and a version that is put before them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from teamup.catalog.model import Side
from teamup.plans import agreeing, agreements, proposing, selectors, versions
from teamup.plans.access import Actor
from teamup.plans.agreeing import Typed, Who
from teamup.plans.agreements import Put
from teamup.plans.models import Member, Plan
from teamup.plans.permissions import Role
from teamup.plans.proposing import Asked, Proposal, PutForward
from tests.factories import NOW, a_plan, saved

CHIEF = Typed("Chief Dana Ortiz", "Chief of Police", "Riverton Police Department")
DIRECTOR = Typed("Sam Keller", "Director of Security", "Riverton Mall")
LATER = NOW + timedelta(hours=1)


def a_member(plan: Plan, side: Side, name: str, *, role: Role = Role.VIEWER, user_id: UUID | None = None) -> Actor:
    """Put somebody on a plan and return them as they act on it."""
    member = Member.objects.create(
        plan=plan, user_id=user_id or uuid.uuid4(), role=role, side=side, name=name, joined_at=NOW
    )
    return Actor(member.name, role=role, side=side, user_id=member.user_id)


class Both:
    """A plan with an editor, a chief and a director."""

    def __init__(self, **users: UUID) -> None:
        self.plan = a_plan(plan_name="Riverton Downtown", path="new", lead_role="chief")
        saved(self.plan, "mission", "Less theft at night.")
        self.editor = a_member(self.plan, Side.JOINT, "Ed Itor", role=Role.EDITOR, user_id=users.get("editor"))
        self.chief = a_member(self.plan, Side.POLICE, "Dana Ortiz", user_id=users.get("chief"))
        self.director = a_member(self.plan, Side.SECURITY, "Sam Keller", user_id=users.get("director"))

    @property
    def asked(self) -> tuple[Asked, ...]:
        return (Asked(Side.POLICE, self.chief.user_id), Asked(Side.SECURITY, self.director.user_id))

    def fingerprint(self) -> str:
        """Return the fingerprint of the plan as it stands."""
        return versions.fingerprint_of(selectors.load_state(self.plan))

    def proposal(self, **changes: Any) -> Proposal:
        """Return a proposal of the plan as it stands."""
        usual = {"signers": self.asked, "name": "For the chiefs", "fingerprint": self.fingerprint(), "seen_at": NOW}
        return Proposal(**{**usual, **changes})

    def forward(self, *, key: UUID | None = None, by: Actor | None = None, **changes: Any) -> PutForward:
        """Put the plan, or what `changes` say, to both sides."""
        return proposing.put_forward(
            plan=self.plan, proposal=self.proposal(**changes), key=key or uuid.uuid4(), by=by or self.editor, now=NOW
        )

    def put(self, **changes: Any) -> Put:
        """Put the plan to both sides and return it."""
        return self.forward(**changes).put

    def confirms(self, put: Put, who: Actor, typed: Typed, *, at: datetime = LATER, fingerprint: str = "") -> Put:
        """Let a member confirm."""
        return agreeing.confirm(
            plan=self.plan,
            agreement_id=put.agreement.agreement_id,
            fingerprint=fingerprint or put.agreement.fingerprint,
            typed=typed,
            who=Who(who.user_id or uuid.uuid4()),
            now=at,
        )

    def agree(self) -> Put:
        """Put the plan to both sides, and let both confirm."""
        put = self.put()
        self.confirms(put, self.chief, CHIEF)
        return self.confirms(put, self.director, DIRECTOR)

    def found(self, put: Put) -> Put:
        """Return an agreement as it stands."""
        found = agreements.find(self.plan, put.agreement.agreement_id)
        assert found is not None
        return found
