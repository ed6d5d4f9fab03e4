"""The whole product, served as hosts serve it: `teamup serve` with its worker, hashed files and the real course."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.races.site import Site, free_port

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "content" / "police-security"


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """Yield a site on an empty data folder, with the course and the samples, not in debug."""
    port = free_port()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMUP_", "DJANGO_"))}
    environment = {
        **ours,
        "TEAMUP_DATA": str(data),
        "TEAMUP_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "TEAMUP_LOG_LEVEL": "WARNING",
        "TEAMUP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TEAMUP_HOST": "127.0.0.1",
        "TEAMUP_PORT": str(port),
        "TEAMUP_WORKERS": "1",
    }
    teamup = str(Path(sys.executable).with_name("teamup"))
    with (data / "log").open("wb") as log:
        said = {"env": environment, "cwd": ROOT, "stdout": log, "stderr": log}
        subprocess.run([teamup, "prepare", f"--pack={PACK}"], check=True, **said)
    site = Site(f"http://127.0.0.1:{port}", str(data / "teamup.sqlite3"), environment, [teamup, "serve"])
    site.start()
    try:
        yield site
    finally:
        site.stop()


def letters(data: Path) -> list[str]:
    """Return the letters that the site has sent, which it writes to files."""
    return [file.read_text(encoding="utf-8", errors="replace") for file in sorted((data / "mail").glob("*"))]
