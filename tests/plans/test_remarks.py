"""Honest help: each remark has an answer that calls for it and one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from teamup.catalog import load
from teamup.catalog.model import Course
from teamup.plans import smart
from teamup.plans.remarks import Noticed, Remark, remarks_on
from tests.factories import a_course, a_small_pack, a_state

ROLES = {"activities": "activities", "founders": "founders"}
ACTIVITIES = {
    "id": "activities",
    "kind": "rows",
    "prompt": "Activities?",
    "columns": [
        {"id": "what", "kind": "short_text", "label": "What", "needed": True},
        {"id": "objective", "kind": "choice", "label": "Objective", "options_from": "objectives"},
        {"id": "owner", "kind": "short_text", "label": "Owner"},
        {"id": "start", "kind": "date", "label": "Start"},
        {"id": "due", "kind": "date", "label": "Due"},
    ],
    "drafts_steps": {"what": "what", "owner": "owner", "start": "start", "due": "due"},
}
FOUNDERS = {
    "id": "founders",
    "kind": "rows",
    "prompt": "Founders?",
    "columns": [
        {"id": "name", "kind": "short_text", "label": "Name", "needed": True},
        {"id": "office", "kind": "short_text", "label": "Office"},
    ],
}
TARGET = {"id": "target", "kind": "short_text", "label": "Target"}


def a_larger_course() -> Course:
    """Return the small course with activities, founders and a target for objectives."""
    pack = a_small_pack()
    docs: dict[str, Any] = {**pack.docs}
    questions = [dict(q) for q in docs["sections/first/kinds/questions.yaml"]["questions"]]
    for question in questions:
        if question["id"] == "objectives":
            question["columns"] = [*question["columns"], TARGET]
    changes = {
        "pack.yaml": {**docs["pack.yaml"], "roles": {**docs["pack.yaml"]["roles"], **ROLES}},
        "sections__first__kinds__questions.yaml": {"questions": [*questions, ACTIVITIES, FOUNDERS], "rules": []},
    }
    return load.build(a_small_pack(**changes))


COURSE = a_larger_course()
OBJECTIVE = {"id": "o1", "measure": "Break-ins a month", "target": "under 10"}
ACTIVITY = {"id": "a1", "what": "Walk the garages", "objective": "o1", "owner": "Lt. Ruiz"}
RUIZ = {"id": "f1", "name": "Ana Ruiz", "office": "Downtown lieutenant"}


def noticed(question_id: str, **answers: Any) -> list[Remark]:
    state = a_state(answers, course=COURSE)
    return list(remarks_on(state, state.index.questions[question_id]))


@pytest.mark.parametrize(
    ("mission", "kinds"),
    [
        ("We bring officers and guards together downtown, so that fewer cars are broken into.", []),
        ("word " * 61, [Noticed.LONG_MISSION, Noticed.LONG_SENTENCE]),
        ("We share what we know. " * 4 + "word " * 31, [Noticed.LONG_SENTENCE]),
        ("The BID and the MPD meet.", [Noticed.ABBREVIATIONS]),
        ("", []),
    ],
)
def test_a_mission_is_read_as_an_outsider_would(mission: str, kinds: list[Noticed]):
    assert [remark.noticed for remark in noticed("mission", mission=mission)] == kinds


def test_abbreviations_are_named_once_each():
    (remark,) = noticed("mission", mission="The BID asks the BID and the R&D team.")

    assert remark.words == ("BID", "R&D")


def test_a_target_without_a_number_is_noticed():
    vague = {**OBJECTIVE, "target": "far fewer"}

    assert noticed("objectives", objectives=[vague]) == [Remark(Noticed.NO_NUMBER, "Break-ins a month", ("Target",))]
    assert noticed("objectives", objectives=[OBJECTIVE]) == []


def test_an_objective_that_no_activity_serves_is_noticed_once_there_are_activities():
    other = {**OBJECTIVE, "id": "o2", "measure": "Calls returned in a day", "target": "95 of 100"}

    found = noticed("objectives", objectives=[OBJECTIVE, other], activities=[ACTIVITY])

    assert found == [Remark(Noticed.NO_ACTIVITY, "Calls returned in a day")]
    assert noticed("objectives", objectives=[OBJECTIVE, other]) == []


def test_an_activity_that_serves_no_objective_is_noticed_once_there_are_objectives():
    loose = {**ACTIVITY, "objective": None}

    assert noticed("activities", objectives=[OBJECTIVE], activities=[loose]) == [
        Remark(Noticed.NO_OBJECTIVE, "Walk the garages")
    ]
    assert noticed("activities", activities=[loose]) == []


@pytest.mark.parametrize("owner", ["Lt. Ruiz", "the downtown lieutenant", "ana ruiz", ""])
def test_an_owner_whom_the_plan_names_is_no_surprise(owner: str):
    activity = {**ACTIVITY, "owner": owner}

    assert noticed("activities", objectives=[OBJECTIVE], activities=[activity], founders=[RUIZ]) == []


def test_an_owner_who_is_no_partner_is_noticed_once_the_plan_names_people():
    stranger = {**ACTIVITY, "owner": "Sam Keller"}

    found = noticed("activities", objectives=[OBJECTIVE], activities=[stranger], founders=[RUIZ])

    assert found == [Remark(Noticed.UNKNOWN_OWNER, "Walk the garages", ("Sam Keller",))]
    assert noticed("activities", objectives=[OBJECTIVE], activities=[stranger]) == []


def test_what_is_due_before_it_starts_is_noticed():
    backward = {**ACTIVITY, "start": "2027-03-02", "due": "2027-03-01"}
    same_day = {**ACTIVITY, "start": "2027-03-02", "due": "2027-03-02"}

    assert noticed("activities", objectives=[OBJECTIVE], activities=[backward]) == [
        Remark(Noticed.ENDS_FIRST, "Walk the garages")
    ]
    assert noticed("activities", objectives=[OBJECTIVE], activities=[same_day]) == []


def test_an_activity_without_an_owner_or_a_date_is_flagged():
    bare = {"id": "a1", "what": "Walk the garages"}
    state = a_state({"activities": [bare]}, course=COURSE)

    found = smart.flags_of(state, state.index.questions["activities"])

    assert [flag.what for flag in found] == ["Owner", "Due"]


def test_money_is_added_up_in_all_and_by_the_first_choice():
    rows = [
        {"id": "r1", "measure": "Radios", "lead": "police", "amount": "1250.50"},
        {"id": "r2", "measure": "Repair", "lead": "security", "amount": "800"},
        {"id": "r3", "measure": "Rent", "lead": "police"},
    ]

    state = a_state({"objectives": rows}, course=a_course())
    found = remarks_on(state, state.index.questions["objectives"])

    assert found == (
        Remark(Noticed.TOTAL, words=("$2,050.50", "P: $1,250.50", "S: $800")),
        Remark(Noticed.NO_AMOUNT, words=("1",)),
    )
