"""A real site of its own: a database, plans in it, and web workers that serve them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

BROWSER = "a-browser-of-the-races"
SESSIONS = {"police": "p" * 32, "security": "s" * 32}
"""The sessions of the members who are on every plan, one for each side."""
START_SECONDS = 40


@dataclass
class Site:
    """A served site. `process` is the server's parent; `plans` are begun and open to `BROWSER`."""

    url: str
    database: str
    environment: dict[str, str]
    command: list[str]
    plans: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start serving and wait until the site answers."""
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server stopped at once, with {self.process.returncode}.")
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return
            time.sleep(0.05)
        raise RuntimeError("The server did not answer in time.")

    def kill(self) -> None:
        """SIGKILL the parent alone; wait until its workers are gone and the port is free."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and _answers(self.url):
            time.sleep(0.02)

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        assert self.process is not None
        parents = [self.process.pid]
        family: list[int] = []
        while parents:
            children = _children(parents.pop())
            family += children
            parents += children
        return [pid for pid in family if not _children(pid)]

    def stop(self) -> None:
        """Stop the server and whatever is left of it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=15)
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        found = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, check=False)
        return [int(child) for child in found.stdout.split()]


def _answers(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, int(port))) == 0


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(database: str, data: Path, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a site with a database, a data folder and a port of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("TEAMUP_")},
        "DJANGO_SETTINGS_MODULE": "teamup.config.settings",
        "TEAMUP_DATA": str(data),
        "TEAMUP_DATABASE_URL": database,
        "TEAMUP_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "TEAMUP_LOG_LEVEL": "ERROR",
        "TEAMUP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TEAMUP_HOST": "127.0.0.1",
        "TEAMUP_PORT": str(port),
        "TEAMUP_WORKERS": "2",
        **more,
    }


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """Yield a site that answers, and stop it afterwards, however that ends."""
    site.start()
    try:
        yield site
    finally:
        site.stop()


@contextmanager
def served(database: str, data: Path, *, plans: int, broken: Path | None = None) -> Iterator[Site]:
    """Yield a site with two web workers on `database`; the file `broken` says which guard is taken out."""
    port = free_port()
    # In debug, no collected static files are needed.
    environment = environment_of(
        database, data, port, TEAMUP_DEBUG="1", TEAMUP_COURSE="small", TEAMUP_BROKEN=str(broken or "")
    )
    made = subprocess.run(
        [sys.executable, "-m", "tests.races.prepare", str(plans)], env=environment, stdout=subprocess.PIPE, check=True
    )
    teamup = str(Path(sys.executable).with_name("teamup"))
    command = [teamup, "serve", "--no-worker"]
    if broken:
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        command = [gunicorn, "tests.races.broken:application", *bind, "--log-level", "error"]
    site = Site(f"http://127.0.0.1:{port}", database, environment, command, json.loads(made.stdout))
    with running(site):
        yield site


@contextmanager
def rows(database: str) -> Iterator[Any]:
    """Yield a function that reads rows of the site's database with plain SQL ("?" marks a value)."""
    if database.startswith("sqlite"):
        import sqlite3

        connection: Any = sqlite3.connect(database.removeprefix("sqlite:///"))
        mark = "?"
    else:
        import psycopg

        connection = psycopg.connect(database)
        mark = "%s"
    try:
        yield lambda sql, *values: connection.execute(sql.replace("?", mark), values).fetchall()
    finally:
        connection.close()


def plan_value(database: str, plan: str) -> Any:
    """Return the plan's id as the database stores it."""
    return UUID(plan).hex if database.startswith("sqlite") else UUID(plan)


def words(database: str, value: Any) -> Any:
    """Return a JSON column's value as Python's; PostgreSQL's driver has done it already."""
    return json.loads(value) if database.startswith("sqlite") and isinstance(value, str) else value
