"""A served site and a browser for each process of the run; for each test, visitors who know nothing of each other."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import signing_in
from tests.journeys.daily import is_daily
from tests.journeys.filled import Filled, fill
from tests.journeys.site import served
from tests.journeys.visitor import PATIENCE, Visitor
from tests.races.site import Site

NewVisitor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives Chromium, and those that `make test` leaves to `make soak`."""
    for item in items:
        if "tests/journeys" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if not is_daily(item.path.stem, item.name):
                item.add_marker(pytest.mark.soak)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that all journeys of this process share."""
    expect.set_options(timeout=PATIENCE)
    data = tmp_path_factory.mktemp("site")
    signing_in.mailbox = data / "mail"
    with served(data) as running:
        yield running


@pytest.fixture(scope="session")
def filled(site: Site, chromium: Browser) -> Filled:
    """A plan with all its answers, which tests look at and leave as it is."""
    maker = Visitor.arrive(chromium, site.url)
    made = fill(maker)
    maker.context.close()
    return made


@pytest.fixture
def new_visitor(site: Site, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[NewVisitor]:
    """Make people with a browser of their own; at the end none of their pages may have complained."""
    visitors: list[Visitor] = []

    def make(**context: Any) -> Visitor:
        visitor = Visitor.arrive(chromium, site.url, **context)
        visitors.append(visitor)
        return visitor

    yield make
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    failed = getattr(request.node, "failed", False)
    for number, visitor in enumerate(visitors):
        if failed and (folder := os.environ.get("TEAMUP_TEST_SCREENSHOTS")):
            name = re.sub(r"\W+", "-", request.node.name)[:80]
            visitor.page.screenshot(path=str(Path(folder) / f"failed-{name}-{number}.png"), full_page=True)
        visitor.context.close()
    assert complaints == []


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """One person with a browser."""
    return new_visitor()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tell fixtures whether their test failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
