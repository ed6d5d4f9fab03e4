"""The database dies or is away, or the disk is full: no acknowledged answer is lost, and all goes on by itself."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from tests.faults.outages import Server, a_server, full_disk, is_again, status_of
from tests.races import editors
from tests.races.site import Site, served
from tests.races.test_races import QUESTIONS, check_kept

pytestmark = [pytest.mark.outage, pytest.mark.slow]

SOAK = bool(os.environ.get("TEAMUP_SOAK"))
KILLS = 60 if SOAK else 3
FULL = 20 if SOAK else 2
AWAY_SECONDS = (1, 60, 600) if SOAK else (1,)


@pytest.fixture(scope="module")
def beside_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Server]]:
    with a_server() as server, served(server.url, tmp_path_factory.mktemp("away"), plans=1) as site:
        yield site, server


@pytest.fixture(scope="module")
def on_a_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("disk")
    with served(f"sqlite:///{folder}/site.sqlite3", folder, plans=1) as site:
        yield site


def test_a_killed_database_loses_no_acknowledged_answer(beside_postgres: tuple[Site, Server]):
    site, server = beside_postgres
    chance = random.Random(11)
    typists = editors.Typists(site.url, site.plans[0], QUESTIONS)

    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 0.8))
        server.kill()
        time.sleep(chance.uniform(0.0, 0.5))
        server.start()
        assert is_again(f"{site.url}/readyz")
    told = typists.stop()

    assert len(told) > KILLS
    check_kept(told, site)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seconds", AWAY_SECONDS)
def test_while_the_database_is_away_pages_say_so_and_then_it_goes_on(
    beside_postgres: tuple[Site, Server], seconds: int
):
    site, server = beside_postgres
    typists = editors.Typists(site.url, site.plans[0], QUESTIONS)
    typists.wait_for(5)

    server.kill()
    until = time.monotonic() + seconds
    said = {name: status_of(f"{site.url}{name}") for name in ("/", f"/plans/{site.plans[0]}/", "/readyz", "/healthz")}
    time.sleep(max(0.0, until - time.monotonic()))
    server.start()
    came_back = is_again(f"{site.url}/readyz")
    before = len(typists.told())
    typists.wait_for(before + 5)
    told = typists.stop()

    assert said == {"/": 503, f"/plans/{site.plans[0]}/": 503, "/readyz": 503, "/healthz": 200}
    assert came_back
    assert len(told) > before
    check_kept(told, site)


def test_a_full_disk_keeps_what_there_is_and_saves_again_once_there_is_room(on_a_disk: Site):
    site = on_a_disk
    typists = editors.Typists(site.url, site.plans[0], QUESTIONS)
    chance = random.Random(5)

    for _ in range(FULL):
        typists.wait_for(len(typists.told()) + 5)
        with full_disk(site):
            time.sleep(0.3)  # what was on its way is answered
            typists.told()
            before = len(typists.told())
            time.sleep(chance.uniform(0.3, 1.0))
            assert len(typists.told()) == before, "an answer was acknowledged that could not be written"
            assert status_of(f"{site.url}/healthz") == 200
        assert is_again(f"{site.url}/readyz")
    before = len(typists.told())
    typists.wait_for(before + 5)
    told = typists.stop()

    assert len(told) >= before + 5
    check_kept(told, site)


def test_the_outages_notice_an_answer_that_only_seemed_to_be_kept(on_a_disk: Site):
    typists = editors.Typists(on_a_disk.url, on_a_disk.plans[0], ["mission"])
    typists.wait_for(5)
    told = typists.stop()

    with pytest.raises(AssertionError, match="acknowledged answers are not there"):
        check_kept([*told, editors.Told(99, "mission 99", 200, {"revision": 10_000})], on_a_disk)
