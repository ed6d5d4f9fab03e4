"""Run every check: linters, types, migrations, then the tests on SQLite and the database tests on PostgreSQL.

Run as `make test`, which sets up first. `make lint` and `make soak` are parts of it: `test.py lint`, `test.py soak`.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest"]


SOAKED_BY_DATABASE = "race or (soak and database and not browser)"
ROOMS_WITH_SQL = tuple(f"tests/{room}" for room in ("core", "catalog", "plans", "delivery", "races"))
"""What `make test` runs again on PostgreSQL: rooms with statements of their own. `make soak` runs everything on it."""


@dataclass(frozen=True)
class Outcome:
    """How one phase went."""

    name: str
    passed: bool
    seconds: float


def environment(data: str, **more: str) -> dict[str, str]:
    """Return the environment of a check: settings that touch nothing of the person's own site."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TEAMUP_") or "_TEST_" in name}
    return {**ours, "TEAMUP_DATA": data, "TEAMUP_SECRET_KEY": "only-for-checks-" + "x" * 40, **more}


def lint_commands() -> dict[str, list[str]]:
    """Return the checks that run no tests, each with its command."""
    return {
        "mypy (types)": [str(BIN / "mypy")],
        "ruff check": [str(BIN / "ruff"), "check", "."],
        "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint-imports (rooms)": [str(BIN / "lint-imports"), "--no-cache"],
        "djlint (templates)": [str(BIN / "djlint"), "src", "--lint", "--quiet"],
        "migrations": [str(BIN / "teamup"), "makemigrations", "--check", "--dry-run"],
    }


def lint(data: str) -> list[Outcome]:
    """Run the checks two at a time; show the output of those that fail."""

    def check(item: tuple[str, list[str]]) -> Outcome:
        name, command = item
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        outcome = Outcome(name, done.returncode == 0, time.monotonic() - began)
        said = "" if outcome.passed else "\n" + done.stdout.decode(errors="replace")
        print(f"{'ok    ' if outcome.passed else 'FAILED'} {name} ({outcome.seconds:.1f} s){said}", flush=True)
        return outcome

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(check, lint_commands().items()))


def pytest(name: str, data: str, *arguments: str, **more: str) -> Outcome:
    """Run tests, showing them as they go. A run that finds no tests has failed."""
    print(f"\n{name} …", flush=True)
    began = time.monotonic()
    done = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=environment(data, **more), check=False)
    return Outcome(name, done.returncode == 0, time.monotonic() - began)


def browser(data: str) -> Outcome:
    """Run what drives a real browser; what failed is tried once more by itself, and the run says so.

    A browser that had no processor for seconds gives up waiting. A fault of ours fails twice.
    """
    name = "Pages in a real browser"
    cache = ("-o", f"cache_dir={data}/browser-cache")
    first = pytest(name, data, "-q", "-n", "2", "-m", "browser and not soak", *cache, TEAMUP_TEST_DB="sqlite")
    if first.passed:
        return first
    again = pytest(
        f"{name}, once more", data, "-q", "--last-failed", "-m", "browser and not soak", *cache, TEAMUP_TEST_DB="sqlite"
    )
    return Outcome(again.name, again.passed, first.seconds + again.seconds)


def everything(data: str) -> list[Outcome]:
    """Run what `make test` promises."""
    print("Linters and types …", flush=True)
    return [
        *lint(data),
        pytest("Tests on SQLite", data, "-q", "-n", "2", "-m", "not soak and not browser", TEAMUP_TEST_DB="sqlite"),
        browser(data),
        pytest(
            "Database tests on PostgreSQL",
            data,
            *("-q", "-n", "2", "-m", "database and not browser and not soak", *ROOMS_WITH_SQL),
            TEAMUP_TEST_DB="postgres",
        ),
    ]


def soak(data: str) -> list[Outcome]:
    """Run documents, races, kills and faults in full numbers; what needs a database on both of them."""
    full = {"TEAMUP_SOAK": "1"}
    patient = ("-q", "--timeout=3600", "-m")
    return [
        pytest("Documents in full numbers", data, "-n", "2", *patient, "soak and not database and not browser", **full),
        pytest(
            "Everything on PostgreSQL",
            data,
            *("-q", "-n", "2", "-m", "database and not browser and not soak"),
            TEAMUP_TEST_DB="postgres",
        ),
        pytest("Outages in full numbers", data, *patient, "outage", **full, TEAMUP_TEST_DB="sqlite"),
        pytest("Pages in full numbers", data, *patient, "soak and browser", **full, TEAMUP_TEST_DB="sqlite"),
        *(
            pytest(f"Soak on {shown}", data, *patient, SOAKED_BY_DATABASE, **full, TEAMUP_TEST_DB=database)
            for database, shown in (("sqlite", "SQLite"), ("postgres", "PostgreSQL"))
        ),
    ]


def main() -> None:
    """Run one kind of check, and end with 1 when anything failed."""
    kinds = {"test": everything, "lint": lint, "soak": soak}
    kind = kinds[sys.argv[1] if len(sys.argv) > 1 else "test"]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="teamup-checks-") as data:
        outcomes = kind(data)
    print()
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.seconds:7.1f} s  {outcome.name}")
    print(f"       {time.monotonic() - began:7.1f} s  in all")
    sys.exit(0 if all(outcome.passed for outcome in outcomes) else 1)


if __name__ == "__main__":
    main()
