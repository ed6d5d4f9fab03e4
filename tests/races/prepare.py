"""Migrate an empty database and begin plans in it for `BROWSER`; prints their ids. Run as a process of its own.

On each plan is a member of either side, who is signed in with the session that `SESSIONS` names.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from teamup.accounts.models import User  # noqa: E402
from teamup.catalog.model import Side  # noqa: E402
from teamup.plans import people  # noqa: E402
from teamup.plans.people import Person  # noqa: E402
from teamup.plans.permissions import Role  # noqa: E402
from tests.factories import a_plan  # noqa: E402
from tests.races.site import BROWSER, SESSIONS  # noqa: E402

call_command("migrate", interactive=False, verbosity=0)
plans = [a_plan(browser=BROWSER) for _ in range(int(sys.argv[1]))]
for side, key in SESSIONS.items():
    user = User.objects.create_user(f"{side}@riverton.example", name=f"Member for {side}")
    said = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    ends = timezone.now() + timedelta(days=1)
    Session.objects.create(session_key=key, session_data=SessionStore().encode(said), expire_date=ends)
    for plan in plans:
        people.join(plan, Person(user.pk, user.email, user.name, "", ""), Role.EDITOR, Side(side), timezone.now())
print(json.dumps([str(plan.pk) for plan in plans]))
