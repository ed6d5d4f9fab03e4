"""Plans on the small course, whose words stay the same: what golden files are made of."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from teamup.catalog import load
from teamup.catalog.model import Course
from teamup.plans.state import PlanState
from tests.factories import a_small_pack, a_state

PARTS = [
    {"id": "summary", "title": "At a glance", "intro": "One page.", "automatic": "summary"},
    {"id": "all", "title": {"default": "Everything", "existing": "Everything so far"}, "intro": "All of it."},
    {"id": "actions", "title": "Action plan", "automatic": "actions"},
    {"id": "empty", "title": "Nothing at all"},
    {"id": "todo", "title": "Still to be decided", "automatic": "todo"},
    {"id": "examples", "title": "Examples", "automatic": "examples"},
]
CASE = {
    "id": "river",
    "name": "River Watch",
    "place": "Rivertown, OH",
    "state": "OH",
    "known_as_of": "2019",
    "lead": "police",
    "form": "network",
    "settings": ["downtown"],
    "families": ["information_sharing"],
    "card": "Patrol officers and guards share one radio channel.",
    "lesson": "Begin with one channel.",
    "sources": [{"id": "river", "title": "A yearly report", "year": "2019", "url": "https://example.org/river"}],
}
RESOURCE = {
    "id": "guide",
    "type": "publication",
    "title": "A guide",
    "for_what": "How to begin.",
    "audience": "both",
    "sections": ["starting"],
    "publisher": "A press",
    "year": "2005",
    "url": "https://example.org/guide",
}

FULL: dict[str, Any] = {
    "path": "new",
    "lead_role": "chief",
    "setting": ["downtown"],
    "plan_name": "Riverton Downtown Partnership",
    "mission": "We bring patrol and guards together\nso that people get home safely.",
    "motto": "Home safe",
    "form": "nonprofit",
    "bylaws": "Adopted in May.",
    "interests": ["a", "c"],
    "order": ["b", "a", "c"],
    "rating": 4,
    "day": "2027-03-05",
    "hours": "1200",
    "cost": "1250.5",
    "agreed": {"answer": "yes", "why": "Both sides signed."},
    "clauses": {"term": "Two years", "cost": ""},
    "ideas": [{"id": "i1", "text": "Walk the garages"}, {"id": "i2", "text": "Share a map"}],
    "goals": [{"id": "g1", "goal": "Fewer break-ins"}],
    "objectives": [
        {
            "id": "o1",
            "measure": "Count break-ins",
            "goal": "g1",
            "owner": "Analyst",
            "lead": "police",
            "due": "2027-01-15",
            "amount": "500",
        },
        {
            "id": "o2",
            "measure": "Light the garages",
            "owner": "Manager",
            "lead": "security",
            "due": "2027-06-30",
            "amount": "1000",
        },
        {"id": "o3", "measure": "Ask night workers", "lead": "joint", "goal": "gone"},
    ],
    "sharing": {"video": {"rule": "allowed", "note": "On request"}},
    "meeting": {"place": "The library", "on": "2027-02-01"},
}
AWKWARD: dict[str, Any] = {
    "path": "existing",
    "lead_role": "team",
    "plan_name": "#strong[Año] \\ {x} & <b>“2”</b>",
    "mission": "Unión: proteger a la gente. \\#set page() $x$ *no* _markup_ // <script>\n\n\nDespués de un hueco\ttab",
    "motto": "Pneumonoultramicroscopicsilicovolcanoconiosis",
    "ideas": [{"id": "i1", "text": "中 😀 שלום"}, {"id": "i2", "text": "=1+1\nsecond line"}],
    "agreed": {"answer": "", "why": "NUL \0 and bell \x07 here"},
    "clauses": {"gone": "A note that outlived its clause"},
    "objectives": [
        {"id": "o1", "goal": "gone"},
        {"id": "o2", "measure": "@cmd +1", "due": "9999-12-31", "amount": "-3"},
    ],
    "sharing": {"reports": {"rule": "gone"}},
}


@lru_cache(maxsize=1)
def the_small_course() -> Course:
    """Return the small course with a report in parts, a case and a resource."""
    roles = {"name": "plan_name", "path": "path", "side": "lead_role", "setting": "setting", "mission": "mission"}
    roles |= {"objectives": "objectives", "goals": "goals", "self_check": "self_check", "reviews": "meeting"}
    pack = a_small_pack()
    docs = {
        **pack.docs,
        "pack.yaml": {**pack.docs["pack.yaml"], "roles": roles},
        "report.yaml": {"parts": PARTS},
        "cases.yaml": {"cases": [CASE]},
        "resources.yaml": {"resources": [RESOURCE]},
    }
    for question in docs["sections/first/kinds/questions.yaml"]["questions"]:
        question.setdefault("part", "all")
        question.setdefault("heading", question["prompt"].rstrip("?"))
    return load.build(type(pack)(docs))


def a_small_full_plan() -> PlanState:
    """Return a plan with an answer of every kind."""
    ratings = {"police": {"self_check": {"trust": {"rating": 4}}}, "security": {"self_check": {"trust": {"rating": 1}}}}
    return a_state(FULL, course=the_small_course(), **ratings)


def a_small_awkward_plan() -> PlanState:
    """Return a plan with markup, gaps, Spanish, odd letters and rows that point nowhere."""
    return a_state(AWKWARD, course=the_small_course(), police={"self_check": {"trust": {"rating": 2}}})


def a_small_empty_plan() -> PlanState:
    """Return a plan nobody has begun."""
    return a_state({}, course=the_small_course())
