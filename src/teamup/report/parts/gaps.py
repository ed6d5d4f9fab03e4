"""What a document may call open: an answer that is missing, and not one that its edition leaves out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from teamup.catalog.model import Question
from teamup.plans.marking import Audience
from teamup.plans.state import PlanState


def question_of(state: PlanState, role: str) -> Question | None:
    """Return the question that plays a role, if the course has it and this plan is asked it."""
    question = state.index.questions.get(state.course.roles.get(role, ""))
    return question if question and state.applies(question) else None


def names_gaps(state: PlanState) -> bool:
    """Say whether an edition says what is open; one for the public leaves that to the people who write the plan."""
    return state.audience is not Audience.PUBLIC


def gap(state: PlanState, sentence: str, *roles: str) -> str:
    """Return the sentence where the course asks for one of these roles, and no answer to any of them is left out."""
    asked = any(question_of(state, role) for role in roles)
    hidden = any(state.hides(state.course.roles.get(role, "")) for role in roles)
    return sentence if asked and not hidden and names_gaps(state) else ""


def no_steps(state: PlanState) -> str:
    """Return what is said where no step has a date, unless the answers that draft steps are left out."""
    drafting = (question.id for question in state.course.questions() if question.drafts_steps)
    is_known = names_gaps(state) and not any(map(state.hides, drafting))
    return _("Open: no action step has a date yet.") if is_known else ""
