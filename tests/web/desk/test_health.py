"""*Health*: every finding in its states, and the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder

from teamup import __version__
from teamup.catalog import shelf
from teamup.core.findings import Finding, State, worst
from teamup.delivery import heartbeat
from teamup.delivery.minding import Standing
from teamup.delivery.worker import Worker
from teamup.operations import checkup
from tests.factories import a_small_pack
from tests.web.desk.host import Hosting

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, State.GOOD), (4, State.GOOD), (6, State.BAD), (5000, State.BAD), (None, State.BAD)]
)
def test_a_worker_that_was_not_heard_for_minutes_is_taken_for_stopped(minutes: int | None, state: State):
    seen = None if minutes is None else NOW - timedelta(minutes=minutes)

    found = checkup.worker(seen, NOW)

    assert found.state is state
    assert bool(found.remedy) == (state is State.BAD)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(0, 0, 9, None), State.GOOD),
        (Standing(4, 0, 9, NOW - timedelta(minutes=1)), State.GOOD),
        (Standing(4, 2, 9, None), State.LOOK),
        (Standing(4, 0, 9, NOW - timedelta(hours=1)), State.BAD),
    ],
)
def test_mail_that_is_late_is_worse_than_mail_that_failed(standing: Standing, state: State):
    assert checkup.mail(standing, NOW).state is state


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [(10**12, 5 * 10**11, State.GOOD), (10**12, 10**11, State.LOOK), (10**12, 10**10, State.BAD), (0, 0, State.BAD)],
)
def test_a_full_disk_is_told_in_time(total: int, free: int, state: State):
    assert checkup.disk(checkup.Room(total, free)).state is state


@pytest.mark.parametrize(
    ("note", "state"),
    [
        (None, State.LOOK),
        ("nonsense", State.LOOK),
        ("[]", State.LOOK),
        (json.dumps({"at": "2027-03-01T03:00:00+00:00"}), State.GOOD),
        (json.dumps({"made_at": "2027-03-01T03:00:00"}), State.GOOD),
        (json.dumps({"at": "2027-02-01T03:00:00+00:00"}), State.LOOK),
    ],
)
def test_a_backup_is_known_by_the_note_that_it_leaves(tmp_path: Path, note: str | None, state: State):
    if note is not None:
        (tmp_path / "last-backup").write_text(note, encoding="utf-8")

    assert checkup.backup(tmp_path / "last-backup", NOW).state is state


def test_an_address_without_encryption_and_mail_that_reaches_nobody_are_worth_a_look():
    assert checkup.address("http://plans.example.org").state is State.LOOK
    assert checkup.address("https://plans.example.org").state is State.GOOD
    assert checkup.mail_server("django.core.mail.backends.filebased.EmailBackend").state is State.LOOK
    assert checkup.mail_server("teamup.delivery.smtp.EmailBackend").state is State.GOOD


def test_the_worst_state_stands_for_all():
    good, bad = Finding("a", State.GOOD, ""), Finding("b", State.BAD, "")

    assert worst((good, bad, good)) is State.BAD
    assert worst(()) is State.GOOD


@pytest.mark.django_db
def test_a_change_of_the_tables_that_was_not_made_is_bad():
    assert checkup.migrations().state is State.GOOD
    from django.db import connection

    MigrationRecorder(connection).Migration.objects.filter(app="core", name="0003_remembered").delete()

    found = checkup.migrations()

    assert found.state is State.BAD
    assert "teamup prepare" in found.remedy


@pytest.mark.django_db
def test_a_missing_course_is_bad(settings: Any):
    settings.COURSE_PACK = "nowhere"
    assert checkup.course().state is State.BAD

    settings.COURSE_PACK = shelf.publish(a_small_pack())[0].id

    assert checkup.course().state is State.GOOD


@pytest.mark.django_db
def test_a_worker_says_that_it_is_at_work_once_a_minute():
    cache.clear()
    assert heartbeat.last_beat() is None
    worker = Worker()

    worker.work()
    first = heartbeat.last_beat()
    worker.work()

    assert first is not None
    assert heartbeat.last_beat() == first


@pytest.mark.django_db
def test_the_page_says_each_state_in_words_and_how_to_mend_it():
    cache.clear()

    page = Hosting().page()

    assert __version__ in page
    assert "Mend this" in page
    assert "Never seen" in page
    assert "teamup worker" in page
    assert 'scope="row"' in page
