"""`teamup restore FILE`: a site from its backup."""

from __future__ import annotations

import os
import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils import timezone

from teamup.operations.backups import container, postgres, site, sqlite
from teamup.operations.backups.container import BackupError, Manifest, opened, unpack
from teamup.operations.progress import Bar


class Command(BaseCommand):
    """Verifies a backup to its last byte, then puts it in the place of what is here, in one step."""

    help = "Verify a backup, then put it in the place of what is here. Stop the site first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that `teamup backup` wrote")
        parser.add_argument("--replace", action="store_true", help="take the place of the plans that are here")
        parser.add_argument("--any-secret", action="store_true", help="restore under another secret all the same")
        parser.add_argument("--check", action="store_true", help="only verify the file, and change nothing")

    def handle(self, *args: Any, file: Path, replace: bool, any_secret: bool, check: bool, **options: Any) -> None:
        """Restore; what cannot be done is said in a sentence, and then everything is as it was."""
        now = timezone.now()
        try:
            with Bar(self.stderr, "Verifying") as bar:
                manifest = container.verify(file, bar.show)
            plans = manifest.tables.get("plans_plan", 0)
            if check:
                self.stdout.write(f"{file} is whole: {plans:,} plans, made {manifest.made_at}.")
                return
            has_secret = self._take_secret(file, manifest)
            site.check_fits(manifest, any_secret=any_secret or has_secret)
            restore = sqlite.restore if connection.vendor == "sqlite" else postgres.restore
            aside = restore(file, manifest, replace=replace, now=now)
            self._put_files(file, manifest)
            if has_secret:
                self._put_secret(file, manifest)
        except (BackupError, Error, sqlite3.Error) as error:
            raise CommandError(str(error).strip()) from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror or error}.") from error
        self.stdout.write(f"Restored {plans:,} plans, as they stood at {manifest.made_at}.")
        if aside is not None:
            self.stdout.write(f"What was here is kept in {aside}. Delete it once you are sure.")

    def _take_secret(self, file: Path, manifest: Manifest) -> bool:
        """Say whether the backup brings the secret that this site then uses: it has none that it was given."""
        return settings.SECRET_IS_OWN and site.SECRET in manifest.members

    def _put_secret(self, file: Path, manifest: Manifest) -> None:
        own = settings.DATA_DIR / site.SECRET
        own.parent.mkdir(parents=True, exist_ok=True)
        draft = own.with_name(f".{own.name}.{os.getpid()}")
        with opened(file) as archive, os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as to:
            unpack(archive, site.SECRET, manifest.members[site.SECRET][1], to)
            to.flush()
            os.fsync(to.fileno())
        draft.replace(own)

    def _put_files(self, file: Path, manifest: Manifest) -> None:
        """Bring back the courses' videos; what is here under the same name is the same file."""
        with opened(file) as archive:
            for name, (_, digest) in manifest.members.items():
                place = site.place_of(name)
                if place is None or place.exists():
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                draft = place.with_name(f".{place.name}.{os.getpid()}")
                with draft.open("wb") as to:
                    unpack(archive, name, digest, to)
                draft.replace(place)
