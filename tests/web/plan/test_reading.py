"""From form controls and JSON to raw values."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from teamup.catalog.model import Question, Side
from teamup.plans.errors import AnswerRejected
from teamup.web.plan.reading import read_answer, read_save
from tests.factories import a_course


def the(question_id: str) -> Question:
    return next(q for q in a_course().questions() if q.id == question_id)


def read(question_id: str, sent: str, side: Side = Side.JOINT, *, autosaved: bool = True) -> object:
    return read_answer(the(question_id), side, QueryDict(sent), autosaved=autosaved)


@pytest.mark.parametrize(
    ("question_id", "sent", "raw"),
    [
        ("motto", "motto.joint=Safe+nights", "Safe nights"),
        ("form", "form.joint=network", "network"),
        ("form", "", None),
        ("interests", "interests.joint=a&interests.joint=c", ["a", "c"]),
        ("interests", "base.interests.joint=1", []),
        ("order", "order.joint=c&order.joint=a", ["c", "a"]),
        ("rating", "rating.joint=4", "4"),
        ("agreed", "agreed.joint.answer=yes&agreed.joint.why=So", {"answer": "yes", "why": "So"}),
        ("clauses", "clauses.joint=term&clauses.joint.note.term=A+year", {"term": "A year"}),
        (
            "ideas",
            "ideas.joint.row=r2&ideas.joint.row=r1&ideas.joint.r2.text=B",
            [{"id": "r2", "text": "B"}, {"id": "r1"}],
        ),
        ("meeting", "meeting.joint.place=Hall&meeting.joint.on=", {"place": "Hall"}),
        (
            "sharing",
            "sharing.joint.video.rule=allowed&sharing.joint.video.note=x&sharing.joint.reports.rule=",
            {"video": {"rule": "allowed", "note": "x"}},
        ),
    ],
)
def test_each_kind_is_read_from_its_own_controls(question_id: str, sent: str, raw: object):
    assert read(question_id, sent) == raw


def test_each_side_is_read_apart():
    sent = "self_check.police.trust.rating=2&self_check.security.trust.rating=5"

    assert read("self_check", sent, Side.POLICE) == {"trust": {"rating": "2"}}
    assert read("self_check", sent, Side.SECURITY) == {"trust": {"rating": "5"}}


def test_without_javascript_a_note_typed_beside_an_empty_box_counts_as_a_tick():
    sent = "clauses.joint.note.term=A+year"

    assert read("clauses", sent) == {}
    assert read("clauses", sent, autosaved=False) == {"term": "A year"}
    assert read("clauses", f"{sent}&clauses.joint.had=term", autosaved=False) == {}


def a_json_save(**changes: Any) -> Any:
    body = {"value": "Hello", "side": "joint", "base": 0, "save": str(uuid.uuid4()), **changes}
    kept = {key: value for key, value in body.items() if value is not ...}
    return RequestFactory().post("/", json.dumps(kept), content_type="application/json")


def test_a_json_body_is_read_as_it_stands():
    sent = read_save(a_json_save(value=["a"], base=3, side="police"), "interests", the("interests"))

    assert (sent.raw, sent.base, sent.side) == (["a"], 3, Side.POLICE)


@pytest.mark.parametrize(
    "broken",
    [
        *({"base": base} for base in (..., None, "x", -1, True, "9" * 40)),
        {"save": ...},
        {"save": "no"},
        {"side": "both"},
    ],
)
def test_a_save_that_does_not_say_what_it_is_is_refused(broken: dict[str, Any]):
    with pytest.raises(AnswerRejected):
        read_save(a_json_save(**broken), "motto", the("motto"))


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '"text"', "[" * 100_000])
def test_a_body_that_is_no_answer_is_refused(body: str):
    request = RequestFactory().post("/", body, content_type="application/json")

    with pytest.raises(AnswerRejected):
        read_save(request, "motto", the("motto"))


def test_form_data_may_name_its_base_by_the_card():
    request = RequestFactory().post("/", {"motto.joint": "Hi", "base.motto.joint": "4", "save": str(uuid.uuid4())})

    sent = read_save(request, "motto", the("motto"))

    assert (sent.raw, sent.base) == ("Hi", 4)
