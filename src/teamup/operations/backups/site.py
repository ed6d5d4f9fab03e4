"""What belongs to a site beside its database, and what a backup has to fit."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from teamup import __version__
from teamup.operations.backups.container import BackupError, Manifest

MEDIA = "media/"
SECRET = "secret-key"  # noqa: S105 (the name of a file)
LAST = "last-backup"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def mark_of_secret() -> str:
    """Return a mark that is the same for the same secret, and tells nothing of it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"the secret of a backup", hashlib.sha256).hexdigest()[:32]


def new_manifest(now: datetime, tables: dict[str, int], columns: dict[str, tuple[str, ...]]) -> Manifest:
    """Return the manifest of a backup that is made now. Raises `BackupError` for a database that is not ready."""
    applied = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
    if not applied:
        raise BackupError("There is nothing to back up: the database is empty.")
    return Manifest(
        made_at=now.isoformat(timespec="seconds"),
        software=__version__,
        database=connection.vendor,
        migrations=applied,
        tables=tables,
        columns=columns,
        secret=mark_of_secret(),
    )


def check_fits(manifest: Manifest, *, any_secret: bool) -> None:
    """Raise `BackupError` unless this software can restore the backup here."""
    if manifest.database != connection.vendor:
        made, here = DATABASES.get(manifest.database, manifest.database), DATABASES[connection.vendor]
        raise BackupError(f"This backup is of a site on {made}, and this one is on {here}. Set TEAMUP_DATABASE_URL.")
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    ours = {app for app, _ in known}
    unknown = [f"{app} {name}" for app, name in manifest.migrations if app in ours and (app, name) not in known]
    if unknown:
        raise BackupError(
            f"This backup was made by Team Up {manifest.software}, which is newer than this one ({__version__}): "
            "install that release, then restore."
        )
    if manifest.secret != mark_of_secret() and not any_secret:
        raise BackupError(
            "This backup was made under another secret, so that no key, link or browser would open a plan. Set "
            "TEAMUP_SECRET_KEY (or the file secret-key in TEAMUP_DATA) to that of the old site. With --any-secret it "
            "is restored all the same; then plans open only for people who sign in."
        )


def files(*, with_secret: bool) -> Iterator[tuple[str, Path]]:
    """Yield the files of the site that cannot be made again: videos of its courses, and the secret it made itself."""
    media = Path(settings.MEDIA_DIR)
    for file in sorted(path for path in media.rglob("*") if path.is_file()):
        yield f"{MEDIA}{file.relative_to(media).as_posix()}", file
    own = settings.DATA_DIR / SECRET
    if with_secret and own.exists() and own.read_text(encoding="ascii").strip() == settings.SECRET_KEY:
        yield SECRET, own


def place_of(name: str) -> Path | None:
    """Return where a file of a backup belongs, or None for one that is no file of the site's.

    Raises `BackupError` for a name that leads elsewhere.
    """
    if not name.startswith(MEDIA):
        return None
    media = Path(settings.MEDIA_DIR).resolve()
    place = (media / name.removeprefix(MEDIA)).resolve()
    if not place.is_relative_to(media) or place == media:
        raise BackupError(f"This backup holds a file for {name}, which is no place of this site.")
    return place


def note_backup(path: Path, now: datetime) -> None:
    """Remember when the last backup was made, for whoever looks after the site."""
    note = settings.DATA_DIR / LAST
    note.parent.mkdir(parents=True, exist_ok=True)
    draft = note.with_name(f".{LAST}.{os.getpid()}")
    draft.write_text(json.dumps({"at": now.isoformat(timespec="seconds"), "file": str(path)}), encoding="utf-8")
    draft.replace(note)
