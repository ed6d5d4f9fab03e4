"""`teamup prepare`: everything that has to be up to date before the site is served."""

import hashlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from teamup import catalog, operations
from teamup.catalog import shelf
from teamup.plans.models import Plan


class Command(BaseCommand):
    """Brings the database, the courses and the static files up to date; does nothing where they are."""

    help = "Bring the database, the course and the static files up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--pack", action="append", default=[], metavar="PATH", help="a course pack to publish")

    def handle(self, *args: Any, pack: list[str], **options: Any) -> None:
        """Migrate, publish each pack and make each sample that changed, and collect static files that changed."""
        self._migrate()
        packs = [Path(path) for path in pack] or list(bundled_course())
        for path in packs:
            self._publish(path)
        if packs:
            self._make_samples()
        self._collect_static()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            self.stdout.write(f"Applying {len(waiting)} migrations …")
            call_command("migrate", interactive=False, verbosity=0)

    def _publish(self, path: Path) -> None:
        stamp = Stamp(f"published-{path.name}", [path, Path(catalog.__file__).parent])
        if stamp.stands_for(shelf.newest(path.name)):
            return
        self.stdout.write(f"Publishing the course {path} …")
        try:
            call_command("pack", "publish", str(path), "--if-changed", stdout=StringIO(), stderr=self.stderr)
        except CommandError as error:
            # A pack with faults does not take a site down that has an earlier version of it to show.
            if shelf.newest(path.name) is None:
                raise
            self.stderr.write(f"{error} {path} has faults, so the version published before stays in use.")
        else:
            stamp.leave(shelf.newest(path.name))

    def _make_samples(self) -> None:
        stamp = Stamp("samples", [settings.CONTENT_DIR, Path(operations.__file__).parent])
        if stamp.stands_for(sample_plans()):
            return
        self.stdout.write("Making the sample plans …")
        try:
            call_command("demo", stdout=StringIO())
        except CommandError as error:
            # A site works without them.
            self.stderr.write(f"The sample plans stay as they were. {error}")
        else:
            stamp.leave(sample_plans())

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        now = static_fingerprint()
        if not settings.DEBUG and (not stamp.exists() or stamp.read_text(encoding="ascii") != now):
            self.stdout.write("Compressing static files …")
            # Files of earlier versions stay: pages that are open in a browser still ask for them.
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(now, encoding="ascii")


def bundled_course() -> Iterator[Path]:
    """Yield the course that an installed package brings along."""
    course = settings.BUNDLED / settings.COURSE_PACK
    if course.is_dir() and course.is_relative_to(settings.CONTENT_DIR):
        yield course


class Stamp:
    """Remembers in the data folder what was made from the files in `folders`.

    Reading and checking a whole course takes seconds, so it is done again only when the files changed, or what the
    database holds is not what was made from them.
    """

    def __init__(self, name: str, folders: list[Path]) -> None:
        self.path = settings.DATA_DIR / f"{name}.stamp"
        self.made_from = files_fingerprint(folders)

    def stands_for(self, made: object) -> bool:
        """Return whether the database's `made` is what these files gave."""
        return self.path.exists() and self.path.read_text(encoding="utf-8") == f"{self.made_from} {made}"

    def leave(self, made: object) -> None:
        """Record what these files gave."""
        self.path.write_text(f"{self.made_from} {made}", encoding="utf-8")


def sample_plans() -> list[str]:
    """Return what identifies the sample plans that are there."""
    found = Plan.objects.exclude(sample="").order_by("pk").values_list("pk", "pack_version")
    return [f"{pk} {version}" for pk, version in found]


def static_fingerprint() -> str:
    """Return a text that changes when a static file of any app is added, removed or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def files_fingerprint(folders: list[Path]) -> str:
    """Return a text that changes with the content of any file in `folders`, but for what Python makes itself."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
