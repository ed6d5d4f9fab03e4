"""The calendar, the spreadsheet and the plan file."""

from __future__ import annotations

import csv
import io
import json
import uuid
from typing import Any

import pytest
from icalendar import Calendar

from teamup.catalog.model import Path, Side
from teamup.plans.state import Given, PlanState
from teamup.plans.steps import steps_of
from teamup.report import csvfile, ics
from teamup.report.build import build
from teamup.report.errors import PlanFileError
from teamup.report.jsonfile import MOST_BYTES, PlanFile, read_plan_file, write_plan_file
from tests.factories import PLAN_ID
from tests.report.awkward import an_awkward_plan
from tests.report.golden import golden
from tests.report.plans import NOW, TODAY, a_full_plan, a_plan_state, opening
from tests.report.small import a_small_awkward_plan, a_small_full_plan

J = Side.JOINT
SMALL = [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)]


def with_activity(**cells: Any) -> PlanState:
    return a_plan_state({**opening(), ("activities", J): [{"id": "a", "what": "Walk the garages", **cells}]})


def events(state: PlanState) -> list[Any]:
    return Calendar.from_ical(ics.render(build(state, today=TODAY))).walk("VEVENT")


@pytest.mark.parametrize(("name", "state"), SMALL)
def test_a_calendar_is_what_people_agreed_it_should_be(name, state):
    golden(f"{name}.ics", ics.render(build(state(), today=TODAY)).decode())


def test_each_dated_step_and_review_is_one_event():
    answers = {**opening(), ("review_dates", J): {"quarterly_check": "2027-04-14", "reviewer": "The council"}}
    rows = [{"id": "a", "what": "Dated", "due": "2027-01-15"}, {"id": "b", "what": "Not dated"}]

    found = events(a_plan_state({**answers, ("activities", J): rows}))

    assert [str(event["summary"]) for event in found] == ["Dated", "First quarterly check"]
    assert [event.decoded("dtstart").isoformat() for event in found] == ["2027-01-15", "2027-04-14"]


def test_an_event_keeps_its_id_when_the_step_moves():
    (before,) = events(with_activity(due="2027-01-15"))

    (after,) = events(with_activity(due="2027-03-01"))

    assert before["uid"] == after["uid"]
    assert str(PLAN_ID) in str(before["uid"])


def test_what_was_typed_comes_back_out_of_a_calendar():
    text = "Comma, semicolon; back\\slash\nand “quotes” 中 " + "long " * 30

    (event,) = events(with_activity(due="2027-01-15", owner=text))

    assert f"Owner: {text.strip()}".replace("\n", " ")[:20] in str(event["description"]).replace("\n", " ")
    assert "semicolon; back\\slash\nand" in str(event["description"])


@pytest.mark.parametrize(("name", "state"), SMALL)
def test_a_spreadsheet_is_what_people_agreed_it_should_be(name, state):
    golden(f"{name}.csv", csvfile.render(build(state(), today=TODAY)).decode())


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@cmd", "\t=1", " =1+1", "\r=1"])
def test_no_cell_of_a_spreadsheet_acts_as_a_formula(typed):
    text = csvfile.render(build(with_activity(owner=typed), today=TODAY)).decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row["Owner"].startswith("'")


def taken(file: PlanFile) -> dict[Any, Given]:
    return {**file.answers, **{str(step.id): step.given for step in file.steps}}


@pytest.mark.parametrize("seed", range(50))
def test_an_awkward_plan_comes_back_out_of_its_file(seed):
    state = an_awkward_plan(seed)
    if any("\0" in json.dumps(given.value) for given in state.answers.values()):
        raise AssertionError("Answers never hold NUL.")

    file = read_plan_file(write_plan_file(state))

    assert taken(file) == dict(state.answers)


