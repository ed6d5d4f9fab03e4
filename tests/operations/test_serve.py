"""`teamup serve` brings the site up, keeps it up, and takes all of it down again."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from teamup.operations.serve import LONGEST_DELAY_SECONDS, ServeError, listen, restart_delay

PATIENCE_SECONDS = 30


@dataclass
class Site:
    """A site that runs in processes of its own."""

    process: subprocess.Popen[str]
    port: int = 0
    lines: list[str] = field(default_factory=list)

    def parts(self) -> dict[str, psutil.Process]:
        """The processes that the supervisor started, by what they do."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # a zombie is none either
                # For a moment a new process has the command line of its parent.
                if "teamup.operations.child" in (line := child.cmdline()):
                    found[line[4]] = child
        return found

    def status(self) -> int:
        """The status of an answer of the site."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status


@contextmanager
def a_site(folder: Path, *options: str) -> Iterator[Site]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMUP_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "teamup.config.command", "serve", "--port", "0", *options],
        env={**clean, "TEAMUP_DATA": str(folder), "TEAMUP_LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    family = []
    try:
        site = Site(process)
        assert process.stdout is not None
        for line in process.stdout:
            site.lines.append(line)
            if found := re.search(r"ready: http://127\.0\.0\.1:(\d+)", line):
                site.port = int(found[1])
                break
        assert site.port, f"the site did not come up: {site.lines}"
        family = psutil.Process(process.pid).children(recursive=True)
        yield site
    finally:
        for relative in family:
            with suppress(psutil.NoSuchProcess):
                relative.kill()
        process.kill()
        process.communicate()


def wait_until(claim: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def has_ended(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_site_answers_and_stops_cleanly(tmp_path, number):
    with a_site(tmp_path) as site:
        status = site.status()
        family = psutil.Process(site.process.pid).children(recursive=True)

        began = time.monotonic()
        site.process.send_signal(number)
        code = site.process.wait(PATIENCE_SECONDS)

        assert status == 200
        assert code == 0
        assert time.monotonic() - began < 10
        assert all(has_ended(process) for process in family)


@pytest.mark.slow
def test_the_web_server_and_the_mail_worker_run_together(tmp_path):
    with a_site(tmp_path) as site:
        assert wait_until(lambda: set(site.parts()) == {"web", "worker"})


@pytest.mark.slow
def test_pages_can_be_served_without_the_mail_worker(tmp_path):
    with a_site(tmp_path, "--no-worker") as site:
        assert set(site.parts()) == {"web"}


@pytest.mark.slow
def test_a_web_server_that_is_killed_comes_back_at_the_same_address(tmp_path):
    with a_site(tmp_path, "--no-worker") as site:
        killed = site.parts()["web"]

        killed.kill()

        assert wait_until(lambda: site.parts().get("web", killed) != killed)
        assert site.status() == 200


@pytest.mark.slow
def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path):
    with a_site(tmp_path) as site:
        family = psutil.Process(site.process.pid).children(recursive=True)

        site.process.kill()

        assert wait_until(lambda: all(has_ended(process) for process in family))


@pytest.mark.slow
def test_a_port_that_is_in_use_is_explained(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "-m", "teamup.config.command", "serve", "--port", str(port)],
            env={**os.environ, "TEAMUP_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )

    assert done.returncode == 1
    assert f"Port {port} is in use." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_refused_with_a_sentence():
    with pytest.raises(ServeError, match=r"Cannot listen at 192\.0\.2\.1, port 8000"):
        listen("192.0.2.1", 8000)


def test_a_part_that_keeps_dying_is_started_ever_more_slowly():
    delays = [restart_delay(deaths) for deaths in range(1, 30)]

    assert delays[:4] == [0.5, 1, 2, 4]
    assert delays[-1] == LONGEST_DELAY_SECONDS
