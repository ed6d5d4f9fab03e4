"""What many people at once cost: 200 of them on 50 plans, each page asking what others do, somebody always saving.

`python -m benchmarks.crowd` on a site of its own; `make bench` runs it too.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import psutil

from tests.races.site import Site, environment_of, free_port, running

if TYPE_CHECKING:
    from benchmarks.run import Results

ROOT = Path(__file__).resolve().parents[1]
PLANS, PEOPLE = 50, 4
SECONDS = 30.0
ASKS_EVERY, SAVES_EVERY = 4.0, 20.0
QUESTIONS = ("mission", "founding_record", "community_view", "customers")
MAKE = """
import django, json, sys, uuid
django.setup()
from django.core.management import call_command
from teamup.catalog import shelf, source
from teamup.plans import lifecycle
from tests.factories import NOW
call_command("migrate", interactive=False, verbosity=0)
course, _ = shelf.publish(source.read_pack(__import__("pathlib").Path("content/police-security")))
made = []
for plan in range(int(sys.argv[1])):
    browsers = [uuid.uuid4().hex for _ in range(int(sys.argv[2]))]
    begun = lifecycle.begin_plan(pack_id=course.id, browser=browsers[0], opening=[], time_zone="UTC", now=NOW)
    for browser in browsers[1:]:
        lifecycle.resume(plan=begun.plan, browser=browser, now=NOW)
    made += [[str(begun.plan.pk), browser] for browser in browsers]
print(json.dumps(made))
"""


@dataclass
class Person:
    """Somebody with a page open: asks every few seconds, saves now and then."""

    url: str
    plan: str
    browser: str
    number: int
    asks: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    met: int = 0  # how often somebody else was seen

    def live(self, until: float) -> None:
        """Do so until the time is over."""
        chance = random.Random(self.number)
        wire = HTTPConnection(str(urlsplit(self.url).netloc), timeout=60)
        token = self._token(wire)
        since, revision = "", 0
        question = QUESTIONS[self.number % len(QUESTIONS)]
        next_ask = time.monotonic() + chance.random() * ASKS_EVERY
        next_save = time.monotonic() + chance.random() * SAVES_EVERY
        while (now := time.monotonic()) < until:
            if now >= next_ask:
                took, found = self._send(wire, token, "live/", {"at": f"{question}/joint", "since": since})
                since, self.met = found["since"], self.met + len(found["here"])
                self.asks.append(took)
                next_ask += ASKS_EVERY
            elif now >= next_save:
                data = {"value": f"Words {chance.random()}", "base": str(revision), "save": str(uuid.uuid4())}
                took, found = self._send(wire, token, f"answers/{question}/", data)
                revision = found["revision"]
                self.saves.append(took)
                next_save += SAVES_EVERY
            else:
                time.sleep(min(next_ask, next_save) - now + 0.001)
        wire.close()

    def _token(self, wire: HTTPConnection) -> str:
        address = f"/plans/{self.plan}/answers/{QUESTIONS[0]}/"
        wire.request("GET", address, headers={"Cookie": f"browser={self.browser}", "Accept": "application/json"})
        answer = wire.getresponse()
        answer.read()
        return str(answer.headers["Set-Cookie"]).partition("csrftoken=")[2].partition(";")[0]

    def _send(
        self, wire: HTTPConnection, token: str, path: str, data: dict[str, str]
    ) -> tuple[float, dict[str, object]]:
        head = {
            "Cookie": f"browser={self.browser}; csrftoken={token}",
            "X-CSRFToken": token,
            "Origin": self.url,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        wire.request("POST", f"/plans/{self.plan}/{path}", urlencode(data), head)
        answer = wire.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status not in (200, 409):
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        found: dict[str, object] = json.loads(body)
        return took, found


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Site, list[list[str]]]]:
    port = free_port()
    environment = environment_of(f"sqlite:///{folder}/db.sqlite3", folder, port)
    command = [sys.executable, "-c", MAKE, str(PLANS), str(PEOPLE)]
    made = json.loads(subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    teamup = [sys.executable, "-m", "teamup.config.command"]
    subprocess.run([*teamup, "prepare"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    serve = [sys.executable, "-m", "benchmarks.serve", str(os.getpid()), str(port)]
    with running(Site(f"http://127.0.0.1:{port}", str(folder), environment, serve)) as site:
        yield site, made


def measure(results: Results | None = None) -> None:
    """Let them all be there for half a minute, and say what the site took for it."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (site, made):
        people = [Person(site.url, plan, browser, number) for number, (plan, browser) in enumerate(made)]
        workers = [psutil.Process(pid) for pid in site.workers()]
        before = sum(sum(worker.cpu_times()[:2]) for worker in workers)
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=person.live, args=(until,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        busy = (sum(sum(worker.cpu_times()[:2]) for worker in workers) - before) / SECONDS
    asks = sorted(took for person in people for took in person.asks)
    saves = sorted(took for person in people for took in person.saves)
    met = sum(person.met for person in people) / max(1, len(asks))
    figure = (
        f"asking {len(asks) / SECONDS:.0f}/s, median {median(asks):.1f} ms, p95 {asks[int(len(asks) * 0.95)]:.1f} ms; "
        f"saving {len(saves) / SECONDS:.0f}/s, p95 {saves[int(len(saves) * 0.95)]:.1f} ms; "
        f"{busy:.2f} of two cores; each saw {met:.1f} others"
    )
    if results is None:
        print(figure)
    else:
        results.note(f"{PLANS * PEOPLE} people on {PLANS} plans", figure, "a core at most", met=busy <= 1.0)


if __name__ == "__main__":
    measure()
