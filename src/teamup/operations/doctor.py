"""`teamup doctor` looks at the machine and the settings; `checkup` looks at the site. Nothing here says a secret.

Each check is a function of what it looks at and returns a `Finding`, so that its bad case can be tried.
"""

from __future__ import annotations

import os
import resource
import smtplib
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error as DatabaseProblem
from django.db import connection

from teamup.catalog import shelf
from teamup.core.findings import Finding, State
from teamup.operations import checkup
from teamup.plans.state import PlanFacts, PlanState
from teamup.report import formats, pool
from teamup.report.errors import RenderError

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 37, 0)
OLDEST_POSTGRES = 140_000
LEAST_FILES = 1_024
MOST_SKEW = timedelta(seconds=10)
SHARED_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afs", "glusterfs"})
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
READABLE_BY_OTHERS = 0o077


def examine(*, now: datetime) -> Iterator[Finding]:
    """Yield what a look at the machine, the settings and the site finds, each as it is known."""
    yield python(sys.version_info[:3])
    yield address(settings.PUBLIC_URL, debug=settings.DEBUG)
    yield hosts(settings.PUBLIC_URL, settings.ALLOWED_HOSTS)
    yield secret(settings.DATA_DIR / "secret-key")
    yield data_folder(settings.DATA_DIR)
    yield open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield static_files(settings.STATIC_ROOT, debug=settings.DEBUG)
    reached = database(now)
    yield from reached
    if all(one.state is not State.BAD for one in reached):
        yield from _whatever(lambda: (*checkup.look(now=now), typesetting(now)))
    yield mail_server()


