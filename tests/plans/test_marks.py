"""Saying who may see an answer: what is kept, what is refused, what is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamup.catalog.model import Side
from teamup.core.models import Event
from teamup.plans import marks, selectors
from teamup.plans.access import READER
from teamup.plans.errors import MarkRejected, MayNotEdit, UnknownQuestion
from teamup.plans.marking import Audience, Mark, sees
from teamup.plans.models import AnswerMark, Plan
from tests.factories import MARIA, NOW, SAM, a_plan

pytestmark = pytest.mark.django_db
J = Side.JOINT


def mark(plan: Plan, mark: str, *, question: str = "mission", side: Side = J, by=MARIA) -> None:
    marks.set_mark(plan=plan, question_id=question, side=side, mark=mark, by=by, now=NOW)


def test_a_mark_is_kept_and_shows_at_once_also_before_anything_is_typed():
    plan = a_plan()
    assert selectors.load_state(plan).mark("mission") is Mark.OPEN

    mark(plan, "police")

    assert selectors.load_state(plan).mark("mission") is Mark.POLICE


def test_the_last_of_two_people_wins_and_both_are_on_record():
    plan = a_plan()

    mark(plan, "police")
    mark(plan, "partners", by=SAM)

    assert selectors.load_state(plan).mark("mission") is Mark.PARTNERS
    events = Event.objects.filter(plan_id=plan.id, kind="answer.marked").order_by("at", "id")
    assert {(event.by, event.detail["mark"]) for event in events} == {
        ("Maria Núñez", "police"),
        ("Sam Okafor", "partners"),
    }


def test_the_same_mark_again_changes_nothing():
    plan = a_plan()
    mark(plan, "police")

    mark(plan, "police")

    assert Event.objects.filter(plan_id=plan.id, kind="answer.marked").count() == 1
    assert AnswerMark.objects.count() == 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=-1)], ids=["same instant", "clock set back"])
def test_a_mark_shows_at_once_whatever_the_clock_says(later):
    plan = a_plan()
    mark(plan, "partners")
    assert selectors.load_state(plan).mark("mission") is Mark.PARTNERS

    marks.set_mark(plan=plan, question_id="mission", side=J, mark="police", by=SAM, now=NOW + later)

    assert selectors.load_state(plan).mark("mission") is Mark.POLICE


def test_an_answer_can_be_opened_again():
    plan = a_plan()
    mark(plan, "police")

    mark(plan, "open")

    assert selectors.load_state(plan).marks == {}


@pytest.mark.parametrize("word", ["", "secret", "POLICE", "whole", "\x00"])
def test_a_mark_that_does_not_exist_is_refused(word):
    with pytest.raises(MarkRejected, match="from the list"):
        mark(a_plan(), word)


@pytest.mark.parametrize("question", ["plan_name", "path"])
def test_what_heads_every_document_cannot_be_marked(question):
    with pytest.raises(MarkRejected, match="head every document"):
        mark(a_plan(), "police", question=question)


@pytest.mark.parametrize(("question", "side"), [("nothing", J), ("mission", Side.POLICE)])
def test_what_is_not_asked_cannot_be_marked(question, side):
    with pytest.raises(UnknownQuestion):
        mark(a_plan(), "police", question=question, side=side)


def test_readers_mark_nothing():
    with pytest.raises(MayNotEdit):
        mark(a_plan(), "police", by=READER)


def test_what_a_plan_file_marks_is_never_loosened_here():
    plan = a_plan()
    mark(plan, "police")

    file = {
        ("mission", J): Mark.PARTNERS,
        ("motto", J): Mark.POLICE,
        ("gone", J): Mark.POLICE,
        ("path", J): Mark.POLICE,
    }

    added = marks.add(plan=plan, marks=file, by="Maria", now=NOW)

    assert added == 2
    assert selectors.load_state(plan).marks == {
        ("mission", J): Mark.POLICE,
        ("motto", J): Mark.POLICE,
        ("gone", J): Mark.POLICE,
    }


def test_each_audience_sees_what_is_its_own_and_the_open():
    seen = {audience: {mark for mark in Mark if sees(audience, mark)} for audience in Audience}

    assert seen == {
        Audience.PUBLIC: {Mark.OPEN},
        Audience.PARTNERS: {Mark.OPEN, Mark.PARTNERS},
        Audience.POLICE: {Mark.OPEN, Mark.PARTNERS, Mark.POLICE},
        Audience.SECURITY: {Mark.OPEN, Mark.PARTNERS, Mark.SECURITY},
        Audience.WHOLE: set(Mark),
    }
