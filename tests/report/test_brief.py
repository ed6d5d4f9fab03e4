"""The one-page brief: always one page, two voices, what is open said so, and nothing that the plan does not say."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import docx as reader
import pypdf
import pytest

from teamup.catalog.model import Path, Side
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience, Mark
from teamup.plans.state import PlanState
from teamup.report import build, docx, onepage, pdf, pool
from teamup.report.document import Ask, Brief, Line, Lines, PlanDocument
from teamup.report.kinds import brief
from teamup.report.pdf import Paper
from tests.report import awkward
from tests.report.awkward import an_awkward_plan
from tests.report.golden import golden
from tests.report.pdftext import fold, tree_of
from tests.report.plans import TODAY, a_core_plan, a_full_plan, a_plan_state, an_empty_plan, opening
from tests.report.small import a_small_awkward_plan, a_small_full_plan
from tests.report.test_kit import the_clinic, the_sample

J = Side.JOINT
SPONSORS = [
    {
        "id": "x1",
        "name": "Chief Elena Brandt",
        "office": "Riverton Police Department",
        "side": "police",
        "support": "A written order that names the liaison",
        "asked_on": "2026-10-12",
        "answer": "agreed",
    },
    {
        "id": "x2",
        "name": "Captain Lee",
        "office": "Patrol division",
        "side": "police",
        "support": "Two hours at roll call",
        "asked_on": "2026-10-20",
        "answer": "waiting",
    },
    {"id": "x3", "name": "Tom Okafor", "office": "Chief operating officer", "side": "security", "answer": "in_part"},
]
LOWEST = 18.0  # points above the edge of the paper
REASONS = {"more_eyes": "70 officers on a weekday", "other": "A seat at the county table"}


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    """A machine that runs other tests too is slow; what a limit on time does is tested with the pool."""
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def a_plan(path: Path = Path.NEW, **given: Any) -> PlanState:
    return a_plan_state({**opening(path), **{(name, J): value for name, value in given.items()}})


def made(state: PlanState, today: date = TODAY) -> PlanDocument:
    return brief.build(state, today=today)


def brief_of(state: PlanState, today: date = TODAY) -> Brief:
    found = made(state, today).brief
    assert found is not None
    return found


def voice(found: Brief, side: Side) -> Ask:
    return next(ask for ask in found.asks if ask.side.side is side)


def lines(ask: Ask, list_id: str) -> Lines | None:
    return next((lines for lines in ask.lists if lines.id == list_id), None)


def items(ask: Ask, list_id: str) -> tuple[Line, ...]:
    found = lines(ask, list_id)
    return found.items if found else ()


def joint(found: Brief, list_id: str) -> Lines | None:
    return next((lines for lines in found.joint if lines.id == list_id), None)


def pages_of(state: PlanState, paper: Paper) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(pdf.render(made(state), paper))).pages)


def words_of(state: PlanState) -> str:
    return tree_of(pdf.render(made(state))).words()


def lowest(page: pypdf.PageObject) -> float:
    """Return how far from the lower edge of the paper its lowest words are, in points."""
    heights: list[float] = []

    def visit(text: str, matrix: list[float], place: list[float], *_font: Any) -> None:
        if text.strip():
            heights.append(matrix[1] * place[4] + matrix[3] * place[5] + matrix[5])

    page.extract_text(visitor_text=visit)
    return min(heights)


# --- One page ---------------------------------------------------------------------------------------------------------

PLANS = [
    pytest.param(lambda: an_empty_plan(Path.NEW), id="empty"),
    pytest.param(lambda: an_empty_plan(Path.EXISTING), id="empty existing"),
    pytest.param(a_core_plan, id="core"),
    pytest.param(lambda: a_full_plan(Path.NEW), id="full"),
    pytest.param(lambda: a_full_plan(Path.EXISTING), id="full existing"),
    pytest.param(the_sample, id="sample"),
    pytest.param(the_clinic, id="clinic"),
    pytest.param(lambda: an_awkward_plan(7, density=1.0, lessons=30), id="dense"),
]


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("state", PLANS)
def test_a_brief_is_one_page_on_both_papers(state, paper):
    (page,) = pages_of(state(), paper)

    assert lowest(page) > LOWEST


@pytest.mark.parametrize("seed", range(10))
def test_a_brief_of_a_plan_that_nobody_planned_for_is_one_page(seed):
    state = an_awkward_plan(seed, density=0.9, lessons=12)

    assert [len(pages_of(state, paper)) for paper in Paper] == [1, 1]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_more_briefs_are_one_page(seed):
    state = an_awkward_plan(seed, density=0.9, lessons=30)

    assert [len(pages_of(state, paper)) for paper in Paper] == [1, 1]


@pytest.mark.parametrize(
    "text", ["W" * 3000, "WWW " * 900, "Ǽ" * 3000, "😀" * 900, "@ " * 3000], ids=["word", "words", "wide", "gone", "at"]
)
@pytest.mark.parametrize("paper", Paper)
def test_the_widest_letters_in_every_field_still_make_one_page(text, paper, monkeypatch):
    monkeypatch.setattr(awkward, "TEXTS", (text,))
    state = an_awkward_plan(3, density=1.0, lessons=30)

    (page,) = pages_of(state, paper)

    assert lowest(page) > LOWEST


def test_what_has_no_room_is_counted():
    full = brief_of(the_sample())

    for _size, level in onepage.levels(full):
        steps, whole = joint(level, "steps"), joint(full, "steps")
        assert steps is not None
        assert whole is not None
        left = len(whole.items) - len(steps.items)
        assert steps.more == (f"and {left} more in the plan" if left else "")


def test_a_text_is_cut_between_words_or_sentences_and_says_so():
    shortest = onepage.levels(brief_of(the_sample()))[-1][1]
    longer = onepage.levels(brief_of(the_sample()))[5][1]

    assert shortest.mission.endswith("…")
    assert brief_of(the_sample()).mission.startswith(shortest.mission.rstrip("…"))
    assert longer.asks[1].opening == (
        "Six in ten of your evening staff are afraid of the walk to the bus. "
        "Police will work on it with us if we bring our counts, our lights and our hosts. …"
    )


# --- Two voices -------------------------------------------------------------------------------------------------------


def test_each_executive_has_a_block_and_reads_only_what_is_for_that_side():
    found = brief_of(the_sample())

    police, security = found.asks
    assert (police.who, security.who) == ("For the chief or sheriff", "For the chief executive")
    assert police.opening.startswith("One garage break-in in three never reaches us")
    assert security.opening.startswith("Six in ten of your evening staff")
    assert "Elena Brandt" in repr(police)
    assert "Elena Brandt" not in repr(security)
    assert [line.names for line in items(police, "brings")] == [
        ("Police liaison, five hours a week", "Crime analyst, two hours a week")
    ]


def test_each_is_asked_by_name_and_office_and_those_who_have_not_answered_come_first():
    police = voice(brief_of(a_plan(executive_sponsors=SPONSORS)), Side.POLICE)

    asked = [(line.lead, line.text, line.state, line.settled) for line in items(police, "asks")]
    assert asked == [
        (
            "Captain Lee, Patrol division",
            "Two hours at roll call",
            "Asked, waiting since October 20, 2026",
            False,
        ),
        (
            "Chief Elena Brandt, Riverton Police Department",
            "A written order that names the liaison",
            "Agreed",
            True,
        ),
    ]


def test_an_ask_that_nobody_has_written_down_is_called_open():
    security = voice(brief_of(a_plan(executive_sponsors=SPONSORS)), Side.SECURITY)

    (line,) = items(security, "asks")
    assert (line.text, line.is_open) == ("Open: what we ask is not written yet", True)


def test_what_a_side_gains_is_said_in_the_plans_own_words():
    police = voice(brief_of(a_plan(reasons_police=REASONS)), Side.POLICE)

    assert [(line.lead, line.text) for line in items(police, "gains")] == [
        ("More eyes and hands where patrol is thin", "70 officers on a weekday"),
        ("", "A seat at the county table"),
    ]


def test_decisions_about_money_stand_with_the_side_that_leads_them_until_they_are_past():
    rows = [
        {"id": "a", "source": "Analyst", "ends": "2027-06-30", "decide_by": "2027-05-12", "lead": "police"},
        {"id": "b", "source": "Dues", "replacement": "Dues again", "decide_by": "2027-01-10", "lead": "joint"},
        {"id": "c", "source": "Grant", "ends": "2026-10-01", "decide_by": "2026-09-01", "lead": "police"},
    ]

    found = brief_of(a_plan(funding_transition=rows))

    assert [(line.lead, line.text) for line in items(voice(found, Side.POLICE), "due")] == [
        ("By January 10, 2027", "Dues · Then: Dues again"),
        ("By May 12, 2027", "Analyst ends on June 30, 2027"),
    ]
    assert [line.lead for line in items(voice(found, Side.SECURITY), "due")] == ["By January 10, 2027"]


def test_both_voices_have_headings_of_their_own_set_apart_by_words_and_not_by_color_alone():
    tree = tree_of(pdf.render(made(the_sample())))

    heads = [node.words() for node in tree.walk() if node.role == "H1"]
    assert [head for head in heads if head.startswith("For the")] == [
        "For the chief or sheriff\u00a0Police",
        "For the chief executive\u00a0Security",
    ]


# --- What everyone reads ----------------------------------------------------------------------------------------------


def test_the_problem_has_its_numbers_and_the_one_that_comes_first_stands_first():
    found = brief_of(the_sample())

    assert [(line.lead, line.text) for line in found.problems.items][:2] == [
        ("Cars broken into", "131 in July to September 2026"),
        ("Fear of the walk to the bus", "Six in ten of those asked"),
    ]
    first = found.numbers.items[0]
    assert (first.now, first.goal, first.by) == ("131 (July to September 2026)", "90 or fewer", "Sep 30, 2027")


def test_the_first_days_are_in_order_and_begin_with_what_is_to_be_shown():
    steps = joint(brief_of(the_sample()), "steps")

    assert steps is not None
    assert steps.title == "First 90 days"
    assert [line.lead for line in steps.items][:4] == [
        "To show by Mar 31, 2027",
        "Jan 13, 2027",
        "Feb 26, 2027",
        "Mar 5, 2027",
    ]


def test_a_first_meeting_that_has_been_held_and_a_step_that_was_stopped_are_not_on_it():
    meeting = {"date": "2026-11-01", "place": "The library"}
    steps = [
        {"id": "s1", "what": "Walk the garages", "due": "2027-01-05", "status": "stopped"},
        {"id": "s2", "what": "Print the map", "due": "2027-01-06", "status": "done", "owner": "Pike"},
    ]

    found = joint(brief_of(a_plan(first_meeting=meeting, activities=steps)), "steps")

    assert found is not None
    assert [(line.text, line.note) for line in found.items] == [("Print the map", "Pike · Done")]


def test_who_is_in_names_the_sponsors_who_said_yes_and_nobody_else():
    found = joint(brief_of(a_plan(executive_sponsors=SPONSORS)), "partners")

    assert found is not None
    assert [(line.names, line.note) for line in found.items] == [
        (("Riverton Police Department",), "Agreed: Chief Elena Brandt"),
        (("Riverton Building Owners Association",), "Agreed in part: Tom Okafor"),
    ]


def test_the_costs_are_the_sums_of_the_budget_with_what_is_in_kind():
    money = joint(brief_of(the_sample()), "money")

    assert money is not None
    assert [(line.lead, line.text, line.note) for line in money.items] == [
        ("Start-up", "$23,600 (Cash $23,600)", "Security $22,800; Both $800"),
        ("Yearly", "$50,600 (Cash $3,600; In kind $47,000)", "Police $17,600; Security $30,600; Grant $2,400"),
    ]


def test_whom_to_ask_is_named_once_with_every_role():
    contacts = joint(brief_of(the_sample()), "contacts")

    assert contacts is not None
    assert [(line.lead, line.note) for line in contacts.items] == [
        ("Sgt. Aaron Pike", "Police liaison, Driver"),
        ("Marcus Hale", "Security liaison"),
    ]


# --- Nothing invented -------------------------------------------------------------------------------------------------


def test_an_empty_plan_says_that_everything_is_open():
    found = brief_of(an_empty_plan())

    lists = [found.problems, *(lines for ask in found.asks for lines in ask.lists), *found.joint]
    assert found.mission_open.startswith("Open")
    assert found.numbers.open.startswith("Open")
    assert all(lines.open.startswith("Open") or all(line.is_open for line in lines.items) for lines in lists)
    assert "Open: the mission is not written yet." in words_of(an_empty_plan())


def test_a_problem_that_nobody_has_counted_and_a_target_that_nobody_has_set_are_open():
    state = a_plan(
        problem_list=[{"id": "p", "what": "Theft", "where": "Mill Street"}],
        objectives=[{"id": "o", "measure": "Thefts a month", "baseline": "12"}],
    )

    text = words_of(state)

    assert "Open: not counted yet" in text
    assert brief_of(state).numbers.items[0].goal == ""
    assert re.search(r"Thefts a month.*12.*Open.*Open", text)


NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@pytest.mark.parametrize(
    "state", [the_sample, a_core_plan, lambda: a_full_plan(Path.EXISTING)], ids=["sample", "core", "existing"]
)
def test_every_number_on_it_stands_in_the_plan_or_is_a_sum_of_its_budget(state):
    plan, found = build.build(state(), today=TODAY), made(state())
    money = joint(brief_of(state()), "money")
    sums = repr(money.items) if money else ""

    known = set(NUMBER.findall(repr(plan) + sums))
    said = NUMBER.findall(re.sub(r"and \d+ more in the plan", "", tree_of(pdf.render(found)).words()))

    assert [number for number in said if number not in known] == []


def test_every_line_on_it_stands_in_the_plan():
    plan = fold(repr(build.build(the_sample(), today=TODAY)))
    found = brief_of(the_sample())

    said = [line.text for ask in found.asks for list_id in ("asks", "gains") for line in items(ask, list_id)]
    said += [name for ask in found.asks for line in items(ask, "brings") for name in line.names]
    said += [number.what for number in found.numbers.items] + [line.text for line in found.problems.items]
    assert [text for text in said if fold(text) not in plan] == []


def test_what_a_state_does_not_hold_is_nowhere_on_it():
    hidden = ("budget", "liaison_police", "liaison_security", "driver", "executive_sponsors", "elevator_pitch")
    state = the_sample()
    kept = {key: given for key, given in state.answers.items() if key[0] not in hidden}
    reduced = PlanState(state.course, state.index, state.plan, kept, state.step_changes)

    data = repr(made(reduced)) + repr(pdf.data_for(made(reduced), Paper.LETTER))

    assert [word for word in ("555-01", "$50,600", "Okafor", "never reaches us") if word in data] == []


def test_what_an_edition_leaves_out_is_not_on_it_and_not_called_open():
    state = the_sample()
    marked = ("mission", "objectives", "executive_sponsors", "budget", "liaison_police", "driver")
    marks = {(question_id, J): Mark.POLICE for question_id in marked}

    found = made(edition_of(replace(state, marks=marks), Audience.PARTNERS))

    text = tree_of(pdf.render(found)).words()
    assert "Answers marked for others are left out." in text
    assert "Open" not in text
    assert [
        said for said in ("gets home safely", "Brandt", "$50,600", "555-0142", "90 or fewer") if said in repr(found)
    ] == []


def test_an_edition_for_the_public_has_no_contacts_and_no_costs_and_speaks_of_no_gaps():
    for state in (the_sample(), a_core_plan(), an_empty_plan()):
        found = made(edition_of(state, Audience.PUBLIC))

        text = tree_of(pdf.render(found)).words()
        assert [said for said in ("Who to ask", "What it costs", "Open:", "555-0142") if said in text] == []
        assert docx.render(found)[:2] == b"PK"


def test_what_a_course_does_not_ask_is_not_called_open():
    state = the_sample()
    roles = {role: q for role, q in state.course.roles.items() if role not in ("budget", "sponsors", "pitch")}

    found = brief_of(replace(state, course=replace(state.course, roles=roles)))

    assert joint(found, "money") is None
    assert lines(voice(found, Side.POLICE), "asks") is None


def test_a_course_about_something_else_makes_a_page_that_speaks_of_no_sides():
    found = brief_of(the_clinic())

    text = words_of(the_clinic()).lower()
    assert found.asks == ()
    assert "print the call list" in text
    assert [word for word in ("chief", "security", "police", "joint", "open:") if word in text] == []


# --- The files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [pdf.render, docx.render], ids=["pdf", "docx"])
@pytest.mark.parametrize("state", [the_sample, lambda: an_awkward_plan(5, lessons=12)], ids=["sample", "awkward"])
def test_the_same_plan_and_day_give_the_same_bytes(render, state):
    assert render(made(state())) == render(made(state()))


def test_a_word_document_has_real_headings_and_a_title():
    book = reader.Document(io.BytesIO(docx.render(made(the_sample()))))

    cells = [cell for table in book.tables for row in table.rows for cell in row.cells]
    paragraphs = [*book.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    styled = {p.style.name: p.style.base_style.name for p in paragraphs if p.style and p.style.base_style}
    assert book.core_properties.title == "One-page brief: Riverton Downtown Safety Partnership"
    assert styled["Plan Brief Title"] == "Title"
    assert styled["Plan Brief Heading 1"].lower() == "heading 1"
    assert styled["Plan Brief Heading 2"].lower() == "heading 2"


def test_the_titles_of_a_pdf_are_its_bookmarks_in_order():
    found = pypdf.PdfReader(io.BytesIO(pdf.render(made(the_sample()))))

    titles = [item.title for item in found.outline if not isinstance(item, list)]
    assert found.metadata is not None
    assert found.metadata.title == "One-page brief: Riverton Downtown Safety Partnership"
    assert titles == [
        "The problem in numbers",
        "For the chief or sheriff",
        "For the chief executive",
        "First 90 days",
        "What it costs",
        "Who is in",
        "Who to ask",
    ]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_people_type_keeps_a_word_brief_from_being_made(seed):
    document = made(an_awkward_plan(seed, density=0.9, lessons=30))

    assert reader.Document(io.BytesIO(docx.render(document))).paragraphs


GOLDEN = [
    ("sample", the_sample),
    ("core", a_core_plan),
    ("small", a_small_full_plan),
    ("awkward", a_small_awkward_plan),
]


@pytest.mark.parametrize(("name", "state"), GOLDEN)
def test_a_brief_says_what_people_agreed_it_should_say(name, state):
    tree = tree_of(pdf.render(made(state())))

    roles = {"H1", "H2", "P", "TH", "TD", "LBody", "Title"}
    said = [f"{node.role}: {node.words()}" for node in tree.walk() if node.role in roles and node.words()]
    golden(f"brief.{name}.pdf.txt", "\n".join(said) + "\n")


@pytest.mark.parametrize(("name", "state"), GOLDEN)
def test_a_word_brief_says_it_too(name, state):
    book = reader.Document(io.BytesIO(docx.render(made(state()))))

    said = []
    for part in book.iter_inner_content():
        if isinstance(part, reader.table.Table):
            cells = [cell for row in part.rows for cell in row.cells]
            said += [f"| {p.style.name}: {p.text}" for cell in cells for p in cell.paragraphs if p.style]
        elif part.style is not None and part.text:
            said.append(f"{part.style.name}: {part.text}")
    golden(f"brief.{name}.docx.txt", "\n".join(said) + "\n")
