"""`teamup plan export ID`, `teamup plan import FILE` and `teamup plan hand-over ID --to EMAIL`."""

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

from teamup.accounts import people as accounts
from teamup.catalog.model import Side
from teamup.plans import agreements, handover, selectors
from teamup.plans.marking import Audience
from teamup.plans.models import Plan
from teamup.plans.people import Person
from teamup.report import formats
from teamup.report.errors import ReportError
from teamup.report.pdf import Paper
from teamup.report.planfiles import import_plan, read_file


class Command(BaseCommand):
    """Writes a plan to a file, reads one back, or gives it another owner."""

    help = (
        "Write a plan to a file in any form of the report, make a plan from its HTML file or its plan file (JSON), "
        "or hand one over."
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

        over = actions.add_parser("hand-over", help="make somebody an owner of a plan whose owner is gone")
        over.add_argument("plan", type=uuid.UUID, metavar="ID", help="the plan's id, as in the address of its pages")
        over.add_argument("--to", required=True, metavar="EMAIL", help="the address they sign in with")
        over.add_argument(
            "--side", choices=[*map(str, Side)], default="joint", help="for who is new to it (default: %(default)s)"
        )

    def handle(self, *, action: str, **options: Any) -> None:
        """Do what is asked; what cannot be done is said in a sentence."""
        try:
            if action == "hand-over":
                self._hand_over(options["plan"], options["to"], Side(options["side"]))
            elif action == "export":
                chosen = formats.Options.read(paper=options["paper"], audience=options["audience"])
                self._export(options["plan"], options["format"], chosen, options["output"])
            else:
                self._import(options["file"], newest=options["newest"])
        except ReportError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or 'The file'}: {error.strerror or error}.") from error

    def _export(self, plan_id: UUID, form: str, chosen: formats.Options, output: Path | None) -> None:
        plan = self._find(plan_id)
        today = timezone.now().astimezone(ZoneInfo(plan.time_zone)).date()
        made = formats.render(
            form, agreements.with_standing(plan, selectors.load_state(plan)), today=today, options=chosen
        )
        file = output or Path(made.name)
        if output is None and file.exists():
            raise CommandError(f"{file} is there already. Name another file: --output FILE")
        file.write_bytes(made.data)
        self.stdout.write(f"Wrote {file} ({len(made.data):,} bytes).")

    def _find(self, plan_id: UUID) -> Plan:
        plan = Plan.objects.filter(pk=plan_id, deleted_at=None).first()
        if plan is None:
            raise CommandError(f"There is no plan {plan_id} here.")
        return plan

    def _hand_over(self, plan_id: UUID, address: str, side: Side) -> None:
        plan = self._find(plan_id)
        if plan.sample:
            raise CommandError("A sample belongs to nobody.")
        user = accounts.find(address.strip().lower())
        if user is None or not user.is_active:
            raise CommandError(f"Nobody signs in with {address} here. Ask them to sign in once, then try again.")
        person = Person(user.pk, user.email, accounts.display(user), user.organization, user.title)
        handover.hand_over_by_host(plan=plan, person=person, side=side, now=timezone.now())
        self.stdout.write(f"{accounts.display(user)} owns the plan now. It stands in the plan's history:")
        self.stdout.write(f"  {settings.PUBLIC_URL}{reverse('plan:people', args=[plan.id])}")

    def _import(self, file: Path, *, newest: bool) -> None:
        plan_file, _plan = read_file(file.read_bytes())
        imported = import_plan(plan_file, timezone.now(), newest=newest)
        count = imported.plan.answers.count()
        self.stdout.write(f"Imported {file} with {count} answers:")
        self.stdout.write(f"  {settings.PUBLIC_URL}{reverse('plan:overview', args=[imported.plan.id])}")
        self.stdout.write(f"Its key opens it on any machine, and is shown only now: {imported.key}")
