"""`teamup backup FILE`: the whole site in one file."""

from __future__ import annotations

import sqlite3
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils import timezone

from teamup.operations.backups import container, postgres, site, sqlite
from teamup.operations.backups.container import BackupError
from teamup.operations.progress import Bar


class Command(BaseCommand):
    """Writes a backup while the site is running, and verifies it."""

    help = "Write the whole site to one file, while it is running, and read it again to be sure."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument(
            "--without-secret",
            action="store_true",
            help="leave out the secret that the site made for itself; keep it elsewhere, or no key opens a plan again",
        )

    def handle(self, *args: Any, file: Path, force: bool, without_secret: bool, **options: Any) -> None:
        """Write the backup; what cannot be done is said in a sentence, and nothing is left of it."""
        target, now = file.expanduser().absolute(), timezone.now()
        try:
            if target.exists() and not force:
                raise BackupError(f"{target} is there already. Name another file, or add --force.")
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".teamup-backup-") as folder:
                if connection.vendor == "sqlite":
                    members, counts = sqlite.copy_to(Path(folder))
                    columns: dict[str, tuple[str, ...]] = {}
                else:
                    members, counts, columns = postgres.copy_to(Path(folder))
                members |= dict(site.files(with_secret=not without_secret))
                manifest = site.new_manifest(now, counts, columns)
                with Bar(self.stderr, "Writing") as bar:
                    container.write(target, manifest, members, replace=force, progress=bar.show)
            site.note_backup(target, now)
        except (BackupError, Error, sqlite3.Error) as error:
            raise CommandError(str(error).strip()) from error
        except OSError as error:
            raise CommandError(f"{error.filename or target}: {error.strerror or error}.") from error
        size = target.stat().st_size
        self.stdout.write(f"Wrote and verified {target}: {counts['plans_plan']:,} plans, {size:,} bytes.")
        if site.SECRET not in members:
            self.stdout.write("The site's secret is not in it. Keep TEAMUP_SECRET_KEY as safe as the backup.")
