"""Figures for Prometheus: what is counted, in one table. Until they are turned on, counting does nothing.

No figure names a plan, a person or a network. With several processes each writes its own file in one folder, and
whoever is asked adds them up.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
COUNTED = {
    "teamup_requests": ("Requests, by the name of their address.", ("route", "method", "status")),
    "teamup_outages": ("Requests that met a database or a disk that could not be used.", ()),
    "teamup_letters": ("Tries to send a letter, by how they ended.", ("state",)),
}
TIMED = {
    "teamup_request_seconds": ("How long requests took.", ("route",), (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30)),
    "teamup_document_seconds": (
        "How long documents took to make.",
        ("kind", "format"),
        (0.05, 0.1, 0.25, 0.5, 1, 5, 30),
    ),
}
_made: dict[str, Any] = {}


def prepare(folder: Path) -> None:
    """Empty the folder that the processes of this machine write to, before any of them starts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)


def turn_on(folder: Path) -> None:
    """Count from now on, in this process and those it forks. Called once, before anything is counted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ[FOLDER] = str(folder)
    from prometheus_client import Counter, Histogram

    for name, (help_text, labels) in COUNTED.items():
        _made[name] = Counter(name, help_text, labels)
    for name, (help_text, labels, buckets) in TIMED.items():
        _made[name] = Histogram(name, help_text, labels, buckets=buckets)


def count(name: str, **labels: str) -> None:
    """Count one."""
    if made := _made.get(name):
        (made.labels(**labels) if labels else made).inc()


def took(name: str, seconds: float, **labels: str) -> None:
    """Note how long something took."""
    if made := _made.get(name):
        made.labels(**labels).observe(seconds)


def forget_process(pid: int) -> None:
    """Let go of the figures that only a living process has."""
    if _made:
        from prometheus_client import multiprocess

        with suppress(OSError):
            multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def text() -> bytes:
    """Return the figures of all processes of this machine, as Prometheus reads them."""
    from prometheus_client import CollectorRegistry, generate_latest, multiprocess

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
