"""The PDF: its words, its structure, its bytes."""

from __future__ import annotations

import io
from itertools import pairwise

import pikepdf
import pypdf
import pytest

from teamup.catalog.model import Path, Side
from teamup.plans.state import PlanState
from teamup.report import letters, pdf, pool
from teamup.report.build import build
from teamup.report.pdf import Paper
from tests.report.awkward import an_awkward_plan
from tests.report.golden import golden
from tests.report.pdftext import Node, fold, tree_of
from tests.report.plans import TODAY, a_core_plan, a_full_plan, a_plan_state, an_empty_plan, opening
from tests.report.small import a_small_awkward_plan, a_small_full_plan

J = Side.JOINT
HEADINGS = {f"H{level}": level for level in range(1, 7)}


def rendered(state: PlanState, paper: Paper = Paper.LETTER) -> bytes:
    return pdf.render(build(state, today=TODAY), paper)


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    """A machine that runs other tests too is slow; what a limit on time does is tested with the pool."""
    monkeypatch.setattr(pool, "SECONDS", 100.0)


@pytest.fixture(scope="module")
def full() -> bytes:
    return rendered(a_full_plan(Path.EXISTING))


@pytest.fixture(scope="module")
def tree(full: bytes) -> Node:
    return tree_of(full)


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_a_pdf_says_what_people_agreed_it_should_say(name, state):
    tree = tree_of(rendered(state()))

    lines = [
        f"{node.role}: {node.words()}"
        for node in tree.walk()
        if node.role in {*HEADINGS, "P", "TH", "TD", "LBody", "Figure", "Title"}
    ]
    golden(f"{name}.pdf.txt", "\n".join(lines) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x" * 100_000, "lorem ipsum " * 8_300], ids=["word", "words"])
def test_a_text_of_100_kb_is_printed_whole(text):
    state = a_plan_state({**opening(), ("community_view", J): text})

    words = fold(tree_of(rendered(state)).words())

    assert fold(letters.show(text)) in words


@pytest.mark.slow
def test_a_row_taller_than_a_page_goes_on_over_the_page():
    text = "word " * 8_000
    state = a_plan_state({**opening(), ("risks", J): [{"id": "r", "risk": text, "sign": "A sign"}]})

    words = fold(tree_of(rendered(state)).words())

    assert fold(text) in words


@pytest.mark.parametrize("state", [an_empty_plan, a_core_plan], ids=["empty", "core"])
@pytest.mark.parametrize("paper", list(Paper))
def test_a_plan_at_any_stage_is_a_pdf_of_the_right_paper(state, paper):
    reader = pypdf.PdfReader(io.BytesIO(rendered(state(), paper)))

    box = reader.pages[0].mediabox
    size = {Paper.LETTER: (612, 792), Paper.A4: (595, 842)}[paper]
    assert (round(box.width), round(box.height)) == size


def test_the_same_plan_and_day_give_the_same_bytes():
    first = rendered(a_core_plan())

    assert rendered(a_core_plan()) == first


def test_every_page_says_which_it_is(full):
    reader = pypdf.PdfReader(io.BytesIO(full))

    count = len(reader.pages)
    assert f"Page 2 of {count}" in reader.pages[1].extract_text()
    assert f"Page {count} of {count}" in reader.pages[-1].extract_text()


def test_the_summary_is_one_page():
    reader = pypdf.PdfReader(io.BytesIO(rendered(an_awkward_plan(6, density=0.9, lessons=30))))

    assert "At a glance" in reader.pages[1].extract_text()
    assert "Contents" in reader.pages[2].extract_text()


def test_it_is_tagged_and_says_its_language_and_title(full):
    with pikepdf.open(io.BytesIO(full)) as found:
        assert found.Root.MarkInfo.Marked
        assert str(found.Root.Lang) == "en"
        assert found.Root.ViewerPreferences.DisplayDocTitle
        assert str(found.docinfo.Title) == "Riverton Downtown Safety Partnership"


def test_it_declares_pdf_ua_1_and_pdf_a_2a(full):
    with pikepdf.open(io.BytesIO(full)) as found, found.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_every_font_is_embedded_and_ours(full):
    with pikepdf.open(io.BytesIO(full)) as found:
        fonts = {str(f.BaseFont)[8:]: f for page in found.pages for f in page.obj.Resources.get("/Font", {}).values()}
        embedded = [
            "/FontFile2" in f.DescendantFonts[0].FontDescriptor or "/FontFile3" in f.DescendantFonts[0].FontDescriptor
            for f in fonts.values()
        ]

    assert all(name.startswith(("PublicSans", "Merriweather")) for name in fonts)
    assert all(embedded)


def test_headings_never_skip_a_level(tree):
    levels = [HEADINGS[node.role] for node in tree.walk() if node.role in HEADINGS]

    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_tables_have_header_cells(tree):
    tables = [node for node in tree.walk() if node.role == "Table"]

    assert len(tables) > 20
    assert all(any(node.role == "TH" for node in table.walk()) for table in tables)


def test_drawings_are_said_in_words(tree):
    figures = [node for node in tree.walk() if node.role == "Figure"]

    assert figures
    assert all("in words" in figure.alt for figure in figures)


def test_bookmarks_lead_to_every_part_and_answer(full):
    reader = pypdf.PdfReader(io.BytesIO(full))

    parts = [item.title for item in reader.outline if not isinstance(item, list)]
    answers = [item.title for items in reader.outline if isinstance(items, list) for item in items]
    assert any("The problems we take on" in title for title in parts)
    assert "Mission" in answers
    assert len(answers) > 90


def test_a_letter_no_font_has_is_shown_by_its_number():
    state = a_plan_state({**opening(), ("mission", J): "Ring 🔔 at 中 street\0"})

    words = fold(tree_of(rendered(state)).words())

    assert fold("Ring [U+1F514] at [U+4E2D] street[U+0000]") in words
