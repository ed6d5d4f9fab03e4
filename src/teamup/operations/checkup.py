"""A look at the site, as its hosts see it: each thing with its state, and the way to mend it.

Nothing here knows of pages. Each check asks the database at most once; together they stay within a page's budget.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup import __version__
from teamup.catalog import shelf
from teamup.core.findings import Finding, State
from teamup.delivery import heartbeat, minding

BACKUP_NOTE = "last-backup"
BACKUP_IS_OLD = timedelta(days=2)
MAIL_IS_LATE = timedelta(minutes=15)
LITTLE_ROOM, NO_ROOM = 0.15, 0.05
LEAST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """How much a disk holds, and how much of it is free, in bytes."""

    total: int
    free: int


def look(*, now: datetime) -> tuple[Finding, ...]:
    """Return what a look at the site finds, in the order in which to read it."""
    usage = shutil.disk_usage(_nearest(settings.DATA_DIR))
    return (
        Finding(_("Version of Team Up"), State.GOOD, __version__),
        database(),
        migrations(),
        course(),
        worker(heartbeat.last_beat(), now),
        mail(minding.standing(now=now), now),
        mail_server(settings.EMAIL_BACKEND),
        disk(Room(usage.total, usage.free)),
        backup(settings.DATA_DIR / BACKUP_NOTE, now),
        address(settings.PUBLIC_URL),
    )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def database() -> Finding:
    """Say which database is in use, and how large it is."""
    name = _("Database")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = int(cursor.fetchone()[0])
        return Finding(name, State.GOOD, f"PostgreSQL, {filesizeformat(size)}")
    file = Path(str(connection.settings_dict["NAME"]))
    parts = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
    size = sum(part.stat().st_size for part in parts if part.exists())
    return Finding(name, State.GOOD, f"SQLite, {filesizeformat(size)}")


def migrations() -> Finding:
    """Say whether the tables are those of this version."""
    there = set(MigrationLoader(None).disk_migrations)
    done = set(MigrationRecorder(connection).Migration.objects.values_list("app", "name"))
    waiting = len(there - done)
    name = _("Tables of the database")
    if not waiting:
        return Finding(name, State.GOOD, _("Up to date"))
    said = ngettext("%(n)d change is waiting", "%(n)d changes are waiting", waiting) % {"n": waiting}
    return Finding(name, State.BAD, said, _("Run “teamup prepare”, then start the site again."))


def course() -> Finding:
    """Say which course new plans begin on."""
    name, newest = _("Course of new plans"), shelf.newest(settings.COURSE_PACK)
    if newest is None:
        said = _("No version of “%(pack)s” is published") % {"pack": settings.COURSE_PACK}
        return Finding(name, State.BAD, said, _("Run “teamup pack publish PATH”, or correct TEAMUP_COURSE."))
    return Finding(name, State.GOOD, f"{newest[0]} {newest[1]}")


def worker(seen: datetime | None, now: datetime) -> Finding:
    """Say whether somebody is there to send mail and tidy up; `seen` is when it last said so."""
    name, remedy = _("Mail worker"), _("Start the site with “teamup serve”, or “teamup worker” beside another server.")
    if seen is None:
        return Finding(name, State.BAD, _("Never seen"), remedy)
    minutes = max(0, int((now - seen).total_seconds() // 60))
    if now - seen > heartbeat.QUIET_FOR:
        return Finding(name, State.BAD, _("Last seen %(ago)s ago") % {"ago": _ago(minutes)}, remedy)
    return Finding(name, State.GOOD, _("At work: seen %(ago)s ago") % {"ago": _ago(minutes)})


def _ago(minutes: int) -> str:
    if minutes < 1:
        return _("less than a minute")
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}


def mail(queue: minding.Standing, now: datetime) -> Finding:
    """Say how much mail waits, how much has failed lately, and whether any of it is late."""
    said = [ngettext("%(n)d letter waits", "%(n)d letters wait", queue.waiting) % {"n": queue.waiting}]
    if queue.overdue_since:
        late = now - queue.overdue_since
        said.append(_("the oldest for %(ago)s") % {"ago": _ago(int(late.total_seconds() // 60))})
    said.append(ngettext("%(n)d failed in a week", "%(n)d failed in a week", queue.failed) % {"n": queue.failed})
    name, words = _("Mail on its way"), ", ".join(said)
    if queue.overdue_since and now - queue.overdue_since > MAIL_IS_LATE:
        return Finding(name, State.BAD, words, _("Look whether the mail worker runs, and read the site’s log."))
    if queue.failed:
        return Finding(name, State.LOOK, words, _("The mail page says why each of them failed."))
    return Finding(name, State.GOOD, words)


def mail_server(backend: str) -> Finding:
    """Say whether mail leaves the machine at all."""
    name = _("Mail server")
    if "smtp" in backend:
        return Finding(name, State.GOOD, _("Set"))
    said = _("None: mail is written to a folder or to the screen, and reaches nobody")
    return Finding(name, State.LOOK, said, _("Set TEAMUP_EMAIL_URL before people use the site."))


def disk(room: Room) -> Finding:
    """Say how much room the data folder has left."""
    name, share = _("Room for data"), room.free / max(1, room.total)
    said = _("%(free)s of %(total)s are free") % {
        "free": filesizeformat(room.free),
        "total": filesizeformat(room.total),
    }
    remedy = _("Make room on the disk of the data folder, or move the folder to a larger one.")
    if share < NO_ROOM or room.free < LEAST_BYTES:
        return Finding(name, State.BAD, said, remedy)
    return Finding(name, State.LOOK if share < LITTLE_ROOM else State.GOOD, said, remedy * (share < LITTLE_ROOM))


def backup(note: Path, now: datetime) -> Finding:
    """Say when the last backup was made, as the note says that one leaves in the data folder."""
    name, remedy = _("Last backup"), _("Run “teamup backup FILE” each night, and keep the file on another machine.")
    made = _made_at(note)
    if made is None:
        return Finding(name, State.LOOK, _("No backup is known"), remedy)
    said = _("%(ago)s ago") % {"ago": _ago(max(0, int((now - made).total_seconds() // 60)))}
    if now - made > BACKUP_IS_OLD:
        return Finding(name, State.LOOK, said, remedy)
    return Finding(name, State.GOOD, said)


def _made_at(note: Path) -> datetime | None:
    """Return the instant in the note, whatever its maker calls it; None for no note, or one that says no instant."""
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = next(iter(_instants(said)), None)
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _instants(said: Any) -> Iterator[datetime]:
    read: Callable[[Any], datetime] = datetime.fromisoformat
    for key in ("at", "made_at", "finished_at", "when"):
        try:
            yield read(said[key])
        except (KeyError, TypeError, ValueError):
            continue


def address(url: str) -> Finding:
    """Say whether people reach the site by an encrypted line."""
    if url.startswith("https://"):
        return Finding(_("Address"), State.GOOD, url)
    said = _("%(url)s, not encrypted") % {"url": url}
    return Finding(
        _("Address"), State.LOOK, said, _("Put the site behind https, and set TEAMUP_PUBLIC_URL to that address.")
    )
