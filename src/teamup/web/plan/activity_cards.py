"""The activity library in finished values: a card in the list, one activity whole, and what to find it by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.catalog.library import Activity
from teamup.catalog.model import Case, Course, Source
from teamup.plans import chosen, drafting, suggesting, words
from teamup.plans.chosen import Chosen
from teamup.plans.state import PlanState
from teamup.plans.steps import Step
from teamup.plans.suggesting import Fit
from teamup.web.library.filters import Entry, Facet, Shelf, Sort
from teamup.web.library.shelves import made_once
from teamup.web.plan.activity_words import costs, days_of, efforts, label_of, reasons_of
from teamup.web.plan.step_form import sides

SAYS_LITTLE = 50  # letters
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """An activity as a card of the list."""

    activity: Activity
    url: str
    gist: str
    effort: str
    cost: str
    days: str
    fits: str  # why it suits this plan, "" where nothing is known
    steps_url: str  # where its steps are, "" unless it was chosen


@dataclass(frozen=True, slots=True)
class FamilyShelf:
    """The cards of one family."""

    id: str
    label: str
    cards: tuple[ActivityCard, ...]


@dataclass(frozen=True, slots=True)
class TypicalStep:
    """A typical step: what, which side, and when."""

    what: str
    side: str
    when: str


@dataclass(frozen=True, slots=True)
class DraftedStep:
    """A step of a chosen activity, as it stands in the plan."""

    what: str
    url: str
    side: str
    due: str


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A real case, and where to read of it."""

    case: Case
    url: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a chosen activity stands in the plan."""

    start: str
    objective: str
    steps: tuple[DraftedStep, ...]
    untouched: int
    steps_url: str


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Steps of an activity whose row is gone."""

    title: str
    url: str
    ask: str


@made_once
def activity_shelf(course: Course) -> Shelf[Activity]:
    """Return the library of a course with the groups of choices that it is found by."""
    families = {id_: label_of(course, "families", id_) for id_ in _families(course)}
    led = {"joint": sides()["joint"], **{id_: label for id_, label in sides().items() if id_ != "joint"}}
    return Shelf(
        entries=tuple(Entry(activity, "", _values(activity)) for activity in course.activities.values()),
        facets=(
            Facet("family", _("Family"), tuple(families.items())),
            Facet("effort", _("Effort"), tuple(efforts().items())),
            Facet("lead", _("Who leads"), tuple(led.items())),
            Facet("cost", _("Cost in the first year"), tuple(costs().items())),
        ),
        sorts=(Sort("library", _("Library"), lambda activity: 0),),
    )


def _values(activity: Activity) -> dict[str, frozenset[str]]:
    told = {"family": activity.family, "effort": activity.effort, "lead": activity.leads, "cost": activity.cost}
    return {name: frozenset([str(value)]) for name, value in told.items()}


def _families(course: Course) -> Iterable[str]:
    used = dict.fromkeys(activity.family for activity in course.activities.values())
    return [*(one for one in course.labels.get("families", {}) if one in used), *_strange(course, used)]


def _strange(course: Course, used: Iterable[str]) -> Iterator[str]:
    return (one for one in used if one not in course.labels.get("families", {}))


def shelves_of(state: PlanState, activities: Iterable[Activity]) -> Iterator[FamilyShelf]:
    """Yield these activities by family, the best for this plan first in each."""
    wanted = {activity.id for activity in activities}
    for family in _families(state.course):
        found = [f for f in suggesting.fits(state) if f.activity.family == family and f.activity.id in wanted]
        if found:
            label = label_of(state.course, "families", family)
            yield FamilyShelf(family, label, tuple(card_of(state, fit) for fit in found))


def card_of(state: PlanState, fit: Fit) -> ActivityCard:
    """Return an activity as a card."""
    activity = fit.activity
    there = chosen.chosen_in(state).get(activity.id)
    return ActivityCard(
        activity=activity,
        url=url_of(state.plan.id, activity),
        gist=_gist(activity.what),
        effort=efforts()[activity.effort],
        cost=costs()[activity.cost],
        days=days_of(activity),
        fits="" if there or not suggesting.is_like(fit) else ", ".join(reasons_of(state, fit)),
        steps_url=_steps_url(state, there) if there else "",
    )


def _gist(text: str) -> str:
    """Return the first sentence, and the second where the first says little."""
    first, *more = _SENTENCE_END.split(text, maxsplit=2)
    return f"{first} {more[0]}" if more and len(first) < SAYS_LITTLE else first


def url_of(plan_id: UUID, activity: Activity) -> str:
    """Return the address of an activity in a plan."""
    return reverse("plan:activity", args=[plan_id, activity.id])


def typical_steps(activity: Activity) -> Iterator[TypicalStep]:
    """Yield the typical steps of an activity, with days counted from its start."""
    for step in activity.steps:
        when = _("day %(start)d to %(due)d") % {"start": step.start, "due": step.due}
        yield TypicalStep(step.what, step.side, when)


def standing_of(state: PlanState, found: Chosen) -> Standing:
    """Return how a chosen activity stands in the plan."""
    objective = dict(drafting.objectives_of(state)).get(found.objective, "")
    return Standing(
        start=words.of_day(date.fromisoformat(found.start)) if found.start else "",
        objective=objective,
        steps=tuple(_drafted(state, step) for step in found.steps),
        untouched=len(found.untouched),
        steps_url=_steps_url(state, found),
    )


def _drafted(state: PlanState, step: Step) -> DraftedStep:
    return DraftedStep(
        what=step.what,
        url=reverse("plan:step", args=[state.plan.id, step.id]),
        side=step.lead.value,
        due=words.of_day(step.due) if step.due else "",
    )


def _steps_url(state: PlanState, found: Chosen) -> str:
    first = found.headline or next(iter(found.steps), None)
    return reverse("plan:steps", args=[state.plan.id]) + (f"#step-{first.id}" if first else "")


def left_behind(state: PlanState) -> Iterator[LeftBehind]:
    """Yield the activities whose row is gone and whose steps still stand as they were drafted."""
    for found in chosen.left_behind(state):
        number = len(found.untouched)
        ask = ngettext("Remove this %(n)d step too", "Remove these %(n)d steps too", number) % {"n": number}
        yield LeftBehind(found.activity.title, url_of(state.plan.id, found.activity), ask)


def cases_of(state: PlanState, activity: Activity) -> Iterator[CaseLink]:
    """Yield the real cases that match an activity."""
    for case in suggesting.cases_of(state, activity):
        yield CaseLink(case, _case_url(case))


def caution_of(state: PlanState, activity: Activity) -> CaseLink | None:
    """Return the case that warns of what this activity may do."""
    found = suggesting.caution_of(state, activity)
    if found is None:
        return None
    case, topic = found
    return CaseLink(case, _case_url(case), label_of(state.course, "topics", topic).lower())


def _case_url(case: Case) -> str:
    try:
        return reverse("library:example", args=[case.id])
    except NoReverseMatch:
        return next((source.url for source in case.sources if source.url), "")


def source_of(state: PlanState, activity: Activity) -> Source | None:
    """Return the source of what is said of an activity's effect."""
    return state.course.sources.get(activity.evidence_source)
