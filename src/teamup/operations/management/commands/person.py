"""`teamup person export ADDRESS` and `teamup person erase ADDRESS`: for people who cannot sign in any more."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teamup.accounts import closing, everything, people
from teamup.accounts.errors import PlansLeft
from teamup.accounts.models import User
from teamup.delivery.errors import BadAddress
from teamup.plans import erasing


class Command(BaseCommand):
    """Does for a person what they could do themselves under "Your account"."""

    help = "Write down all that is known of a person, or take them out of the site. Make sure first who asks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        actions = parser.add_subparsers(dest="action", required=True)
        out = actions.add_parser("export", help="write all that is known of a person to a file")
        gone = actions.add_parser("erase", help="delete their account, and take their name out of histories")
        for one in (out, gone):
            one.add_argument("address", metavar="ADDRESS", help="an e-mail address they sign in with")
        out.add_argument(
            "--output", type=Path, metavar="FILE", default=Path("person.json"), help="(default: %(default)s)"
        )
        gone.add_argument("--yes", action="store_true", help="do not ask")
        gone.add_argument(
            "--delete-plans", action="store_true", help="delete the plans that nobody else owns (else they stop it)"
        )

    def handle(self, *, action: str, address: str, **options: Any) -> None:
        """Do what is asked; what cannot be done is said in a sentence."""
        try:
            user = people.find(people.clean_address(address))
        except BadAddress as error:
            raise CommandError(str(error)) from error
        if user is None:
            raise CommandError(f"Nobody signs in with {address} here.")
        if action == "export":
            self._export(user, options["output"])
        else:
            self._erase(user, address, yes=options["yes"], delete_plans=options["delete_plans"])

    def _export(self, user: User, file: Path) -> None:
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.writelines(everything.write(user=user, session="", now=timezone.now()))
        except FileExistsError as error:
            raise CommandError(f"{file} is there already. Name another file: --output FILE") from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        self.stdout.write(f"Wrote {file}. It holds personal data: hand it over on a safe way, then delete it.")

    def _erase(self, user: User, address: str, *, yes: bool, delete_plans: bool) -> None:
        alone = [one.plan.pk for one in erasing.alone_on(user.pk)]
        if alone and not delete_plans:
            named = ", ".join(str(plan_id) for plan_id in alone)
            raise CommandError(
                f"They alone own {named}. Hand these over first (teamup plan hand-over ID --to ADDRESS), or add "
                "--delete-plans."
            )
        if not yes and input(f"Erase {address}, and {len(alone)} plans? This cannot be undone. Type yes: ") != "yes":
            raise CommandError("Nothing was erased.")
        try:
            closing.close(user=user, wishes=dict.fromkeys(alone), now=timezone.now())
        except PlansLeft as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Erased. Their name is gone from histories; backups keep it until they are deleted.")
