"""What a plan document holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from teamup.catalog.model import Path, Side
from teamup.plans import progress
from teamup.report.build import build
from teamup.report.document import (
    Bullets,
    Cases,
    Checks,
    Compared,
    Field,
    Note,
    NoteKind,
    Paragraphs,
    Part,
    PlanDocument,
    Quadrants,
    Ratings,
    Table,
    Timeline,
    Todo,
    to_data,
)
from tests.report.golden import golden
from tests.report.plans import (
    TODAY,
    a_core_plan,
    a_full_plan,
    a_plan_state,
    an_empty_plan,
    filled,
    opening,
    the_course,
)
from tests.report.small import a_small_awkward_plan, a_small_full_plan

J = Side.JOINT


def part(document: PlanDocument, part_id: str) -> Part:
    return next(part for part in document.parts if part.id == part_id)


def field(document: PlanDocument, question_id: str) -> Field | None:
    return next((f for p in document.parts for f in p.fields if f.question_id == question_id), None)


def blocks(document: PlanDocument, kind: type[Any]) -> list[Any]:
    return [b for p in document.parts for f in p.fields for b in f.blocks if isinstance(b, kind)]


def as_text(document: PlanDocument) -> str:
    return json.dumps(to_data(document), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_a_document_is_what_people_agreed_it_should_be(name, state):
    document = build(state(), today=TODAY)

    golden(f"{name}.json", as_text(document))


def test_the_same_plan_and_day_make_an_equal_document():
    first = build(a_full_plan(), today=TODAY)

    assert build(a_full_plan(), today=TODAY) == first


def test_an_empty_plan_is_a_document_that_lists_everything_as_open():
    state = an_empty_plan()

    document = build(state, today=TODAY)

    (todo,) = blocks(document, Todo)
    listed = [item.question_id for group in todo.groups for item in group.items]
    assert listed == [item.question.id for item in progress.open_items(state)]
    assert document.meta.in_progress == "Plan in progress"
    assert {fact.label for fact in document.summary.missing} == {"mission", "problems", "changes", "steps", "contacts"}


def test_a_part_lists_its_own_open_items():
    document = build(a_core_plan(), today=TODAY)

    assert [item.question_id for item in part(document, "goals").open] == [
        "mission_test",
        "purpose_scope",
        "early_win",
        "measures",
    ]


def test_a_part_without_an_answer_is_left_out():
    document = build(an_empty_plan(), today=TODAY)

    assert [part.id for part in document.parts] == ["examples", "sources", "todo"]
    assert [part.number for part in document.parts] == list(range(1, len(document.parts) + 1))


def test_answers_stand_under_their_heading_in_the_order_of_the_course():
    document = build(a_full_plan(), today=TODAY)

    asked = [q.id for q in the_course().questions() if q.part == "problems"]
    assert [f.question_id for f in part(document, "problems").fields] == asked
    assert field(document, "mission").heading == "Mission"


def test_an_optional_question_without_an_answer_is_not_printed():
    document = build(a_core_plan(), today=TODAY)

    assert field(document, "values") is None
    assert "values" not in {item.question_id for p in document.parts for item in p.open}


def test_an_answer_hidden_by_its_condition_is_left_out():
    hidden = a_small_full_plan()
    answers = {key: given for key, given in hidden.answers.items() if key[0] != "form"}
    hidden = type(hidden)(hidden.course, hidden.index, hidden.plan, answers, {})

    document = build(hidden, today=TODAY)

    assert field(build(a_small_full_plan(), today=TODAY), "bylaws") is not None
    assert field(document, "bylaws") is None


def test_a_complete_plan_is_not_in_progress():
    document = build(a_full_plan(), today=TODAY)

    assert (document.meta.in_progress, document.cover.progress) == ("", "")
    assert blocks(document, Todo) == []


def test_a_sample_says_that_it_is_one():
    assert "invented" in build(a_full_plan(), today=TODAY).meta.sample


def test_text_is_kept_as_it_was_typed():
    text = "One\n\n  #two \\ {three}"

    document = build(a_plan_state({**opening(), ("mission", J): text}), today=TODAY)

    assert field(document, "mission").blocks[0] == Paragraphs(text)


def test_needed_cells_that_are_missing_are_open():
    rows = [{"id": "o1", "measure": "Break-ins"}]

    document = build(a_plan_state({**opening(), ("objectives", J): rows}), today=TODAY)

    table = field(document, "objectives").blocks[0]
    assert isinstance(table, Table)
    assert [cell.missing for cell in table.rows[0]] == [False, True, True, True, True]
    check = field(document, "smart_check").blocks[0]
    assert check == Bullets(("Break-ins: still to say: goal, baseline, target, owner, starts, due",)) or isinstance(
        check, Bullets
    )


def test_sides_that_answer_apart_are_shown_side_by_side():
    answers = {**opening(), ("role_limits", Side.POLICE): "We never ask guards to search."}

    document = build(a_plan_state(answers), today=TODAY)

    compared = field(document, "role_limits").blocks[0]
    assert isinstance(compared, Compared)
    assert compared.police_blocks == (Paragraphs("We never ask guards to search."),)
    assert isinstance(compared.security_blocks[0], Note)
    assert compared.security_blocks[0].kind is NoteKind.OPEN


def test_the_self_check_says_where_the_sides_are_far_apart():
    answers = {
        **opening(Path.EXISTING),
        ("self_check", Side.POLICE): {"trust": {"rating": 5}, "means": {"rating": 2}},
        ("self_check", Side.SECURITY): {"trust": {"rating": 2}},
    }

    document = build(a_plan_state(answers), today=TODAY)

    (ratings,) = blocks(document, Ratings)
    remarks = [row.remark for row in ratings.rows]
    assert (remarks.count("3 apart"), remarks.count("Weak"), remarks.count("")) == (1, 1, len(remarks) - 2)


def test_strengths_and_the_rest_are_read_together():
    document = build(a_full_plan(Path.EXISTING), today=TODAY)

    (quadrants,) = blocks(document, Quadrants)
    assert [q.title for q in quadrants.cells] == ["Strengths", "Weaknesses", "Opportunities", "Threats"]
    assert field(document, "swot_threats") is None


def test_a_sector_is_no_side_and_a_side_is_one():
    rows = [{"id": "a", "organization": "Riverton Police Department", "sector": "police"}]
    sponsors = [{"id": "b", "name": "Elena Brandt", "side": "police"}]

    answers = {**opening(), ("stakeholders", J): rows, ("executive_sponsors", J): sponsors}

    document = build(a_plan_state(answers), today=TODAY)

    stakeholders, sponsor = (field(document, name).blocks[0] for name in ("stakeholders", "executive_sponsors"))
    assert [cell.side for cell in stakeholders.rows[0]] == [None] * len(stakeholders.rows[0])
    assert [cell.side.side for cell in sponsor.rows[0] if cell.side] == [Side.POLICE]


def test_what_is_ticked_in_a_form_is_printed_as_ticks():
    document = build(a_full_plan(), today=TODAY)

    ticks, facts = field(document, "privacy_rule").blocks[:2]
    assert isinstance(ticks, Checks)
    assert len(ticks.items) == 3
    assert "Yes" not in {fact.value.text for fact in facts.items}


def test_a_step_says_in_the_words_of_its_question_what_it_is_for_unless_that_repeats_it():
    objectives = [{"id": "o", "measure": "Break-ins"}, {"id": "p", "measure": "Relight the garage"}]
    rows = [
        {"id": "a", "what": "Walk the garages", "objective": "o", "due": "2027-01-01"},
        {"id": "b", "what": "Relight the garage by May", "objective": "p", "due": "2027-02-01"},
        {"id": "c", "what": "Rest", "objective": "gone", "due": "2027-03-01"},
    ]

    document = build(a_plan_state({**opening(), ("objectives", J): objectives, ("activities", J): rows}), today=TODAY)

    table = part(document, "actions").fields[0].blocks[0]
    assert [row[1].note for row in table.rows] == ["Objective it serves: Break-ins", "", ""]


def test_the_table_of_steps_has_a_status_once_one_is_under_way():
    rows = [{"id": "a", "what": "Walk"}, {"id": "b", "what": "Talk", "status": "started"}]

    planned = build(a_plan_state({**opening(), ("activities", J): rows[:1]}), today=TODAY)
    begun = build(a_plan_state({**opening(), ("activities", J): rows}), today=TODAY)

    tables = [part(document, "actions").fields[0].blocks[0] for document in (planned, begun)]
    assert [[c.label for c in table.columns][-1] for table in tables] == ["Owner", "Status"]


def test_a_person_with_two_roles_is_named_once_in_the_summary():
    pike = {"person": "Sgt. Aaron Pike", "organization": "Riverton Police Department"}

    document = build(a_plan_state({**opening(), ("liaison_police", J): pike, ("driver", J): pike}), today=TODAY)

    assert [(c.name, c.role) for c in document.summary.contacts] == [("Sgt. Aaron Pike", "Police liaison, driver")]


def test_the_cover_says_what_a_number_of_people_is():
    column = next(q for q in the_course().questions() if q.id == "jurisdiction").column("population")
    place = {"city": "Riverton", "state": "OH", "population": column.options[2].id}

    document = build(a_plan_state(opening(jurisdiction=place)), today=TODAY)

    where = next(fact.value for fact in document.cover.facts if fact.label == "Where")
    assert (where.text, where.note) == ("Riverton, Ohio", "People who live there: 50,000 to 250,000")


def test_the_source_of_every_case_and_caution_is_listed_once_by_number():
    document = build(a_core_plan(), today=TODAY)

    (cases,) = blocks(document, Cases)
    numbers = [line.number for line in document.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {source for case in cases.items for source in case.sources} <= set(document.sources)
    assert len({(s.title, s.publisher, s.url) for s in document.sources}) == len(document.sources)


def test_money_has_totals_and_the_budget_says_who_pays():
    rows = [
        {"id": "a", "line": "Radios", "when": "startup", "kind": "cash", "amount": "5400", "who_pays": "security"},
        {"id": "b", "line": "Analyst", "when": "yearly", "kind": "in_kind", "amount": "4700.50", "who_pays": "police"},
    ]

    document = build(a_plan_state({**opening(), ("budget", J): rows}), today=TODAY)

    lines, _bars, payers = field(document, "budget").blocks[:3]
    assert [cell.text for cell in lines.totals[0]] == ["Total", "", "", "$10,100.50", ""]
    assert [[cell.text for cell in row] for row in payers.rows] == [
        ["Police", "$0", "$4,700.50", "$4,700.50"],
        ["Security", "$5,400", "$0", "$5,400"],
    ]
    assert [cell.text for cell in payers.totals[0]] == ["Total", "$5,400", "$4,700.50", "$10,100.50"]


def test_actions_are_listed_and_drawn_by_date():
    rows = [
        {"id": "b", "what": "Later", "lead": "security", "start": "2027-02-01", "due": "2027-05-31"},
        {"id": "a", "what": "Sooner", "lead": "police", "due": "2027-01-15"},
        {"id": "c", "what": "Some day", "owner": "Sam"},
    ]

    document = build(a_plan_state({**opening(), ("activities", J): rows}), today=TODAY)

    table, timeline = (f.blocks[0] for f in part(document, "actions").fields[:2])
    assert [row[1].text for row in table.rows] == ["Sooner", "Later", "Some day"]
    assert table.rows[2][0].missing
    assert isinstance(timeline, Timeline)
    assert [(bar.label, bar.begin, bar.end) for bar in timeline.bars] == [
        ("Sooner", 0.0903, 0.0903),
        ("Later", 0.2, 0.9935),
    ]
    assert [(tick.label, tick.year) for tick in timeline.ticks] == [
        ("Jan", "2027"),
        ("Feb", ""),
        ("Mar", ""),
        ("Apr", ""),
        ("May", ""),
    ]


def test_the_summary_takes_the_problems_in_the_order_of_their_rank():
    answers = filled(lambda question: question.id in ("problem_list", "problem_priority"))
    ranked = list(reversed(answers["problem_priority", J]))

    document = build(a_plan_state({**answers, ("problem_priority", J): ranked}), today=TODAY)

    last = answers["problem_list", J][-1]["what"]
    assert document.summary.problems[0].text == last


def test_the_summary_shortens_what_is_long():
    document = build(a_plan_state({**opening(), ("mission", J): "word " * 2000}), today=TODAY)

    assert len(document.summary.mission) <= 420
    assert document.summary.mission.endswith("word…")


def test_a_new_partnership_begins_with_its_first_ninety_days():
    rows = [
        {"id": str(n), "what": f"Step {n}", "due": day}
        for n, day in enumerate(["2027-01-15", "2027-03-01", "2027-09-01"])
    ]

    document = build(a_plan_state({**opening(), ("activities", J): rows}), today=TODAY)

    assert document.summary.steps_title == "First 90 days"
    assert [step.what for step in document.summary.steps] == ["Step 0", "Step 1"]


@pytest.mark.parametrize("path", list(Path))
@pytest.mark.parametrize("role", ["police_chief", "security_contract", "joint_team"])
def test_every_way_to_begin_makes_a_document(path, role):
    for setting in (option.id for option in the_course().opening[2].options):
        document = build(a_plan_state(opening(path, lead_role=role, setting=[setting])), today=TODAY)

        assert document.parts[-1].id == "todo"
