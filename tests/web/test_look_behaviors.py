"""What our scripts promise about saving, in a real browser: nothing typed is lost, and people are told the truth."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from tests.web.autosave_site import Site, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site(words=render_to_string("components/words.html"))
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(site.address)
    yield opened
    context.close()


def mission(page: Page):
    return page.locator("textarea")


def state(page: Page):
    return page.locator("#q-mission-joint [data-state]")


def drafts(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).length")


def test_an_answer_saves_itself_after_a_pause_and_says_so(page, site):
    mission(page).fill("Walk the garages together")

    expect(state(page)).to_have_text("Saved 2:04 PM")
    expect(page.locator("[data-save-state]")).to_have_text("Saved 2:04 PM")
    assert site.mission == "Walk the garages together"
    assert page.locator("[data-base-field]").input_value() == "2"
    assert drafts(page) == 0


def test_a_save_that_failed_is_kept_and_sent_again_under_its_own_key(page, site):
    site.mode = "down"
    mission(page).fill("Kept")
    expect(state(page)).to_contain_text("kept on this device")
    assert drafts(page) == 1

    site.mode = "ok"

    expect(state(page)).to_have_text("Saved 2:04 PM", timeout=8000)
    assert len({sent["save"][0] for sent in site.sent}) == 1
    assert drafts(page) == 0


def test_a_save_whose_answer_was_lost_is_not_taken_for_someone_elses(page, site):
    site.mode = "lose"
    mission(page).fill("One")
    expect(state(page)).to_contain_text("kept on this device")

    site.mode = "ok"
    mission(page).fill("One and two")

    expect(state(page)).to_have_text("Saved 2:04 PM", timeout=8000)
    expect(mission(page)).to_have_value("One and two")
    assert site.mission == "One and two"


def test_typing_that_was_kept_is_shown_and_sent_after_a_reload(page, site):
    site.mode = "down"
    mission(page).fill("Typed before the reload")
    expect(state(page)).to_contain_text("kept on this device")

    site.mode = "ok"
    page.reload()

    expect(mission(page)).to_have_value("Typed before the reload")
    expect(state(page)).to_have_text("Saved 2:04 PM")
    assert site.mission == "Typed before the reload"


def test_leaving_the_page_at_once_loses_nothing(page, site):
    mission(page).fill("Typed and gone")
    page.goto("about:blank")

    page.goto(site.address)

    expect(mission(page)).to_have_value("Typed and gone")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert site.mission == "Typed and gone"


def test_a_change_by_someone_else_is_shown_together_with_ones_own(page, site):
    site.mission, site.revision = "Theirs", 2

    mission(page).fill("Mine")

    expect(mission(page)).to_have_value("Theirs + Mine")
    expect(state(page)).to_contain_text("someone else")
    expect(mission(page)).to_be_focused()


def test_two_versions_wait_for_a_choice_also_after_a_reload(page, site):
    site.mode = "conflict"
    mission(page).fill("Mine")
    expect(page.locator(".conflict")).to_be_visible()

    page.reload()
    expect(page.locator(".conflict")).to_be_visible()
    page.get_by_role("button", name="Keep mine").click()

    expect(state(page)).to_have_text("Saved 2:04 PM")
    assert site.sent[-1]["keep"] == ["mine"]
    assert site.sent[0]["save"] == site.sent[1]["save"] != site.sent[2]["save"]
    assert site.mission == "Mine"


def test_an_answer_that_breaks_a_limit_keeps_its_text_and_shows_why(page, site):
    site.mode = "reject"
    mission(page).fill("Much too long")
    expect(page.locator("[data-errors]").first).to_have_text("Shorten this answer.")
    expect(mission(page)).to_have_attribute("aria-invalid", "true")

    site.mode = "ok"
    mission(page).fill("Short")

    expect(page.locator("[data-errors]").first).to_be_empty()
    assert site.mission == "Short"


def test_an_expired_form_token_is_renewed_once_without_a_word(page, site):
    site.mode = "forbidden"

    mission(page).fill("With a fresh token")

    expect(state(page)).to_have_text("Saved 2:04 PM")
    assert site.mission == "With a fresh token"


def test_rows_are_added_by_enter_moved_and_removed_with_focus_and_words(page, site):
    page.get_by_role("button", name="Add").click()
    page.keyboard.type("First")
    page.keyboard.press("Enter")
    page.keyboard.type("Second")
    page.get_by_role("button", name="Move row 2 up").click()
    expect(page.locator("[data-rows-status]")).to_have_text("Moved to place 1 of 2")
    with page.expect_response(lambda response: "First" not in (response.request.post_data or "First")):
        page.get_by_role("button", name="Remove row 2").click()

    kept = site.sent[-1]
    assert [kept[f"list.joint.{row}.text"] for row in kept["list.joint.row"]] == [["Second"]]
    assert page.evaluate("document.activeElement.value") == "Second"


def test_no_more_rows_than_fit(page):
    for _ in range(3):
        page.get_by_role("button", name="Add").click()

    expect(page.get_by_role("button", name="Add")).to_be_disabled()
