"""A process that the supervisor starts: it serves pages or sends mail, and never outlives the supervisor.

Run as `python -m teamup.operations.child PARENT web SOCKET` or `… PARENT COMMAND [ARGUMENT …]`, where PARENT is the
process id of the supervisor and SOCKET the number of the listening socket that it hands down.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger as GunicornLogger

from teamup.core import measures

PR_SET_PDEATHSIG = 1
GRACEFUL_SECONDS = 10
REQUEST_SECONDS = 60
SWITCH_SECONDS = 0.000_5
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def end_with(parent: int) -> None:
    """Make sure that this process is told to stop when the process `parent` ends, however that ends.

    Linux tells us; elsewhere a thread looks every second.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        # It ended before we could ask.
        sys.exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


class ServerLog(GunicornLogger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own log, through the handlers of the settings: they leave out what opens something."""

    def setup(self, cfg: Any) -> None:
        """Let its lines go up to the root logger."""
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, set up in code: a master, its web processes, and a few threads in each."""

    def __init__(self, listener: int) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        for name, value in web_options(self.listener).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def run(self) -> None:
        Master(self).run()


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which loses no signal to stop.

    Between its fork and the moment it has handlers of its own, a web process would take such a signal for its
    master's and forget it, and stopping would last until the longest wait is over. So the signal waits instead.
    """

    def spawn_worker(self) -> Any:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def settle(_worker: object = None) -> None:
    """Deliver the signals that waited, now that the web process has its own handlers, and calm the collector.

    What is loaded by now stays for good: going through it again at every few hundred new objects is a good part of
    the cost of a page. What requests leave behind is still collected, less often.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    # The thread whose turn it is to write must not wait 5 ms, Python's default, for the others each time that the
    # disk has answered it: eight people saving at once are served a third faster.
    sys.setswitchinterval(SWITCH_SECONDS)


def web_options(listener: int) -> dict[str, Any]:
    """Return gunicorn's settings for serving on the socket with the number `listener`."""
    memory = Path("/dev/shm")  # noqa: S108 (gunicorn makes a private file in it)
    return {
        "bind": f"fd://{listener}",
        "worker_class": "gthread",
        "workers": settings.WEB_WORKERS,
        "threads": settings.WEB_THREADS,
        "max_requests": settings.WEB_MAX_REQUESTS,
        "max_requests_jitter": settings.WEB_MAX_REQUESTS // 10,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": REQUEST_SECONDS,
        "keepalive": 5,
        # What a request may bring before anybody looks at it: a line, and so many header fields of so many bytes.
        "limit_request_line": 4094,
        "limit_request_fields": 100,
        "limit_request_field_size": 8190,
        # Loaded once and then forked: a quicker start, and memory that the web processes share.
        "preload_app": True,
        "forwarded_allow_ips": ",".join(settings.TRUSTED_PROXIES),
        "post_worker_init": settle,
        "control_socket_disable": True,
        "logger_class": ServerLog,
        # Heartbeats are files; on a disk they would wait for it.
        "worker_tmp_dir": str(memory) if memory.is_dir() else None,
        "child_exit": lambda _arbiter, worker: measures.forget_process(worker.pid),
    }


def main(arguments: Sequence[str]) -> None:
    """Run the part that `arguments` name until it is told to stop."""
    parent, part, *rest = arguments
    end_with(int(parent))
    if part == "web":
        WebServer(int(rest[0])).run()
    else:
        execute_from_command_line(["teamup", part, *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
