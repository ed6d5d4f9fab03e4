"""What is open in the talk, in a few lines for the overview."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.plans import threads
from teamup.plans.state import PlanState
from teamup.web.http import PlanVisit
from teamup.web.plan.talk_told import TalkTeller, ThreadLine

MOST = 4


@dataclass(frozen=True, slots=True)
class TalkBox:
    """How many remarks are open, how many of these are for this person, and the first of them: theirs before others."""

    url: str
    said: str  # "3 open remarks, 1 for you"; "" while none is open
    lines: tuple[ThreadLine, ...]
    more: int


def box_of(visit: PlanVisit, state: PlanState) -> TalkBox | None:
    """Return what is open on a plan: one query. Nobody talks about a sample."""
    if visit.plan.sample:
        return None
    found = threads.open_talk(visit.plan, visit.actor)
    mine = found.for_whom(visit.actor)
    remarks = sorted(found.remarks, key=lambda thread: not threads.is_for(thread, visit.actor))
    return TalkBox(
        url=reverse("plan:talk", args=[visit.plan.id]),
        said=_said(len(remarks), mine),
        lines=tuple(TalkTeller(visit, state).lines(remarks[:MOST], first=True)),
        more=max(0, len(remarks) - MOST),
    )


def _said(count: int, mine: int) -> str:
    if not count:
        return ""
    said = ngettext("%(n)d open remark", "%(n)d open remarks", count) % {"n": count}
    return _("%(said)s, %(mine)d for you") % {"said": said, "mine": mine} if mine else said
