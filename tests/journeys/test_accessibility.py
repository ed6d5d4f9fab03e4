"""No page, in any state, on any screen, has a barrier that axe finds, scrolls sideways or has targets too small."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewVisitor
from tests.journeys.filled import Filled
from tests.journeys.states import STATES

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "label", "button-name"]
"""What a phone in the dark changes; all the rest stands in the same markup. `make soak` asks for everything twice."""
SOAK = bool(os.environ.get("TEAMUP_SOAK"))
SCREENS = ((1280, "light"), (360, "dark"))
MORE_WIDTHS = (320, 768)
"""320 px is a screen of 1280 px at 400 % zoom."""
SMALLEST_TARGET = 24


@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_barrier_on_phones_and_desks_in_light_and_dark(
    state: str, new_visitor: NewVisitor, filled: Filled
) -> None:
    visitor = new_visitor(storage_state=filled.cookies)

    STATES[state](visitor, filled)

    look(visitor.page, state)


def look(page: Page, name: str) -> None:
    """Let axe look at the page, and measure it at every width."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in SCREENS:
        show(page, width, scheme)
        assert barriers(page, RULES if scheme == "light" or SOAK else LOOKS) == [], f"at {width} px, {scheme}"
        fits(page, name, width)
    for width in MORE_WIDTHS:
        show(page, width, "light")
        fits(page, name, width)


def fits(page: Page, name: str, width: int) -> None:
    """Check that nothing is wider than the window and no control too small to touch."""
    assert sideways(page) == [], f"at {width} px"
    assert too_small(page) == [], f"at {width} px"
    picture(page, f"{name}-{width}")


def show(page: Page, width: int, scheme: Any) -> None:
    """Make the window so wide, in light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def barriers(page: Page, rules: list[str] = RULES) -> list[str]:
    """Return what axe finds: the rule, the element and why."""
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", rules)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return the elements that make the page wider than the window; none when it does not scroll sideways."""
    return page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          const own = (e) => !e.closest('.scroll, .usa-sr-only') && e.getBoundingClientRect().right > room + 1;
          const wide = [...document.body.querySelectorAll('*')].filter(own);
          return ['the page scrolls sideways', ...wide.slice(-5).map((e) => e.outerHTML.slice(0, 160))];
        }"""
    )


def too_small(page: Page) -> list[str]:
    """Return controls smaller than 24 by 24 px (WCAG 2.2, 2.5.8); links within a sentence may be."""
    return page.evaluate(
        """least => {
          const shown = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('.usa-sr-only, [hidden]');
          const target = (e) => (e.matches('[type=radio], [type=checkbox]') && e.labels[0]) || e;
          return [...document.querySelectorAll('button, summary, select, textarea, input:not([type=hidden])')]
            .filter(shown).map(target).filter((e) => {
              const {width, height} = e.getBoundingClientRect();
              return width > 1 && (width < least || height < least);
            }).map((e) => `${Math.round(e.getBoundingClientRect().height)} px high: ${e.outerHTML.slice(0, 120)}`);
        }""",
        SMALLEST_TARGET,
    )


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page when someone wants to look: TEAMUP_TEST_SCREENSHOTS names the folder."""
    if folder := os.environ.get("TEAMUP_TEST_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_axe_would_find_a_barrier(new_visitor: NewVisitor) -> None:
    visitor = new_visitor()
    visitor.go("/").page.evaluate(AXE.read_text(encoding="utf-8"))

    visitor.page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\"><button></button>')"
    )

    found = barriers(visitor.page)
    assert {line.split(":")[0] for line in found} >= {"image-alt", "button-name"}, json.dumps(found)
