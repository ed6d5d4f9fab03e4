"""`teamup serve`: the whole site in one command."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from teamup.core import measures
from teamup.operations.serve import ServeError, Supervisor, listen


class Command(BaseCommand):
    """Serves the site, and sends its mail."""

    help = "Serve the site, and send its mail, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default=settings.SERVE_HOST, help="address to listen at (default: %(default)s)")
        parser.add_argument(
            "--port",
            type=int,
            default=settings.SERVE_PORT,
            help="port; 0 takes any free one (default: %(default)s)",
        )
        parser.add_argument("--no-worker", action="store_true", help="serve pages only; run `teamup worker` elsewhere")

        parser.add_argument("--prepare", action="store_true", help="do what `teamup prepare` does first")
        parser.add_argument("--pack", action="append", default=[], metavar="PATH", help="with --prepare: its --pack")

    def handle(self, *args: Any, host: str, port: int, no_worker: bool, **options: Any) -> None:
        """Serve until told to stop. Exits with 1 and a sentence when that is not possible."""
        if options["prepare"]:
            packs = [f"--pack={path}" for path in options["pack"]]
            call_command("prepare", *packs, stdout=self.stdout, stderr=self.stderr)
            connection.close()
        if settings.METRICS_TOKEN:
            measures.prepare(settings.METRICS_DIR)
        try:
            Supervisor(listen(host, port), name=own_name(), say=self._say, with_worker=not no_worker).run()
        except ServeError as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def own_name() -> str:
    """Return a host name that the site accepts."""
    first = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "localhost" if first == "*" else first