def test_a_plan_comes_back_with_its_facts_revisions_and_steps():
    state = a_full_plan(Path.EXISTING)
    step = steps_of(state)[0]
    changes = {step.id: Given({"status": "done"}, 3, NOW, "Maria Núñez"), str(PLAN_ID): Given(None, 2, NOW)}
    state = PlanState(state.course, state.index, state.plan, state.answers, changes)

    file = read_plan_file(write_plan_file(state))

    assert taken(file) == {**state.answers, **changes}
    assert (file.plan_id, file.created_at, file.time_zone, file.sample) == (
        state.plan.id,
        NOW,
        "America/Chicago",
        "invented",
    )
    assert (file.pack_id, file.pack_version) == ("police-security", state.course.version)


def test_a_drafted_step_still_belongs_to_its_row_in_another_plan():
    state = with_activity(due="2027-01-15")
    (step,) = steps_of(state)
    state = PlanState(
        state.course, state.index, state.plan, state.answers, {step.id: Given({"status": "done"}, 1, NOW)}
    )
    other = type(PLAN_ID)(int=7)

    (change,) = read_plan_file(write_plan_file(state)).steps

    assert change.drafted_from == "activities/a"
    assert str(change.id_in(state.plan.id)) == step.id
    assert change.id_in(other) != change.id


def test_the_same_plan_gives_the_same_file():
    assert write_plan_file(a_full_plan()) == write_plan_file(a_full_plan())


def test_hidden_and_removed_answers_are_in_the_file():
    state = a_plan_state({**opening(), ("no_longer_asked", J): {"any": ["thing"]}})

    file = read_plan_file(write_plan_file(state))

    assert file.answers["no_longer_asked", J].value == {"any": ["thing"]}


def changed(**changes: Any) -> bytes:
    data = json.loads(write_plan_file(a_plan_state(opening())))
    return json.dumps({**data, **changes}).encode()


def test_a_file_of_version_1_opens_without_rounds():
    data = json.loads(write_plan_file(a_plan_state(opening())))
    del data["rounds"]

    file = read_plan_file(json.dumps({**data, "format_version": 1}).encode())

    assert file.rounds == ()


ROUND = {
    "round": str(uuid.uuid4()),
    "name": "Spring",
    "opened_at": NOW.isoformat(),
    "closes_on": "2027-04-01",
    "ended_at": None,
    "replies": [],
}


ANSWER = {"question": "mission", "side": "joint", "value": "x", "revision": 1, "changed_at": NOW.isoformat(), "by": ""}


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "not JSON"),
        (b"%PDF-1.7", "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[]", "not a plan file"),
        (b'{"format": "other"}', "not a plan file"),
        (b"[" * 100_000, "not JSON"),
        (b'{"format": "teamup-plan", "format": "teamup-plan"}', "twice"),
        (b'{"format": "teamup-plan", "x": NaN}', "no number"),
        (b'{"format": "teamup-plan", "x": "\\u0000"}', "cannot be stored"),
        (b'{"format": "teamup-plan", "x": "\\ud800"}', "cannot be stored"),
        (b" " * (MOST_BYTES + 1), "larger than"),
        (changed(format_version="1"), "which version"),
        (changed(format_version=99), "newer Team Up"),
        (changed(extra=1), "extra"),
        (changed(answers=[{**ANSWER, "side": "nobody"}]), "answers.0.side"),
        (changed(answers=[{**ANSWER, "revision": 0}]), "answers.0.revision"),
        (changed(answers=[{**ANSWER, "changed_at": "2026-01-01T00:00:00"}]), "answers.0.changed_at"),
        (changed(answers=[ANSWER, ANSWER]), "answers a question twice"),
        (changed(steps=[{"step": "x"}]), "steps.0"),
        (changed(rounds=[ROUND, ROUND]), "round of the self-check twice"),
        (changed(rounds=[{**ROUND, "closes_on": "soon"}]), "rounds.0.closes_on"),
        (
            changed(rounds=[{**ROUND, "replies": [{"side": "joint", "ratings": {}, "evidence": {}}]}]),
            "rounds.0.replies",
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value.replace(" ", "-"),
)
def test_a_file_that_is_no_plan_is_refused_with_a_sentence(data, answer):
    with pytest.raises(PlanFileError, match=answer):
        read_plan_file(data)
