"""The same way with JavaScript off: every form works as a plain page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.filled import save
from tests.journeys.visitor import Visitor, folded, words_of

MISSION = "What is your mission, in one or two sentences?"
HARM = re.compile("^Harm or fear")


def harms(visitor: Visitor) -> list[str]:
    """Return what the rows of the first table say, from top to bottom."""
    return [box.input_value() for box in visitor.page.get_by_label(HARM).all()]


def test_the_whole_way_works_without_scripts(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False)
    visitor.begin("new", "security", "Riverton on Paper")

    visitor.lesson("Find the problem")
    visitor.page.get_by_label(HARM).first.fill("Broken windows")
    visitor.press("Add a row")
    visitor.page.get_by_label(HARM).nth(1).fill("Threats at the desk")
    visitor.page.get_by_label(HARM).last.fill("Fear on the way home")
    visitor.press("Move row 2 up")
    assert harms(visitor)[:2] == ["Threats at the desk", "Broken windows"]
    visitor.press("Remove row 2")
    assert "Broken windows" not in harms(visitor)
    visitor.press("Save and continue")
    expect(visitor.page.get_by_role("heading", level=1)).not_to_have_text("Find the problem")
    visitor.follow("Overview")
    visitor.lesson("Mission, vision and values")
    visitor.field(MISSION).fill("word " * 700)
    visitor.field("Note on: Specific").fill("Names the garages")
    visitor.choose("Specific")
    visitor.press("Save and continue")

    visitor.says("One answer could not be saved yet")
    expect(visitor.field(MISSION)).to_have_value("word " * 700)
    visitor.field(MISSION).fill("We keep the garages safe.")
    visitor.press("Save and continue")
    visitor.follow("Report")
    sheet = folded(visitor.page.get_by_role("article").inner_text())
    pdf = words_of(visitor.download("PDF"))
    for words in ("Threats at the desk", "Fear on the way home", "We keep the garages safe.", "Names the garages"):
        assert words in sheet
        assert words in pdf
    assert "Broken windows" not in pdf


def test_a_conflict_is_settled_without_scripts(new_visitor: NewVisitor) -> None:
    first = new_visitor()
    address = first.begin_quickly()
    plain = new_visitor(java_script_enabled=False, storage_state=first.context.storage_state())
    plain.go(address + "starting/mission/")
    first.go(address + "starting/mission/")
    first.field(MISSION).fill("We keep the hospital calm.")
    first.is_saved()

    plain.field(MISSION).fill("We keep the mall open late.")
    plain.press("Save and continue")
    plain.says("Two versions of this answer")
    plain.press("Keep both")

    plain.go(address + "starting/mission/")
    for words in ("We keep the hospital calm.", "We keep the mall open late."):
        expect(plain.field(MISSION)).to_have_value(re.compile(re.escape(words)))


def test_a_step_moves_without_scripts(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False)
    visitor.go(visitor.begin_quickly() + "steps/")

    visitor.field(re.compile("^What")).fill("Call the owners")
    visitor.press("Add the step")
    visitor.field("Status: Call the owners").select_option("Done")
    visitor.press(re.compile("^Save ?: Call the owners"))

    expect(visitor.page.get_by_role("row", name=re.compile("Call the owners"))).to_contain_text("Done")


def test_a_version_is_named_read_and_brought_back_without_scripts(new_visitor: NewVisitor) -> None:
    first = new_visitor()
    address = first.begin_quickly()
    assert save(first, address, "mission", "We keep the garages safe.") == 200
    plain = new_visitor(java_script_enabled=False, storage_state=first.context.storage_state())
    plain.go(address + "history/")
    plain.follow("Named versions of the plan")
    plain.field("Name").fill("As sent to the council")
    plain.press("Keep this version")
    assert save(first, address, "mission", "We keep the garages and the mall safe.", base=1) == 200

    plain.follow("As sent to the council")
    expect(plain.page.locator("ins")).to_contain_text("and the mall")
    plain.follow("Read its report")
    assert "and the mall" not in plain.page.get_by_role("article").inner_text()
    plain.page.go_back()
    plain.press("Make version 1 the present plan")

    plain.says(re.compile("What it was before is version 2"))
    plain.follow("Report")
    assert "and the mall" not in plain.page.get_by_role("article").inner_text()
    plain.follow("History")
    plain.page.get_by_label("What", exact=True).select_option("restored")
    plain.press("Show")
    expect(plain.page.locator(".change")).to_have_count(1)
