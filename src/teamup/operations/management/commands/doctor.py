"""`teamup doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand
from django.utils import timezone

from teamup.core.findings import Finding, State, worst
from teamup.operations import doctor

MARKS = {State.GOOD: "ok  ", State.LOOK: "look", State.BAD: "BAD "}


class Command(BaseCommand):
    """Looks at everything a site stands on; changes nothing."""

    help = "Say what is wrong with this site, and how to mend it. Ends with 1 where something is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words of the command."""
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
        parser.add_argument("--mail", metavar="ADDRESS", help="send a letter there to try the mail server")

    def handle(self, *args: Any, mail: str | None, **options: Any) -> None:
        """Look, and say each finding as it comes."""
        found: list[Finding] = []
        for one in doctor.examine(now=timezone.now()):
            found.append(one)
            if not options["json"]:
                self._say(one)
        if mail:
            found.append(one := self._try_mail(mail))
            self._say(one)
        state = worst(tuple(found))
        if options["json"]:
            self.stdout.write(json.dumps({"state": state, "findings": [asdict(one) for one in found]}, indent=1))
        elif state is State.GOOD:
            self.stdout.write("All is well.")
        if state is State.BAD:
            sys.exit(1)

    def _say(self, one: Finding) -> None:
        self.stdout.write(f"{MARKS[one.state]}  {one.name}: {one.said}")
        if one.remedy and one.state is not State.GOOD:
            self.stdout.write(f"      → {one.remedy}")

    def _try_mail(self, address: str) -> Finding:
        words = f"This is a test of the mail of {settings.PUBLIC_URL}. It arrived, so mail works.\n"
        letter = EmailMessage("Team Up: the mail works", words, to=[address])
        try:
            get_connection().send_messages([letter])
        except OSError as error:
            return Finding("Test letter", State.BAD, str(error) or type(error).__name__, "Look at TEAMUP_EMAIL_URL.")
        return Finding("Test letter", State.GOOD, f"handed to the mail server for {address}")
