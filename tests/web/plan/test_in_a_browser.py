"""Plan pages with their scripts, in a real browser: steps that save themselves, questions that appear, ways back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from teamup.catalog import shelf
from teamup.plans.models import Plan
from teamup.plans.steps import StepStatus, steps_of
from tests.factories import a_small_pack
from tests.web.plan.visitor import STEP_ROWS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOURLY = re.compile(r"^Saved \d{1,2}:\d\d [AP]M$")
PHONE = {"width": 360, "height": 740}
PICTURE = re.compile(r"/report\.png")


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.COURSE_PACK = "small"
    return str(live_server.url).replace("localhost", "127.0.0.1")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    # Without its page cache, as where pages may not be kept: Back loads the page anew.
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def enter(page: Page, site: str, visitor: Visitor) -> str:
    """Give the page the visitor's cookie, and return the address of the plan."""
    page.context.add_cookies([{"name": "browser", "value": visitor.browser, "url": site}])
    return f"{site}{visitor.url}"


@pytest.fixture
def visitor(site: str) -> Visitor:
    return Visitor()


def with_steps(visitor: Visitor) -> Visitor:
    visitor.save("objectives", STEP_ROWS)
    return visitor


def row_of(page: Page, what: str) -> Locator:
    return page.locator("tr.step").filter(has_text=what)


# --- steps --------------------------------------------------------------------------------------------------------


def test_a_step_saves_itself_says_when_and_the_numbers_follow(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, with_steps(visitor)) + "steps/")
    row = row_of(page, "Walk the garages")

    row.get_by_label(re.compile("^Status")).select_option("done")

    expect(row.locator("[data-state]")).to_have_text(HOURLY)
    expect(page.locator("[data-save-state]")).to_have_text(HOURLY)
    assert page.locator("[data-save-state]").get_attribute("aria-live") == "polite"
    expect(row.locator(".status")).to_have_text("Done")
    expect(page.locator(".counts__item--done")).to_contain_text("1")
    expect(row.get_by_role("button", name="Save")).to_be_hidden()
    assert steps_of(visitor.state())[0].status is StepStatus.DONE


def until_sent(page: Page) -> None:
    """Wait until this browser keeps no typing any more. The page's policy lets nobody wait with a script inside it."""
    for _look in range(100):
        if page.evaluate("!Object.keys(localStorage).some((name) => name.includes('draft'))"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("what was typed was not sent")


def test_a_date_typed_just_before_leaving_is_not_lost(page: Page, site: str, visitor: Visitor):
    address = enter(page, site, with_steps(visitor))
    page.goto(address + "steps/")

    row_of(page, "Share one map").get_by_label(re.compile("^Due")).fill("2027-04-01")
    page.goto(address)
    until_sent(page)

    assert {str(step.due) for step in steps_of(visitor.state())} == {"2027-03-01", "2027-04-01"}


def test_a_status_set_and_set_back_is_as_it_was(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, with_steps(visitor)) + "steps/")
    row = row_of(page, "Walk the garages")
    status = row.get_by_label(re.compile("^Status"))

    status.select_option("started")
    expect(row.locator(".status")).to_have_text("Started")
    status.select_option("planned")
    expect(row.locator(".status")).to_have_text("Planned")

    page.reload()
    expect(row_of(page, "Walk the garages").get_by_label(re.compile("^Status"))).to_have_value("planned")


def test_a_step_changed_without_a_network_is_kept_and_sent_later(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, with_steps(visitor)) + "steps/")
    row = row_of(page, "Walk the garages")

    page.context.set_offline(True)
    row.get_by_label(re.compile("^Status")).select_option("stopped")
    expect(row.locator("[data-state]")).to_have_text("Offline: kept on this device")
    page.context.set_offline(False)

    expect(row.locator("[data-state]")).to_have_text(HOURLY, timeout=10_000)
    assert steps_of(visitor.state())[0].status is StepStatus.STOPPED


