"""A small course with a library: cases in and out of states, resources, terms."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings

from teamup.catalog import shelf
from teamup.catalog.model import Course
from teamup.catalog.source import PackSource
from tests.factories import PACK, a_small_pack

SOURCE = {"id": "c-1", "title": "A report", "publisher": "A bureau", "year": "2021", "url": "https://example.org/a"}
LABELS = {
    "settings": {"downtown": "Downtown", "campus": "Campus"},
    "families": {"information_sharing": "Information sharing", "crime_control": "Crime control"},
    "leads": {"police": "Police-led", "joint": "Jointly led", "district": "District-led"},
    "forms": {"network": "Network", "nonprofit": "Nonprofit"},
    "topics": {"cameras": "Cameras"},
    "states": {"DC": "District of Columbia", "MN": "Minnesota", "PR": "Puerto Rico", "TX": "Texas"},
}


def a_case(case_id: str, **facts: Any) -> dict[str, Any]:
    """Return a case as a pack has it."""
    return {
        "id": case_id,
        "name": case_id.replace("-", " ").title(),
        "place": "Riverton, MN",
        "state": "MN",
        "known_as_of": "2021",
        "lead": "police",
        "form": "network",
        "settings": ["downtown"],
        "families": ["information_sharing"],
        "card": "Officers and guards share one map.",
        "lesson": "Begin with one map.",
        "sources": [{**SOURCE, "id": f"{case_id}-1"}],
        **facts,
    }


def a_resource(resource_id: str, **facts: Any) -> dict[str, Any]:
    """Return a resource as a pack has it."""
    return {
        "id": resource_id,
        "type": "tool",
        "title": resource_id.replace("-", " ").title(),
        "for_what": "To begin with.",
        "audience": "both",
        "sections": ["first"],
        **facts,
    }


CASES = [
    a_case("river-map", topics=["kinds"], facts=["It began with café owners."]),
    a_case("garage-watch", known_as_of="2009", lead="joint", settings=["campus"], founded="1999"),
    a_case("capital-district", state="DC", place="Washington, DC", lead="district", form="nonprofit"),
    a_case("lone-eye", state="TX", cautionary=["cameras"], confidence="memory", families=["crime_control"]),
    a_case("nationwide-list", state="", place="National"),
]
RESOURCES = [
    a_resource("first-guide", topics=["kinds"], publisher="A bureau", year="2020", url="https://www.example.org/guide"),
    a_resource("police-law", type="legal", audience="police", confidence="memory"),
    a_resource("guard-class", type="training", audience="security", title="A class for guards"),
]
TERMS = [
    {"id": "bid", "term": "business improvement district", "means": "An area that taxes itself.", "also": ["BID"]},
    {"id": "mou", "term": "MOU", "means": "A signed understanding.", "see": ["bid"], "source": "s1", "also": ["MOUs"]},
]
ACTIVITIES = {
    "id": "activities",
    "kind": "rows",
    "prompt": "What will you do?",
    "heading": "Activities",
    "part": "all",
    "columns": [
        {"id": "what", "kind": "short_text", "label": "Activity", "needed": True, "max_length": 120},
        {"id": "family", "kind": "choice", "label": "Family", "options": LABELS["families"]},
        {"id": "owner", "kind": "short_text", "label": "Owner"},
    ],
    "drafts_steps": {"what": "what", "owner": "owner"},
}


def a_library_pack(version: str = "30.0.0", **changes: Any) -> PackSource:
    """Return the small pack with a library; `changes` replace whole files, and ask for a version of their own."""
    small = a_small_pack().docs
    asked = small["sections/first/kinds/questions.yaml"]
    swot = [
        {"id": name, "kind": kind, "prompt": name, "heading": name.title(), "part": "all"}
        for name, kind in (("threats", "list"), ("chances", "long_text"))
    ]
    head = small["pack.yaml"]
    roles = {**head["roles"], "activities": "activities", "swot_threats": "threats", "swot_opportunities": "chances"}
    docs = {
        "pack.yaml": {**head, "version": version, "labels": LABELS, "roles": roles},
        "cases.yaml": {"cases": CASES},
        "resources.yaml": {"resources": RESOURCES},
        "glossary.yaml": {"terms": TERMS},
        "sections/first/kinds/questions.yaml": {**asked, "questions": [*asked["questions"], ACTIVITIES, *swot]},
    }
    return a_small_pack(**{**docs, **{path.replace("__", "/"): doc for path, doc in changes.items()}})


@pytest.fixture
def course(settings: LazySettings, db: None) -> Course:
    """The course that the site shows."""
    settings.COURSE_PACK = PACK
    return shelf.publish(a_library_pack())[0]
