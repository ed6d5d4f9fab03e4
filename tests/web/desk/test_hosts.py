"""Hosts: by command, and by one another."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from teamup.accounts import closing, everything, hosts
from teamup.accounts.models import Host, User
from teamup.core import house
from teamup.core.models import Event, Look
from tests.web.account.person import Person, read_mail, says
from tests.web.desk.host import Hosting
from tests.web.plan.member import Someone

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("host", *words, stdout=out)
    return out.getvalue()


def deeds() -> list[tuple[str, str, Any]]:
    return [(one.kind, one.by, one.detail.get("who")) for one in house.events_of_house()]


def test_the_command_adds_lists_and_removes():
    assert "no hosts" in run("list")
    said = run("add", "Pat@Agency.gov")
    assert "pat@agency.gov is a host" in said
    assert "passkey" in said
    assert "pat@agency.gov: since" in run("list")
    assert "no host any more" in run("remove", "pat@agency.gov")

    assert not Host.objects.exists()
    assert deeds() == [
        ("host.removed", "The command line", "pat@agency.gov"),
        ("host.added", "The command line", "pat@agency.gov"),
    ]


@pytest.mark.parametrize("words", [("add", "nonsense"), ("remove", "nobody@x.example"), ("remove", "nonsense")])
def test_the_command_says_what_is_wrong(words: tuple[str, str]):
    with pytest.raises(CommandError):
        run(*words)


def test_who_is_a_host_already_is_not_made_one_twice():
    run("add", "pat@agency.gov")

    with pytest.raises(CommandError, match="already"):
        run("add", "PAT@agency.gov")


def test_a_new_host_is_told_by_mail_and_signs_in_as_everybody_does():
    run("add", "dana@agency.gov")
    (told,) = [one for one in read_mail() if "run this site" in one.body]
    assert told.to == ["dana@agency.gov"]
    mail.outbox.clear()
    dana = Person()
    dana.sign_in()

    assert dana.is_in
    assert dana.client.get("/desk/").status_code == 403
    assert User.objects.count() == 1


def test_a_host_who_never_comes_is_one_no_more_after_two_weeks():
    run("add", "pat@agency.gov")
    later = timezone.now() + hosts.INVITED_FOR

    assert hosts.all_of(now=later) == []
    assert hosts.add(address="pat@agency.gov", deed=hosts.Deed("x", later)).lapses_at == later + hosts.INVITED_FOR


def test_a_host_adds_and_removes_another():
    host = Hosting()
    other = Someone("Olive Other", address="olive@site.example")

    added = host.post("hosts/", do="add", address="olive@site.example")
    assert added.status_code == 302 or added.status_code == 303
    assert Host.objects.filter(user=other.user).exists()
    assert "Olive Other" in host.page("hosts/")
    host.post("hosts/", do="remove", host=str(other.user.pk))

    assert not Host.objects.filter(user=other.user).exists()
    assert deeds()[:2] == [
        ("host.removed", "Hana Host", "olive@site.example"),
        ("host.added", "Hana Host", "olive@site.example"),
    ]


def test_adding_a_host_asks_again_who_it_is():
    host = Hosting(minutes_ago=60)

    answer = host.post("hosts/", do="add", address="olive@site.example")

    assert answer["Location"].startswith("/account/confirm/app/")
    assert Host.objects.count() == 1
    assert not Event.objects.filter(plan_id=house.HOUSE).exists()


def test_the_last_host_who_opened_the_desk_stays():
    host = Hosting()
    run("add", "pat@agency.gov")

    answer = host.post("hosts/", do="remove", host=str(host.user.pk))

    assert answer.status_code == 422
    assert says(answer, "Add somebody first")
    assert Host.objects.filter(user=host.user).exists()


@pytest.mark.parametrize("data", [{"do": "add", "address": "nonsense"}, {"do": "remove", "host": str(hosts.__name__)}])
def test_a_form_that_makes_no_sense_changes_nothing(data: dict[str, str]):
    host = Hosting()

    assert host.post("hosts/", **data).status_code in (404, 422)
    assert Host.objects.count() == 1


def test_a_host_who_leaves_for_good_leaves_no_name_in_the_record():
    host = Hosting()
    Hosting("Olive Other")
    host.post("hosts/", do="add", address="zed@site.example")
    zed = User.objects.get(email="zed@site.example")
    Look.objects.create(number=1, made_at=timezone.now(), made_by="Hana Host")
    now = timezone.now() + timedelta(minutes=1)

    closing.close(user=host.user, wishes={}, now=now)
    closing.close(user=zed, wishes={}, now=now)

    said = str(list(house.events_of_house().values_list("by", "detail")))
    assert "Hana" not in said
    assert "zed@" not in said
    assert "Former member" in said
    assert Look.objects.get(number=1).made_by == "Former member"


def test_what_is_known_of_a_host_says_what_they_did():
    host = Hosting()
    host.post("hosts/", do="add", address="zed@site.example")

    told = b"".join(everything.write(user=host.user, session="", now=timezone.now())).decode()

    assert '"deeds_as_a_host": [\n{' in told
    assert '"what": "host.added"' in told
    assert "runs_this_site_since" in told


def test_the_record_tells_every_kind_of_deed_in_words():
    from pathlib import Path

    import teamup
    from teamup.web.desk.record import SAID

    source = "".join(file.read_text(encoding="utf-8") for file in Path(teamup.__file__).parent.rglob("*.py"))
    import re

    kinds = set(re.findall(r'visit\.record\(\s*"([a-z_.]+)"', source)) | {hosts.ADDED, hosts.REMOVED, hosts.OPENED}
    assert kinds <= set(SAID)


def test_the_record_is_shown_a_page_at_a_time():
    host = Hosting()
    for number in range(60):
        moment = timezone.now() + timedelta(seconds=number)
        house.record(kind="mail.retried", at=moment, by=f"Host {number}", user_id=None)

    first, second = host.page("record/"), host.page("record/", page="2")

    assert "Host 59" in first
    assert "Host 5<" not in first
    assert "Host 5<" in second
    assert host.get("record/", page="zzz").status_code == 200
