"""What each person on a plan sees of it: an answer that is marked for one side is not shown to the other."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from teamup.catalog.model import Side
from teamup.plans import selectors
from teamup.plans.access import Actor
from teamup.plans.editions import seen_by
from teamup.plans.errors import AnswerRejected, Fault
from teamup.plans.marking import Audience, Mark, sees
from teamup.plans.models import AnswerMark, Plan
from teamup.plans.selectors import STEPS
from teamup.plans.state import Key, PlanState


def shown_to(plan: Plan, actor: Actor) -> PlanState:
    """Return the plan as this person sees it: what `selectors.load_state` costs, and no query more."""
    return seen_by(selectors.load_state(plan), actor.audience)


def hidden_from(plan_id: UUID, actor: Actor) -> frozenset[Key]:
    """Return which answers are not shown to somebody: one query, and none for whoever sees the whole."""
    if actor.audience is Audience.WHOLE:
        return frozenset()
    rows = AnswerMark.objects.filter(plan_id=plan_id).values_list("question_id", "side", "mark")
    return frozenset((name, Side(side)) for name, side, mark in rows if not sees(actor.audience, Mark(mark)))


def check_shown(plan: Plan, question_id: str, side: Side, by: Actor) -> None:
    """Raise `AnswerRejected` where somebody would write over an answer, or a step, that is not shown to them.

    One query, two for a step, and none for whoever sees the whole.
    """
    if by.audience is Audience.WHOLE:
        return
    if question_id.startswith(STEPS):
        is_hidden = question_id.removeprefix(STEPS) in shown_to(plan, by).left_out_steps
    else:
        is_hidden = (question_id, side) in hidden_from(plan.pk, by)
    if is_hidden:
        said = _("This is marked for the other side only, so it cannot be changed from here. Nothing was saved.")
        raise AnswerRejected(Fault(said))


def without(state: PlanState) -> Q:
    """Match the changes in a plan's log that an edition does not show; nothing for the whole plan."""
    found = Q(pk__in=[])
    for question_id, side in state.left_out:
        found |= Q(question_id=question_id, side=side)
    steps = [f"{STEPS}{step_id}" for step_id in state.left_out_steps]
    return found | Q(question_id__in=steps) if steps else found


def about_hidden(actor: Actor) -> Q:
    """Match talk about answers that are not shown to somebody: at a question as a whole, or at one side's answer."""
    if actor.audience is Audience.WHOLE:
        return Q(pk__in=[])
    unseen = [mark for mark in Mark if not sees(actor.audience, mark)]
    rows = AnswerMark.objects.filter(plan_id=OuterRef("plan_id"), question_id=OuterRef("question_id"), mark__in=unseen)
    return Q(Exists(rows.filter(side=OuterRef("side")))) | (Q(side=Side.JOINT) & Q(Exists(rows)))


def is_about(question_id: str, side: str, places: Iterable[Key]) -> bool:
    """Say whether talk at a question, or at one side's answer to it, is about one of these answers."""
    return any(name == question_id and side in (Side.JOINT, "", one) for name, one in places)
