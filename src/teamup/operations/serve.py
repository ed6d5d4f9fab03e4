"""The supervisor: starts the web server and the mail worker, starts again what dies, and stops both cleanly."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

TICK_SECONDS = 0.1
STOP_SECONDS = 12
STEADY_SECONDS = 60
LONGEST_DELAY_SECONDS = 30
FRUITLESS_STARTS = 3
WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 (compared, not bound)

Say = Callable[[str], None]


class ServeError(Exception):
    """The site cannot be served; the message says why, and the way out."""


@dataclass
class Child:
    """A process to keep alive, and how that has gone so far. Times are those of `time.monotonic`."""

    name: str
    arguments: Sequence[str]
    inherited: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    deaths: int = 0

    def start(self, environment: dict[str, str], now: float) -> None:
        """Start the process, in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "teamup.operations.child", str(os.getpid()), *self.arguments],
            env=environment,
            pass_fds=self.inherited,
            start_new_session=True,
        )
        self.started_at = now

    def note_death(self, now: float) -> float:
        """Record that the process died, and return after how many seconds to start it again."""
        self.process = None
        self.deaths = 1 if now - self.started_at >= STEADY_SECONDS else self.deaths + 1
        delay = restart_delay(self.deaths)
        self.due_at = now + delay
        return delay

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def sweep(self) -> None:
        """Kill whatever is left of the process and of those it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def restart_delay(deaths: int) -> float:
    """Return the seconds to wait after the given number of deaths in a row: 0.5, 1, 2, … 30."""
    return float(min(LONGEST_DELAY_SECONDS, 0.5 * 2 ** min(deaths - 1, 10)))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at the address. Raises `ServeError` when that cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        raise ServeError(why_not(host, port, error)) from error


def why_not(host: str, port: int, error: OSError) -> str:
    """Return a sentence about an address that cannot be listened at."""
    import errno

    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop the program that uses it, or choose another: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for the system's own services. Choose one above 1023: make run PORT=8000"
    return f"Cannot listen at {host}, port {port}: {error.strerror or error}."


@dataclass
class Supervisor:
    """Keeps the parts of a site running until it is told to stop.

    `name` is the host name to ask with when looking whether the site answers; `say` prints a line for the person.
    """

    listener: socket.socket
    name: str
    say: Say
    with_worker: bool = True
    children: list[Child] = field(default_factory=list)
    told_to_stop: bool = False
    answered: bool = False

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM. Raises `ServeError` when the web server does not come up."""
        self._catch_signals()
        self._add_children()
        try:
            while not self.told_to_stop:
                time.sleep(TICK_SECONDS)
                now = time.monotonic()
                for child in self.children:
                    self._tend(child, now)
                if not self.answered and self._answers():
                    self.answered = True
                    self.say(f"Team Up is ready: {self.address}  (Ctrl-C stops it)")
        finally:
            self._stop()

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host, port = self.listener.getsockname()[:2]
        host = "localhost" if host in WILDCARDS else host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def _catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)

    def _note_signal(self, *_: object) -> None:
        # Nothing but this: a lock taken here could be one that the interrupted line holds.
        self.told_to_stop = True

    def _add_children(self) -> None:
        number = self.listener.fileno()
        self.children.append(Child("web server", ["web", str(number)], inherited=[number]))
        if self.with_worker:
            self.children.append(Child("mail worker", ["worker"]))

    def _environment(self) -> dict[str, str]:
        host, port = self.listener.getsockname()[:2]
        return {**os.environ, "TEAMUP_HOST": host, "TEAMUP_PORT": str(port)}

    def _tend(self, child: Child, now: float) -> None:
        if child.process is None:
            if now >= child.due_at:
                child.start(self._environment(), now)
        elif (code := child.process.poll()) is not None:
            delay = child.note_death(now)
            if not self.answered and child is self.children[0] and child.deaths >= FRUITLESS_STARTS:
                raise ServeError(f"The web server does not start (it ended with {code}); its own message is above.")
            self.say(f"The {child.name} ended with {code}; starting it again in {delay:g} seconds.")

    def _answers(self) -> bool:
        host, port = self.listener.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
        connection = http.client.HTTPConnection(host, port, timeout=1)
        try:
            connection.request("GET", "/healthz", headers={"Host": self.name})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _stop(self) -> None:
        self.say("Stopping …")
        # Nobody new is let in; the children finish what they have begun.
        self.listener.close()
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            child.sweep()
        self.say("Stopped.")
