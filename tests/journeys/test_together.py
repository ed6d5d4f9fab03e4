"""Two people at one plan at the same time: each sees the other, and what the other saves."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"


def test_who_is_here_and_what_they_save_shows_without_a_reload(new_visitor: NewVisitor) -> None:
    maria, sam = new_visitor(sees_others=True), new_visitor(sees_others=True)
    address = maria.begin_quickly()
    key = maria.key()
    sam.go("/resume/")
    sam.field("The plan's key").fill(key)
    sam.press("Open the plan")
    expect(sam.page).to_have_url(address)
    sam.go(address + LESSON)
    maria.go(address + LESSON)

    maria.field(MISSION).fill("We keep the garages safe.")
    maria.is_saved()

    expect(sam.field(MISSION)).to_have_value("We keep the garages safe.")
    expect(sam.page.locator("[data-here]")).to_contain_text("Here now: Browser")
    expect(sam.page.locator("[data-writer]")).to_contain_text("is here")

    sam.field(MISSION).fill("We keep the garages safe. Always.")
    maria.page.locator("h1").first.click()
    sam.is_saved()
    expect(maria.field(MISSION)).to_have_value("We keep the garages safe. Always.")
