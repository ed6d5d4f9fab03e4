"""What a plan may call open: an answer that is missing, and not one that an edition leaves out."""

from __future__ import annotations

from teamup.plans.marking import Audience
from teamup.plans.state import PlanState
from teamup.report.kinds.asked import question_of


def names_gaps(state: PlanState) -> bool:
    """Say whether an edition says what is open; one for the public leaves that to the people who write the plan."""
    return state.audience is not Audience.PUBLIC


def gap(state: PlanState, sentence: str, *roles: str) -> str:
    """Return the sentence where the course asks for one of these roles, and no answer to any of them is left out."""
    asked = any(question_of(state, role) for role in roles)
    hidden = any(state.hides(state.course.roles.get(role, "")) for role in roles)
    return sentence if asked and not hidden and names_gaps(state) else ""
