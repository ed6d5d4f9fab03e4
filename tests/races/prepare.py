"""Migrate an empty database and begin plans in it for `BROWSER`; prints their ids. Run as a process of its own."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.factories import a_plan  # noqa: E402
from tests.races.site import BROWSER  # noqa: E402

call_command("migrate", interactive=False, verbosity=0)
print(json.dumps([str(a_plan(browser=BROWSER).pk) for _ in range(int(sys.argv[1]))]))
