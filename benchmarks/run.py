"""`make bench`: the budgets of the design, each as a ratio to a reference in the same run.

Takes a few minutes on two cores. `--plans N` sets how many plans lie beside the measured one in the growth check,
`--postgres` measures on the PostgreSQL of the tests too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Request, sync_playwright

from benchmarks import load
from tests.races.site import BROWSER, Site, environment_of, free_port, running

ROOT = Path(__file__).resolve().parents[1]
LESSON = "/plans/{plan}/starting/goals/"
NEXT_LESSON = "/plans/{plan}/starting/governance/"
CODE = ("document", "stylesheet", "script")
REQUESTS = 400
CLIENTS = 8


@dataclass
class Results:
    """What was measured against what was promised."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def note(self, what: str, figure: str, budget: str, *, met: bool) -> None:
        """Add a line and show it."""
        self.lines.append((what, figure, budget, met))
        print(f"  {'ok  ' if met else 'OVER'} {what}: {figure} (budget: {budget})", flush=True)


@contextmanager
def served(database: str, data: Path, *, plans: int) -> Iterator[tuple[Site, str]]:
    """Yield a site as it runs for real, with the reference views, and the id of its full plan."""
    port = free_port()
    environment = environment_of(database, data, port)
    python = [sys.executable, "-m"]
    filled = [*python, "benchmarks.prepare", str(plans)]
    made = json.loads(subprocess.run(filled, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    teamup = str(Path(sys.executable).with_name("teamup"))
    subprocess.run([teamup, "prepare"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    command = [*python, "benchmarks.serve", str(os.getpid()), str(port)]
    with running(Site(f"http://127.0.0.1:{port}", database, environment, command)) as site:
        yield site, made["plan"]


def saves(results: Results, site: Site, plan: str, name: str) -> None:
    """One save against one bare upsert, in turns; then eight people at once."""
    one, bare = [], []
    for _ in range(3):
        bare.append(load.measure("upsert", site.url, plan, clients=1, requests=REQUESTS).median)
        one.append(load.measure("save", site.url, plan, clients=1, requests=REQUESTS).median)
    ratio = median(one) / median(bare)
    figure = f"{median(one):.2f} ms, {ratio:.2f} × a bare upsert ({median(bare):.2f} ms)"
    results.note(f"one autosave, {name}", figure, "at most 2.0 ×", met=ratio <= 2.0)
    many = [load.measure("save", site.url, plan, clients=CLIENTS, requests=REQUESTS) for _ in range(3)]
    pace, p95 = median(run.a_second for run in many), median(run.p95 for run in many)
    results.note(f"{CLIENTS} people saving, {name}", f"{pace:.0f}/s", "at least 500/s", met=pace >= 500)
    results.note(f"p95 of {CLIENTS} people, {name}", f"{p95:.1f} ms", "at most 30 ms", met=p95 <= 30)


def pages(results: Results, site: Site, plan: str, name: str) -> None:
    """A lesson page of a full plan against a bare view with a 10 KB template."""
    measured: dict[str, list[float]] = {"/bench/page/": [], LESSON: [], f"after {LESSON}": []}
    for _ in range(3):
        for what, medians in measured.items():
            medians.append(load.measure(what, site.url, plan, clients=1, requests=REQUESTS // 2).median)
    bare, again, fresh = (median(medians) for medians in measured.values())
    figure = f"{again:.2f} ms, {again / bare:.2f} × a bare page ({bare:.2f} ms)"
    results.note(f"lesson page, full plan, {name}", figure, "at most 3 ×", met=again <= 3.0 * bare)
    results.note(f"the same right after a save, {name}", f"{fresh:.2f} ms, {fresh / bare:.2f} ×", "none", met=True)


def growth(results: Results, plans: int) -> None:
    """What a save and a page cost in an empty house and in a full one, in turns."""
    with ExitStack() as open_sites:
        houses = []
        for count in (0, plans):
            folder = Path(open_sites.enter_context(tempfile.TemporaryDirectory()))
            database = f"sqlite:///{folder}/db.sqlite3"
            houses.append(open_sites.enter_context(served(database, folder, plans=count)))
        os.sync()  # what filling the house left to write is not a cost of the saves
        for what, asked in (("save", "save"), ("lesson page", LESSON)):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(5):
                for (site, plan), medians in zip(houses, times, strict=True):
                    medians.append(load.measure(asked, site.url, plan, clients=1, requests=REQUESTS).median)
            alone, beside = map(median, times)
            figure = f"{alone:.2f} ms alone, {beside:.2f} ms beside {plans:,} plans, {beside / alone:.2f} ×"
            results.note(f"{what} as plans grow, SQLite", figure, "flat within 10 %", met=beside <= 1.1 * alone)


def memory(results: Results, site: Site, plan: str) -> None:
    """How large a web process is after many requests, and whether it grows."""
    load.measure(LESSON, site.url, plan, clients=2, requests=2500)
    first = _resident(site)
    load.measure(LESSON, site.url, plan, clients=2, requests=2500)
    last = _resident(site)
    figure = f"{first:.0f} MB after 5,000 requests, {last:.0f} MB after 10,000"
    results.note("one web process", figure, "at most 150 MB, not growing", met=last <= 150 and last <= first * 1.05)


def _resident(site: Site) -> float:
    sizes = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in site.workers()]
    return max(int(size) for size in sizes) * os.sysconf("SC_PAGE_SIZE") / 1e6


def first_page(results: Results, site: Site, plan: str) -> None:
    """What a browser fetches for the home page when it knows nothing of us, and for a lesson afterwards."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": "browser", "value": BROWSER, "url": site.url}])
        page = context.new_page()
        fetched: list[Request] = []
        page.on("requestfinished", lambda request: fetched.append(request))  # noqa: PLW0108 (it marks the function)
        page.goto(site.url, wait_until="networkidle")
        first = list(fetched)
        page.goto(site.url + LESSON.format(plan=plan), wait_until="networkidle")
        opened = len(fetched)
        page.goto(site.url + NEXT_LESSON.format(plan=plan), wait_until="networkidle")
        later = sum(_weight(request) for request in fetched[opened:] if request.resource_type in CODE)
        drawn = sum(_weight(request) for request in fetched[opened:] if request.resource_type not in CODE)
        fonts = sum(_weight(request) for request in first if request.resource_type == "font")
        code = sum(_weight(r) for r in first if r.resource_type in CODE)
        elsewhere = [request.url for request in fetched if not request.url.startswith((site.url, "data:"))]
        browser.close()
    results.note("first page: HTML, CSS, script", f"{code / 1000:.1f} KB", "at most 60 KB", met=code <= 60_000)
    results.note("first page: fonts", f"{fonts / 1000:.1f} KB", "at most 60 KB", met=0 < fonts <= 60_000)
    results.note("requests to anyone else", str(len(elsewhere)), "none", met=not elsewhere)
    results.note("the next lesson, full plan", f"{later / 1000:.1f} KB", "at most 15 KB", met=later <= 15_000)
    results.note("its picture of the page, and what it asks", f"{drawn / 1000:.1f} KB", "none", met=True)


def _weight(request: Request) -> int:
    return 0 if request.url.startswith("data:") else max(0, request.sizes()["responseBodySize"])


def main() -> None:
    """Measure, print a table, and end with 1 when a budget is not met."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--plans", type=int, default=1000)
    words.add_argument("--postgres", action="store_true")
    asked = words.parse_args()
    results, began = Results(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(f"sqlite:///{folder}/db.sqlite3", Path(folder), plans=0) as (site, plan),
    ):
        print("On SQLite …", flush=True)
        first_page(results, site, plan)
        saves(results, site, plan, "SQLite")
        pages(results, site, plan, "SQLite")
        memory(results, site, plan)
    if asked.postgres:
        from tests.databases import empty

        os.environ["TEAMUP_TEST_DB"] = "postgres"
        print("On PostgreSQL …", flush=True)
        with (
            tempfile.TemporaryDirectory() as folder,
            empty(Path(folder)) as url,
            served(url, Path(folder), plans=0) as (site, plan),
        ):
            saves(results, site, plan, "PostgreSQL")
            pages(results, site, plan, "PostgreSQL")
    print("As plans grow …", flush=True)
    growth(results, asked.plans)
    print("Documents …", flush=True)
    from benchmarks import documents

    documents.measure(results)
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    sys.exit(0 if all(met for *_, met in results.lines) else 1)


if __name__ == "__main__":
    main()
