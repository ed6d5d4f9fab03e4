"""The meeting kit: what is on the agenda, who is on the sheet, what the form asks, and whom the tree calls."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import docx as reader
import pypdf
import pytest

from teamup.catalog import load
from teamup.catalog.model import Path, Side
from teamup.catalog.source import read_pack
from teamup.operations.samples import read_sample
from teamup.plans import answers
from teamup.plans.state import PlanState
from teamup.report import docx, pdf, pool
from teamup.report.document import Blank, Bullets, Field, Grid, Part, PlanDocument, Table
from teamup.report.kinds import kit, minutes
from teamup.report.pdf import Paper
from tests.content.test_tiny_pack import ANSWERS as CLINIC
from tests.report.awkward import an_awkward_plan
from tests.report.golden import golden
from tests.report.pdftext import tree_of
from tests.report.plans import TODAY, a_full_plan, a_plan_state, an_empty_plan, opening, the_index
from tests.report.small import a_small_awkward_plan, a_small_full_plan
from tests.report.test_docx import lines_of

J = Side.JOINT
ROOT = FilePath(__file__).parents[2]
SPRING = date(2027, 4, 2)
STEPS = [
    {"id": "s-late", "what": "Walk the garages", "due": "2027-03-05", "lead": "joint", "owner": "Ruth Castellano"},
    {"id": "s-done", "what": "Print the map", "due": "2027-03-01", "lead": "police", "owner": "Pike", "status": "done"},
    {"id": "s-later", "what": "Call every number", "due": "2027-02-26", "lead": "security", "owner": "Priya Nair"},
    {"id": "s-soon", "what": "Teach the call script", "due": "2027-04-16", "lead": "security", "owner": "Hale"},
    {"id": "s-next", "what": "Relight the stairs", "due": "2027-05-28", "lead": "police"},
    {"id": "s-never", "what": "Ask the night workers", "lead": "joint"},
    {"id": "s-stopped", "what": "Buy a drone", "due": "2027-03-02", "lead": "police", "status": "stopped"},
]
RHYTHM = {
    "how_often": "monthly",
    "day_time": "Second Wednesday, 8:00 to 9:30 a.m.",
    "where": "Hospital boardroom",
    "chair": "Lt. Ruiz",
    "minutes": "One page within two days.",
}
LIAISON = {"person": "Sgt. Aaron Pike", "phone": "555-0142", "hours": "Desk 555-0140 at night", "backup": "Lena Moss"}
NOTICE = {"sender": "Watch commander", "backup": "Dispatch supervisor", "within_minutes": "10"}


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    """A machine that runs other tests too is slow; what a limit on time does is tested with the pool."""
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def a_plan(path: Path = Path.EXISTING, **given: Any) -> PlanState:
    """Return a plan with these joint answers and none of the opening's team."""
    return a_plan_state({**opening(path, plan_team=None), **{(q, J): v for q, v in given.items()}})


@lru_cache(maxsize=1)
def the_sample() -> PlanState:
    """Return the invented sample."""
    sample = read_sample(ROOT / "content" / "samples" / "invented.yaml")
    questions = the_index().questions
    said = {(a.question_id, a.side): answers.clean(questions[a.question_id], a.value) for a in sample.answers}
    return a_plan_state(said, sample="invented")


def the_clinic(given: Mapping[str, Any] = CLINIC) -> PlanState:
    """Return a plan of a course about something else, which knows neither sides nor roles of people."""
    course = load.build(read_pack(ROOT / "tests" / "content" / "tiny-pack"))
    said = {"clinic_name": "Oak Street Clinic", "first_plan": "new", **given}
    return a_plan_state({(q, J): v for q, v in said.items()}, course=course)


def kit_of(state: PlanState, today: date = SPRING) -> PlanDocument:
    return kit.build(state, today=today)


def part(document: PlanDocument, part_id: str) -> Part:
    return next(part for part in document.parts if part.id == part_id)


def grids(found: Part) -> dict[str, Grid]:
    blocks = (block for field in found.fields for block in field.blocks)
    return {block.name: block for block in blocks if isinstance(block, Grid)}


def items(document: PlanDocument) -> list[tuple[str, str, str]]:
    """Return the order of the meeting: minutes, item with its note, who."""
    tables = (b for field in part(document, "agenda").fields for b in field.blocks if isinstance(b, Table))
    return [(row[0].text, f"{row[1].text} {row[1].note}".strip(), row[2].text) for row in next(tables).rows]


def headed(document: PlanDocument, heading: str) -> Field | None:
    return next((field for field in part(document, "agenda").fields if field.heading == heading), None)


def words_of(document: PlanDocument) -> str:
    return repr(document)