def _whatever(look: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    try:
        return look()
    except DatabaseProblem as error:
        return (Finding("Tables of the database", State.BAD, str(error).strip(), "Run “teamup prepare”."),)


def python(version: tuple[int, ...]) -> Finding:
    """Say whether this Python is new enough."""
    said = ".".join(map(str, version))
    if version[:2] < OLDEST_PYTHON:
        return Finding("Python", State.BAD, said, "Install Python 3.11 or newer, and Team Up with it.")
    return Finding("Python", State.GOOD, said)


def address(url: str, *, debug: bool) -> Finding:
    """Say whether the address and the debug setting belong together."""
    is_local = urlsplit(url).hostname in LOCAL
    if debug and not is_local:
        return Finding(
            "Debug", State.BAD, "on, at a public address", "Unset TEAMUP_DEBUG: it shows others your settings."
        )
    return Finding(
        "Debug", State.LOOK if debug else State.GOOD, "on" if debug else "off", debug * "For development only."
    )


def hosts(url: str, allowed: list[str]) -> Finding:
    """Say whether the site answers to its own name."""
    name = urlsplit(url).hostname or ""
    fits = any(one == "*" or one == name or (one.startswith(".") and name.endswith(one)) for one in allowed)
    if not fits:
        remedy = f"Add {name} to TEAMUP_ALLOWED_HOSTS, or leave that setting out."
        return Finding("Host names", State.BAD, f"{name} is not among them", remedy)
    if "*" in allowed:
        return Finding("Host names", State.LOOK, "any", "Name the hosts of this site in TEAMUP_ALLOWED_HOSTS.")
    return Finding("Host names", State.GOOD, ", ".join(allowed))


def secret(file: Path) -> Finding:
    """Say whether the secret is where only its owner reads it."""
    if not settings.SECRET_IS_OWN:
        return Finding("Secret", State.GOOD, "set")
    if not file.exists():
        return Finding("Secret", State.LOOK, "not made yet", "It is made at the first start.")
    if file.stat().st_mode & READABLE_BY_OTHERS:
        return Finding("Secret", State.BAD, f"{file} can be read by others", f"chmod 600 {file}")
    return Finding("Secret", State.GOOD, f"in {file}, for its owner alone")


def data_folder(folder: Path) -> Finding:
    """Say whether the site can write where it keeps its data."""
    name = "Data folder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor-{os.getpid()}"
        probe.write_bytes(b"well")
        probe.unlink()
    except OSError as error:
        remedy = f"Let the account that runs the site write to {folder}, or set TEAMUP_DATA."
        return Finding(name, State.BAD, f"{folder}: {error.strerror}", remedy)
    kind = _kind_of_disk(folder)
    if kind in SHARED_DISKS and connection.vendor == "sqlite":
        remedy = (
            "Keep SQLite on a disk of the machine itself (TEAMUP_DATA), or use PostgreSQL: locks fail over a network."
        )
        return Finding(name, State.BAD, f"{folder} is on a network ({kind})", remedy)
    return Finding(name, State.GOOD, str(folder))


def _kind_of_disk(folder: Path) -> str:
    """Return the kind of file system a folder is on, or "" where the system does not say."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = [(Path(parts[1].replace("\\040", " ")), parts[2]) for parts in map(str.split, lines) if len(parts) > 2]
    holding = [(len(place.parts), kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(holding, default=(0, ""))[1]


def open_files(most: int) -> Finding:
    """Say whether a process may have enough files and connections open."""
    if 0 <= most < LEAST_FILES:
        return Finding(
            "Open files", State.LOOK, f"at most {most}", f"Raise the limit: LimitNOFILE={LEAST_FILES} or more."
        )
    return Finding("Open files", State.GOOD, "enough")


def typesetting(now: datetime) -> Finding:
    """Say whether a document can be typeset, fonts and all: the brief of an empty plan."""
    found = shelf.newest(settings.COURSE_PACK)
    if found is None:
        return Finding("Documents", State.LOOK, "not tried: no course is published yet", "Run “teamup prepare”.")
    index = shelf.get_index(*found)
    state = PlanState(index.course, index, PlanFacts(UUID(int=0), now, "UTC"), {}, {})
    try:
        made = formats.render("pdf", state, today=now.date(), options=formats.Options(kind="brief"))
    except (RenderError, OSError) as error:
        remedy = "Install the package anew: its fonts or its typesetter are missing."
        return Finding("Documents", State.BAD, str(error), remedy)
    finally:
        pool.close()
    return Finding("Documents", State.GOOD, f"a page was typeset ({len(made.data):,} bytes)")


def static_files(folder: Path, *, debug: bool) -> Finding:
    """Say whether styles and scripts were collected."""
    if debug or (Path(folder) / "staticfiles.json").exists():
        return Finding("Static files", State.GOOD, "there")
    return Finding("Static files", State.BAD, f"missing in {folder}", "Run “teamup prepare”.")


def database(now: datetime) -> tuple[Finding, ...]:
    """Say whether the database answers, is new enough, and agrees about the time."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return (_sqlite(sqlite3.sqlite_version_info),)
            cursor.execute("SELECT current_setting('server_version_num')::int, now()")
            version, there = cursor.fetchone()
    except DatabaseProblem as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return (Finding("Database", State.BAD, said, "Is it running? Look at TEAMUP_DATABASE_URL."),)
    return (_postgres(version), clock(now, there))


def _sqlite(version: tuple[int, ...]) -> Finding:
    said = "SQLite " + ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return Finding("Database software", State.BAD, said, "Use a Python with SQLite 3.37 or newer, or PostgreSQL.")
    return Finding("Database software", State.GOOD, said)


def _postgres(version: int) -> Finding:
    said = f"PostgreSQL {version // 10_000}.{version % 10_000}"
    if version < OLDEST_POSTGRES:
        return Finding("Database software", State.BAD, said, "Use PostgreSQL 14 or newer.")
    return Finding("Database software", State.GOOD, said)


def clock(here: datetime, there: datetime) -> Finding:
    """Say whether this machine and the database agree about the time."""
    apart = abs(here - there)
    if apart > MOST_SKEW:
        remedy = "Let both machines keep time by NTP: dates of saves, limits and mail follow this clock."
        return Finding("Clock", State.BAD, f"{apart.total_seconds():.0f} seconds from the database’s", remedy)
    return Finding("Clock", State.GOOD, "agrees with the database’s")


def mail_server() -> Finding:
    """Say whether the mail server lets us in; no letter is sent."""
    name = "Mail server’s answer"
    if "smtp" not in settings.EMAIL_BACKEND:
        return Finding(name, State.LOOK, "none is set", "Set TEAMUP_EMAIL_URL before people use the site.")
    try:
        line = get_connection()
        line.open()
        line.close()
    except (OSError, smtplib.SMTPException, socket.gaierror) as error:
        said = str(error) or type(error).__name__
        return Finding(
            name, State.BAD, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {said}", "Look at TEAMUP_EMAIL_URL."
        )
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL) and settings.EMAIL_HOST not in LOCAL:
        return Finding(name, State.LOOK, "it answers, unencrypted", "Use starttls:// or smtps:// in TEAMUP_EMAIL_URL.")
    return Finding(name, State.GOOD, "it answers")
