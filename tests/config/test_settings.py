"""One module of settings, read in processes of their own: by default, behind https, and wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from teamup import config
from teamup.config import command

pytestmark = pytest.mark.slow

ROOT = Path(config.__file__).parents[3]
SHOWN = (
    "DEBUG",
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
    "COOKIE_PREFIX",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECRET_KEY",
)
OIDC = {
    "TEAMUP_OIDC_SERVER": "https://login.example.com",
    "TEAMUP_OIDC_CLIENT_ID": "team-up",
    "TEAMUP_OIDC_CLIENT_SECRET": "secret",
}
SHOW = f"import json; from teamup.config import settings as s; print(json.dumps({{n: getattr(s, n) for n in {SHOWN}}}))"


def in_a_new_process(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TEAMUP_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**clean, **settings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def settings_with(folder: Path, **settings: str) -> dict[str, object]:
    done = in_a_new_process("-c", SHOW, folder=folder, **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_needs_to_be_set_to_try_it(tmp_path):
    found = settings_with(tmp_path)

    assert found["DEBUG"] is False
    assert found["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert found["SECRET_KEY"] == (tmp_path / "var" / "secret-key").read_text(encoding="ascii").strip()


def test_host_and_port_make_the_address_when_no_other_is_given(tmp_path):
    found = settings_with(tmp_path, TEAMUP_HOST="0.0.0.0", TEAMUP_PORT="8123")

    assert found["PUBLIC_URL"] == "http://localhost:8123"


def test_behind_https_cookies_are_locked_to_it(tmp_path):
    found = settings_with(tmp_path, TEAMUP_PUBLIC_URL="https://plans.example.org")

    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert "plans.example.org" in found["ALLOWED_HOSTS"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"TEAMUP_DATABASE_URL": "postgres://ann:pw@db/plans"}, "TEAMUP_SECRET_KEY is not set."),
        ({"TEAMUP_SECRET_KEY": "short"}, "TEAMUP_SECRET_KEY is too short"),
        ({"TEAMUP_PORT": "eighty"}, "TEAMUP_PORT must be a whole number"),
        ({"TEAMUP_EMAIL_URL": "pigeon://coop"}, "TEAMUP_EMAIL_URL must look like"),
        ({"TEAMUP_OIDC_SERVER": "http://login.example.com"}, "TEAMUP_OIDC_SERVER must be an https address"),
        ({"TEAMUP_OIDC_SERVER": "https://login.example.com"}, "TEAMUP_OIDC_CLIENT_ID is not set"),
        ({**OIDC, "TEAMUP_OIDC_DOMAINS": "*"}, "TEAMUP_OIDC_DOMAINS must name the mail domains"),
        (OIDC, "TEAMUP_OIDC_DOMAINS must name the mail domains"),
        (
            {"TEAMUP_SAML_METADATA_URL": "https://idp.example.com/metadata"},
            "TEAMUP_SAML_METADATA_URL is set, but a package is missing: run `pip install 'team-up[saml]'`.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path, settings, sentence):
    done = in_a_new_process("-m", "teamup.config.command", "check", folder=tmp_path, **settings)

    assert done.returncode == command.BAD_SETTINGS
    assert done.stderr.startswith(f"teamup: {sentence}")
    assert len(done.stderr.splitlines()) == 1


def test_help_lists_our_commands_first(capsys):
    command.main(["--help"])

    assert "teamup serve" in capsys.readouterr().out


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if path.parent.name != "operations"
    )
    page = (ROOT / "docs" / "operating" / "settings.md").read_text(encoding="utf-8")

    read = set(re.findall(r'"(TEAMUP_[A-Z_]+)"', source))
    documented = set(re.findall(r"^\| `(TEAMUP_[A-Z_]+)` \|", page, flags=re.MULTILINE))

    assert read == documented