def test_what_was_due_comes_first_then_what_comes_next_each_with_its_owner_and_side():
    steps = grids(part(kit_of(a_plan(activities=STEPS)), "agenda"))["steps"]

    rows = [(row[0].text, row[0].note, row[1].text, row[2].text, row[3].text) for row in steps.rows]
    assert rows == [
        ("Feb 26, 2027", "overdue", "Call every number", "Security", "Priya Nair"),
        ("Mar 5, 2027", "overdue", "Walk the garages", "Joint", "Ruth Castellano"),
        ("Apr 16, 2027", "", "Teach the call script", "Security", "Hale"),
        ("May 28, 2027", "", "Relight the stairs", "Police", "No owner yet"),
    ]
    assert all(row[-1].is_empty for row in steps.rows)


def test_what_is_done_or_stopped_is_not_on_the_agenda():
    document = kit_of(a_plan(activities=STEPS))

    assert "Print the map" not in words_of(document)
    assert "Buy a drone" not in words_of(document)


def test_steps_without_a_date_are_counted_so_that_they_get_one():
    agenda = items(kit_of(a_plan(activities=STEPS)))

    assert any("1 step has no date yet: give it one." in what for _time, what, _who in agenda)


def test_a_long_list_is_cut_to_the_page_and_says_how_much_is_left():
    late = [{"id": f"s{n}", "what": f"Late step {n}", "due": f"2027-03-{n:02}"} for n in range(1, 21)]

    steps = grids(part(kit_of(a_plan(activities=late)), "agenda"))["steps"]

    assert len(steps.rows) < len(late)
    assert steps.help == f"{len(late) - len(steps.rows)} more are overdue: see the plan."


def test_the_minutes_add_up_to_the_length_that_the_plan_gives_the_meeting():
    document = kit_of(a_plan(meeting_rhythm=RHYTHM, activities=STEPS))

    assert sum(int(time) for time, _what, _who in items(document)) == 90
    assert "The plan gives the meeting 90 minutes" in part(document, "agenda").intro


def test_without_a_length_the_hour_is_called_our_own_proposal():
    document = kit_of(an_empty_plan(Path.EXISTING))

    assert sum(int(time) for time, _what, _who in items(document)) == minutes.USUAL
    assert "60 minutes, and how they are shared out, are our proposal" in part(document, "agenda").intro


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Second Wednesday, 8:00 to 9:00 a.m.", 60),
        ("Tuesdays 11:30 a.m. – 1 p.m.", 90),
        ("first Monday, noon, 45 minutes", 45),
        ("two hours every quarter", 120),
        ("1.5 hours", 90),
        ("Weekdays 8 to 4", None),
        ("at roll call", None),
        ("", None),
    ],
)
def test_the_length_of_a_meeting_is_read_from_its_words(text, length):
    assert minutes.length_of(text) == length


@pytest.mark.parametrize("total", [20, 37, 60, 90, 240])
def test_minutes_are_shared_out_to_the_last_one(total):
    shared = minutes.share(total, (0, 2, 1, 0, 0, 2, 0))

    assert sum(shared) == total
    assert min(shared) > 0


def test_each_side_has_a_round_led_by_its_liaison():
    agenda = items(kit_of(a_plan(liaison_police=LIAISON)))

    led = {what.partition(". ")[2].partition(" round")[0]: who for _time, what, who in agenda if " round:" in what}
    assert led == {"Police": "Sgt. Aaron Pike", "Security": "Security"}


def test_reviews_and_tests_near_the_day_are_on_the_agenda():
    given = {"review_dates": {"quarterly_check": "2027-04-14", "yearly_review": "2028-01-12"}}
    notice = {**NOTICE, "next_test": "2027-05-04"}

    agenda = " ".join(what for _time, what, _who in items(kit_of(a_plan(**given, emergency_notice=notice))))

    assert "First quarterly check: April 14, 2027" in agenda
    assert "Test of the emergency notice: May 4, 2027" in agenda
    assert "Yearly review" not in agenda


def test_the_open_questions_most_worth_a_decision_come_from_the_core_and_the_rest_is_counted():
    state = an_empty_plan(Path.EXISTING)

    field = headed(kit_of(state), "To decide today")

    assert field is not None
    (bullets,) = field.blocks
    assert isinstance(bullets, Bullets)
    *asked, rest = bullets.items
    core = {q.prompt.spoken(state.voice) for q in state.course.questions() if q.core}
    assert 1 <= len(asked) <= 8
    assert {text.rpartition(" (")[0] for text in asked} <= core
    assert rest.endswith("more in the plan.")


def test_nothing_is_left_to_decide_in_a_plan_that_is_complete():
    assert headed(kit_of(the_sample()), "To decide today") is None


