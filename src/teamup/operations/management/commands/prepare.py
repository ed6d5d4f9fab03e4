"""`teamup prepare`: everything that has to be up to date before the site is served."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from teamup.catalog.models import PackVersion


class Command(BaseCommand):
    """Brings the database, the courses and the static files up to date; does nothing where they are."""

    help = "Bring the database, the course and the static files up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--pack", action="append", default=[], metavar="PATH", help="a course pack to publish")

    def handle(self, *args: Any, pack: list[str], **options: Any) -> None:
        """Migrate, publish each pack that changed, and collect static files that changed."""
        self._migrate()
        for path in pack:
            self._publish(path)
        self._collect_static()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            self.stdout.write(f"Applying {len(waiting)} migrations …")
            call_command("migrate", interactive=False, verbosity=0)

    def _publish(self, path: str) -> None:
        try:
            call_command("pack", "publish", path, "--if-changed", stdout=StringIO())
        except CommandError:
            # A pack with faults does not take a site down that has an earlier version of it to show.
            if not PackVersion.objects.filter(pack_id=Path(path).name).exists():
                raise
            self.stderr.write(f"{path} has faults, so the version published before stays in use.")

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        now = static_fingerprint()
        if not settings.DEBUG and (not stamp.exists() or stamp.read_text(encoding="ascii") != now):
            self.stdout.write("Compressing static files …")
            # Files of earlier versions stay: pages that are open in a browser still ask for them.
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(now, encoding="ascii")


def static_fingerprint() -> str:
    """Return a text that changes when a static file of any app is added, removed or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
