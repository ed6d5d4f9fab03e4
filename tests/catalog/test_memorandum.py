"""The memorandum of a pack: read whole, and every fault told."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from teamup.catalog import check, load
from teamup.catalog.memorandum import Reference, sentence_of
from teamup.catalog.source import PackSource
from tests.catalog.test_check import texts_of_small_pack, with_words
from tests.factories import a_small_pack

MEMORANDUM: dict[str, Any] = {
    "clauses_of": "clauses",
    "kind_of": "form",
    "kinds": [{"id": "network", "title": "Draft", "this": "this draft", "remark": "Is {this} enough?"}],
    "parties": [
        {
            "side": "joint",
            "label": "For both",
            "organizations": ["meeting.place"],
            "signers": {"rows": "objectives", "name": "owner", "office": "measure", "where": {"lead": "police"}},
            "gap": "name; ask them",
        }
    ],
    "asks": [{"say": "Question", "each": "ideas", "items": ["{row}"]}],
    "clauses": [
        {
            "id": "cost",
            "says": [{"say": ["It costs {cost|amount; ask them}.", "Led in {self_check.police.trust.rating}."]}],
            "tables": ["sharing"],
            "cautions": ["mission"],
        },
        {
            "id": "term",
            "place": "signatures",
            "says": [
                {
                    "each": "sharing",
                    "items": ["{row}: {sharing.rule/small}."],
                    "where": {"rule": "never"},
                    "gap": "rule",
                },
                {"each": "clauses", "items": "{row}: {note}"},
            ],
        },
    ],
}


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    memorandum = copy.deepcopy(MEMORANDUM)
    at: Any = memorandum
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return memorandum


def faults_of(memorandum: dict[str, Any]) -> list[str]:
    texts = with_words(texts_of_small_pack()) | {"memorandum.yaml": yaml.safe_dump(memorandum, sort_keys=False)}
    return [str(fault) for fault in check.check_texts(texts).faults]


def test_a_pack_with_a_memorandum_is_read_whole():
    course = load.build(a_small_pack(**{"memorandum.yaml": MEMORANDUM}))

    assert faults_of(MEMORANDUM) == []
    assert course.memorandum is not None
    assert [clause.id for clause in course.memorandum.clauses] == ["cost", "term"]
    assert course.memorandum.kind("gone").this == "this draft"
    assert set(course.memorandum.clauses[0].answers()) == {"cost", "self_check", "sharing"}


def test_a_pack_may_do_without_one():
    assert load.build(PackSource(a_small_pack().docs)).memorandum is None


def test_every_text_is_a_sentence_and_every_letter_of_it_is_kept():
    texts = ["", "plain", "{a}", "{a|b c} d {e.f/small|g}", "{ not } a {reference", "{}}{{", "{a|b|c} {a b}"]

    assert sentence_of(texts[3]).pieces == (Reference("a", "b c"), " d ", Reference("e.f", "g", small=True))
    assert sentence_of(texts[3]).text == " d "
    for text in (texts[0], texts[1], *texts[4:]):
        assert sentence_of(text).text == text


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("clauses_of",), "form", "no such checklist"),
        (("kind_of",), "mission", "no such choice"),
        (("kinds", 0, "id"), "club", "no option “club”"),
        (("kinds", 0, "remark"), "See {mission}.", "no other name in braces"),
        (("clauses", 0, "id"), "price", "no option “price”"),
        (("clauses", 0, "id"), "term", "asks for the clause “cost”"),
        (("clauses", 0, "says", 0, "say"), "{nothing|gap}", "“nothing” stands for an answer"),
        (("clauses", 0, "says", 0, "say"), "{smart_check|gap}", "“smart_check” stands for an answer"),
        (("clauses", 0, "says", 0, "say"), "{meeting.hour|gap}", "“meeting.hour” leads nowhere"),
        (("clauses", 0, "says", 0, "say"), "{self_check|gap}", "“self_check” leads nowhere"),
        (("clauses", 0, "says", 0, "say"), "{mission.more|gap}", "“mission.more” leads nowhere"),
        (("clauses", 0, "says", 0, "say"), "{row|gap}", "stands for a row"),
        (("clauses", 0, "says", 0, "say"), "Cost {cost", "a brace too many"),
        (("clauses", 0, "says", 0, "say"), "{cost}", "says nothing in an empty plan"),
        (("clauses", 0, "says", 0, "say"), [], "says nothing"),
        (("clauses", 0, "says", 0, "gap"), "ask {who}", "no other name in braces"),
        (("clauses", 0, "says", 0, "when"), {"nothing": "x"}, "no such question"),
        (("clauses", 0, "tables"), ["nothing"], "names “nothing”"),
        (("clauses", 0, "cautions"), ["nothing"], "names “nothing”"),
        (("clauses", 1, "place"), "", "exactly one clause the places to sign"),
        (("clauses", 1, "place"), "attic", "is not possible"),
        (("clauses", 1, "says", 0, "each"), "mission", "has no rows or options"),
        (("clauses", 1, "says", 0, "items"), [], "Items need a question"),
        (("clauses", 1, "says", 0, "where"), {"rule": "often"}, "can never be “often”"),
        (("clauses", 1, "says", 0, "where"), {"color": "red"}, "leads nowhere"),
        (("parties", 0, "organizations"), ["nobody.name"], "“nobody.name” stands for an answer"),
        (("parties", 0, "signers", "rows"), "mission", "no such rows"),
        (("parties", 0, "signers", "name"), "first", "“objectives.first” leads nowhere"),
        (("parties", 0, "gap"), "", "gap"),
        (("asks", 0, "items"), ["{nothing}"], "“nothing” stands for an answer"),
    ],
)
def test_each_fault_is_told(path: tuple[Any, ...], value: Any, said: str):
    found = [fault for fault in faults_of(changed(path, value)) if said in fault]

    assert found
    assert all(fault.startswith("memorandum.yaml:") for fault in found)


def test_a_fault_names_the_line_of_its_clause():
    faults = faults_of(changed(("clauses", 1, "says", 0, "each"), "mission"))
    lines = yaml.safe_dump(changed(("clauses", 1, "says", 0, "each"), "mission"), sort_keys=False).splitlines()

    assert faults[0].startswith(f"memorandum.yaml:{lines.index('- id: term') + 1}:")