def test_a_new_partnership_with_nothing_yet_gets_an_agenda_for_a_first_meeting():
    document = kit_of(an_empty_plan(Path.NEW))

    agenda = part(document, "agenda")
    assert agenda.title == "Agenda for a first meeting"
    assert [column.label for column in grids(agenda)["meeting"].columns] == ["When", "Where", "Called by"]
    assert "What police see" in words_of(document)


def test_a_first_meeting_is_printed_as_its_founders_planned_it_until_it_has_been_held():
    before, after = kit_of(the_sample(), date(2027, 1, 13)), kit_of(the_sample(), date(2027, 1, 14))

    assert "8:20  The night sheet: who answers at each building" in words_of(before)
    assert "The nine after-hours numbers." in words_of(before)
    assert "Lt. Dana Ruiz, Marcus Hale, Priya Nair" in words_of(before)
    assert part(after, "agenda").title == "Agenda"


def test_everyone_whom_the_plan_names_is_on_the_sheet_once():
    rows = grids(part(kit_of(the_sample()), "sign-in"))["sign_in"].rows

    names = [row[0].text for row in rows if row[0].text]
    assert names[:4] == ["Lt. Dana Ruiz", "Marcus Hale", "Priya Nair", "Sgt. Aaron Pike"]
    assert len(names) == len(set(names))
    assert {"Carol Whitfield", "Denise Calloway", "Officer Lena Moss", "Chief Elena Brandt"} <= set(names)
    ruiz = rows[0]
    assert (ruiz[1].text, ruiz[2].text) == ("Riverton Police Department", "Police")
    assert all(row[3].is_empty and row[4].is_empty for row in rows)


def test_organizations_that_take_part_have_a_row_for_whoever_comes():
    rows = grids(part(kit_of(the_sample()), "sign-in"))["sign_in"].rows

    organizations = {row[1].text for row in rows if not row[0].text}
    assert "Riverton Transit" in organizations
    assert "Riverton Police Department" not in organizations


def test_the_sheet_says_what_it_is_for_and_how_long_it_is_kept():
    text = words_of(kit_of(the_sample()))

    assert "We use this list to know who was here and to send the notes, and for nothing else." in text
    assert "It is kept as long as our member list: until a person leaves." in text


def test_a_sheet_of_many_people_goes_on_and_keeps_room_for_more():
    many = [{"id": f"t{n}", "name": f"Person {n}", "organization": "A company"} for n in range(40)]

    sheet = grids(part(kit_of(a_plan(founders=many)), "sign-in"))["sign_in"]

    assert len(sheet.rows) >= 40
    assert sheet.empty >= 4


EXERCISES = [
    {
        "id": "z1",
        "scenario": "Fire in the garage",
        "due": "2027-03-12",
        "players": "Guards",
        "owner": "Emergency manager",
    },
    {"id": "z2", "scenario": "Gas leak", "due": "2027-06-16"},
]


@pytest.mark.parametrize(
    ("today", "record", "event"),
    [
        (date(2027, 3, 11), [], "Fire in the garage"),
        (date(2027, 4, 2), [], "Fire in the garage"),
        (date(2027, 4, 2), [{"id": "a", "event": "Fire in the garage, March 12", "action": "Mend"}], "Gas leak"),
        (date(2027, 6, 1), [], "Gas leak"),
        (date(2028, 6, 1), [], ""),
    ],
    ids=["comes", "was held", "is written up", "long ago", "none"],
)
def test_the_form_is_for_the_exercise_just_held_or_for_the_next_one(today, record, event):
    state = a_plan(exercise_plan=EXERCISES, after_action=record)

    about = grids(part(kit_of(state, today), "after-action"))["after_action.about"]

    assert [row[0].text for row in about.rows] == ([event] if event else [])
    assert about.empty == (0 if event else 1)


def test_what_is_written_in_the_form_can_be_typed_back_where_it_was_asked():
    state = an_empty_plan()
    columns = {column.id for column in the_index().questions["after_action"].columns}

    document = kit_of(state)

    blanks = [b.name for field in part(document, "after-action").fields for b in field.blocks if isinstance(b, Blank)]
    fixes = grids(part(document, "after-action-fixes"))["after_action"]
    assert {name.removeprefix("after_action.") for name in blanks} - columns == {"worked"}
    assert {entry.name for entry in fixes.entries} - columns == {"closed"}


