"""Generated plans through every format: emoji, letters from right to left, markup, gaps, 300 rows, 100 kB in one field.

A hundred plans in `make test`, two thousand in `make soak`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import docx as reader
import pytest
from icalendar import Calendar

from teamup.catalog.model import CellKind, Kind, Path, Side
from teamup.plans.state import Given, PlanState
from teamup.report import csvfile, docx, htmlfile, ics, jsonfile, letters, pdf, pool
from teamup.report.build import build
from teamup.report.htmlfile import plan_file_in
from teamup.report.word.xml import clean
from tests.report.awkward import TEXTS, an_awkward_plan, every_text
from tests.report.pdftext import fold, tree_of
from tests.report.plans import NOW, TODAY, a_full_plan
from tests.report.test_docx import text_of
from tests.report.test_htmlfile import Page

A_HUNDRED, TWO_THOUSAND = range(10), range(10, 210)
"""Batches of ten plans."""


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    """A machine that runs other tests too is slow; what a limit on time does is tested with the pool."""
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def with_many_rows(state: PlanState) -> PlanState:
    """Return the plan with 300 rows where it has rows of a few short columns."""
    found = next((q for q in state.course.questions() if q.kind is Kind.ROWS and q.part and state.applies(q)), None)
    if found is None or found.each_side:
        return state
    first = next(c.id for c in found.columns if c.kind in (CellKind.SHORT_TEXT, CellKind.LONG_TEXT))
    rows = [{"id": f"r{n}", first: f"{n} {TEXTS[n % len(TEXTS)][:40]}"} for n in range(300)]
    return replace(state, answers={**state.answers, (found.id, Side.JOINT): Given(rows, 1, NOW)})


def with_a_long_text(state: PlanState) -> PlanState:
    """Return the plan with 100 kB in one of its long texts."""
    found = next((q for q in state.course.questions() if q.kind is Kind.LONG_TEXT and q.part and not q.each_side), None)
    text = ("Ñandú " + TEXTS[4] + " ") * 2_300
    return replace(state, answers={**state.answers, (found.id, Side.JOINT): Given(text, 1, NOW)}) if found else state


def generated(number: int) -> PlanState:
    """Return plan `number`: now and then one with nothing in it, with 300 rows, or with a field of 100 kB."""
    lessons = 2 if number < 100 else 4
    state = an_awkward_plan(number, density=(0.0 if number % 25 == 24 else 0.7), lessons=lessons)
    if number % 50 == 7:
        return with_many_rows(state)
    return with_a_long_text(state) if number % 50 == 11 else state


def check(number: int) -> None:
    """Put one plan through every format, twice where bytes must repeat."""
    state = generated(number)
    document = build(state, today=TODAY)
    typed = every_text(state)

    printed = pdf.render(document)
    plan_file = jsonfile.write_plan_file(state)
    page = htmlfile.render(document, plan_file)
    written = docx.render(document)

    in_pdf = fold(tree_of(printed).words())
    assert [text for text in typed if fold(letters.show(text)) not in in_pdf] == [], number
    in_word = fold(text_of(reader.Document(io.BytesIO(written)).element.body))
    assert [text for text in typed if fold(clean(text)) not in in_word] == [], number
    in_page = fold(Page(page.decode()).text)
    assert [text for text in typed if fold(text) not in in_page] == [], number
    assert jsonfile.read_plan_file(plan_file_in(page.decode())) == jsonfile.read_plan_file(plan_file), number
    assert dict(jsonfile.read_plan_file(plan_file).answers) == dict(state.stored), number
    assert Calendar.from_ical(ics.render(document)) is not None, number
    rows = [*csv.reader(io.StringIO(csvfile.render(document).decode("utf-8-sig"), newline=""))]
    assert len(rows) == 1 + len(document.actions), number
    again = build(generated(number), today=TODAY)
    assert (docx.render(again), htmlfile.render(again, plan_file)) == (written, page), number
    if number % 10 == 0:
        assert pdf.render(again) == printed, number


@pytest.mark.slow
@pytest.mark.parametrize("batch", A_HUNDRED)
def test_a_hundred_plans_keep_every_word_in_every_format(batch):
    for number in range(batch * 10, batch * 10 + 10):
        check(number)


@pytest.mark.soak
@pytest.mark.parametrize("batch", TWO_THOUSAND)
def test_two_thousand_plans_do(batch):
    for number in range(batch * 10, batch * 10 + 10):
        check(number)


def test_a_full_plan_with_all_of_it_is_made_too():
    state = with_a_long_text(with_many_rows(a_full_plan(Path.EXISTING)))
    document = build(state, today=TODAY)

    assert pdf.render(document)
    assert docx.render(document)
