"""The record of agreement in documents: who, when, which version, and what changed since."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx as reader
import pypdf
import pytest

from teamup.catalog.model import Side
from teamup.plans.agreed import AgreementRecord, Signature, Since
from teamup.plans.state import PlanState
from teamup.report import cache, docx, pdf
from teamup.report.build import build
from teamup.report.document import Bullets, Facts, Note, Paragraphs, Part, PlanDocument, Table
from tests.report.plans import TODAY, a_core_plan, a_full_plan, an_empty_plan

RECORD = AgreementRecord(
    number=4,
    version="Version 4, “For the chiefs”, of March 3, 2027",
    fingerprint="0123456789abcdef" * 4,
    agreed_on=date(2027, 3, 5),
    signatures=(
        Signature(Side.POLICE, "Chief Dana Ortiz", "Chief of Police", "Riverton Police Department", date(2027, 3, 4)),
        Signature(Side.SECURITY, "Sam Keller", "Director of Security", "Riverton Mall", date(2027, 3, 5)),
    ),
)
SINCE = (Since("Mission and vision", ("Mission", "Values")), Since("Action steps", ("Walk the garages",)))
NO_SIGNATURE = "This is a record that the people named agreed. It is no legal signature, and makes no contract."


def agreed(state: PlanState, record: AgreementRecord = RECORD) -> PlanState:
    return replace(state, plan=replace(state.plan, agreement=record))


def the_part(document: PlanDocument) -> Part:
    [part] = [part for part in document.parts if part.id == "agreement"]
    return part


def test_a_plan_that_nobody_agreed_to_has_no_record():
    document = build(a_full_plan(), today=TODAY)

    assert not [part for part in document.parts if part.id == "agreement"]
    assert "Agreed" not in [fact.label for fact in document.cover.facts]


def test_the_record_names_people_day_version_and_fingerprint():
    document = build(agreed(a_full_plan()), today=TODAY)

    part = the_part(document)
    said, table, facts, note = part.fields[0].blocks
    assert part.title == "Record of agreement"
    assert said == Paragraphs("Agreed by Chief Dana Ortiz and Sam Keller on March 5, 2027, version 4.")
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == [
        "Police",
        "Chief Dana Ortiz",
        "Chief of Police, Riverton Police Department",
        "March 4, 2027",
    ]
    assert isinstance(facts, Facts)
    assert [fact.value.text for fact in facts.items][1].replace(" ", "") == RECORD.fingerprint
    assert isinstance(note, Note)
    assert note.text == NO_SIGNATURE


def test_the_cover_says_so_in_a_line():
    document = build(agreed(a_full_plan()), today=TODAY)

    fact = next(fact for fact in document.cover.facts if fact.label == "Agreed")
    assert fact.value.text == "By both sides on March 5, 2027, version 4"
    assert fact.value.note == "Fingerprint 0123 4567 89ab cdef…"


def test_the_plan_as_it_stands_says_what_changed_since():
    record = replace(RECORD, since=SINCE, changed=3)

    blocks = the_part(build(agreed(a_full_plan(), record), today=TODAY)).fields[0].blocks

    assert Paragraphs("3 answers have changed since.") in blocks
    assert Bullets(("Mission and vision: Mission, Values", "Action steps: Walk the garages")) in blocks


def test_a_plan_that_has_not_changed_since_says_that():
    record = replace(RECORD, since=(), changed=0)

    document = build(agreed(a_full_plan(), record), today=TODAY)

    assert Paragraphs("Nothing has changed since.") in the_part(document).fields[0].blocks


def test_an_edition_that_leaves_something_out_prints_no_fingerprint_and_names_no_answers():
    record = replace(RECORD, since=SINCE, changed=3).for_part()

    document = build(agreed(a_full_plan(), record), today=TODAY)

    printed = str(the_part(document))
    assert RECORD.fingerprint[:4] not in printed
    assert "Walk the garages" not in printed
    assert "3 answers have changed since." in printed
    assert "Chief Dana Ortiz" in printed


@pytest.mark.parametrize("state", [a_core_plan, an_empty_plan], ids=["short", "empty"])
def test_a_short_or_empty_plan_prints_it_too(state):
    assert the_part(build(agreed(state()), today=TODAY))


def test_the_pdf_and_the_word_file_print_the_record():
    document = build(agreed(a_core_plan()), today=TODAY)

    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages)
    written = reader.Document(io.BytesIO(docx.render(document)))
    words = " ".join(
        [paragraph.text for paragraph in written.paragraphs]
        + [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    )

    for text in (" ".join(printed.split()), words):
        assert "Record of agreement" in text
        assert "Agreed by Chief Dana Ortiz and Sam Keller on March 5, 2027, version 4." in text
        assert "no legal signature" in text
        assert "0123 4567 89ab cdef" in text


def test_awkward_names_are_printed_as_they_were_typed():
    name = "Zoë “Z” O'Núñez-Łukasz #set page() $x$ *b* <b> 警察 ◆ " + "x" * 90
    record = replace(RECORD, signatures=(replace(RECORD.signatures[0], name=name, title="y" * 120),))

    document = build(agreed(a_core_plan(), record), today=TODAY)

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages)
    assert "#set page() $x$ *b* <b>" in " ".join(text.split())


def test_a_new_agreement_makes_a_new_file():
    state = a_core_plan()

    keys = {cache.key_of(one, TODAY, "pdf") for one in (state, agreed(state), agreed(state, RECORD.for_part()))}

    assert len(keys) == 3
