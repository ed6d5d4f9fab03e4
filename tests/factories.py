"""Builders: a small course with every kind of question, plans on it, and the same people everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from typing import Any

from teamup.catalog import load, shelf
from teamup.catalog.model import Course, CourseIndex, Side
from teamup.catalog.source import PackSource
from teamup.plans import lifecycle, services
from teamup.plans.access import Actor
from teamup.plans.models import Plan
from teamup.plans.permissions import Role
from teamup.plans.state import Given, PlanFacts, PlanState

NOW = datetime(2026, 11, 22, 14, 4, tzinfo=UTC)
PLAN_ID = uuid.UUID("11111111-2222-4333-8444-555555555555")
PACK = "small"
LESSON = {"number": "1.1", "title": "Every kind", "summary": "One of each."}
READING = """A line worth remembering.[^s1] Begin with a baseline, and name a liaison officer.

## How a liaison works

Each side names a **liaison**. Baselines are kept by one liaison; a MOU says which.[^s2]"""


def a_small_pack(**changes: Any) -> PackSource:
    """Return a pack with every kind of question; `changes` replace whole files, by path with "__" for "/"."""
    docs: dict[str, Any] = {
        "pack.yaml": {
            "id": PACK,
            "version": "1.0.0",
            "title": "A small course",
            "summary": "Every kind of question.",
            "license": "CC-BY-4.0",
            "sections": ["first"],
            "roles": {
                "path": "path",
                "side": "lead_role",
                "setting": "setting",
                "name": "plan_name",
                "mission": "mission",
                "objectives": "objectives",
                "activities": "activities",
                "measures": "ideas",
                "time": "time_available",
                "self_check": "self_check",
            },
            "labels": {
                "families": {"sharing": "Sharing", "control": "Control"},
                "settings": {"downtown": "Downtown", "campus": "Campus"},
                "problems": {"theft": "Theft", "violence": "Violence"},
            },
        },
        "opening.yaml": {"questions": _opening()},
        "report.yaml": {"parts": [{"id": "all", "title": "Everything"}]},
        "activities.yaml": {"activities": _activities()},
        "cases.yaml": {"cases": []},
        "resources.yaml": {"resources": []},
        "sources.yaml": {"sources": [{"id": "s1", "title": "A study"}, {"id": "s2", "title": "A guide"}]},
        "sections/first/section.yaml": {
            "id": "first",
            "number": 1,
            "title": "First",
            "summary": "All of it.",
            "lessons": ["kinds"],
        },
        "glossary.yaml": {"terms": _terms()},
        "sections/first/story.yaml": _story(),
        "sections/first/kinds/lesson.md": {"front": LESSON, "text": READING},
        "sections/first/kinds/check.yaml": {"checks": _checks()},
        "sections/first/kinds/questions.yaml": {"questions": _every_kind(), "rules": _rules()},
    }
    return PackSource({**docs, **{path.replace("__", "/"): doc for path, doc in changes.items()}})


def _opening() -> list[dict[str, Any]]:
    return [
        {"id": "path", "kind": "choice", "prompt": "New?", "options": {"new": "New", "existing": "Existing"}},
        {
            "id": "lead_role",
            "kind": "choice",
            "prompt": "Side?",
            "options": [
                {"id": "chief", "label": "Chief", "side": "police"},
                {"id": "director", "label": "Director", "side": "security"},
                {"id": "team", "label": "Team", "side": "joint"},
            ],
        },
        {
            "id": "setting",
            "kind": "choices",
            "prompt": "Where?",
            "options": {"downtown": "Downtown", "campus": "Campus"},
        },
        {
            "id": "time_available",
            "kind": "choice",
            "prompt": "Time?",
            "options": {"minutes_15": "15", "hour": "An hour"},
        },
        {"id": "plan_name", "kind": "short_text", "prompt": "Name?"},
    ]


def _every_kind() -> list[dict[str, Any]]:
    needed = {"new": "needed", "existing": "needed", "part": "all"}
    return [
        {"id": "mission", "kind": "long_text", "prompt": "Mission?", "max_words": 60, "core": True, **needed},
        {"id": "motto", "kind": "short_text", "prompt": "Motto?", "max_length": 80, "part": "all"},
        {
            "id": "form",
            "kind": "choice",
            "prompt": "Form?",
            "options": {"network": "Network", "nonprofit": "Nonprofit"},
        },
        {"id": "bylaws", "kind": "long_text", "prompt": "Bylaws?", "show_when": {"form": "nonprofit"}},
        {
            "id": "interests",
            "kind": "choices",
            "prompt": "Interests?",
            "options": {"a": "A", "b": "B", "c": "C", "d": "D"},
        },
        {"id": "order", "kind": "rank", "prompt": "Order?", "options": {"a": "A", "b": "B", "c": "C"}},
        {"id": "rating", "kind": "scale", "prompt": "Rating?"},
        {"id": "day", "kind": "date", "prompt": "Day?"},
        {"id": "hours", "kind": "number", "prompt": "Hours?"},
        {"id": "cost", "kind": "money", "prompt": "Cost?"},
        {"id": "agreed", "kind": "yes_no", "prompt": "Agreed?"},
        {"id": "clauses", "kind": "checklist", "prompt": "Clauses?", "options": {"term": "Term", "cost": "Cost"}},
        {"id": "ideas", "kind": "list", "prompt": "Ideas?"},
        {
            "id": "goals",
            "kind": "rows",
            "prompt": "Goals?",
            "columns": [{"id": "goal", "kind": "short_text", "label": "Goal", "needed": True}],
        },
        {
            "id": "objectives",
            "kind": "rows",
            "prompt": "Objectives?",
            **needed,
            "columns": [
                {"id": "measure", "kind": "short_text", "label": "Measure", "needed": True},
                {"id": "goal", "kind": "choice", "label": "Goal", "options_from": "goals"},
                {"id": "owner", "kind": "short_text", "label": "Owner"},
                {
                    "id": "lead",
                    "kind": "choice",
                    "label": "Lead",
                    "options": {"police": "P", "security": "S", "joint": "J"},
                },
                {"id": "due", "kind": "date", "label": "Due"},
                {"id": "amount", "kind": "money", "label": "Amount"},
            ],
            "drafts_steps": {"what": "measure", "why": "goal", "owner": "owner", "lead": "lead", "due": "due"},
        },
        {
            "id": "sharing",
            "kind": "matrix",
            "prompt": "Sharing?",
            "rows": {"video": "Video", "reports": "Reports"},
            "columns": [
                {"id": "rule", "kind": "choice", "label": "Rule", "options": {"allowed": "Allowed", "never": "Never"}},
                {"id": "note", "kind": "short_text", "label": "Note"},
            ],
        },
        {
            "id": "meeting",
            "kind": "group",
            "prompt": "Meeting?",
            "parts": [
                {"id": "place", "kind": "short_text", "label": "Place"},
                {"id": "on", "kind": "date", "label": "On"},
            ],
        },
        {
            "id": "self_check",
            "kind": "matrix",
            "prompt": "Rate",
            "each_side": True,
            "rows": [{"id": "trust", "label": "Trust", "leads_to": "first/kinds"}],
            "columns": [{"id": "rating", "kind": "scale", "label": "Rating"}],
        },
        {
            "id": "activities",
            "kind": "rows",
            "prompt": "Activities?",
            "max_rows": 3,
            "columns": [
                {"id": "what", "kind": "short_text", "label": "Activity", "needed": True},
                {
                    "id": "family",
                    "kind": "choice",
                    "label": "Family",
                    "options": {"sharing": "Sharing", "control": "Control"},
                },
                {"id": "objective", "kind": "choice", "label": "Objective", "options_from": "objectives"},
                {
                    "id": "lead",
                    "kind": "choice",
                    "label": "Lead",
                    "options": {"police": "P", "security": "S", "joint": "J"},
                },
                {"id": "owner", "kind": "short_text", "label": "Owner"},
                {"id": "start", "kind": "date", "label": "Start"},
                {"id": "due", "kind": "date", "label": "Due"},
                {"id": "status", "kind": "choice", "label": "Status", "options": {"planned": "Planned"}},
            ],
            "drafts_steps": {
                "what": "what",
                "why": "objective",
                "lead": "lead",
                "owner": "owner",
                "start": "start",
                "due": "due",
                "status": "status",
            },
        },
        {"id": "smart_check", "kind": "automatic", "prompt": "What is missing"},
    ]


def _terms() -> list[dict[str, Any]]:
    return [
        {"id": "baseline", "term": "baseline", "also": ["baselines"], "means": "The number before you began."},
        {"id": "liaison", "term": "liaison", "means": "The one person to call."},
        {"id": "liaison-officer", "term": "liaison officer", "means": "A liaison of the police."},
        {"id": "mou", "term": "MOU", "means": "A written understanding."},
    ]


def _story() -> dict[str, Any]:
    panels = [("Two reports", "founded-same-problem"), ("One walk", "founded-walk"), ("A plan", "nobody-drew-this")]
    return {
        "id": "told",
        "title": "What happens first",
        "intro": "A beginning.",
        "panels": [
            {"drawing": drawing, "title": title, "caption": f"{title}, told.", "shows": f"{title}, seen."}
            for title, drawing in panels
        ],
    }


def _checks() -> list[dict[str, Any]]:
    """Return two checks: the right choice of `wait` is b, that of `ask` is a."""
    return [
        {
            "id": "wait",
            "situation": "A guard has a hunch.",
            "ask": "What now?",
            "options": [
                {"id": "a", "text": "Tell everybody at once", "why": "A hunch travels far."},
                {
                    "id": "b",
                    "text": "Check it with one other",
                    "why": "Two pairs of eyes see more.[^s1]",
                    "right": True,
                },
            ],
        },
        {
            "id": "ask",
            "situation": "A rule is unclear.",
            "ask": "Whom do you ask?",
            "options": [
                {"id": "a", "text": "Counsel of each side", "why": "They answer for it.", "right": True},
                {"id": "b", "text": "Nobody, since it is late", "why": "Doubt does not go away."},
            ],
        },
    ]


def _activities() -> list[dict[str, Any]]:
    """Return three activities: one for theft downtown, a dear one for violence, one of neither family nor place."""
    usual = {"cost_note": "Hours.", "evidence": "No test is known.", "measures": ["Share of steps done"]}
    steps = [
        {"what": "Fix the day and the room", "side": "joint", "start": 0, "due": 14},
        {"what": "Write down what may be shown", "side": "police", "start": 7, "due": 21},
        {"what": "Invite ten members", "side": "security", "start": 14, "due": 45},
    ]
    return [
        {
            "id": "case-meeting",
            "title": "Monthly case meeting",
            "family": "sharing",
            "what": "Both sides meet on a fixed day. Each item ends with a name.",
            "effort": "low",
            "cost": "none",
            "leads": "joint",
            "legal": "Minutes can be public records.",
            "evidence_source": "s1",
            "settings": ["downtown"],
            "problems": ["theft"],
            "steps": steps,
            **usual,
            "measures": ["Share of steps done", "Members present"],
        },
        {
            "id": "guard-posts",
            "title": "Guard posts",
            "family": "control",
            "what": "Guards stand where it happens.",
            "effort": "high",
            "cost": "over_50k",
            "leads": "security",
            "settings": ["campus"],
            "problems": ["violence"],
            "steps": steps[:1],
            **usual,
        },
        {
            "id": "directory",
            "title": "Night list",
            "family": "sharing",
            "what": "A list of numbers, tested.",
            "effort": "low",
            "cost": "under_1k",
            "leads": "police",
            "paths": ["existing"],
            "problems": ["theft", "violence"],
            "steps": steps[:2],
            **usual,
        },
    ]


def _rules() -> list[dict[str, Any]]:
    return [{"id": "rule.video", "when": {"sharing.video.rule": "allowed"}, "text": "Ask counsel.", "source": "s1"}]


@lru_cache(maxsize=1)
def a_course() -> Course:
    """Return the small course, without a database."""
    return load.build(a_small_pack())


def a_state(answers: Mapping[str, Any] | None = None, *, course: Course | None = None, **sides: Any) -> PlanState:
    """Return a state with joint `answers`; `police={...}` and `security={...}` answer for one side."""
    course = course or a_course()
    given = {(q, Side.JOINT): Given(v, 1, NOW) for q, v in (answers or {}).items()}
    for side, values in sides.items():
        given |= {(q, Side(side)): Given(v, 1, NOW) for q, v in values.items()}
    return PlanState(course, CourseIndex(course), PlanFacts(PLAN_ID, NOW, "America/Chicago"), given, {})


_BROWSERS = count(1)


def a_browser() -> str:
    """Return a cookie nobody else has."""
    return f"browser-{next(_BROWSERS)}-{uuid.uuid4().hex}"


def a_plan(*, browser: str = "", **opening: Any) -> Plan:
    """Return a stored plan on the small course, begun by `browser`."""
    shelf.publish(a_small_pack())
    return lifecycle.begin_plan(
        pack_id=PACK, browser=browser or a_browser(), opening=opening.items(), time_zone="America/Chicago", now=NOW
    ).plan


MARIA = Actor(name="Maria Núñez", token_hash="m" * 64, role=Role.OWNER)
SAM = Actor(name="Sam Okafor", token_hash="s" * 64, role=Role.OWNER)


def a_save(raw: object, *, base: int = 0, side: Side = Side.JOINT, key: uuid.UUID | None = None) -> services.Save:
    """Return a save with a key of its own."""
    return services.Save(raw, base, key or uuid.uuid4(), side)


def saved(
    plan: Plan, question_id: str, raw: object, *, base: int = 0, by: Actor = MARIA, **more: Any
) -> services.Saved:
    """Save one answer and return how it ended."""
    return services.record_answer(
        plan=plan, question_id=question_id, save=a_save(raw, base=base, **more), by=by, now=NOW
    )


def row_ids() -> Iterator[str]:
    """Yield r1, r2, r3 …"""
    return (f"r{number}" for number in count(1))
