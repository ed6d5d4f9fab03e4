"""Sharing a plan and agreeing on it, as people do: links that are copied, letters that are read."""

from __future__ import annotations

import email
import email.policy
import re
import time

from playwright.sync_api import expect

from tests.journeys import signing_in
from tests.journeys.filled import Filled
from tests.journeys.signing_in import a_fresh_address, sign_in
from tests.journeys.visitor import PATIENCE, Visitor

LINK = re.compile(r"https?://\S+(/agree/[\w-]{43}/)")


def link_for(address: str) -> str:
    """Return the path of the signer's link in the letter to this address, once it has come."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        for file in signing_in.mailbox.glob("*.eml"):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",)) if message["To"] == address else None
            if body and (found := LINK.search(body.get_content())):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no link came to {address}")


def own(visitor: Visitor, name: str = "Garages of Mill Street") -> str:
    """Begin a plan, sign in so that it is one's own, and return its address."""
    visitor.context.clear_cookies()  # signing in would make plans of other tests one's own
    address = visitor.begin_quickly(name=name)
    sign_in(visitor, a_fresh_address("maria"))
    visitor.says(re.compile("The plan of this browser is yours now"))
    return address


def put_forward(visitor: Visitor, plan: str, other: str) -> None:
    """Put the plan to both sides: oneself for the police, somebody by address for security."""
    visitor.go(f"{plan}agreement/")
    visitor.follow(re.compile("^Put a"))
    visitor.group("Police").locator("label").first.click()
    security = visitor.group("Security")
    security.locator("summary").click()
    security.get_by_label("Name").fill("Sam Keller")
    security.get_by_label("E-mail address").fill(other)
    visitor.press("Put it to both sides")
    visitor.says(re.compile("is put to both sides"))


def confirm(visitor: Visitor, name: str, title: str) -> None:
    """Confirm the version on the page."""
    visitor.field("Your name").fill(name)
    visitor.field("Your title").fill(title)
    visitor.page.locator("label[for=signer-read]").click()
    visitor.press(re.compile("^Confirm version"))


def make_link(visitor: Visitor, plan: str) -> str:
    """Make a link to read the plan, and return its address."""
    visitor.go(f"{plan}share/")
    visitor.field("Who is it for?").fill("City council")
    visitor.press("Make the link")
    visitor.says(re.compile("The new link"))
    return visitor.page.locator("#share-link").inner_text().strip()


# --- States that axe looks at -------------------------------------------------------------------------------------


def share_made(visitor: Visitor, filled: Filled) -> None:
    """Make two links, and revoke one."""
    plan = visitor.begin_quickly()
    make_link(visitor, plan)
    make_link(visitor, plan)
    visitor.page.locator(".share-line button").first.click()
    visitor.press("Press again to revoke it")
    visitor.says(re.compile("Revoked. The link opens nothing"))
    visitor.page.locator(".shares__ended summary").click()


def share_error(visitor: Visitor, filled: Filled) -> None:
    """Make a link for nobody."""
    visitor.go(f"{visitor.begin_quickly()}share/")
    visitor.press("Make the link")
    visitor.says("No link was made yet")


def shared(visitor: Visitor, filled: Filled) -> None:
    """Read a plan through a link."""
    visitor.go(make_link(visitor, filled.address))
    visitor.says(re.compile("You are reading a plan that was shared with you"))


def put_forward_error(visitor: Visitor, filled: Filled) -> None:
    """Put a plan forward and ask nobody."""
    visitor.go(f"{own(visitor)}agreement/new/")
    visitor.group("Security").locator("summary").click()
    visitor.press("Put it to both sides")
    visitor.says("Nothing was put forward yet")


def agreement_waiting(visitor: Visitor, filled: Filled) -> None:
    """Be asked to confirm, and send the form without a tick."""
    put_forward(visitor, own(visitor), a_fresh_address("sam"))
    visitor.press(re.compile("^Confirm version"))
    visitor.says("Nothing is on record yet")
    for summary in visitor.page.locator(".agreement summary").all():
        if summary.is_visible():
            summary.click()


def agree_by_link(visitor: Visitor, filled: Filled) -> None:
    """Follow the link in the letter, as the person it was sent to."""
    other = a_fresh_address("sam")
    put_forward(visitor, own(visitor), other)
    link = link_for(other)
    visitor.context.clear_cookies()
    sign_in(visitor, other)
    visitor.go(link)
    visitor.says(re.compile("You are asked to confirm this version"))


def agree_door(visitor: Visitor, filled: Filled) -> None:
    """Follow the link in the letter, without having signed in."""
    other = a_fresh_address("sam")
    put_forward(visitor, own(visitor), other)
    visitor.context.clear_cookies()
    visitor.go(link_for(other))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("You are asked to confirm a plan")
