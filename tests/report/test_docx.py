"""The Word document: its words, its structure, its bytes."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import docx as reader
import pytest
from docx.oxml.ns import qn

from teamup.catalog.model import Path, Side
from teamup.plans.state import PlanState
from teamup.report import docx, pdf
from teamup.report.build import build
from teamup.report.document import (
    Bar,
    Block,
    Bullets,
    Cell,
    Field,
    Part,
    PlanDocument,
    SideLabel,
    Table,
    TableColumn,
    Tick,
    Timeline,
    to_data,
)
from teamup.report.pdf import Paper
from teamup.report.word.xml import clean
from tests.report.awkward import TEXTS
from tests.report.golden import golden
from tests.report.pdftext import fold, tree_of
from tests.report.plans import TODAY, a_core_plan, a_full_plan, a_plan_state, an_empty_plan, opening
from tests.report.small import a_small_awkward_plan, a_small_full_plan

J = Side.JOINT
MARKS = {qn("w:br"): "\n", qn("w:tab"): "\t"}


def rendered(state: PlanState, paper: Paper = Paper.LETTER) -> bytes:
    return docx.render(build(state, today=TODAY), paper)


def opened(data: bytes) -> Any:
    return reader.Document(io.BytesIO(data))


def text_of(element: Any) -> str:
    """Return the text of an element and all below it, pictures in words; paragraphs end with a line end."""
    if element.tag == qn("wp:docPr"):
        return str(element.get("descr"))
    if element.tag == qn("w:t"):
        return str(element.text or "")
    inside = MARKS.get(element.tag, "") + "".join(map(text_of, element))
    return f"{inside}\n" if element.tag == qn("w:p") else inside


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "Normal" if found is None else str(found.get(qn("w:val")))


def lines_of(book: Any) -> Iterator[str]:
    """Yield each paragraph with its style, and each row of a table."""
    for element in book.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield f"{style_of(element)}: {text_of(element).strip()}"
        elif element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                mark = "TH" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else "TD"
                cells = (text_of(cell).strip() for cell in row.iter(qn("w:tc")))
                yield f"{mark}: " + " | ".join(cells)
        elif element.tag == qn("w:sdt"):
            yield from (f"{style_of(p)}: {text_of(p).strip()}" for p in element.iter(qn("w:p")))


@pytest.fixture(scope="module")
def full() -> bytes:
    return rendered(a_full_plan(Path.EXISTING))


@pytest.fixture(scope="module")
def book(full: bytes) -> Any:
    return opened(full)


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_a_word_document_says_what_people_agreed_it_should_say(name, state):
    lines = lines_of(opened(rendered(state())))

    golden(f"{name}.docx.txt", "\n".join(line.replace("\n", " / ") for line in lines) + "\n")


@pytest.mark.parametrize(
    "state",
    [lambda: a_full_plan(Path.EXISTING), a_core_plan, an_empty_plan, a_small_full_plan],
    ids=["full", "core", "empty", "small"],
)
def test_all_that_the_document_says_is_in_it(state):
    document = build(state(), today=TODAY)

    words = fold(text_of(opened(docx.render(document)).element.body))

    said = (
        *words_of(document.cover),
        *words_of(document.summary),
        *words_of(document.parts),
        *words_of(document.sources),
    )
    assert [text for text in said if fold(clean(text)) not in words] == []


@pytest.mark.slow
@pytest.mark.parametrize("state", [a_small_full_plan, a_core_plan], ids=["small", "core"])
def test_it_says_what_the_pdf_says(state):
    document = build(state(), today=TODAY)

    tree = tree_of(pdf.render(document))
    words = fold(text_of(opened(docx.render(document)).element.body)).casefold()

    said = {node.words() for node in tree.walk() if node.role in {"H1", "H2", "H3", "TH", "TD", "LBody"}}
    numberless = {text.lstrip("0123456789") for text in said}  # Word counts its headings itself
    assert len(said) > 40
    assert {text for text in numberless if fold(text).casefold() not in words} == set()


NAMES = frozenset(
    [
        "id",
        "type",
        "kind",
        "side",
        "question_id",
        "lesson",
        "lesson_number",
        "begins",
        "ends",
        "ticks",
        "legend",
        "missing",
        "first_label",
    ]
)
"""Fields that are for machines, for drawings, or said in another way."""


def words_of(piece: Any) -> Iterator[str]:
    yield from _strings(to_data(piece), NAMES)


def _strings(data: Any, hidden: frozenset[str]) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from _strings(item, hidden)
    elif isinstance(data, dict):
        if data.get("type") == "table":  # its heading may say the same
            hidden |= {"caption"}
        if data.get("type") == "positions":  # fields that nobody stands in are named in the picture only
            hidden |= {"columns", "rows"}
        if data.get("names_only"):
            hidden |= {"prompt"}
        for key, value in data.items():
            if key not in hidden:
                yield from _strings(value, hidden | {"prompt"} if key == "open" else hidden)


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_as_it_was_typed(text):
    state = a_plan_state({**opening(), ("community_view", J): f"Begin {text} end"})

    found = text_of(opened(rendered(state)).element.body)

    expected = clean(f"Begin {text} end")
    assert fold(expected) in fold(found)
    for line in filter(None, expected.split("\n")):
        assert line in found


def test_what_xml_cannot_hold_is_shown_by_its_number():
    assert clean("Ring\0 \x1b \ud800 \uffff") == "Ring[U+0000] [U+001B] [U+D800] [U+FFFF]"
    assert clean("one\x0btwo\r\nthree\u2028four") == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("text", ["x" * 100_000, "lorem ipsum " * 8_300], ids=["word", "words"])
def test_a_text_of_100_kb_is_kept_whole(text):
    state = a_plan_state({**opening(), ("community_view", J): text})

    assert fold(text) in fold(text_of(opened(rendered(state)).element.body))


def test_what_is_written_from_right_to_left_says_so():
    state = a_plan_state({**opening(), ("community_view", J): "שלום עולם and more"})

    body = opened(rendered(state)).element.body
    found = next(p for p in body.iter(qn("w:p")) if "שלום" in text_of(p) and style_of(p) == "Normal")

    assert found.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
    runs = [(text_of(run), run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None) for run in found.iter(qn("w:r"))]
    assert runs == [("שלום עולם ", True), ("and more", False)]


@pytest.mark.parametrize("state", [an_empty_plan, a_core_plan], ids=["empty", "core"])
@pytest.mark.parametrize(("paper", "size"), [(Paper.LETTER, (612.0, 792.0)), (Paper.A4, (595.3, 841.9))])
def test_a_plan_at_any_stage_is_on_the_right_paper(state, paper, size):
    (section,) = opened(rendered(state(), paper)).sections

    assert (round(section.page_width.pt, 1), round(section.page_height.pt, 1)) == size


def test_the_same_plan_and_day_give_the_same_bytes():
    assert rendered(a_core_plan()) == rendered(a_core_plan())


def test_nothing_in_the_file_tells_another_day(full):
    with zipfile.ZipFile(io.BytesIO(full)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2026, 11, 22, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"


def test_it_says_what_it_is(book):
    found = book.core_properties

    assert found.title == "Riverton Downtown Safety Partnership"
    assert (found.subject, found.author, found.language) == ("Action plan", "Team Up", "en-US")
    assert found.created == found.modified == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_name_too_long_for_a_property_is_cut_there_only():
    name = "Partnership " * 60

    found = opened(rendered(a_plan_state(opening(plan_name=name))))

    assert len(found.core_properties.title) == 255
    assert fold(name) in fold(text_of(found.element.body))


def test_its_language_is_said_where_a_reader_looks(book):
    (language,) = book.styles.element.iter(qn("w:lang"))

    assert language.get(qn("w:val")) == "en-US"


def test_headings_never_skip_a_level(book):
    levels = [int(style[-1]) for style in map(style_of, book.element.body) if style.startswith("Heading")]

    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_parts_are_numbered_by_their_style_and_other_headings_are_not(book):
    numbered = [
        text_of(p).strip()
        for p in book.element.body
        if style_of(p) == "Heading1" and p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is None
    ]

    assert numbered == [part.title for part in build(a_full_plan(Path.EXISTING), today=TODAY).parts]


def test_the_contents_are_written_and_every_entry_leads_to_its_heading(book):
    (contents,) = book.element.body.iter(qn("w:sdt"))
    links = {link.get(qn("w:anchor")): text_of(link).split("\t")[-1] for link in contents.iter(qn("w:hyperlink"))}
    places = {
        mark.get(qn("w:name")): text_of(mark.getparent()).strip()
        for mark in book.element.body.iter(qn("w:bookmarkStart"))
    }

    assert links == places
    assert len(links) > 10
    assert text_of(next(contents.iter(qn("w:p")))).strip() == "Contents"
    assert [code.text for code in contents.iter(qn("w:instrText"))] == [' TOC \\o "1-1" \\h \\z ']


def test_a_document_of_a_few_pages_has_no_contents():
    assert not [*opened(rendered(a_core_plan())).element.body.iter(qn("w:sdt"))]


def test_every_table_has_a_header_row_that_repeats_and_rows_that_stay_whole(book):
    assert len(book.tables) > 20
    for table in book.tables:
        head, *rows = table._tbl.tr_lst
        assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (head, *rows))
        assert table.style.name == "Plan Table"
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_two_tables_never_touch_and_none_ends_the_document(book):
    kinds = [element.tag for element in book.element.body]

    assert all((one, other) != (qn("w:tbl"), qn("w:tbl")) for one, other in pairwise(kinds))
    assert kinds[-2:] == [qn("w:p"), qn("w:sectPr")]


def test_space_is_never_made_with_empty_paragraphs(book):
    empty = [p for p in book.element.body if p.tag == qn("w:p") and not text_of(p).strip()]

    assert empty == []


def test_every_style_and_list_that_is_used_is_there(book):
    body = book.element.body
    used = {
        element.get(qn("w:val")) for name in ("w:pStyle", "w:rStyle", "w:tblStyle") for element in body.iter(qn(name))
    }
    lists = {element.get(qn("w:val")) for element in body.iter(qn("w:numId"))}
    numbering = book.part.numbering_part.element

    assert used <= {style.style_id for style in book.styles}
    assert lists - {"0"} <= {num.get(qn("w:numId")) for num in numbering.iter(qn("w:num"))}


def test_every_page_but_the_cover_says_which_it_is():
    (section,) = opened(rendered(an_empty_plan())).sections
    line = section.footer._element

    assert section.different_first_page_header_footer
    assert "Page 1 of 1" in text_of(line)
    assert "Plan in progress" in text_of(line)
    assert [field.get(qn("w:instr")) for field in line.iter(qn("w:fldSimple"))] == [" PAGE ", " NUMPAGES "]


def test_only_addresses_of_the_course_open(book):
    targets = [it.target_ref for it in book.part.rels.values() if it.is_external]

    assert targets
    assert all(target.startswith(("https://", "http://")) for target in targets)


def a_document_of(*blocks: Block) -> PlanDocument:
    """Return a document with these blocks under one heading."""
    found = build(an_empty_plan(), today=TODAY)
    part = Part("all", 1, "Everything", "", (Field("An answer", blocks),))
    return PlanDocument(found.meta, found.cover, found.summary, (part,), (), (), ())


def test_a_timeline_is_a_table():
    side = SideLabel(Side.POLICE, "Police")
    bar = Bar("Walk the garages", "March 5, 2027", side, 0.5, 0.5)
    timeline = Timeline(
        "Timeline of 1 step.", TODAY, TODAY + timedelta(30), (Tick("Mar", "2027", 0.0),), (bar,), (side,)
    )

    lines = [*lines_of(opened(docx.render(a_document_of(timeline))))]

    assert lines[-4:-1] == [
        "Caption: Timeline of 1 step.",
        "TH: Action step | When | Lead",
        "TD: Walk the garages | March 5, 2027 | Police",
    ]


def test_a_row_taller_than_a_page_may_go_on_over_the_page():
    rows = ((Cell("word " * 4_000),), (Cell("A few words"),))

    (table,) = opened(docx.render(a_document_of(Table("Risks", (TableColumn("Risk"),), rows)))).tables

    whole = [row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst]
    assert whole == [True, False, True]


def test_a_table_called_like_its_heading_is_not_named_twice():
    tables = (Table(name, (TableColumn("Name"),), ((Cell("x"),),)) for name in ("An answer", "An answer", "Other"))

    lines = [*lines_of(opened(docx.render(a_document_of(*tables))))]

    assert [line for line in lines if line.startswith("Caption")] == ["Caption: An answer", "Caption: Other"]


def test_each_list_that_counts_begins_at_one():
    lists = (Bullets(("First", "Second"), ordered=True), Bullets(("Again",), ordered=True))

    body = opened(docx.render(a_document_of(*lists))).element.body
    numbers = [p.pPr.numPr.numId.val for p in body.iter(qn("w:p")) if style_of(p) == "ListNumber"]

    assert numbers[0] == numbers[1] != numbers[2]


def test_nothing_of_word_is_loaded_before_a_document_is_asked_for():
    code = (
        "import sys, teamup.report.docx; sys.exit(any(name.split('.')[0] in ('docx', 'lxml') for name in sys.modules))"
    )

    found = subprocess.run([sys.executable, "-c", code], check=False)

    assert found.returncode == 0
