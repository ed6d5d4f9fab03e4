"""The desk in a real browser: no barriers, nothing too wide, and all of it without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from teamup.catalog import corrections, shelf
from teamup.core import looks, palette
from tests.core.test_pictures import a_png
from tests.web.desk.host import Hosting
from tests.web.desk.test_mail import a_letter
from tests.web.library.courses import a_library_pack
from tests.web.plan.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("", "courses/", "directory/?q=guide", "directory/resource/first-guide/", "look/", "look/preview/", "mail/")
MORE = ("plans/", "record/", "hosts/")


@pytest.fixture
def site(live_server: Any, settings: Any) -> Iterator[str]:
    settings.COURSE_PACK = "small"
    Visitor()  # publishes the small course, before the one that the site shows
    shelf.publish(a_library_pack())
    for one in (looks.present, corrections.present):
        one.drop()
    yield str(live_server.url).replace("localhost", "127.0.0.1")
    for one in (looks.present, corrections.present):
        one.hold()


def browser_of(host: Hosting, chromium: Browser, site: str, **options: Any) -> BrowserContext:
    """Return a browser at which the host is signed in."""
    context = chromium.new_context(**options)
    context.add_cookies([{"name": "session", "value": host.client.cookies["session"].value, "url": site}])
    return context


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "light"),
        pytest.param(768, "dark", marks=pytest.mark.soak),
        pytest.param(1280, "light", marks=pytest.mark.soak),
    ],
)
def test_axe_finds_no_barrier_and_no_page_is_too_wide(chromium: Browser, site: str, width: int, scheme: Any):
    host, visitor = Hosting(), Visitor()
    a_letter(visitor)
    a_letter(visitor, state="queued")
    host.post("look/", do="draft", name="A site with quite a long name of its own", palette="brick", footer="**Us**")
    context = browser_of(
        host, chromium, site, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)

    for path in (*PAGES, *MORE):
        answer = page.goto(f"{site}/desk/{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then((told) => told.violations.map((one) => [one.id, one.nodes[0].html]))")
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert trouble == []
    context.close()


def test_a_look_is_drafted_published_and_undone_without_scripts(chromium: Browser, site: str):
    host = Hosting()
    context = browser_of(host, chromium, site, java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site}/desk/look/")
    page.get_by_label("Name of the site").fill("Lakeside Plans")
    page.get_by_text("Pine green").click()
    page.get_by_label("Logo").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": a_png(80, 40)})
    page.get_by_label("Notice on top of every page").fill("Closed on **Friday**.")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="This is the draft")).to_be_visible()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("Published. Every page shows it within seconds.")).to_be_visible()

    page.goto(site)
    expect(page.get_by_role("link", name="Lakeside Plans")).to_be_visible()
    expect(page.get_by_role("region", name="Notice of this site")).to_have_text("Closed on Friday.")
    expect(page.locator(".brand__logo")).to_have_js_property("naturalWidth", 80)
    pine = palette.palette(palette.PRESETS["pine"]).light["gold-text"]
    assert page.locator(":root").evaluate("(root) => getComputedStyle(root).getPropertyValue('--gold-text')") == pine

    page.goto(f"{site}/desk/look/")
    page.get_by_role("button", name="Use it again as it comes").click()
    page.goto(site)
    expect(page.get_by_role("link", name="Team Up", exact=True)).to_be_visible()
    context.close()
