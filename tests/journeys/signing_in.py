"""Signing in as a person does: the address at the door, the code from the mailbox."""

from __future__ import annotations

import email
import email.policy
import itertools
import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import PATIENCE, Visitor

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_NUMBERS = itertools.count(1)
mailbox = Path()
"""Where the site of this process puts its mail; the fixture `site` says so."""


def a_fresh_address(name: str = "dana") -> str:
    """Return an address that nobody has used yet."""
    return f"{name}{next(_NUMBERS)}-{time.time_ns()}@agency.example"


def code_for(address: str, *, number: int = 1) -> str:
    """Return the code in the newest mail to this address, once `number` have come."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        found = [code for file in sorted(mailbox.glob("*.eml")) if (code := _code_in(file, address))]
        if len(found) >= number:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no code came to {address}")


def _code_in(file: Path, address: str) -> str:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    if message["To"] != address:
        return ""
    body = message.get_body(("plain",))
    found = CODE.search(body.get_content()) if body else None
    return found[0] if found else ""


def ask(visitor: Visitor, address: str) -> None:
    """Type the address at the door."""
    visitor.go("/account/sign-in/")
    visitor.field("Your e-mail address").fill(address)
    visitor.press("Mail me a code")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Type the code")


def sign_in(visitor: Visitor, address: str, *, number: int = 1) -> None:
    """Sign in with a code by mail; `number` is how many codes this address has been sent by then."""
    ask(visitor, address)
    visitor.field("The code in the mail").fill(code_for(address, number=number))
    visitor.press("Sign in")
