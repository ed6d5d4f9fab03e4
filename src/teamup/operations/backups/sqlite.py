"""A SQLite database in a backup: the file itself, as it stood at one moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

from teamup.operations.backups.container import BackupError, Manifest, copy_out, opened

MEMBER = "database.sqlite3"
SOUND = "ok"


def path_of() -> Path:
    """Return the file of the site's database."""
    return Path(str(connection.settings_dict["NAME"]))


def copy_to(folder: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """Copy the database while others write to it, and return the member's file and the rows of each table.

    One step, under one read transaction: it holds up nobody, and nobody's save is in it by half.
    """
    copy = folder / MEMBER
    with (
        closing(sqlite3.connect(f"file:{path_of()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as to,
    ):
        source.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")
        _check(to)
        names = [name for (name,) in to.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        counts = {name: _rows_in(to, name) for name in names if not name.startswith("sqlite_")}
    return {MEMBER: copy}, counts


def _rows_in(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])  # noqa: S608 (a name it gave us)


def _check(database: sqlite3.Connection) -> None:
    if (said := database.execute("PRAGMA integrity_check(1)").fetchone()[0]) != SOUND:
        raise BackupError(f"The database is damaged ({said}). Restore the last good backup.")


def restore(path: Path, manifest: Manifest, *, replace: bool, now: datetime) -> Path | None:
    """Put the database of a verified backup in the place of the present one, in one step.

    Returns where the present one was kept, or None where there was none worth keeping. Raises `BackupError` when plans
    are here and `replace` is not asked, and while the site is running.
    """
    here = path_of()
    here.parent.mkdir(parents=True, exist_ok=True)
    connections.close_all()
    plans = _plans_in(here)
    if plans and not replace:
        raise BackupError(
            f"This site holds {plans:,} plans. With --replace the backup takes their place, and they are kept aside."
        )
    draft = here.with_name(f".{here.name}.{os.getpid()}.draft")
    try:
        with opened(path) as archive, draft.open("wb") as file:
            copy_out(archive, MEMBER, manifest.members[MEMBER][0], file)
        _bring_up_to_date(draft)
        _sync(draft)
        with _alone(here):
            aside = _keep_aside(here, now) if plans else None
            draft.replace(here)
        return aside
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup cannot be restored: {error}. The site is as it was.") from error
    finally:
        for left in (draft, *(draft.with_name(draft.name + more) for more in ("-wal", "-shm", "-journal"))):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _plans_in(here: Path) -> int:
    if not here.exists():
        return 0
    with closing(sqlite3.connect(here, timeout=20)) as database:
        has = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'plans_plan'").fetchone()
        return int(database.execute("SELECT COUNT(*) FROM plans_plan WHERE sample = ''").fetchone()[0]) if has else 0


def _bring_up_to_date(draft: Path) -> None:
    """Migrate a database that is not in its place yet."""
    settings, before = connection.settings_dict, connection.settings_dict["NAME"]
    settings["NAME"] = draft
    try:
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
    finally:
        connection.close()
        settings["NAME"] = before
    with closing(sqlite3.connect(draft)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # one file: nothing is left in a log beside it


@contextmanager
def _alone(here: Path) -> Iterator[None]:
    """Hold the present database closed to everybody else. Raises `BackupError` while the site is running.

    SQLite gives up its write-ahead log only to who is alone with the file; the log's words are then in the file.
    """
    if not here.exists():
        yield
        return
    with closing(sqlite3.connect(here, timeout=2, isolation_level=None)) as database:
        try:
            mode = database.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            if mode != "delete":
                raise sqlite3.OperationalError("the log is in use")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupError("The site is running. Stop it (and its worker), then restore.") from error
        yield
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")


def _keep_aside(here: Path, now: datetime) -> Path:
    aside = here.with_name(f"{here.name}.before-{now:%Y%m%d-%H%M%S}")
    try:
        os.link(here, aside)
    except OSError:  # a file system without links
        shutil.copy2(here, aside)
        _sync(aside)
    return aside


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
