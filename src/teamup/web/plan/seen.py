"""Who may see an answer: the small control at each question, and the address that it saves to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from teamup.catalog.model import Lesson, Side
from teamup.plans import marks
from teamup.plans.errors import MarkRejected, UnknownQuestion
from teamup.plans.marking import Audience, Mark, sees
from teamup.plans.permissions import Deed
from teamup.plans.state import PlanState
from teamup.web.errors import refuse
from teamup.web.http import PlanVisit, get_plan, now
from teamup.web.plan import frame
from teamup.web.plan.field_views import Seen
from teamup.web.plan.fields import card_id
from teamup.web.plan.reading import prefix_of

LABELS: dict[Mark, Promise] = {
    Mark.OPEN: gettext_lazy("Open"),
    Mark.PARTNERS: gettext_lazy("Partners only"),
    Mark.POLICE: gettext_lazy("Police only"),
    Mark.SECURITY: gettext_lazy("Security only"),
}
ICONS = {Mark.OPEN: "eye", Mark.PARTNERS: "people", Mark.POLICE: "police", Mark.SECURITY: "security"}
POSTED = "seen."
"""How the control's name begins; the answer's own name follows."""


def seen_of(mark: Mark, audience: Audience, *, has_sides: bool) -> Seen:
    """Return the control for an answer that is marked so, with the marks that leave it to whoever looks.

    A course without sides has nothing for one side only.
    """
    kept = (Mark.OPEN, Mark.PARTNERS, mark) if not has_sides else Mark
    offered = [one for one in Mark if one in kept and sees(audience, one)]
    return Seen(str(mark), ICONS[mark], tuple((str(one), str(LABELS[one]), one is mark) for one in offered))


@require_POST
def mark(request: HttpRequest, plan_id: UUID, question_id: str) -> HttpResponse:
    """Say who may see an answer: as data for a script, else the way back to its lesson."""
    visit = get_plan(request, plan_id, to=Deed.EDIT)
    side = next((side for side in Side if side == request.POST.get("side", "joint")), None)
    if side is None:
        raise Http404
    try:
        made = marks.set_mark(
            plan=visit.plan,
            question_id=question_id,
            side=side,
            mark=request.POST.get("mark", ""),
            by=visit.actor,
            now=now(),
        )
    except UnknownQuestion as error:
        raise Http404 from error
    except MarkRejected as rejected:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"errors": [str(rejected)]}, status=422)
        return refuse(request, str(rejected), status=422)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"mark": made, "said": said_of(made)})
    return frame.see_other(_place(visit, question_id, side), request, said_of(made))


def said_of(mark: Mark) -> str:
    """Return what a mark means, in a sentence."""
    said = {
        Mark.OPEN: _("Open: in every report."),
        Mark.PARTNERS: _("Partners only: not in the public report, and never sent by mail."),
        Mark.POLICE: _("Police only: in the police report alone, and never sent by mail."),
        Mark.SECURITY: _("Security only: in the security report alone, and never sent by mail."),
    }
    return said[mark]


def _place(visit: PlanVisit, question_id: str, side: Side) -> str:
    lesson = visit.state().index.lesson_of[question_id]
    return f"{frame.address_of('plan:overview', visit.plan.id)}{lesson.id}/#{card_id(question_id, side)}"


def record_all(visit: PlanVisit, state: PlanState, lesson: Lesson, data: QueryDict) -> int:
    """Store what a worksheet that was posted whole says anew of who may see its answers; return how many changed."""
    count = 0
    for question in lesson.questions:
        for side in question.sides():
            chosen = data.get(f"{POSTED}{prefix_of(question.id, side)}", "")
            if chosen in frozenset(Mark) and chosen != state.mark(question.id, side):
                marks.set_mark(
                    plan=visit.plan, question_id=question.id, side=side, mark=chosen, by=visit.actor, now=now()
                )
                count += 1
    return count
