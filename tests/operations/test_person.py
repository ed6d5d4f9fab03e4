"""What the host does for people who cannot sign in any more."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from teamup.accounts.models import User
from teamup.catalog.model import Side
from teamup.plans.models import Member, Plan
from teamup.plans.permissions import Role
from tests.factories import NOW, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    made = a_plan(plan_name="Riverton")
    user = User.objects.create_user("dana@agency.gov", name="Dana Ruiz")
    Member.objects.create(plan=made, user_id=user.pk, role=Role.OWNER, side=Side.JOINT, name="Dana Ruiz", joined_at=NOW)
    return made


def person(*words: str, **more: object) -> str:
    said = StringIO()
    call_command("person", *words, stdout=said, **more)
    return said.getvalue()


def test_all_that_is_known_of_somebody_is_written_to_a_file_of_its_own(plan: Plan, tmp_path: Path):
    file = tmp_path / "dana.json"

    person("export", "Dana@Agency.gov", "--output", str(file))

    known = json.loads(file.read_text())
    assert known["account"]["name"] == "Dana Ruiz"
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="there already"):
        person("export", "dana@agency.gov", "--output", str(file))


def test_somebody_is_erased_once_their_plans_are_seen_to(plan: Plan):
    with pytest.raises(CommandError, match=str(plan.pk)):
        person("erase", "dana@agency.gov", "--yes")
    assert User.objects.filter(email="dana@agency.gov").exists()

    person("erase", "dana@agency.gov", "--yes", "--delete-plans")

    assert not User.objects.filter(email="dana@agency.gov").exists()
    assert Plan.objects.get(pk=plan.pk).deleted_at is not None


def test_without_a_yes_nothing_is_erased(plan: Plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("builtins.input", lambda _: "no")

    with pytest.raises(CommandError, match="Nothing was erased"):
        person("erase", "dana@agency.gov", "--delete-plans")

    assert User.objects.filter(email="dana@agency.gov").exists()


@pytest.mark.parametrize("address", ["nobody@agency.gov", "no address"])
def test_who_is_not_here_is_said(address: str):
    with pytest.raises(CommandError):
        person("export", address)