def test_of_two_versions_of_a_step_a_person_chooses_on_the_spot(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, with_steps(visitor)) + "steps/")
    row = row_of(page, "Walk the garages")
    visitor.post(f"steps/{steps_of(visitor.state())[0].id}/", base="0", status="done", **{"was.status": "planned"})

    row.get_by_label(re.compile("^Status")).select_option("started")
    expect(row.locator(".conflict")).to_contain_text("Yours: Started · Theirs: Done")
    row.get_by_role("button", name="Keep mine").click()

    expect(row.locator(".status")).to_have_text("Started")
    expect(row.locator(".conflict")).to_have_count(0)
    assert steps_of(visitor.state())[0].status is StepStatus.STARTED


def test_the_notes_of_a_step_save_themselves_on_its_own_page(page: Page, site: str, visitor: Visitor):
    address = enter(page, site, with_steps(visitor))
    page.goto(f"{address}steps/{steps_of(visitor.state())[0].id}/")

    page.get_by_label("Notes").fill("Lt. Ortiz has the keys.")
    page.get_by_label(re.compile("What will be done")).fill("Walk all garages")

    expect(page.get_by_role("heading", level=1)).to_have_text("Walk all garages")
    expect(page.locator("[data-save-state]")).to_have_text(HOURLY)
    step = steps_of(visitor.state())[0]
    assert (step.what, step.notes) == ("Walk all garages", "Lt. Ortiz has the keys.")


# --- questions that depend on others ------------------------------------------------------------------------------


def test_a_question_appears_and_goes_as_its_condition_says_and_this_is_spoken(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, visitor) + "first/kinds/")
    told = page.locator("[data-when-status]")

    page.locator("label[for='form.joint.nonprofit']").click()
    expect(told).to_have_text("A question was added: Bylaws?")
    page.get_by_label("Bylaws?").fill("As of June")
    page.get_by_label("Bylaws?").press("Tab")
    expect(page.locator("#q-bylaws-joint [data-state]")).to_have_text(HOURLY)
    page.locator("label[for='form.joint.network']").click()
    expect(told).to_contain_text("Its answer is kept.")
    expect(page.get_by_label("Bylaws?")).to_be_hidden()
    page.locator("label[for='form.joint.nonprofit']").click()

    expect(page.get_by_label("Bylaws?")).to_have_value("As of June")
    assert visitor.state().value("bylaws") == "As of June"


# --- long lines ---------------------------------------------------------------------------------------------------


def test_a_long_line_shows_all_its_words_and_holds_no_line_break(page: Page, site: str, visitor: Visitor):
    page.set_viewport_size(PHONE)
    page.goto(enter(page, site, visitor) + "first/kinds/")
    box = page.locator("#q-goals-joint textarea").first
    before = box.bounding_box()

    box.fill("Fewer car thefts in the three garages\nand on the lots around them " * 2)

    after = box.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] + 20
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 2")
    assert "\n" not in box.input_value()


def test_enter_in_a_long_line_of_a_row_goes_on_to_the_next_row(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, visitor) + "first/kinds/")
    boxes = page.locator("#q-goals-joint [data-rows-list] textarea")
    rows = boxes.count()
    boxes.last.fill("Fewer thefts")

    boxes.last.press("Enter")

    expect(boxes).to_have_count(rows + 1)
    expect(boxes.last).to_be_focused()
    expect(boxes.last).to_have_value("")


# --- the opening page ---------------------------------------------------------------------------------------------


def begin(page: Page, site: str) -> None:
    """Answer the opening questions, and begin."""
    shelf.publish(a_small_pack())
    page.goto(f"{site}/plans/new/")
    page.locator("label[for='path.joint.existing']").click()
    page.locator("label[for='lead_role.joint.chief']").click()
    page.get_by_label("Name?").fill("Riverton Downtown")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Riverton Downtown")


