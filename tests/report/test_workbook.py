"""The workbook: every question of the path once, room to write for each, and no answer anywhere."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import docx as reader
import pypdf
import pytest
from docx.oxml.ns import qn

from teamup.catalog import load
from teamup.catalog.conditions import Condition, parse
from teamup.catalog.model import Ask, Kind, Path, Side
from teamup.catalog.source import PackSource
from teamup.plans.state import PlanState
from teamup.report import docx, pdf, pool
from teamup.report.document import Blank, Block, Choices, EntryKind, Grid, PlanDocument
from teamup.report.kinds import workbook
from teamup.report.kinds.left_open import Open, left_open
from teamup.report.pdf import Paper
from tests.factories import a_small_pack, a_state
from tests.report.golden import golden
from tests.report.pdftext import fold, tree_of
from tests.report.plans import TODAY, a_full_plan, a_plan_state, opening
from tests.report.small import FULL, a_small_full_plan
from tests.report.test_docx import lines_of, text_of

TAKES_TYPING = {"text", "date", "dropDownList", "checkbox"}
ORDER = ("alias", "tag", "id", "showingPlcHdr")
OPENING = ("path", "lead_role", "setting", "plan_name")


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def built(state: PlanState) -> PlanDocument:
    return workbook.build(state, today=TODAY)


def a_path(path: Path = Path.NEW, **changes: Any) -> PlanState:
    return a_plan_state(opening(path, **changes))


def blocks_of(document: PlanDocument, question_id: str) -> list[Block]:
    return [
        block
        for part in document.parts
        for field in part.fields
        for block in field.blocks
        if field.question_id == question_id
    ]


def asked_in(document: PlanDocument) -> list[str]:
    return [field.question_id for part in document.parts for field in part.fields if field.question_id]


def opened(document: PlanDocument) -> Any:
    return reader.Document(io.BytesIO(docx.render(document)))


def pages_of(document: PlanDocument, paper: Paper = Paper.LETTER) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf.render(document, paper))).pages


def has_room(block: Block) -> bool:
    match block:
        case Blank():
            return block.lines > 0 or block.kind in (EntryKind.DATE, EntryKind.NUMBER, EntryKind.MONEY)
        case Choices():
            return len(block.options) > 1
        case Grid():
            return block.empty > 0 or all(any(cell.is_empty for cell in row) for row in block.rows)
        case _:
            return False


@pytest.mark.parametrize("path", list(Path))
@pytest.mark.parametrize("lead", ["police_chief", "security_corporate", "joint_team"])
def test_every_question_the_path_needs_is_asked_once_in_the_words_of_the_side(path, lead):
    state = a_path(path, lead_role=lead)

    document = built(state)

    questions = [q for q in state.course.questions() if q.kind is not Kind.AUTOMATIC and q not in state.course.opening]
    needed = [q.id for q in questions if q.ask(path) is Ask.NEEDED]
    left_out = [q.id for q in questions if q.ask(path) is Ask.OFF]
    counts = Counter(asked_in(document))
    assert {counts[q] for q in needed} == {1}
    assert not counts.keys() & set(left_out)
    headings = [field.heading for part in document.parts for field in part.fields if field.question_id]
    assert headings == [state.index.questions[q].prompt.spoken(state.voice) for q in asked_in(document)]


def test_lessons_stand_in_their_order_with_their_numbers_and_each_begins_a_page():
    document = built(a_path())

    titles = [part.title for part in document.parts]
    assert titles[:3] == ["How to use these sheets", "1.1 What a partnership is", "1.2 Why partner"]
    assert [part.new_page for part in document.parts] == [False] + [True] * (len(titles) - 1)


def test_a_lesson_of_which_the_path_needs_nothing_is_left_out():
    assert not any(part.title.startswith("3.1") for part in built(a_path(Path.NEW)).parts)
    assert any(part.title.startswith("3.1") for part in built(a_path(Path.EXISTING)).parts)


def test_a_question_that_may_wait_says_so():
    (values,) = blocks_of(built(a_path()), "values")
    (mission,) = blocks_of(built(a_path()), "mission")

    assert values.help.startswith("Optional. ")
    assert not mission.help.startswith("Optional")


def test_with_15_minutes_only_the_core_questions_are_asked():
    state = a_path(time_available="minutes_15")

    assert asked_in(built(state)) == [q.id for q in state.course.questions() if q.core]


@pytest.mark.parametrize("paper", list(Paper))
def test_with_15_minutes_it_has_at_most_six_pages(paper):
    assert len(pages_of(built(a_path(time_available="minutes_15")), paper)) <= 6


@pytest.mark.slow
def test_for_a_new_partnership_it_has_at_most_forty_pages():
    assert len(pages_of(built(a_path()))) <= 40


def test_every_kind_of_question_has_room_to_write():
    state = a_small_full_plan()
    document = built(state)

    kinds = {state.index.questions[q].kind for q in asked_in(document)}
    assert kinds == set(Kind) - {Kind.AUTOMATIC}
    assert [q for q in asked_in(document) if not all(map(has_room, blocks_of(document, q)))] == []


def test_each_side_has_room_of_its_own():
    police, security = blocks_of(built(a_small_full_plan()), "self_check")

    assert (police.name, police.side.side) == ("self_check.police", Side.POLICE)
    assert (security.name, security.side.side) == ("self_check.security", Side.SECURITY)


def test_options_that_are_rows_of_another_answer_are_written_by_name():
    (priority,) = blocks_of(built(a_path()), "problem_priority")
    (objectives,) = blocks_of(built(a_small_full_plan()), "objectives")

    assert (priority.lines, priority.numbered) == (5, True)
    assert priority.hint == "Write the name, as in “Problems we share”."
    assert objectives.entries[1].hint == "write the name, as in “Goals”"


def test_few_short_options_are_boxes_and_many_are_listed_once():
    (sponsors,) = blocks_of(built(a_path()), "executive_sponsors")

    entries = {entry.name: entry for entry in sponsors.entries}
    assert entries["side"].boxes
    assert not entries["answer"].boxes
    assert len(entries["answer"].options) == 5


def test_rows_with_many_columns_are_small_forms():
    (activities,) = blocks_of(built(a_path()), "activities")
    (founders,) = blocks_of(built(a_path()), "founders")

    assert (activities.stacked, founders.stacked) == (True, False)


def test_what_depends_on_an_answer_of_the_meeting_says_when_it_is_asked():
    (bylaws,) = blocks_of(built(a_small_full_plan()), "bylaws")

    assert bylaws.help == "Optional. Only if “Form” is “Nonprofit”."


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"path": "existing"}, Open.NEVER),
        ({"path": "new"}, Open.ALWAYS),
        ({"not": {"path": "existing"}}, Open.ALWAYS),
        ({"all": [{"path": "new"}, {"form": "nonprofit"}]}, "Only if “Form” is “Nonprofit”."),
        ({"all": [{"path": "existing"}, {"form": "nonprofit"}]}, Open.NEVER),
        ({"any": [{"path": "new"}, {"form": "nonprofit"}]}, Open.ALWAYS),
        ({"form": ["network", "nonprofit"]}, "Only if “Form” is “Network” or “Nonprofit”."),
        ({"agreed.answer": "yes"}, "Only if “Agreed” is “Yes”."),
        ({"answered": "ideas"}, "Only if you answered “Ideas”."),
        ({"not": {"form": "nonprofit"}}, ""),
        ({"form": "gone"}, ""),
    ],
)
def test_a_condition_is_settled_by_the_opening_answers_or_told_in_words(condition: Condition, expected):
    state = a_state({"path": "new", "form": "network"}, course=a_small_full_plan().course)

    assert left_open(parse(condition), state) == expected


def test_no_answer_is_in_it():
    empty = a_state({name: FULL[name] for name in OPENING}, course=a_small_full_plan().course)

    assert built(a_small_full_plan()) == built(empty)


@pytest.mark.slow
def test_a_full_plan_makes_the_same_bytes_as_one_that_has_only_begun():
    begun = a_plan_state(opening(), sample="invented")

    assert docx.render(built(a_full_plan())) == docx.render(built(begun))


def test_every_page_says_what_not_to_write():
    pages = pages_of(built(a_small_full_plan()))

    assert all("Do not write case intelligence or personal data" in page.extract_text() for page in pages)


def test_it_says_whose_it_is():
    first = pages_of(built(a_path()))[0].extract_text()

    assert "Riverton Downtown Safety Partnership" in first
    assert "Riverton, Marlow County, Ohio" in first


@pytest.mark.parametrize("paper", list(Paper))
def test_pdf_and_word_ask_all_that_it_asks(paper):
    document = built(a_small_full_plan())

    printed = fold(tree_of(pdf.render(document, paper)).words())
    written = fold(text_of(opened(document).element.body))

    prompts = [fold(field.heading) for part in document.parts for field in part.fields]
    assert [prompt for prompt in prompts if prompt not in printed or prompt not in written] == []


def test_a_pdf_says_what_people_agreed_it_should_say():
    tree = tree_of(pdf.render(built(a_small_full_plan())))

    roles = {"H1", "H2", "H3", "P", "TH", "TD", "LBody", "Title"}
    lines = [f"{node.role}: {node.words()}" for node in tree.walk() if node.role in roles]
    golden("workbook.pdf.txt", "\n".join(lines) + "\n")


def test_a_word_document_says_what_people_agreed_it_should_say():
    lines = lines_of(opened(built(a_small_full_plan())))

    golden("workbook.docx.txt", "\n".join(line.replace("\n", " / ") for line in lines) + "\n")


@pytest.fixture(scope="module")
def controls() -> list[Any]:
    """Return what every place of a long workbook in Word says of itself."""
    document = built(a_path(Path.EXISTING, lead_role="joint_team"))
    return [sdt.find(qn("w:sdtPr")) for sdt in opened(document).element.body.iter(qn("w:sdt"))]


def said_by(properties: Any, name: str) -> str:
    return str(properties.find(qn(f"w:{name}")).get(qn("w:val")))


def test_every_place_in_word_has_a_title_and_a_tag_of_its_own(controls):
    tags = [said_by(it, "tag") for it in controls]
    titles = [said_by(it, "alias") for it in controls]

    assert len(tags) > 1000
    assert [tag for tag, count in Counter(tags).items() if count > 1] == []
    assert max(map(len, [*tags, *titles])) <= 64
    assert all(titles)
    assert len({said_by(it, "id") for it in controls}) == len(controls)


def test_every_question_has_a_place_in_word_that_is_called_after_it(controls):
    tags = {said_by(it, "tag").partition(".")[0] for it in controls}

    document = built(a_path(Path.EXISTING, lead_role="joint_team"))
    assert set(asked_in(document)) <= tags


def test_every_place_in_word_says_what_it_takes_in_the_order_of_the_schema(controls):
    kinds = set()
    for it in controls:
        names = [child.tag.rpartition("}")[2] for child in it]
        kinds.add(names[-1])
        assert [name for name in ORDER if name in names] == names[:-1]
    assert kinds == TAKES_TYPING


def test_word_may_pass_over_what_an_older_one_does_not_know():
    root = opened(built(a_small_full_plan())).element

    assert "w14" in root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable").split()


def test_tables_of_several_columns_have_a_header_row_in_word():
    book = opened(built(a_small_full_plan()))

    goals = next(table for table in book.tables if table.rows[0].cells[0].text == "Goal")
    assert goals.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_a_course_with_one_question_makes_a_workbook():
    questions = {"questions": [{"id": "only", "kind": "short_text", "prompt": "Only?"}]}
    files = {"opening.yaml": {"questions": []}, "sections/first/kinds/questions.yaml": questions}
    pack = PackSource({**a_small_pack().docs, **files})
    state = a_state({}, course=load.build(pack))

    document = built(state)

    assert asked_in(document) == ["only"]
    assert len(pages_of(document)) == 2
    assert opened(document).paragraphs
