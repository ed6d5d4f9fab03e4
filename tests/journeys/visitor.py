"""A person at a browser, who finds things by what they read on the page."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect
from pypdf import PdfReader

SIDES = {"police": "Police chief or command staff", "security": "Corporate security", "joint": "Both, as one team"}
PATHS = {"new": "Starting a new one", "existing": "Strengthening one we have"}
TIMES = {"minutes_15": "15 minutes", "hour": "About an hour", "several_sittings": "Several sittings"}
HOURLY = re.compile(r"^Saved \d{1,2}:\d\d [AP]M$")
PATIENCE = 15_000
"""For how many milliseconds a person waits for what they expect; a busy machine is slow."""
NOBODY: dict[str, Any] = {"here": [], "who": "", "changed": [], "since": "", "wait": 0}
_NETWORKS = itertools.count(1)


@dataclass
class Visitor:
    """One person's browser: its own cookies and storage, its own address on the network."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, url: str, *, sees_others: bool = False, **context: Any) -> Visitor:
        """Open a browser without a history. `context` is what Playwright takes: screen, colors, scripts or none.

        Its pages learn what others save only if it `sees_others`: what two people do to each other's words is put to
        the test with pages that know nothing of it.
        """
        network = next(_NETWORKS)
        headers = {"X-Forwarded-For": f"10.1.{network // 250}.{network % 250 + 1}"}  # limits count by network
        options = {
            "viewport": {"width": 1280, "height": 900},
            "timezone_id": "America/Chicago",
            "locale": "en-US",
            "extra_http_headers": headers,
            "base_url": url,
            "reduced_motion": "reduce",  # a click on a page that is still scrolling would miss
            **context,
        }
        opened = browser.new_context(**options)
        opened.set_default_timeout(PATIENCE)
        visitor = cls(opened, opened.new_page(), url)
        opened.on("console", visitor._note_console)
        opened.on("request", visitor._note_request)
        opened.on("response", visitor._note_response)
        if not sees_others:
            opened.route("**/live/", lambda route: route.fulfill(json=NOBODY))
        opened.on("weberror", lambda error: visitor.complaints.append(f"script: {error.error}"))
        return visitor

    # --- what a page may not do -----------------------------------------------------------------------------------

    def _note_console(self, message: ConsoleMessage) -> None:
        # A refused save and a lost network are logged by the browser itself; answers are judged by their status.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"asked another site: {request.url}")

    def _note_response(self, response: Response) -> None:
        is_broken = response.status == 500 or (response.status >= 400 and "/static/" in response.url)
        if is_broken:
            self.complaints.append(f"{response.status}: {response.url}")

    # --- going about ----------------------------------------------------------------------------------------------

    def go(self, address: str) -> Visitor:
        """Open an address of the site."""
        self.page.goto(address)
        return self

    def press(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=exact).filter(visible=True).first.click()

    def follow(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Follow the link with this name."""
        self.page.get_by_role("link", name=name, exact=exact).filter(visible=True).first.click()

    def field(self, label: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        """Return the control with this label."""
        return self.page.get_by_label(label, exact=exact).filter(visible=True).first

    def group(self, name: str | re.Pattern[str]) -> Locator:
        """Return the set of controls with this legend."""
        return self.page.get_by_role("group", name=name).filter(visible=True).first

    def choose(self, label: str, *, within: Locator | None = None) -> None:
        """Choose an option or tick a box by its words."""
        place, begins = within or self.page, re.compile(rf"^{re.escape(label)}( |$)")
        box = place.get_by_role("radio", name=begins).or_(place.get_by_role("checkbox", name=begins)).first
        # The control itself is drawn as its label's tile, so people press the label.
        self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()

    def begin(self, path: str = "new", side: str = "joint", name: str = "Riverton Partnership", **more: str) -> str:
        """Begin a plan as a person does, and return the address of its overview."""
        self.go("/")
        self.follow(re.compile("^Start a plan"), exact=False)
        self.choose(PATHS[path])
        self.choose(SIDES[side])
        if setting := more.get("setting"):
            self.choose(setting)
        if city := more.get("city"):
            self.field("City or town").fill(city)
        if time := more.get("time"):
            self.choose(TIMES[time])
        self.field(re.compile("What will you call it")).fill(name)
        self.press("Begin the plan")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self.page.url

    def begin_quickly(self, path: str = "new", side: str = "joint_team", name: str = "Riverton Partnership") -> str:
        """Begin a plan from a prepared opening page, where beginning is not what the test is about."""
        self.go(f"/plans/new/?path={path}&lead_role={side}&plan_name={name}")
        self.press("Begin the plan")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self.page.url

    def key(self) -> str:
        """Return the key that the overview shows once."""
        return self.page.locator("#key").inner_text().strip()

    def lesson(self, title: str) -> None:
        """Open a lesson from the overview or the way."""
        self.follow(title)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def card(self, label: str | re.Pattern[str]) -> Locator:
        """Return the whole question, with its state and its notes."""
        return self.page.locator(".q").filter(has_text=label).filter(visible=True).first

    def says(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page shows these words."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def drafts(self) -> list[str]:
        """Return the names of what this browser keeps to send later."""
        names: list[str] = self.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('draft'))")
        return names

    def has_sent_all(self) -> None:
        """Wait until this browser keeps nothing to send."""
        for _ in range(PATIENCE // 100):
            if not self.drafts():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still kept: {self.drafts()}")

    def is_saved(self, card: Locator | None = None) -> None:
        """Wait until the page says that the typing is saved."""
        place = (card or self.page).locator("[data-state], [data-save-state]").filter(has_text=HOURLY)
        expect(place.first).to_be_visible()

    # --- what is taken along --------------------------------------------------------------------------------------

    def download(self, name: str | re.Pattern[str]) -> bytes:
        """Press a download of the page and return the file."""
        with self.page.expect_download() as started:
            self.follow(name, exact=False)
        return started.value.path().read_bytes()


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF, composed (NFC) and with each run of white space as one space."""
    return folded(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def folded(text: str) -> str:
    """Return a text composed (NFC), without soft hyphens, and with each run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())
