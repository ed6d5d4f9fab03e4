"""A plan becomes that of two people: invited by mail, joined in a second browser, and taken off again."""

from __future__ import annotations

import email
import email.policy
import re
import time

from playwright.sync_api import expect

from tests.journeys import signing_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.signing_in import a_fresh_address, code_for, sign_in
from tests.journeys.visitor import PATIENCE

LESSON = "starting/mission/"
MISSION = "What is your mission, in one or two sentences?"


def link_for(address: str) -> str:
    """Return the link of the invitation that was mailed to this address."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        for file in signing_in.mailbox.glob("*.eml"):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            if message["To"] == address and body and (found := re.search(r"/join/[0-9A-Z-]+/", body.get_content())):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no invitation came to {address}")


def test_an_invited_person_joins_writes_and_is_taken_off_without_losing_a_word(new_visitor: NewVisitor) -> None:
    dana, priya, address = new_visitor(), new_visitor(), a_fresh_address("priya")
    plan = dana.begin_quickly(name="Garages of Mill Street")
    sign_in(dana, a_fresh_address())
    dana.go(plan)
    dana.follow("People")
    dana.choose("Security")
    dana.field("E-mail addresses").fill(address)
    dana.press("Mail the invitation")
    dana.says("One invitation is on its way.")

    priya.go(link_for(address))
    expect(priya.page.get_by_role("heading", level=1)).to_have_text("Garages of Mill Street")
    priya.follow("Sign in to join")
    priya.field("Your e-mail address").fill(address)
    priya.press("Mail me a code")
    priya.field("The code in the mail").fill(code_for(address, number=2))  # the invitation carries a code, too
    priya.press("Sign in")
    priya.field("Your name").fill("Priya Nair")
    priya.field(re.compile("^Organization")).fill("Mill Street Mall")
    priya.press("Join the plan")
    priya.says("Welcome. You are on this plan as editor, for security.")
    priya.go(plan + LESSON)
    priya.field(MISSION).fill("We keep the garages safe.")
    priya.is_saved()

    dana.go(f"{plan}people/")
    row = dana.page.locator(".person").filter(has_text="Priya Nair")
    expect(row).to_contain_text("Mill Street Mall")
    expect(row).to_contain_text("Editor")
    row.locator("summary").click()
    row.get_by_role("button", name="Remove").click()
    row.get_by_role("button", name=re.compile("Take Priya Nair off the plan")).click()
    dana.says(re.compile("Taken off the plan"))
    expect(dana.page.locator(".person")).to_have_count(1)

    priya.field(MISSION).fill("We keep the garages safe. Always.")
    priya.page.locator("h1").first.click()
    expect(priya.page.locator("[data-state].is-error").first).to_be_visible()
    expect(priya.field(MISSION)).to_have_value("We keep the garages safe. Always.")
    assert priya.drafts()
    assert priya.page.context.request.get(plan).status == 404
