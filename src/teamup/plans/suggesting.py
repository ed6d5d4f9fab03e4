"""Which ready-made activities suit a plan: by its problems, its places, its time and means, its side and its path.

Reasons are pairs such as ("problem", "theft"), for a page to put into words. Nothing here hides an activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from teamup.catalog.library import Activity
from teamup.catalog.model import Case, CellKind, Side
from teamup.plans import tailoring
from teamup.plans.chosen import chosen_in
from teamup.plans.state import PlanState, found_once

MOST_SUGGESTED = 6
SMALL_BUDGET = Decimal(5000)
FEW_RESOURCES = 3

_SAID: Mapping[str, str] = {
    "theft": r"thefts?|thie[fv]|steal|stole|shoplift|burglar|robber|break-?ins?|broken into|loot|losses|larceny"
    r"|pickpocket",
    "violence": r"violen|assault|attack|threat|fight|robber|weapon|guns?\b|shooting|stab|homicide|harass",
    "disorder": r"disorder|loiter|drunk|drinking|noise|litter|graffiti|vandal|panhandl|begg|drug|nuisance|rowdy|brawl",
    "trespass": r"trespass|intrud|intrusion|unauthori[sz]ed|tailgat|squat|barred|after hours|sleeping in",
    "emergencies": r"emergenc(?:y|ies)\b(?! (?:entrance|room|department))|fires?\b|flood|storm|hurricane|tornado"
    r"|earthquake|evacuat|disaster|blackout|outage|active shooter|lockdown|crisis|chemical|large events?|crowd",
    "terrorism": r"terror|bomb|explosive|extremis|sabotage|vehicle attack|ramming|drones?\b",
    "fraud": r"fraud|scam|counterfeit|forge[dr]|skimm|phish|gift cards?|bad checks?|identity|embezzl|cyber",
    "fear": r"fear|afraid|unsafe|feel(?:s|ing)? safe|scared|worr|uneas|dark\b",
    "coordination": r"coordinat|communicat|contact|duplicat|radio|respon(?:se|d)|slow|nobody calls|false alarms?"
    r"|not reported|unreported|share information|working past|trust",
}
"""What people write when they mean a problem, by its id in the labels of packs; each begins a word."""
_PATTERNS = {problem: re.compile(rf"\b(?:{said})", re.IGNORECASE) for problem, said in _SAID.items()}


@dataclass(frozen=True, slots=True)
class Fit:
    """How an activity suits a plan: `reasons` are pairs such as ("setting", "downtown"), the weightiest first."""

    activity: Activity
    reasons: tuple[tuple[str, str], ...]
    score: int


def are_goals_set(state: PlanState) -> bool:
    """Say whether the plan knows what it is for: activities are offered only then."""
    asked = [q for role in ("goals", "objectives") if (q := state.course.roles.get(role))]
    return not asked or any(state.rows(question_id) for question_id in asked)


@found_once
def problems_of(state: PlanState) -> tuple[str, ...]:
    """Return the problems that the plan's words speak of, those of the first problem first."""
    found: dict[str, None] = {}
    for text in _texts(state):
        for problem, pattern in _PATTERNS.items():
            if pattern.search(text):
                found.setdefault(problem)
    return tuple(found)


def _texts(state: PlanState) -> Iterator[str]:
    """Yield what the plan says of each problem, in the order in which it takes them on."""
    order = state.role("priority")
    first = [str(row_id) for row_id in order] if isinstance(order, list) else []
    rows = state.rows(state.course.roles.get("problems", ""))
    rows.sort(key=lambda row: first.index(str(row["id"])) if row.get("id") in first else len(first))
    for row in rows:
        yield " ".join(str(cell) for name, cell in row.items() if name != "id")


def is_short_of_means(state: PlanState) -> bool:
    """Say whether the plan counts on little: a small budget, or, where it has none yet, few things to share."""
    amounts = [*_amounts(state)]
    if amounts:
        return sum(amounts) < SMALL_BUDGET
    have = state.rows(state.course.roles.get("resources_have", ""))
    return 0 < len(have) < FEW_RESOURCES


