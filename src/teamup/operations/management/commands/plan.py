"""`teamup plan export ID` and `teamup plan import FILE`."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from teamup.plans import selectors
from teamup.plans.marking import Audience
from teamup.plans.models import Plan
from teamup.report import formats
from teamup.report.errors import ReportError
from teamup.report.pdf import Paper
from teamup.report.planfiles import import_plan, read_file


class Command(BaseCommand):
    """Writes a plan to a file, or reads one back."""

    help = (
        "Write a plan to a file in any form of the report, or make a plan from its HTML file or its plan file (JSON)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        actions = parser.add_subparsers(dest="action", required=True)
        out = actions.add_parser("export", help="write a plan to a file")
        out.add_argument("plan", type=uuid.UUID, metavar="ID", help="the plan's id, as in the address of its pages")
        out.add_argument("--format", choices=tuple(formats.FORMATS), default="json", help="(default: %(default)s)")
        out.add_argument("--paper", choices=tuple(map(str, Paper)), default="letter", help="(default: %(default)s)")
        out.add_argument(
            "--audience",
            choices=tuple(map(str, Audience)),
            default="whole",
            help="whom it is for: what others may not see is left out (default: %(default)s, everything)",
        )
        out.add_argument("--output", type=Path, metavar="FILE", help="the file to write; by default named for the plan")
        back = actions.add_parser("import", help="make a plan from its file")
        back.add_argument("file", type=Path, metavar="FILE", help="a file that `export --format html` or `json` wrote")
        back.add_argument("--newest", action="store_true", help="go on with the newest version of the course")

    def handle(self, *, action: str, **options: Any) -> None:
        """Do one of the two; what cannot be done is said in a sentence."""
        try:
            if action == "export":
                chosen = formats.Options.read(paper=options["paper"], audience=options["audience"])
                self._export(options["plan"], options["format"], chosen, options["output"])
            else:
                self._import(options["file"], newest=options["newest"])
        except ReportError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or 'The file'}: {error.strerror or error}.") from error

    def _export(self, plan_id: UUID, form: str, chosen: formats.Options, output: Path | None) -> None:
        plan = Plan.objects.filter(pk=plan_id).first()
        if plan is None:
            raise CommandError(f"There is no plan {plan_id} here.")
        today = timezone.now().astimezone(ZoneInfo(plan.time_zone)).date()
        made = formats.render(form, selectors.load_state(plan), today=today, options=chosen)
        file = output or Path(made.name)
        if output is None and file.exists():
            raise CommandError(f"{file} is there already. Name another file: --output FILE")
        file.write_bytes(made.data)
        self.stdout.write(f"Wrote {file} ({len(made.data):,} bytes).")

    def _import(self, file: Path, *, newest: bool) -> None:
        plan_file, _plan = read_file(file.read_bytes())
        imported = import_plan(plan_file, timezone.now(), newest=newest)
        count = imported.plan.answers.count()
        self.stdout.write(f"Imported {file} with {count} answers:")
        self.stdout.write(f"  {settings.PUBLIC_URL}{reverse('plan:overview', args=[imported.plan.id])}")
        self.stdout.write(f"Its key opens it on any machine, and is shown only now: {imported.key}")
