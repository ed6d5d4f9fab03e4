"""`teamup pack check PATH`, `teamup pack publish PATH` and `teamup pack schema [DIR]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from teamup.catalog import check, editor, media, shelf, source
from teamup.catalog.errors import CatalogError, IdsReused
from teamup.catalog.lines import Lines

NEW_FILE = "The published one stays: raise the version, or give the new file a name of its own."
SCHEMA_FOLDER = Path("pack-schema")


class Command(BaseCommand):
    """Checks a course pack, publishes it, or writes what editors need to check it while it is written."""

    help = (
        "Check a course pack (every fault at once, with file and line), publish it, "
        "or write the JSON Schema of its files for an editor."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        parser.add_argument("action", choices=["check", "publish", "schema"])
        parser.add_argument(
            "path", type=Path, nargs="?", help=f"the folder of the pack; for schema: where to write ({SCHEMA_FOLDER})"
        )
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="publish changed words beside a published version, as VERSION+DIGEST",
        )

    def handle(self, *, action: str, path: Path | None, if_changed: bool, **options: Any) -> None:
        """Check the pack; on `publish`, put it on the shelf when it has no fault."""
        if action == "schema":
            self._write_schema(path or SCHEMA_FOLDER)
            return
        if path is None:
            raise CommandError(f"Name the folder of the pack: teamup pack {action} PATH")
        try:
            checked = check.check(path)
            self._tell(checked)
            if action == "publish":
                course, is_new = shelf.publish(checked.pack, revise=if_changed)
                word = "Published" if is_new else "Already published:"
                self.stdout.write(f"{word} {course.id} {course.version}")
                for name in media.keep(path, course, settings.MEDIA_DIR):
                    self.stderr.write(f"media/{name} has changed since {course.version} was published. {NEW_FILE}")
        except IdsReused as error:
            self._refuse(path, error)
        except CatalogError as error:
            raise CommandError(str(error)) from error

    def _tell(self, checked: check.Checked) -> None:
        for fault in checked.faults:
            self.stderr.write(str(fault))
        if checked.faults:
            raise CommandError(f"{len(checked.faults)} faults. Nothing was published; the running version stays.")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in checked.counts.items()) + ". No faults.")

    def _refuse(self, path: Path, error: IdsReused) -> None:
        texts = source.read_texts(path)
        for one in error.found:
            self.stderr.write(str(check.Fault(one.file, Lines(texts[one.file]).of_id(one.item_id), one.message)))
        raise CommandError(
            f"{len(error.found)} ids stand for something else than before. "
            "Nothing was published; the running version stays."
        ) from error

    def _write_schema(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in editor.schema_files():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(str(folder / name))
