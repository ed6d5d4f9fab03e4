"""The brief for whoever takes over: what a new chief has to know, on two pages, and nothing that is not theirs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx as reader
import pypdf
import pytest

from teamup.catalog.model import Side
from teamup.plans.agreed import AgreementRecord, Signature
from teamup.plans.editions import edition_of
from teamup.plans.marking import Audience, Mark
from teamup.report import docx, pdf
from teamup.report.kinds import KINDS
from tests.report.golden import golden
from tests.report.pdftext import tree_of
from tests.report.plans import a_full_plan, a_plan_state
from tests.report.small import a_small_awkward_plan, a_small_full_plan
from tests.report.test_brief import the_sample
from tests.report.test_docx import lines_of

TODAY = date(2026, 11, 23)
J = Side.JOINT


def made(state):
    return KINDS["successor"].build(state, today=TODAY)


def words(state) -> str:
    return tree_of(pdf.render(made(state))).words()


@pytest.mark.parametrize("state", [a_full_plan, the_sample])
def test_a_full_plan_makes_two_pages_with_people_steps_and_a_first_week(state):
    found = state()

    text = words(found)

    assert len(pypdf.PdfReader(io.BytesIO(pdf.render(made(found)))).pages) == 2
    for said in ("What you take over", "Whom to know", "What is due", "What both sides agreed to", "Your first week"):
        assert said in text
    assert "555-0142" in text


def test_an_empty_plan_says_what_is_not_known():
    text = words(a_plan_state({}))

    assert "Its mission is not written yet." in text
    assert "The plan names nobody yet." in text
    assert "No step with a date is open." in text
    assert "Both sides have agreed to no version" in text


def test_what_was_agreed_is_told_with_who_stands_for_it():
    state = a_full_plan()
    signed = (Signature(Side.POLICE, "Elena Brandt", "Chief", "Riverton Police", TODAY),)
    record = AgreementRecord(4, "Version 4, “As agreed”, of March 3, 2026", "ab" * 32, TODAY, signed, (), 3)

    text = words(replace(state, plan=replace(state.plan, agreement=record)))

    assert "Version 4, “As agreed”, of March 3, 2026" in text
    assert "3 answers have changed since." in text
    assert "Elena Brandt, for police" in text


def test_what_is_marked_for_the_other_side_is_not_in_it_and_the_public_learns_no_phone():
    state = a_full_plan()
    marked = replace(state, marks={(name, J): Mark.POLICE for name in ("driver", "liaison_police", "mission")})

    security = words(edition_of(marked, Audience.SECURITY))
    public = words(edition_of(state, Audience.PUBLIC))

    assert "555-0142" not in security
    assert "555-0142" not in public
    assert "Whom to know" not in public


@pytest.mark.parametrize(("name", "state"), [("full", a_small_full_plan), ("awkward", a_small_awkward_plan)])
def test_it_says_what_people_agreed_it_should_say_in_print_and_in_word(name, state):
    document = made(state())

    roles = {"H1", "H2", "H3", "P", "TH", "TD", "LBody", "Title"}
    printed = [f"{node.role}: {node.words()}" for node in tree_of(pdf.render(document)).walk() if node.role in roles]
    golden(f"successor.{name}.pdf.txt", "\n".join(printed) + "\n")
    written = lines_of(reader.Document(io.BytesIO(docx.render(document))))
    golden(f"successor.{name}.docx.txt", "\n".join(line.replace("\n", " / ") for line in written) + "\n")
