"""Two people, a lost network, a server in trouble, Back, double clicks, stale tabs: nothing typed is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.states import refuse
from tests.journeys.visitor import HOURLY, Visitor

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"
STATE = "[data-save-state]"


def mission(visitor: Visitor) -> Locator:
    """Return the box of the mission."""
    return visitor.field(MISSION)


def two_on_one_plan(new_visitor: NewVisitor, text: str) -> tuple[Visitor, Visitor, str]:
    """Return two people at the mission of one plan, which says `text`."""
    maria = new_visitor()
    address = maria.begin_quickly()
    key = maria.key()
    maria.go(address + LESSON)
    mission(maria).fill(text)
    maria.is_saved()
    sam = new_visitor()
    sam.go("/resume/")
    sam.field("The plan's key").fill(key.lower().replace("-", " "))
    sam.press("Open the plan")
    expect(sam.page).to_have_url(address)
    sam.go(address + LESSON)
    expect(mission(sam)).to_have_value(text)
    return maria, sam, address


def test_words_that_two_people_change_at_once_are_merged(new_visitor: NewVisitor) -> None:
    maria, sam, _ = two_on_one_plan(new_visitor, "We keep the garages safe for everyone at night.")

    mission(maria).fill("We keep the three garages safe for everyone at night.")
    maria.is_saved()
    mission(sam).fill("We keep the garages safe for everyone by day and at night.")

    expect(mission(sam)).to_have_value("We keep the three garages safe for everyone by day and at night.")
    sam.page.reload()
    expect(mission(sam)).to_have_value("We keep the three garages safe for everyone by day and at night.")


def in_conflict(new_visitor: NewVisitor) -> tuple[Visitor, str]:
    """Return Sam in front of two versions of the mission."""
    maria, sam, address = two_on_one_plan(new_visitor, "We keep the garages safe.")
    mission(maria).fill("We keep the hospital calm.")
    maria.is_saved()
    mission(sam).fill("We keep the mall open.")
    sam.says("Two versions of this answer")
    expect(sam.page.locator(STATE)).to_have_text("Two versions: choose one")
    return sam, address


def test_of_two_versions_mine_can_be_kept_and_theirs_stays_in_the_history(new_visitor: NewVisitor) -> None:
    sam, address = in_conflict(new_visitor)

    sam.press("Keep mine")

    expect(sam.page.locator(STATE)).to_have_text(HOURLY)
    sam.page.reload()
    expect(mission(sam)).to_have_value("We keep the mall open.")
    sam.go(address + "history/")
    expect(sam.page.get_by_role("main")).to_contain_text("hospital calm")


def test_of_two_versions_theirs_can_be_used_and_mine_stays_in_the_history(new_visitor: NewVisitor) -> None:
    sam, address = in_conflict(new_visitor)

    sam.press("Use theirs")

    expect(mission(sam)).to_have_value("We keep the hospital calm.")
    assert sam.drafts() == []
    sam.go(address + "history/")
    expect(sam.page.get_by_role("main")).to_contain_text("mall open")


def test_of_two_versions_both_can_be_kept(new_visitor: NewVisitor) -> None:
    sam, _ = in_conflict(new_visitor)

    sam.press("Keep both")

    for words in ("We keep the mall open.", "We keep the hospital calm."):
        expect(mission(sam)).to_have_value(re.compile(re.escape(words)))


def test_a_conflict_that_waits_is_there_again_after_a_reload(new_visitor: NewVisitor) -> None:
    sam, _ = in_conflict(new_visitor)

    sam.page.reload()

    sam.says("Two versions of this answer")
    expect(mission(sam)).to_have_value("We keep the mall open.")


def test_typing_without_a_network_is_kept_said_and_sent_when_it_is_back(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)

    visitor.context.set_offline(True)
    mission(visitor).fill("Typed in a tunnel.")
    expect(visitor.page.locator(STATE)).to_have_text("Offline: kept on this device")
    assert len(visitor.drafts()) == 1
    visitor.context.set_offline(False)

    expect(visitor.page.locator(STATE)).to_have_text(HOURLY)
    assert visitor.drafts() == []
    visitor.page.reload()
    expect(mission(visitor)).to_have_value("Typed in a tunnel.")


def test_typing_without_a_network_survives_the_page(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    visitor.go(address + LESSON)
    visitor.page.route("**/answers/**", lambda route: route.abort("internetdisconnected"))
    mission(visitor).fill("Typed before the lid was closed.")
    visitor.says("Offline: kept on this device")

    visitor.page.unroute("**/answers/**")
    visitor.go("about:blank")
    visitor.go(address + "report/")  # any page of the plan sends it

    visitor.has_sent_all()
    visitor.go(address + LESSON)
    expect(mission(visitor)).to_have_value("Typed before the lid was closed.")


def test_a_server_in_trouble_is_asked_again_until_it_answers(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)
    visitor.page.route("**/answers/**", lambda route: refuse(route, 503), times=1)

    mission(visitor).fill("Typed while it was busy.")

    visitor.says("The site is busy: kept on this device, trying again")
    expect(visitor.page.locator(STATE)).to_have_text(HOURLY)
    visitor.page.reload()
    expect(mission(visitor)).to_have_value("Typed while it was busy.")


def test_a_lost_reply_makes_one_change_only(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    visitor.go(address + LESSON)

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    visitor.page.route("**/answers/**", lose, times=1)
    mission(visitor).fill("Said once.")

    expect(visitor.page.locator(STATE)).to_have_text(HOURLY)
    visitor.go(address + "history/")
    expect(visitor.page.get_by_text("Said once.")).to_have_count(1)


def test_a_double_click_begins_one_plan(visitor: Visitor) -> None:
    visitor.go("/plans/new/?path=new&lead_role=joint_team&plan_name=Only one")

    visitor.page.get_by_role("button", name="Begin the plan").dblclick()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Only one")
    visitor.go("/plans/")
    expect(visitor.page.get_by_role("main").get_by_role("link", name="Only one", exact=False)).to_have_count(1)


def test_back_to_the_opening_page_begins_no_second_plan(visitor: Visitor) -> None:
    visitor.begin("new", "joint", "Begun once")

    visitor.page.go_back()
    expect(visitor.field(re.compile("What will you call it"))).to_have_value("Begun once")
    visitor.press("Begin the plan")
    visitor.says(re.compile("had already begun, so no second one was made"))
    visitor.go("/plans/")

    expect(visitor.page.get_by_role("main").get_by_role("link", name="Begun")).to_have_count(1)


def test_the_same_opening_form_sent_twice_begins_one_plan(visitor: Visitor) -> None:
    visitor.go("/plans/new/?path=new&lead_role=joint_team&plan_name=Sent twice")
    form = visitor.page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.opening')))")

    visitor.press("Begin the plan")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Sent twice")
    again = visitor.context.request.post(f"{visitor.url}/plans/new/", form=form)

    assert again.url == visitor.page.url
    assert "This plan had already begun, so no second one was made." in again.text()


def test_back_to_a_lesson_shows_what_was_typed_there(visitor: Visitor) -> None:
    address = visitor.begin_quickly()
    visitor.go(address + LESSON)
    mission(visitor).fill("Typed, then left.")
    visitor.follow("Next Goals and SMART objectives", exact=False)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Goals and SMART objectives")

    visitor.page.go_back()

    expect(mission(visitor)).to_have_value("Typed, then left.")
    visitor.page.reload()
    expect(mission(visitor)).to_have_value("Typed, then left.")


def test_a_page_made_before_the_save_shows_what_was_saved(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)
    earlier = visitor.page.content()
    mission(visitor).fill("Saved while the next page was made.")
    visitor.is_saved()

    visitor.page.route(f"**/{LESSON}", lambda route: route.fulfill(body=earlier, content_type="text/html"), times=1)
    visitor.page.reload()

    expect(mission(visitor)).to_have_value("Saved while the next page was made.")


def test_a_stale_tab_takes_nothing_away(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)
    stale = visitor.context.new_page()
    stale.goto(visitor.page.url)

    mission(visitor).fill("From the first tab.")
    visitor.is_saved()
    stale.get_by_label("In scope", exact=False).first.fill("Three garages")
    expect(stale.locator(STATE)).to_have_text(HOURLY)

    expect(stale.get_by_label(MISSION)).to_have_value("From the first tab.")  # the other tab heard of it
    visitor.page.reload()
    expect(mission(visitor)).to_have_value("From the first tab.")
    expect(visitor.field("In scope", exact=False)).to_have_value("Three garages")


def test_a_field_whose_form_token_expired_is_saved_all_the_same(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)
    visitor.context.clear_cookies(name="csrftoken")

    mission(visitor).fill("Typed after a long lunch.")

    expect(visitor.page.locator(STATE)).to_have_text(HOURLY)
    visitor.page.reload()
    expect(mission(visitor)).to_have_value("Typed after a long lunch.")


def test_a_form_whose_token_expired_explains_itself_and_gives_the_text_back(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False)
    address = visitor.begin_quickly()
    visitor.go(address + LESSON)
    visitor.context.clear_cookies(name="csrftoken")
    mission(visitor).fill("Typed after a long lunch.")

    visitor.press("Save and continue")

    visitor.says(re.compile("This page was open for too long"))
    expect(mission(visitor)).to_have_value("Typed after a long lunch.")
    visitor.press("Save and continue")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Goals and SMART objectives")
    visitor.go(address + LESSON)
    expect(mission(visitor)).to_have_value("Typed after a long lunch.")


def test_what_cannot_be_saved_stays_in_its_field_with_the_reason(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + LESSON)

    mission(visitor).fill("word " * 400)
    visitor.page.keyboard.press("Tab")

    expect(visitor.page.locator(STATE)).to_have_text("Not saved: see the note")
    expect(visitor.page.get_by_text(re.compile("^Shorten this answer")).first).to_be_visible()
    expect(mission(visitor)).to_have_value("word " * 400)
    mission(visitor).fill("Short enough.")
    expect(visitor.page.locator(STATE)).to_have_text(HOURLY)


def test_rows_are_added_moved_and_removed_and_come_back_in_order(visitor: Visitor) -> None:
    visitor.go(visitor.begin_quickly() + "starting/find-the-problem/")
    label = re.compile("^Harm or fear")
    for number, words in enumerate(("first", "second", "third")):
        visitor.page.get_by_label(label).nth(number).fill(words)

    visitor.press("Add a row")
    visitor.page.get_by_label(label).nth(3).fill("fourth")
    visitor.press("Move row 4 up")
    visitor.press("Remove row 1")
    visitor.is_saved()
    visitor.page.reload()

    kept = [box.input_value() for box in visitor.page.get_by_label(label).all()]
    assert kept == ["second", "fourth", "third"]
