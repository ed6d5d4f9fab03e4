"""The gallery, the preview and the page that moves a plan, in a real browser: no barrier, nothing that runs over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.test_accessibility import look
from tests.plans.test_moving import edited, without_options
from tests.web.plan.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """A site in debug that reads the course of this repository."""
    settings.DEBUG, settings.CONTENT_DIR, settings.COURSE_PACK = True, CONTENT, "police-security"
    return str(live_server.url).replace("localhost", "127.0.0.1")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose complaints are collected."""
    context = chromium.new_context(reduced_motion="reduce")
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("components", "/dev/components/"),
        ("preview-list", "/dev/preview/"),
        ("preview", "/dev/preview/starting/mission/?side=police&path=existing"),
        ("preview-matrix", "/dev/preview/starting/information-sharing/?side=security"),
    ],
)
def test_the_workshop_has_no_barrier(page: Page, site: str, name: str, address: str):
    page.goto(site + address)

    look(page, name)


def test_the_page_that_moves_a_plan_has_no_barrier_before_and_after(page: Page, site: str):
    visitor = Visitor()
    visitor.save("interests", ["a", "c"])
    visitor.save("hours", "12")
    visitor.save("objectives", [{"id": "r1", "measure": "Break-ins at the garages", "amount": "1250.50"}])
    to = edited(without_options)
    page.context.add_cookies([{"name": "browser", "value": visitor.browser, "url": site}])

    for name, address in (("version-notice", ""), ("version-settings", "settings/"), ("version", "version/")):
        page.goto(f"{site}{visitor.url}{address}")
        look(page, name)
    page.get_by_role("button", name=f"Move to version {to}").click()
    page.get_by_text(f"The plan now follows version {to}").wait_for()
    look(page, "version-moved")
    page.goto(f"{site}{visitor.url}first/kinds/")
    look(page, "version-lesson")
