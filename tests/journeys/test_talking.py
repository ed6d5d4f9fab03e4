"""Both sides talk on a lesson and settle on something, with scripts and a worksheet that saves itself meanwhile."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.states import rate_both, settle


def test_both_sides_settle_below_their_answers_and_the_comparison_follows_what_is_saved(
    new_visitor: NewVisitor,
) -> None:
    maria = new_visitor()
    address = rate_both(maria)
    maria.go(address + "strengthening/self-check/")
    panel = maria.page.locator(".sides-panel")
    expect(panel.locator(".sides__row").filter(has_text="Trust")).to_contain_text("2 apart")

    maria.page.locator("[id='self_check.security.trust.rating.4']").click()
    maria.is_saved()

    expect(panel.locator(".sides__row").filter(has_text="Trust")).to_contain_text("The same")
    settle(maria)
    maria.press("Agree for security")
    maria.says("Your side agrees.")
    maria.page.locator(".sides-panel > summary").click()
    expect(panel.locator(".settled__stands li")).to_have_count(2)
    expect(panel.get_by_role("button", name="Agree for")).to_have_count(0)
