"""The doctor says what is wrong and how to mend it, each thing in its bad case, and never a secret."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from teamup.core.findings import Finding, State
from teamup.operations import doctor
from tests import databases
from tests.delivery.mailservers import Mailbox, running
from tests.factories import PACK, a_plan
from tests.races.site import environment_of, free_port

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def states(found: Finding) -> tuple[State, bool]:
    """Return the state, and whether a way to mend it is said."""
    return found.state, bool(found.remedy)


BAD, LOOK, GOOD = (State.BAD, True), (State.LOOK, True), (State.GOOD, False)


@pytest.mark.parametrize(("version", "state"), [((3, 10, 2), BAD), ((3, 11, 0), GOOD), ((3, 14, 1), GOOD)])
def test_an_old_python_is_named(version, state):
    assert states(doctor.python(version)) == state


@pytest.mark.parametrize(
    ("url", "debug", "state"),
    [
        ("https://plans.example.org", True, BAD),
        ("http://localhost:8000", True, LOOK),
        ("https://plans.example.org", False, GOOD),
    ],
)
def test_debug_at_a_public_address_is_bad(url, debug, state):
    assert states(doctor.address(url, debug=debug)) == state


@pytest.mark.parametrize(
    ("allowed", "state"),
    [(["other.org"], BAD), (["*"], LOOK), (["plans.example.org"], GOOD), ([".example.org"], GOOD)],
)
def test_a_site_has_to_answer_to_its_own_name(allowed, state):
    assert states(doctor.hosts("https://plans.example.org", allowed)) == state


def test_a_secret_that_others_can_read_is_bad(tmp_path: Path, settings):
    settings.SECRET_IS_OWN = True
    file = tmp_path / "secret-key"
    assert doctor.secret(file).state is State.LOOK
    file.write_text("the secret words")
    file.chmod(0o644)
    found = doctor.secret(file)
    file.chmod(0o600)

    assert states(found) == BAD
    assert "the secret words" not in f"{found.said}{found.remedy}"
    assert states(doctor.secret(file)) == GOOD


def test_a_data_folder_that_cannot_be_written_is_bad(tmp_path: Path):
    (tmp_path / "a-file").write_text("in the way")

    assert states(doctor.data_folder(tmp_path / "a-file" / "data")) == BAD
    assert states(doctor.data_folder(tmp_path / "data")) == GOOD
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("kind", ["nfs4", "cifs"])
def test_locks_on_a_shared_disk_are_named_where_the_database_is_a_file(tmp_path: Path, monkeypatch, kind: str):
    monkeypatch.setattr(doctor, "_kind_of_disk", lambda _: kind)

    assert doctor.data_folder(tmp_path).state is (State.BAD if connection.vendor == "sqlite" else State.GOOD)


@pytest.mark.parametrize(("most", "state"), [(256, LOOK), (1024, GOOD), (-1, GOOD)])
def test_too_few_open_files_are_named(most, state):
    assert states(doctor.open_files(most)) == state


@pytest.mark.parametrize(("apart", "state"), [(0, GOOD), (9, GOOD), (-11, BAD), (3600, BAD)])
def test_a_clock_that_goes_wrong_is_named(apart, state):
    assert states(doctor.clock(NOW, NOW + timedelta(seconds=apart))) == state


def test_static_files_that_were_not_collected_are_named(tmp_path: Path):
    assert states(doctor.static_files(tmp_path, debug=False)) == BAD
    (tmp_path / "staticfiles.json").write_text("{}")
    assert states(doctor.static_files(tmp_path, debug=False)) == GOOD


@pytest.mark.parametrize(("version", "state"), [((3, 31, 1), BAD), ((3, 40, 0), GOOD)])
def test_an_old_sqlite_is_named(version, state):
    assert states(doctor._sqlite(version)) == state


@pytest.mark.parametrize(("version", "state"), [(130_011, BAD), (150_004, GOOD)])
def test_an_old_postgres_is_named(version, state):
    assert states(doctor._postgres(version)) == state


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_in_a_line():
    def away(*_: object) -> None:
        raise OperationalError("connection refused\nIs the server running?")

    if connection.vendor == "sqlite":
        assert doctor.database(NOW)[0].state is State.GOOD
        return
    with connection.execute_wrapper(away):
        (found,) = doctor.database(NOW)

    assert (states(found), found.said) == (BAD, "connection refused")


@pytest.mark.django_db
def test_a_page_is_typeset_to_see_whether_that_works(settings):
    a_plan()
    settings.COURSE_PACK = PACK
    assert states(doctor.typesetting(NOW)) == GOOD

    settings.COURSE_PACK = "nobody-published-this"
    assert states(doctor.typesetting(NOW)) == LOOK


def test_a_mail_server_that_does_not_answer_is_named_without_its_password(settings):
    settings.EMAIL_BACKEND = "teamup.delivery.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_PASSWORD = "hunter2"
    found = doctor.mail_server()
    assert states(found) == BAD
    assert "hunter2" not in f"{found.said}{found.remedy}"

    settings.EMAIL_HOST_PASSWORD = ""
    with running(Mailbox()) as box:
        settings.EMAIL_PORT = box.port
        assert states(doctor.mail_server()) == GOOD


@pytest.mark.django_db
def test_a_letter_is_sent_to_try_the_mail(mailoutbox, settings):
    said = StringIO()
    with pytest.raises(SystemExit):  # in debug and without a worker, something else is wrong
        call_command("doctor", mail="host@agency.gov", stdout=said)

    assert [one.to for one in mailoutbox] == [["host@agency.gov"]]
    assert "Test letter" in said.getvalue()


@pytest.mark.race
@pytest.mark.slow
def test_the_command_ends_with_1_while_something_is_wrong_and_says_it_to_programs(tmp_path: Path):
    teamup = str(Path(sys.executable).with_name("teamup"))
    with databases.empty(tmp_path) as database:
        environment = environment_of(database, tmp_path / "data", free_port())
        done = subprocess.run(
            [teamup, "doctor", "--json"], env=environment, capture_output=True, text=True, check=False
        )

    said = json.loads(done.stdout)
    assert (done.returncode, said["state"]) == (1, "bad")
    assert "Traceback" not in done.stderr
    assert {"Static files", "Documents"} & {one["name"] for one in said["findings"] if one["state"] != "good"}
    assert "only-for-tests" not in done.stdout
