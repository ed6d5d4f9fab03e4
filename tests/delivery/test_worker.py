"""The worker as a process: killed, told to stop, and in company."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from teamup.delivery import queue
from teamup.delivery.models import LetterState
from teamup.delivery.worker import Worker
from tests.delivery import mailservers
from tests.delivery.letters import a_letter, again

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


class Office:
    """A database with letters, and the workers on it."""

    def __init__(self, url: str, folder: Path) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TEAMUP_")}
        self.environment = {
            **clean,
            "TEAMUP_DATA": str(folder),
            "TEAMUP_DATABASE_URL": url,
            "TEAMUP_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "TEAMUP_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "teamup.config.settings",
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tests.delivery.process", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def start(self, port: int, lease: float = 1.5) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.process", "work", str(lease)],
            cwd=ROOT,
            env={**self.environment, "TEAMUP_EMAIL_URL": f"smtp://127.0.0.1:{port}"},
        )
        self.workers.append(process)
        return process

    def states(self) -> dict[str, int]:
        return dict(json.loads(self.run("states")))

    def close(self) -> None:
        for process in self.workers:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
def office(empty_database: str, tmp_path: Path) -> Iterator[Office]:
    office = Office(empty_database, tmp_path)
    yield office
    office.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "this takes too long"
        time.sleep(0.05)


@pytest.mark.race
@pytest.mark.slow
def test_many_presses_at_once_queue_each_letter_once(office):
    office.run("seed", "1")

    queued = json.loads(office.run("click", "12"))

    assert queued == [0] * 11 + [2]
    assert office.states() == {"queued": 3}


@pytest.mark.race
@pytest.mark.slow
@pytest.mark.parametrize(("takes_first", "copies"), [(False, 1), (True, 2)])
def test_a_letter_survives_the_kill_of_its_worker_and_is_doubled_only_in_the_unavoidable_window(
    office, takes_first, copies
):
    office.run("seed", "1")

    with mailservers.running(mailservers.Pausing(takes_first=takes_first)) as server:
        first = office.start(server.port)
        assert server.reached.wait(PATIENCE_SECONDS)
        first.kill()
        office.start(server.port)
        until(lambda: len(server.messages) == copies)
        until(lambda: office.states() == {"sent": 1})

    assert len(server.messages) == copies
    assert len(set(server.ids())) == 1


@pytest.mark.race
@pytest.mark.slow
def test_two_workers_send_each_letter_once(office):
    office.run("seed", "40")

    with mailservers.running(mailservers.Mailbox()) as server:
        for _ in range(2):
            office.start(server.port, lease=20)
        until(lambda: len(server.messages) >= 40)
        until(lambda: office.states() == {"sent": 40})

    assert sorted(server.recipients) == sorted(f"p{number}@x.org" for number in range(40))


@pytest.mark.race
@pytest.mark.slow
def test_whatever_is_killed_when_every_letter_goes_out_and_only_a_kill_can_double_one(office):
    letters, kills = (200, 60) if os.environ.get("TEAMUP_SOAK") else (20, 3)
    office.run("seed", str(letters))
    chance = random.Random(7)

    with mailservers.running(mailservers.Mailbox()) as server:
        for _ in range(kills):
            worker = office.start(server.port)
            seen = len(server.messages)
            until(lambda seen=seen: len(server.messages) > min(seen, letters - 1))
            time.sleep(chance.random() * 0.05)
            worker.kill()
            worker.wait()
        office.start(server.port)
        until(lambda: office.states() == {"sent": letters})

    copies = Counter(server.recipients)
    assert len(copies) == letters
    assert sum(copies.values()) - letters <= kills
    assert len(set(server.ids())) == letters


@pytest.mark.race
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_in_the_middle_of_a_letter_stops_within_seconds_and_leaves_it_for_another(office, number):
    office.run("seed", "1")

    with mailservers.running(mailservers.Pausing()) as server:
        worker = office.start(server.port, lease=60)
        assert server.reached.wait(PATIENCE_SECONDS)
        worker.send_signal(number)
        code = worker.wait(timeout=12)
        left = office.states()
        office.start(server.port)
        until(lambda: office.states() == {"sent": 1})

    assert code == 0
    assert left == {"queued": 1}
    assert len(server.messages) == 1


@pytest.mark.race
@pytest.mark.slow
def test_a_worker_with_nothing_to_do_stops_at_once(office):
    office.run("seed", "1")

    with mailservers.running(mailservers.Mailbox()) as server:
        worker = office.start(server.port)
        until(lambda: len(server.messages) == 1)
        worker.terminate()

        assert worker.wait(timeout=10) == 0


@pytest.mark.django_db(transaction=True)
def test_one_round_sends_what_is_queued(mailoutbox):
    letter = a_letter()

    Worker().work()

    assert again(letter).state == LetterState.SENT
    assert [mail.to for mail in mailoutbox] == [[letter.address]]


@pytest.mark.django_db(transaction=True)
def test_a_letter_whose_task_was_lost_is_sent_all_the_same(mailoutbox):
    letter = a_letter()
    DBTaskResult.objects.all().delete()

    Worker().work()

    assert again(letter).state == LetterState.SENT


@pytest.mark.django_db
def test_a_sweep_leaves_alone_what_waits_or_is_at_work():
    from tests.factories import NOW

    letter = a_letter()

    waiting = queue.requeue_due(now=NOW)
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW)
    at_work = queue.requeue_due(now=NOW)
    left_behind = queue.requeue_due(now=NOW + queue.LEASE)

    assert (waiting, at_work, left_behind) == (0, 0, 1)
    assert again(letter).task_id != letter.task_id


@pytest.mark.django_db
def test_finished_and_forsaken_tasks_do_not_pile_up():
    from tests.factories import NOW

    for _ in range(3):
        a_letter()
    first, second, _third = DBTaskResult.objects.all()
    DBTaskResult.objects.filter(id=first.id).update(status="SUCCESSFUL", finished_at=NOW)
    DBTaskResult.objects.filter(id=second.id).update(status="RUNNING", started_at=NOW)

    queue.tidy(now=NOW + queue.KEEP_TASKS * 2)

    assert DBTaskResult.objects.count() == 1
