"""A plan made in 15 minutes: a few pages that can be shown by themselves, honest about what is open."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from teamup.catalog.model import Path, Side
from teamup.plans import progress
from teamup.plans.state import Given, PlanState
from teamup.report import build as build_module
from teamup.report import letters, pdf, pool
from teamup.report.build import A_FEW_MORE, build
from teamup.report.document import Cases, Field, PlanDocument, Todo
from teamup.report.pdf import Paper
from tests.report.awkward import an_awkward_plan, every_text
from tests.report.pdftext import fold, tree_of
from tests.report.plans import NOW, TODAY, a_plan_state, filled, opening, the_course

J = Side.JOINT
MOST_PAGES = 5
"""The first page is cover and summary; four pages are the plan."""
FOOTER, HALF = 60.0, 0.5


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def a_short_plan(path: Path = Path.NEW, role: str = "police_chief", **more: Any) -> PlanState:
    """Return a plan of people who had 15 minutes and answered the core, and `more`; None stands for its example."""
    answers = filled(lambda question: question.core or question.id in more, path)
    said = {"time_available": "minutes_15", "lead_role": role, **{k: v for k, v in more.items() if v is not None}}
    return a_plan_state({**answers, **{(name, J): value for name, value in said.items()}})


def blocks(document: PlanDocument, kind: type[Any]) -> list[Any]:
    return [b for p in document.parts for f in p.fields for b in f.blocks if isinstance(b, kind)]


def fields(document: PlanDocument) -> list[Field]:
    return [field for part in document.parts for field in part.fields]


def how_full(page: pypdf.PageObject) -> float:
    """Return how much of a page has words on it, from its top to the last line above the footer."""
    heights: list[float] = []

    def visit(text: str, _cm: Any, matrix: list[float], *_font: Any) -> None:
        if text.strip():
            heights.append(_cm[1] * matrix[4] + _cm[3] * matrix[5] + _cm[5])

    page.extract_text(visitor_text=visit)
    tall = float(page.mediabox.height)
    return max((1 - y / tall for y in heights if y > FOOTER), default=0.0)


@pytest.mark.slow
@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("path", list(Path))
@pytest.mark.parametrize("role", ["police_chief", "security_corporate", "joint_team"])
def test_the_core_alone_makes_a_few_full_pages(role, path, paper):
    document = build(a_short_plan(path, role), today=TODAY)

    reader = pypdf.PdfReader(io.BytesIO(pdf.render(document, paper)))

    assert len(reader.pages) <= MOST_PAGES
    assert [page.page_number for page in reader.pages[:-1] if how_full(page) < HALF] == []


def test_cover_and_summary_share_its_first_page():
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(build(a_short_plan(), today=TODAY))))

    first = reader.pages[0].extract_text()

    assert "Riverton Downtown Safety" in first
    assert "At a glance" in first
    assert "Who to ask" in first


def test_names_too_long_to_share_it_give_each_a_page_of_its_own():
    rows = [{"id": f"t{n}", "name": "A long name " * 9, "organization": "An office " * 10} for n in range(6)]
    state = a_short_plan(plan_name="A partnership of many words " * 6, plan_team=rows, mission="We meet. " * 60)

    reader = pypdf.PdfReader(io.BytesIO(pdf.render(build(state, today=TODAY))))

    assert [("At a glance" in page.extract_text()) for page in reader.pages[:2]] == [False, True]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_it_keeps_every_word(seed, monkeypatch):
    monkeypatch.setattr(build_module, "A_FEW_MORE", 1000)
    state = an_awkward_plan(seed)
    given = {**state.answers, ("time_available", J): Given("minutes_15", 1, NOW)}
    short = PlanState(state.course, state.index, state.plan, given, {})
    document = build(short, today=TODAY)

    words = fold(tree_of(pdf.render(document)).words())

    assert document.meta.short
    assert [text for text in every_text(short) if fold(letters.show(text)) not in words] == []


def test_a_part_without_an_answer_has_no_heading():
    document = build(a_short_plan(), today=TODAY)

    assert {"training", "agreements", "resources", "sustain"}.isdisjoint(part.id for part in document.parts)
    assert all(part.fields for part in document.parts)


def test_every_open_question_is_named_and_counted():
    state = a_short_plan()

    document = build(state, today=TODAY)

    (todo,) = blocks(document, Todo)
    listed = [item.question_id for group in todo.groups for item in group.items]
    assert listed == [item.question.id for item in progress.open_items(state)]
    assert todo.text.startswith(f"{len(listed)} questions are open.")
    assert todo.names_only
    assert all(item.heading and not item.prompt for group in todo.groups for item in group.items)


def test_every_answer_is_printed():
    state = a_short_plan()

    document = build(state, today=TODAY)

    core = {question.id for question in the_course().questions() if question.core}
    assert core <= {field.question_id for field in fields(document)}


def test_its_cautions_stand_where_it_lists_what_is_open_and_cite_by_number():
    document = build(a_short_plan(), today=TODAY)

    noted = {part.id: part.notes for part in document.parts if part.notes}
    numbers = {f"source {line.number}" for line in document.sources}
    assert set(noted) == {"todo"}
    assert {note.source for note in noted["todo"]} - {""} <= numbers


def test_it_shows_the_best_examples_only():
    document = build(a_short_plan(), today=TODAY)

    (cases,) = blocks(document, Cases)
    assert 2 <= len(cases.items) <= 3


def test_a_plan_with_more_time_or_many_more_answers_has_its_full_form():
    more = [q.id for q in the_course().questions() if not q.core and q.id in the_index_of_lessons()][: A_FEW_MORE + 1]

    slow = a_plan_state({**filled(lambda question: question.core), **opening()})
    rich = a_short_plan(**dict.fromkeys(more))

    assert build(a_short_plan(), today=TODAY).meta.short
    assert not build(slow, today=TODAY).meta.short
    assert not build(rich, today=TODAY).meta.short


def the_index_of_lessons() -> set[str]:
    """Return the ids of the questions that lessons ask of everyone, and that a person answers."""
    return {
        question.id
        for lesson in the_course().lessons()
        for question in lesson.questions
        if question.show_when is None and question.example.default and question.kind.value in ("long_text", "rows")
    }
