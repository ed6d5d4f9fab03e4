"""Readings, checks and stories with their scripts, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from teamup.catalog import shelf
from tests.factories import a_small_pack
from tests.web.plan.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LESSON = "/course/first/kinds/"
AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.COURSE_PACK = "small"
    shelf.publish(a_small_pack())
    return str(live_server.url).replace("localhost", "127.0.0.1")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", has_touch=True)
    yield context.new_page()
    context.close()


def kept(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('teamup:check:'))"))


def check(page: Page, name: str) -> Locator:
    return page.locator(f"[data-check={name}]")


def test_the_meaning_of_a_word_shows_on_focus_and_hover_and_escape_puts_it_away(page: Page, site: str):
    page.goto(site + LESSON)
    meaning = page.locator(".meaning")
    word = page.get_by_role("link", name="baseline", exact=True).first

    word.focus()
    expect(meaning).to_have_text("The number before you began.")
    expect(word).to_be_focused()
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    expect(word).to_be_focused()

    page.get_by_role("link", name="MOU").first.hover()
    expect(meaning).to_have_text("A written understanding.")
    meaning.hover()
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    expect(meaning).to_have_count(0)


def test_a_first_tap_shows_the_meaning_and_a_second_leads_to_the_words(page: Page, site: str):
    page.goto(site + LESSON)
    word = page.get_by_role("link", name="baseline", exact=True).first

    word.tap()
    expect(page.locator(".meaning")).to_have_text("The number before you began.")
    assert "#" not in page.url
    word.tap()

    expect(page.locator(".meaning")).to_have_count(0)
    assert page.url.endswith("#term-baseline")


def test_a_choice_explains_itself_at_once_and_politely_and_another_may_be_tried(page: Page, site: str):
    page.goto(site + LESSON)
    one = check(page, "wait")
    said = one.get_by_role("status")

    one.get_by_text("Tell everybody at once").click()
    expect(said).to_contain_text("There is a better way")
    expect(said).to_contain_text("A hunch travels far.")
    one.get_by_text("Check it with one other").click()

    expect(said).to_contain_text("Well judged")
    expect(said).not_to_contain_text("A hunch travels far.")
    expect(check(page, "ask").get_by_role("status")).to_be_empty()
    assert page.url == site + LESSON


def test_walking_the_choices_by_arrow_keys_betrays_nothing_until_asked(page: Page, site: str):
    page.goto(site + LESSON)
    one = check(page, "wait")
    one.get_by_label("Tell everybody at once").focus()

    page.keyboard.press("ArrowDown")
    expect(one.get_by_label("Check it with one other")).to_be_checked()
    expect(one.get_by_role("status")).to_be_empty()
    page.keyboard.press("Enter")

    expect(one.get_by_role("status")).to_contain_text("Well judged")


def test_choices_stay_in_this_browser_until_forgotten_and_are_never_sent(page: Page, site: str):
    sent: list[str] = []
    page.goto(site + LESSON, wait_until="networkidle")  # the mark of the site is fetched last
    page.on("request", lambda request: sent.append(request.url))
    check(page, "wait").get_by_text("Check it with one other").click()
    check(page, "ask").get_by_text("Nobody, since it is late").click()
    assert sent == []
    assert len(kept(page)) == 2

    page.reload()
    expect(check(page, "wait").get_by_label("Check it with one other")).to_be_checked()
    expect(check(page, "wait").get_by_role("status")).to_contain_text("Well judged")
    page.get_by_role("button", name="Forget my choices in this browser").click()

    assert kept(page) == []
    expect(check(page, "wait").get_by_role("status")).to_be_empty()


def test_leaving_this_computer_forgets_the_choices_too(page: Page, site: str):
    visitor = Visitor()
    page.context.add_cookies([{"name": "browser", "value": visitor.browser, "url": site}])
    page.goto(f"{site}{visitor.url}first/kinds/")
    page.get_by_role("heading", name="Check your judgment").click()
    check(page, "wait").get_by_text("Check it with one other").click()
    assert len(kept(page)) == 1

    page.goto(f"{site}{visitor.url}settings/")
    page.locator("form[action$='/leave/'] button").first.click()
    expect(page).not_to_have_url(f"{site}{visitor.url}settings/")

    assert kept(page) == []


def test_a_source_that_is_folded_away_opens_when_its_number_is_followed(page: Page, site: str):
    visitor = Visitor()
    page.context.add_cookies([{"name": "browser", "value": visitor.browser, "url": site}])
    page.goto(f"{site}{visitor.url}first/kinds/")
    expect(page.locator("#source-s2")).to_be_hidden()

    page.get_by_role("link", name="Source 2").click()

    expect(page.locator("#source-s2")).to_be_visible()


def test_a_story_is_read_at_ones_own_pace_by_buttons_and_arrow_keys(page: Page, site: str):
    page.goto(f"{site}/course/first/")
    story = page.locator("#story")
    onward, back = story.get_by_role("button", name="Next"), story.get_by_role("button", name="Back")
    expect(story.get_by_role("heading", level=3)).to_have_count(1)
    expect(story.get_by_text("1 of 3", exact=True)).to_be_visible()
    expect(back).to_have_attribute("aria-disabled", "true")

    onward.click()
    expect(story.get_by_role("heading", level=3)).to_have_text("2 One walk")
    expect(onward).to_be_focused()
    expect(story.get_by_role("status")).to_contain_text("2 of 3. One walk. One walk, told. One walk, seen.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(story.get_by_text("3 of 3", exact=True)).to_be_visible()
    expect(onward).to_have_attribute("aria-disabled", "true")
    expect(onward).to_be_focused()


def test_without_scripts_a_story_shows_all_its_panels(chromium: Browser, site: str):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/course/first/")

    expect(page.locator("#story").get_by_role("heading", level=3)).to_have_count(3)
    expect(page.get_by_role("button", name="Next")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
@pytest.mark.parametrize("address", [LESSON, f"{LESSON}?check=wait&choice=a", "/course/first/"])
def test_axe_finds_no_barrier_and_nothing_scrolls_sideways(chromium: Browser, site: str, address: str, scheme: Any):
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.goto(site + address)
    page.add_script_tag(path=AXE)

    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
