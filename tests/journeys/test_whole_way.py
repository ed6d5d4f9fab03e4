"""From the home page to the PDF, for each path and side, by what people read on the pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import PATHS, SIDES, Visitor, folded, words_of

MISSION = {
    "new": "What is your mission, in one or two sentences?",
    "existing": "What is your mission today, word for word?",
}
# Composed and decomposed letters, a dash, quotes and a line break: the PDF must hold them all.
WORDS = "Núñez & Søn keep “Mill Street” safe — for everyone.\nEvery cafe\u0301 owner knows whom to call."
HARM = "Cars broken into at night"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("path", PATHS)
def test_a_manager_walks_from_the_first_question_to_the_pdf(path: str, side: str, visitor: Visitor) -> None:
    name = f"Riverton {path} {side}"

    visitor.begin(path, side, name, setting="Downtown", city="Riverton", time="hour")
    visitor.lesson("Mission, vision and values")
    expect(visitor.page.locator(".meta")).to_contain_text({"joint": "Both sides"}.get(side, side.capitalize()))
    visitor.field(MISSION[path], exact=False).fill(WORDS)
    visitor.choose("Clear")
    visitor.field("Note on: Clear").fill("Read to the night desk")
    visitor.press("Save and continue")
    expect(visitor.page.get_by_role("heading", level=1)).not_to_have_text("Mission, vision and values")
    visitor.follow("Find the problem", exact=False)
    visitor.page.get_by_label(re.compile("^Harm or fear")).first.fill(HARM)
    visitor.page.get_by_label(re.compile("^How often")).first.fill("167 a quarter")
    visitor.is_saved()
    visitor.follow("Report")

    sheet = visitor.page.get_by_role("article")
    for words in (name, HARM, "Read to the night desk"):
        expect(sheet).to_contain_text(words)
    assert folded(WORDS) in folded(sheet.inner_text())
    text = words_of(visitor.download("PDF"))
    for words in (name, WORDS, HARM, "167 a quarter", "Read to the night desk"):
        assert folded(words) in text


def test_answers_of_every_kind_come_back_and_reach_the_report(visitor: Visitor) -> None:
    address = visitor.begin_quickly("new")

    visitor.go(address + "introduction/forms-and-leaders/")
    first = visitor.page.get_by_role("radio").first
    chosen = first.get_attribute("value")
    visitor.page.locator(f'label[for="{first.get_attribute("id")}"]').click()
    visitor.is_saved()
    visitor.go(address + "starting/resources-and-budget/")
    visitor.page.get_by_label("Cost", exact=False).filter(visible=True).first.fill("Lamps for the garages")
    visitor.page.get_by_label("Amount", exact=False).filter(visible=True).first.fill("1250.50")
    visitor.is_saved()
    visitor.go(address + "starting/activities/")
    visitor.page.get_by_label(re.compile("^Activity")).first.fill("Walk the garages together")
    visitor.page.get_by_label(re.compile("^Owner")).first.fill("Lt. Ruiz")
    visitor.page.get_by_label("Due").first.fill("2027-04-15")
    visitor.is_saved()

    visitor.go(address + "introduction/forms-and-leaders/")
    expect(visitor.page.get_by_role("radio", checked=True).first).to_have_value(str(chosen))
    visitor.follow("Report")
    sheet = visitor.page.get_by_role("article")
    for words in ("Lamps for the garages", "$1,250.50", "Walk the garages together", "Lt. Ruiz", "April 15, 2027"):
        expect(sheet).to_contain_text(words)
    assert b"Walk the garages together" in visitor.download("Calendar")


def test_fifteen_minutes_lead_through_the_core_questions(visitor: Visitor) -> None:
    visitor.begin("new", "police", "A short one", time="minutes_15")

    visitor.says(re.compile("15-minute path: 0 of 1[2-5] core answers"))
    visitor.follow("Begin")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Why partner")


def test_the_paths_can_be_switched_and_every_answer_stays(visitor: Visitor) -> None:
    address = visitor.begin_quickly("new")
    visitor.go(address + "starting/mission/")
    visitor.field(MISSION["new"]).fill("We keep downtown safe.")
    visitor.is_saved()

    visitor.go(address)
    visitor.press(PATHS["existing"])
    visitor.says("Every answer stays")
    visitor.lesson("Mission, vision and values")
    expect(visitor.field(MISSION["existing"])).to_have_value("We keep downtown safe.")
    visitor.go(address)
    visitor.press(PATHS["new"])
    visitor.lesson("Mission, vision and values")

    expect(visitor.field(MISSION["new"])).to_have_value("We keep downtown safe.")


def test_the_samples_can_be_read_by_anyone_and_changed_by_nobody(visitor: Visitor) -> None:
    visitor.go("/")

    visitor.follow(re.compile("Riverton Downtown Safety Partnership"), exact=False)

    expect(visitor.page.get_by_role("article")).to_contain_text("Lt. Dana Ruiz")
    visitor.go(visitor.page.url.replace("report/", "starting/mission/"))
    expect(visitor.field(MISSION["new"])).to_be_disabled()


def test_a_picture_of_nothing_is_never_shown_to_strangers(new_visitor: NewVisitor) -> None:
    address = new_visitor().begin_quickly()

    stranger = new_visitor()
    answers = [stranger.page.goto(address + more) for more in ("", "report/", "report.pdf", "starting/mission/")]

    assert [answer.status for answer in answers if answer] == [404] * 4
