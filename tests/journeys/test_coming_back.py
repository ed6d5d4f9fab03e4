"""Leaving and coming back: the key, a link, another machine, a shared computer, the history, and the end of a plan."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.site import letters
from tests.journeys.visitor import Visitor
from tests.races.site import Site

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"


def test_a_link_with_the_key_opens_nothing_until_someone_says_so(new_visitor: NewVisitor) -> None:
    maria = new_visitor()
    address = maria.begin_quickly(name="Opened by link")
    key = maria.key()

    sam = new_visitor()
    sam.go(f"/resume/{key}/")
    sam.says("Open this plan here?")
    assert sam.page.context.request.get(address).status == 404
    sam.press("Open this plan")

    expect(sam.page).to_have_url(address)
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("Opened by link")


def test_leaving_a_shared_computer_forgets_the_plan_and_its_drafts(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    key = visitor.key()
    visitor.go(address + LESSON)
    visitor.page.route("**/answers/**", lambda route: route.abort("internetdisconnected"))
    visitor.field(MISSION).fill("Not for the next person here.")
    visitor.says("Offline: kept on this device")
    visitor.page.unroute("**/answers/**")
    visitor.page.route("**/answers/**", lambda route: route.abort("internetdisconnected"))
    visitor.go(address)
    assert visitor.page.evaluate("JSON.stringify(localStorage)").count("Not for the next person") == 1

    visitor.press("Leave this computer")

    expect(visitor.page).not_to_have_url(address)
    visitor.page.wait_for_load_state("load")  # htmx notes the page that one is on, and has noted the next one then
    kept = visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert address.split("/")[-2] not in kept
    assert "Not for the next person" not in kept
    assert visitor.page.context.request.get(address).status == 404
    visitor.go("/resume/")
    visitor.field("The plan's key").fill(key)
    visitor.press("Open the plan")
    expect(visitor.page).to_have_url(address)


def test_a_deleted_plan_is_gone_for_everyone_until_it_is_brought_back(new_visitor: NewVisitor) -> None:
    maria = new_visitor()
    address = maria.begin_quickly()
    key = maria.key()

    maria.follow("Delete this plan")
    maria.press("Delete the plan")

    expect(maria.page).not_to_have_url(re.compile(re.escape(address)))
    assert maria.page.context.request.get(address).status == 404
    sam = new_visitor()
    sam.go("/resume/")
    sam.field("The plan's key").fill(key)
    sam.press("Open the plan")
    expect(sam.page.get_by_role("alert").first).to_be_visible()
    maria.press(re.compile("^Bring back"))
    expect(maria.page).to_have_url(address)


def test_an_earlier_answer_comes_back_from_the_history(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    visitor.go(address + LESSON)
    for words in ("The first words.", "Quite another sentence altogether."):
        visitor.field(MISSION).fill(words)
        visitor.page.keyboard.press("Tab")
        visitor.is_saved()
        expect(visitor.page.locator("#sofar")).to_contain_text(words)

    visitor.follow("History")
    first = visitor.page.get_by_role("listitem").filter(has_text="The first words.").last
    first.get_by_role("button", name="Restore this").click()

    visitor.go(address + LESSON)
    expect(visitor.field(MISSION)).to_have_value("The first words.")


def test_a_step_moves_its_status_and_date_and_the_report_follows(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    visitor.go(address + "steps/")
    visitor.field(re.compile("^What")).fill("Call the garage owners")
    visitor.field(re.compile("^Owner")).fill("Lt. Ruiz")
    visitor.press("Add the step")

    visitor.field("Status: Call the garage owners").select_option("Started")
    row = visitor.page.get_by_role("row", name=re.compile("Call the garage owners"))
    expect(row.locator(".status")).to_have_text("Started")
    visitor.field("Due: Call the garage owners").fill("2027-03-31")
    expect(row).to_contain_text("March 31, 2027")

    visitor.page.reload()
    expect(row.locator(".status")).to_have_text("Started")
    visitor.follow("Report")
    expect(visitor.page.get_by_role("article")).to_contain_text("Call the garage owners")
    expect(visitor.page.get_by_role("article")).to_contain_text("March 31, 2027")


def test_the_report_is_mailed_once_to_oneself_and_its_state_is_shown(visitor: Visitor, site: Site) -> None:
    visitor.begin_quickly(name="Mailed plan")
    visitor.follow("E-mail", exact=False)

    visitor.field("Your address").fill("maria.nunez@example.org")
    visitor.page.get_by_role("button", name=re.compile("^Send the report")).dblclick()

    letter = visitor.page.get_by_role("listitem").filter(has_text="@example.org")
    expect(letter).to_have_count(1)
    expect(letter).to_contain_text("Sent")
    mine = [each for each in letters(Path(site.environment["TEAMUP_DATA"])) if "maria.nunez@example.org" in each]
    assert len(mine) == 1
    assert "application/pdf" in mine[0]
