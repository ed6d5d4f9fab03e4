"""The way by keyboard alone: everything is reached, in order, and where one stands can always be seen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.visitor import HOURLY, Visitor

FOCUS = """() => {
  const e = document.activeElement;
  const shown = e.matches('input[type=radio], input[type=checkbox]') && e.labels[0] ? [e, e.labels[0]] : [e];
  const marked = (x, pseudo) => {
    const s = getComputedStyle(x, pseudo);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  };
  const {top, bottom} = shown[shown.length - 1].getBoundingClientRect();
  const name = (e.labels && e.labels[0] ? e.labels[0].innerText : e.getAttribute('aria-label') || e.innerText || '');
  return {
    name: name.trim().replace(/\\s+/g, ' '),
    tag: e.tagName,
    type: e.type || '',
    isBody: e === document.body,
    isMarked: shown.some((x) => marked(x, null) || marked(x, '::before')),
    isInView: bottom > 0 && top < innerHeight,
  };
}"""


def tab_to(page: Page, name: str, *, most: int = 160) -> None:
    """Press Tab until the control whose name says so has the focus, and see that each stop can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["isBody"] or at["name"] == "Skip to the page":  # which slides in
            continue
        assert at["isMarked"], f"nothing shows that {at['name']!r} has the focus"
        assert at["isInView"], f"{at['name']!r} has the focus out of view"
        if name in at["name"]:
            return
    raise AssertionError(f"Tab never came to {name!r}")


def test_a_plan_is_begun_and_written_by_keyboard_alone(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/")

    keys.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    tab_to(page, "Start a plan")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 questions")
    tab_to(page, "Starting a new one")
    keys.press("Space")
    tab_to(page, "Police chief")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Sheriff or command staff")).to_be_checked()
    tab_to(page, "Downtown")
    keys.press("Space")
    tab_to(page, "What will you call it")
    keys.type("Plan by keys")
    tab_to(page, "Begin the plan")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan by keys")
    tab_to(page, "Find the problem")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find the problem")
    tab_to(page, "Harm or fear")
    keys.type("Cars broken into")
    keys.press("Enter")
    keys.type("Fear at night")
    tab_to(page, "Move row 2 up")
    keys.press("Enter")

    rows = page.get_by_label(re.compile("^Harm or fear"))
    expect(rows.nth(0)).to_have_value("Fear at night")
    expect(rows.nth(1)).to_have_value("Cars broken into")
    assert page.evaluate(FOCUS)["name"] == "Move row 1 down"  # it cannot go up any more, so the focus stays beside it
    expect(page.locator("[data-save-state]")).to_have_text(HOURLY)
    tab_to(page, "Save and continue")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Find the problem")


def test_focus_goes_to_what_went_wrong(visitor: Visitor) -> None:
    visitor.go("/plans/new/")

    visitor.press("Begin the plan")

    visitor.says("2 answers need a look")
    at = visitor.page.evaluate("document.activeElement.innerText")
    assert "2 answers need a look" in at
