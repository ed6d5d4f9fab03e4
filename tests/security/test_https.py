"""Behind https: cookies that no other host and no plain connection gets, and browsers that insist. In a new process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ASK = """
import json, django, uuid
django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.contrib import messages
from django.http import HttpRequest
from teamup.accounts.models import Purpose
from teamup.plans.models import Plan
from teamup.web.said import CookieStorage
from teamup.web.account.asked import Asked, remember
from teamup.web.http import remember_browser
from teamup.web.plan import keycard
set_by_hand = HttpResponse()
remember_browser(set_by_hand, "x" * 40)
remember(set_by_hand, Asked(uuid.uuid4(), Purpose.SIGN_IN, "dana@agency.gov"))
keycard.KEY.show_next(set_by_hand, Plan(id=uuid.uuid4()), "7QK4-M2XP-9RTH-D0V3")
said = HttpRequest()
said._messages = CookieStorage(said)
messages.success(said, "Saved.")
said._messages.update(set_by_hand)
client = Client()
host = settings.ALLOWED_HOSTS[0]
alive = client.get("/healthz", secure=True, headers={"host": host})
plain = client.get("/healthz", headers={"host": host})
missing = client.get("/static/none", secure=True, headers={"host": host})
door = client.get("/account/sign-in/", secure=True, headers={"host": host})
print(json.dumps({
    "hsts": [alive.get("Strict-Transport-Security"), missing.get("Strict-Transport-Security")],
    "plain": plain.get("Strict-Transport-Security"),
    "cookies": [morsel.OutputString() for one in (set_by_hand, door) for morsel in one.cookies.values()],
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "debug": settings.DEBUG,
}))
"""


def told(folder: Path, **settings: str) -> dict[str, object]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMUP_", "DJANGO_"))}
    (folder / "var" / "static").mkdir(parents=True)
    (folder / "var" / "static" / "staticfiles.json").write_text(
        '{"version": "1.1", "paths": {}, "hash": ""}', encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={
            **clean,
            "DJANGO_SETTINGS_MODULE": "teamup.config.settings",
            "TEAMUP_DATA": str(folder / "var"),
            "TEAMUP_DEBUG": "1",
            **settings,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return told(tmp_path_factory.mktemp("https"), TEAMUP_PUBLIC_URL="https://plans.example.org")


def test_browsers_insist_on_https_for_a_year_below_this_host_too(https):
    assert https["hsts"] == ["max-age=31536000; includeSubDomains"] * 2
    assert https["plain"] is None


def test_a_host_of_a_bare_domain_may_leave_the_hosts_below_it_alone(tmp_path):
    found = told(tmp_path, TEAMUP_PUBLIC_URL="https://example.org", TEAMUP_HSTS_SUBDOMAINS="0")

    assert found["hsts"] == ["max-age=31536000"] * 2


def test_every_cookie_is_for_this_host_alone_and_for_no_script_and_no_plain_connection(https):
    cookies = https["cookies"]
    assert isinstance(cookies, list)
    assert len(cookies) == 5
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert cookie.startswith("__Host-"), cookie
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts, cookie
        assert not any(part.startswith("domain") for part in parts), cookie
        assert len(cookie.partition(";")[0]) < 4096


def test_the_session_is_such_a_cookie_too(https):
    assert https["session"] == ["__Host-session", True, True, "Lax", None, "/"]


def test_every_cookie_that_the_code_sets_is_named_with_the_prefix_and_closed_to_scripts():
    source = Path(__file__).parents[2] / "src" / "teamup"
    calls = [
        call
        for path in source.rglob("*.py")
        for call in re.findall(
            r"\.set_(?:signed_)?cookie\((.*?)\n +\)\n", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
    ]

    assert len(calls) == 3
    for call in calls:
        assert "secure=settings.IS_HTTPS" in call
        assert "httponly=True" in call
        assert 'samesite="Lax"' in call or 'samesite="Strict"' in call
