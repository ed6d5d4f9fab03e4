"""`teamup worker`: sends the mail."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from teamup.delivery.worker import Worker


class Command(BaseCommand):
    """Sends queued mail until told to stop."""

    help = "Send queued mail until Ctrl-C. Several may run at once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work until SIGTERM or SIGINT, or through what is due."""
        # They report every round and every task; the letters' own lines say more.
        for name in ("django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.WARNING)
        worker = Worker()
        worker.listen()
        try:
            if once:
                worker.work()
            else:
                worker.run()
        finally:
            worker.close()