def test_the_tree_says_who_starts_whom_both_sides_call_and_with_which_number():
    state = a_plan(emergency_notice=NOTICE, liaison_police=LIAISON)

    tree = grids(part(kit_of(state), "contacts"))

    start = [(row[0].text, row[1].text) for row in tree["contacts.start"].rows]
    first = [(row[0].text, row[1].text or row[1].note, row[2].text) for row in tree["contacts.first"].rows]
    assert start == [("1", "Watch commander"), ("1a", "Dispatch supervisor")]
    assert first == [
        ("2.1", "Sgt. Aaron Pike", "Police"),
        ("2.1a", "Lena Moss", "Police"),
        ("2.2", "Security liaison", "Security"),
        ("2.2a", "If there is no answer", "Security"),
    ]
    pike, moss = tree["contacts.first"].rows[:2]
    assert [cell.text for cell in pike[3:]] == ["555-0142", "Desk 555-0140 at night"]
    assert [cell.note for cell in moss[3:]] == ["[number]", "[number]"]


def test_whom_the_liaisons_call_next_are_people_of_both_sides_and_sites_and_nobody_twice():
    tree = grids(part(kit_of(the_sample()), "contacts"))

    said = [row[1].text for grid in tree.values() for row in grid.rows]
    sides = {row[2].text for row in tree["contacts.next"].rows}
    assert len(said) == len(set(said))
    assert {"Police", "Security"} <= sides
    assert "Mill Street Towers" in said


def test_a_state_without_contacts_makes_a_kit_without_them():
    state = the_sample()
    hidden = ("liaison_police", "liaison_security", "driver", "emergency_notice", "contact_directory")
    kept = {key: given for key, given in state.answers.items() if key[0] not in hidden}

    text = words_of(kit_of(PlanState(state.course, state.index, state.plan, kept, state.step_changes)))

    assert "555-01" not in text
    assert "Watch commander" not in text


def test_without_the_questions_about_contacts_there_is_no_tree_and_no_trace_of_one():
    state = the_sample()
    hidden = ("notice", "directory", "liaison_police", "liaison_security")
    roles = {role: question for role, question in state.course.roles.items() if role not in hidden}

    document = kit_of(replace(state, course=replace(state.course, roles=roles)))

    assert "contacts" not in [part.id for part in document.parts]
    assert "calls whom" not in words_of(document)


def test_a_course_that_asks_for_no_contacts_has_no_tree_and_speaks_of_no_sides():
    document = kit_of(the_clinic(), date(2027, 2, 1))

    assert [part.id for part in document.parts] == ["agenda", "sign-in", "after-action", "after-action-fixes"]
    assert "Print the call list" in words_of(document)
    written = repr([(part.title, part.intro, part.fields) for part in document.parts]).replace("Side.", "").lower()
    assert not [word for word in ("liaison", "security", "chief", "partnership") if word in written]


def test_every_sheet_begins_a_page_so_that_it_can_be_handed_out_alone():
    document = kit_of(the_sample())

    assert [part.new_page for part in document.parts] == [False, True, True, True, True]


PLANS = [
    pytest.param(lambda: an_empty_plan(Path.NEW), 5, id="empty"),
    pytest.param(lambda: an_empty_plan(Path.EXISTING), 5, id="empty existing"),
    pytest.param(the_sample, 5, id="sample"),
    pytest.param(lambda: a_full_plan(Path.EXISTING), 5, id="full"),
    pytest.param(the_clinic, 4, id="clinic"),
]


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(("state", "pages"), PLANS)
def test_each_sheet_fits_its_page_on_both_papers(state, pages, paper):
    data = pdf.render(kit_of(state()), paper)

    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == pages


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_people_type_keeps_a_kit_from_being_made(seed):
    document = kit_of(an_awkward_plan(seed))

    assert pdf.render(document).startswith(b"%PDF")
    assert reader.Document(io.BytesIO(docx.render(document))).paragraphs


@pytest.mark.parametrize("render", [pdf.render, docx.render], ids=["pdf", "docx"])
def test_the_same_plan_and_day_give_the_same_bytes(render):
    assert render(kit_of(the_sample())) == render(kit_of(the_sample()))


def test_the_word_document_has_the_sheets_as_headings():
    book = reader.Document(io.BytesIO(docx.render(kit_of(the_sample()))))

    titles = [p.text for p in book.paragraphs if p.style is not None and p.style.name.lower() == "heading 1"]
    assert titles == [part.title for part in kit_of(the_sample()).parts]


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_a_kit_says_what_people_agreed_it_should_say(name, state):
    tree = tree_of(pdf.render(kit_of(state(), TODAY)))

    roles = {"H1", "H2", "P", "TH", "TD", "LBody", "Title"}
    lines = [f"{node.role}: {node.words()}" for node in tree.walk() if node.role in roles and node.words()]
    golden(f"kit.{name}.pdf.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_a_kit_in_word_says_what_people_agreed_it_should_say(name, state):
    lines = lines_of(reader.Document(io.BytesIO(docx.render(kit_of(state(), TODAY)))))

    golden(f"kit.{name}.docx.txt", "\n".join(line.replace("\n", " / ") for line in lines) + "\n")
