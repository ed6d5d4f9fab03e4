"""`teamup pack check PATH` and `teamup pack publish PATH`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from teamup.catalog import check, shelf
from teamup.catalog.errors import CatalogError


class Command(BaseCommand):
    """Checks a course pack, or publishes it."""

    help = "Check a course pack (every fault at once, with file and line), or publish it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        parser.add_argument("action", choices=["check", "publish"])
        parser.add_argument("path", type=Path, help="the folder of the pack")
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="publish changed words beside a published version, as VERSION+DIGEST",
        )

    def handle(self, *, action: str, path: Path, if_changed: bool, **options: Any) -> None:
        """Check the pack; on `publish`, put it on the shelf when it has no fault."""
        try:
            checked = check.check(path)
            self._tell(checked)
            if action == "publish":
                course, is_new = shelf.publish(checked.pack, revise=if_changed)
                word = "Published" if is_new else "Already published:"
                self.stdout.write(f"{word} {course.id} {course.version}")
        except CatalogError as error:
            raise CommandError(str(error)) from error

    def _tell(self, checked: check.Checked) -> None:
        for fault in checked.faults:
            self.stderr.write(str(fault))
        if checked.faults:
            raise CommandError(f"{len(checked.faults)} faults. Nothing was published; the running version stays.")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in checked.counts.items()) + ". No faults.")
