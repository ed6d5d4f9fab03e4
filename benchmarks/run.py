"""`make bench`: the budgets of the design, each as a ratio to a reference in the same run.

Takes a few minutes on two cores. `--plans N` sets how many plans lie beside the measured one in the growth check,
`--postgres` measures on the PostgreSQL of the tests too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import brotli

from benchmarks import load
from tests.races.site import Site, free_port

ROOT = Path(__file__).resolve().parents[1]
LESSON = "/plans/{plan}/starting/goals/"
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
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TEAMUP_")},
        "DJANGO_SETTINGS_MODULE": "teamup.config.settings",
        "TEAMUP_DATA": str(data),
        "TEAMUP_DATABASE_URL": database,
        "TEAMUP_SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "TEAMUP_LOG_LEVEL": "ERROR",
        "TEAMUP_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    teamup = str(Path(sys.executable).with_name("teamup"))
    filled = [sys.executable, "-m", "benchmarks.prepare", str(plans)]
    made = json.loads(subprocess.run(filled, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    subprocess.run([teamup, "prepare"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    command = [gunicorn, "benchmarks.reference:application", *bind, "--log-level", "error", "--chdir", str(ROOT)]
    site = Site(f"http://127.0.0.1:{port}", database, environment, command)
    site.start()
    try:
        yield site, made["plan"]
    finally:
        site.stop()


def saves(results: Results, site: Site, plan: str, name: str) -> None:
    """One save against one bare upsert, in turns; then eight people at once."""
    one, bare = [], []
    for _ in range(3):
        bare.append(load.measure("upsert", site.url, plan, clients=1, requests=REQUESTS).median)
        one.append(load.measure("save", site.url, plan, clients=1, requests=REQUESTS).median)
    ratio = median(one) / median(bare)
    figure = f"{median(one):.2f} ms, {ratio:.2f} × a bare upsert ({median(bare):.2f} ms)"
    results.note(f"one autosave, {name}", figure, "at most 2.0 ×", met=ratio <= 2.0)
    many = load.measure("save", site.url, plan, clients=CLIENTS, requests=REQUESTS)
    results.note(f"{CLIENTS} people saving, {name}", str(many), "at least 500/s", met=many.a_second >= 500)
    results.note(f"p95 of {CLIENTS} people, {name}", f"{many.p95:.1f} ms", "at most 30 ms", met=many.p95 <= 30)


def pages(results: Results, site: Site, plan: str, name: str) -> None:
    """A lesson page of a full plan against a bare view with a 10 KB template."""
    one, bare = [], []
    for _ in range(3):
        bare.append(load.measure("/bench/page/", site.url, plan, clients=1, requests=REQUESTS // 2).median)
        one.append(load.measure(LESSON, site.url, plan, clients=1, requests=REQUESTS // 2).median)
    ratio = median(one) / median(bare)
    figure = f"{median(one):.2f} ms, {ratio:.2f} × a bare page ({median(bare):.2f} ms)"
    results.note(f"lesson page, full plan, {name}", figure, "at most 3 ×", met=ratio <= 3.0)


def growth(results: Results, plans: int) -> None:
    """What a save and a page cost in an empty house and in a full one."""
    found = {}
    for count in (0, plans):
        with (
            tempfile.TemporaryDirectory() as folder,
            served(f"sqlite:///{folder}/db.sqlite3", Path(folder), plans=count) as (site, plan),
        ):
            save = median(load.measure("save", site.url, plan, clients=1, requests=REQUESTS).median for _ in range(3))
            page = median(load.measure(LESSON, site.url, plan, clients=1, requests=100).median for _ in range(3))
            found[count] = (save, page)
    for number, what in enumerate(("save", "lesson page")):
        before, after = found[0][number], found[plans][number]
        figure = f"{before:.2f} ms alone, {after:.2f} ms beside {plans:,} plans, {after / before:.2f} ×"
        results.note(f"{what} as plans grow, SQLite", figure, "flat within 10 %", met=after / before <= 1.1)


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


def first_page(results: Results, site: Site) -> None:
    """What the home page weighs on the wire."""
    html = urllib.request.urlopen(f"{site.url}/").read()
    text = html.decode()
    assets = {part.split('"')[0] for part in text.split('href="/static/')[1:] + text.split('src="/static/')[1:]}
    weights = {name: _weight(site, f"/static/{name}") for name in assets}
    code = len(brotli.compress(html, quality=5)) + sum(w for n, w in weights.items() if n.endswith((".css", ".js")))
    css = next(name for name in assets if name.endswith(".css"))
    style = urllib.request.urlopen(f"{site.url}/static/{css}").read().decode()
    fonts = {part.split(")")[0].strip("\"'") for part in style.split("url(")[1:] if ".woff2" in part.split(")")[0]}
    heavy = sum(_weight(site, f"/static/teamup/{font.split('teamup/')[-1]}") for font in fonts)
    results.note("first page: HTML, CSS, script", f"{code / 1000:.1f} KB", "at most 60 KB", met=code <= 60_000)
    results.note("first page: fonts, all of them", f"{heavy / 1000:.1f} KB", "at most 60 KB", met=heavy <= 60_000)


def _weight(site: Site, path: str) -> int:
    request = urllib.request.Request(f"{site.url}{path}", headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as response:
        body = response.read()
    return len(body if response.headers.get("Content-Encoding") or path.endswith(".woff2") else gzip.compress(body))


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
        first_page(results, site)
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