def test_going_back_from_a_new_plan_shows_the_answers_again_and_the_way_on(page: Page, site: str):
    page.set_viewport_size(PHONE)
    page.route("**/plans/new/", lambda route: route.fulfill(response=uncached(route)))
    begin(page, site)

    page.go_back()

    expect(page.get_by_label("Name?")).to_have_value("Riverton Downtown")
    assert page.locator("[id='path.joint.existing']").is_checked()
    page.get_by_role("link", name="Go on with “Riverton Downtown”").click()
    expect(page).to_have_url(f"{site}/plans/{Plan.objects.get().id}/")


def test_sending_the_opening_answers_again_after_going_back_makes_no_second_plan(page: Page, site: str):
    page.route("**/plans/new/", lambda route: route.fulfill(response=uncached(route)))
    begin(page, site)

    page.go_back()
    page.get_by_role("button", name="Begin the plan").click()

    expect(page.get_by_text("This plan had already begun")).to_be_visible()
    assert Plan.objects.count() == 1


def test_another_plan_begins_with_an_empty_page(page: Page, site: str):
    begin(page, site)

    page.goto(f"{site}/plans/new/")

    expect(page.get_by_label("Name?")).to_have_value("")
    expect(page.locator("[data-begun]")).to_be_hidden()


def test_opening_answers_that_were_not_sent_survive_a_reload(page: Page, site: str):
    shelf.publish(a_small_pack())
    page.goto(f"{site}/plans/new/")
    page.get_by_label("Name?").fill("Half typed")

    page.reload()

    expect(page.get_by_label("Name?")).to_have_value("Half typed")


def uncached(route: Any) -> Any:
    """Return the page as a server would that lets no browser keep it."""
    response = route.fetch(max_redirects=0)
    response.headers["cache-control"] = "no-store"
    return response


# --- the page beside a lesson -------------------------------------------------------------------------------------


def test_on_a_wide_screen_the_page_beside_a_lesson_changes_once_the_new_one_is_there(
    page: Page, site: str, visitor: Visitor
):
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.goto(enter(page, site, visitor) + "first/kinds/")
    picture = page.locator("#sofar-page img")
    expect(picture).to_have_js_property("naturalWidth", 510)
    before = picture.evaluate("picture => picture.currentSrc")
    page.route(PICTURE, hold)

    with page.expect_request(PICTURE):
        page.locator("#q-mission-joint textarea").fill("Less theft, more trust")
    stood = picture.evaluate("picture => picture.currentSrc")
    held[0].continue_()

    expect(picture).not_to_have_js_property("currentSrc", before)
    expect(picture).to_have_js_property("naturalWidth", 510)
    assert stood == before
    assert len(held) == 1
    page.set_viewport_size(PHONE)
    expect(picture).to_be_hidden()


# --- the plan's navigation ----------------------------------------------------------------------------------------


def test_on_a_phone_every_page_of_the_plan_can_be_seen_in_the_navigation(page: Page, site: str, visitor: Visitor):
    page.set_viewport_size(PHONE)
    page.goto(enter(page, site, visitor))

    for link in page.locator(".top__nav a").all():
        box = link.bounding_box()
        assert box, link.inner_text()
        assert 0 <= box["x"] <= PHONE["width"] - box["width"], link.inner_text()
        assert box["height"] >= 44
    assert page.evaluate(
        "document.querySelector('.top__nav').scrollWidth <= document.querySelector('.top__nav').clientWidth"
    )


def test_beside_an_icon_the_underline_runs_under_the_words_alone(page: Page, site: str, visitor: Visitor):
    page.goto(enter(page, site, visitor))
    link = page.get_by_role("link", name="Delete this plan")

    # A space beside a picture is underlined where both stand in a line of text, and not where each is a box.
    assert str(link.evaluate("link => getComputedStyle(link).display")).endswith("flex")