def _amounts(state: PlanState) -> Iterator[Decimal]:
    question = state.index.questions.get(state.course.roles.get("budget", ""))
    money = [c.id for c in question.columns if c.kind is CellKind.MONEY] if question else []
    for row in state.rows(question.id) if question else ():
        yield from (Decimal(str(row[column])) for column in money if row.get(column) is not None)


@found_once
def fits(state: PlanState) -> tuple[Fit, ...]:
    """Return every activity of the course with how it suits this plan, the best first."""
    found = [_fit(state, activity) for activity in state.course.activities.values()]
    return tuple(sorted(found, key=lambda fit: -fit.score))


@found_once
def suggested(state: PlanState) -> tuple[Fit, ...]:
    """Return the few activities to look at first. Each answers a problem of the plan or belongs where it works."""
    return tuple(fit for fit in fits(state) if _is_worth_a_look(state, fit))[:MOST_SUGGESTED]


def is_like(fit: Fit) -> bool:
    """Say whether an activity answers a problem of the plan or belongs where it works; the rest is no reason alone."""
    return any(kind in ("problem", "setting") for kind, _ in fit.reasons)


def _is_worth_a_look(state: PlanState, fit: Fit) -> bool:
    kinds = {kind for kind, _ in fit.reasons}
    # Where the problems are known, the setting alone is no reason.
    wanted = {"problem"} if problems_of(state) else {"setting"}
    return bool(kinds & wanted) and _suits_path(state, fit.activity) and fit.activity.id not in chosen_in(state)


def _suits_path(state: PlanState, activity: Activity) -> bool:
    return not activity.paths or state.path in activity.paths


def _fit(state: PlanState, activity: Activity) -> Fit:
    reasons = [*_likeness(state, activity)]
    kinds = [kind for kind, _ in reasons]
    score = sum(_WEIGHT.get(kind, 0) for kind in dict.fromkeys(kinds)) + 2 * kinds.count("problem")
    first = next(iter(problems_of(state)), "")
    score += 3 * (("problem", first) in reasons)
    if activity.settings and state.settings and "setting" not in kinds:
        score -= 3  # it belongs elsewhere
    if tailoring.is_short_of_time(state) or is_short_of_means(state):
        score += {"low": 4, "medium": 0}.get(activity.effort, -5)
    else:
        score += activity.effort == "low"
    if is_short_of_means(state):
        score += {"none": 2, "under_1k": 1, "10k_50k": -3, "over_50k": -6}.get(activity.cost, 0)
    return Fit(activity, tuple(reasons), score if _suits_path(state, activity) else score - 20)


_WEIGHT = {"problem": 6, "setting": 4, "lead": 2, "effort": 0, "cost": 0}


def _likeness(state: PlanState, activity: Activity) -> Iterator[tuple[str, str]]:
    for problem in problems_of(state):
        if problem in activity.problems:
            yield "problem", problem
    for setting in state.settings:
        if setting in activity.settings:
            yield "setting", setting
    if activity.leads == state.side or (activity.leads == Side.JOINT and state.side is Side.JOINT):
        yield "lead", activity.leads
    is_pressed = tailoring.is_short_of_time(state) or is_short_of_means(state)
    if is_pressed and activity.effort == "low":
        yield "effort", activity.effort
    if is_short_of_means(state) and activity.cost in ("none", "under_1k"):
        yield "cost", activity.cost


def cases_of(state: PlanState, activity: Activity) -> tuple[Case, ...]:
    """Return the real cases that match an activity, those that share a setting with the plan first."""
    found = [case for case_id in activity.cases if (case := state.course.cases.get(case_id))]
    return tuple(sorted(found, key=lambda case: -len({*case.settings} & {*state.settings})))


def caution_of(state: PlanState, activity: Activity) -> tuple[Case, str] | None:
    """Return the case that warns of what this activity may do, with the topic; None where nothing calls for one."""
    wanted = [topic for topic in activity.cautions if any(topic in c.cautionary for c in state.course.cases.values())]
    if not wanted:
        return None
    warning = [case for case in state.course.cases.values() if wanted[0] in case.cautionary]
    warning.sort(key=lambda c: (c.id in activity.cases, -len({*c.settings} & {*state.settings}), c.id))
    return warning[0], wanted[0]
