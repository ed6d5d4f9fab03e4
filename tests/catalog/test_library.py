"""Terms, activities, knowledge checks and stories of a pack: read whole, and every fault told."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from teamup.catalog import check, load
from teamup.catalog.source import PackSource
from tests.catalog.test_check import texts_of_small_pack, with_words
from tests.factories import a_small_pack

CHECKS = "sections/first/kinds/check.yaml"
STORY = "sections/first/story.yaml"
GLOSSARY = {
    "terms": [
        {"id": "bid", "term": "business improvement district", "also": ["BID"], "means": "A district owners pay for."},
        {"id": "post-orders", "term": "post orders", "means": "Written duties of one guard post.", "see": ["bid"]},
    ]
}
ACTIVITIES = {
    "activities": [
        {
            "id": "walk",
            "title": "Walk the garages",
            "family": "sharing",
            "what": "Both sides walk together.",
            "effort": "low",
            "cost": "none",
            "cost_note": "An hour each.",
            "leads": "joint",
            "evidence": "We know of no test.",
            "settings": ["downtown"],
            "steps": [
                {"what": "Pick the garages", "side": "police", "start": 0, "due": 7},
                {"what": "Walk them", "side": "joint", "start": 7, "due": 30},
            ],
            "measures": ["Fixes done in 60 days"],
        }
    ]
}
QUESTIONS = {
    "checks": [
        {
            "id": "kinds-first",
            "situation": "A captain wants cameras.",
            "ask": "What first?",
            "options": [
                {"id": "a", "text": "Ask what the problem is", "right": True, "why": "The problem comes first.[^s1]"},
                {"id": "b", "text": "Buy two cameras to try it", "why": "It may not touch the problem."},
            ],
        }
    ]
}
PANELS = {
    "id": "founded",
    "title": "How it begins",
    "intro": "In two pictures.",
    "panels": [
        {"drawing": "call", "title": "A call", "caption": "One calls.", "shows": "Two people at telephones."},
        {"drawing": "meet", "title": "A meeting", "caption": "They meet.", "shows": "Two people at a table."},
    ],
}
LABELS = {"families": {"sharing": "Sharing"}, "settings": {"downtown": "Downtown"}}


def a_pack() -> dict[str, Any]:
    docs = copy.deepcopy(dict(a_small_pack().docs))
    docs["pack.yaml"]["labels"] = {**docs["pack.yaml"].get("labels", {}), **LABELS}
    more = {"glossary.yaml": GLOSSARY, "activities.yaml": ACTIVITIES, CHECKS: QUESTIONS, STORY: PANELS}
    return docs | copy.deepcopy(more)


def faults_of(docs: dict[str, Any]) -> list[str]:
    texts = with_words(texts_of_small_pack())
    texts |= {
        path: yaml.safe_dump(docs[path]) for path in ("pack.yaml", "glossary.yaml", "activities.yaml", CHECKS, STORY)
    }
    return [str(fault) for fault in check.check_texts(texts).faults]


def test_a_pack_with_a_library_is_read_whole():
    course = load.build(PackSource(a_pack()))
    lesson = next(course.lessons())

    assert course.terms["bid"].forms == ("business improvement district", "BID")
    assert course.activities["walk"].days == 30
    assert [choice.right for choice in lesson.checks[0].choices] == [True, False]
    assert course.sections[0].story is not None
    assert len(course.sections[0].story.panels) == 2
    assert faults_of(a_pack()) == []


def test_a_pack_may_do_without_any_of_it():
    docs = dict(a_small_pack().docs)
    for path in ("glossary.yaml", "activities.yaml", CHECKS, STORY):
        docs.pop(path, None)

    course = load.build(PackSource(docs))

    assert (course.terms, course.activities) == ({}, {})
    assert next(course.lessons()).checks == ()


@pytest.mark.parametrize(
    ("path", "where", "new", "says"),
    [
        ("glossary.yaml", ("terms", 1, "see"), ["nobody"], "there is no such term"),
        ("glossary.yaml", ("terms", 1, "source"), "s99", "no such source"),
        ("glossary.yaml", ("terms", 1, "also"), ["bid"], "belongs to two terms"),
        ("glossary.yaml", ("terms", 1, "id"), "bid", "used 2 times"),
        ("activities.yaml", ("activities", 0, "family"), "dancing", "none of pack.yaml’s families"),
        ("activities.yaml", ("activities", 0, "problems"), ["rain"], "none of pack.yaml’s problems"),
        ("activities.yaml", ("activities", 0, "cases"), ["atlantis"], "no case “atlantis”"),
        ("activities.yaml", ("activities", 0, "evidence_source"), "s99", "no source “s99”"),
        ("activities.yaml", ("activities", 0, "effort"), "huge", "“huge” is not possible"),
        ("activities.yaml", ("activities", 0, "steps", 1, "due"), 3, "due before it starts"),
        (CHECKS, ("checks", 0, "options", 0, "right"), False, "0 right choices"),
        (CHECKS, ("checks", 0, "options", 1, "right"), True, "2 right choices"),
        (CHECKS, ("checks", 0, "options", 0, "why"), "So.[^s99]", "no source in sources.yaml"),
        (STORY, ("panels", 0, "shows"), None, "“panels.0.shows” must be words"),
    ],
)
def test_each_fault_of_a_library_is_told_with_what_to_do(path: str, where: tuple[Any, ...], new: Any, says: str):
    docs = a_pack()
    place = docs[path]
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = new

    found = faults_of(docs)

    assert found
    assert all(says in fault and fault.startswith(path) for fault in found)


def test_lengths_that_give_right_choices_away_are_told():
    docs = a_pack()
    first = docs[CHECKS]["checks"][0]
    first["options"][0]["text"] = "Ask what the problem is, where it happens and who sees it"
    docs[CHECKS]["checks"].append({**copy.deepcopy(first), "id": "kinds-second"})

    assert "the right choice is the longest" in " ".join(faults_of(docs))
