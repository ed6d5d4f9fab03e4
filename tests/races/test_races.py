"""Nothing is lost and nothing is done twice, whoever saves at the same moment and whatever is killed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests import databases
from tests.races import editors
from tests.races.editors import Told
from tests.races.site import SESSIONS, Site, plan_value, rows, served, words

pytestmark = [pytest.mark.race, pytest.mark.slow]

SOAK = bool(os.environ.get("TEAMUP_SOAK"))
RACES = 2000 if SOAK else 100
KILLS = 300 if SOAK else 10
QUESTIONS = ("mission", "motto", "bylaws")
PLANS = 20


def check_editors(told: Sequence[Told], site: Site) -> None:
    """Of two editors, one is saved and one is told of the other; both texts can be read afterwards."""
    kept = _texts(site)
    by_race: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        by_race[one.race].append(one)
    for pair in by_race.values():
        assert sorted(one.status for one in pair) == [200, 409], pair
        loser = next(one for one in pair if one.status == 409)
        winner = next(one for one in pair if one.status == 200)
        assert (loser.body["yours"], loser.body["theirs"]) == (loser.text, winner.text)
        assert {one.text for one in pair} <= kept


def check_doubles(told: Sequence[Told], site: Site) -> None:
    """Of one save sent twice, both posts are told the same, and one change is on record."""
    by_race: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        by_race[one.race].append(one)
    with rows(site.database) as read:
        for pair in by_race.values():
            assert [one.status for one in pair] == [200, 200], pair
            assert pair[0].body["revision"] == pair[1].body["revision"]
        plans = [plan_value(site.database, plan) for plan in site.plans]
        for plan in plans:
            changes = read("SELECT question_id, new FROM plans_answerchange WHERE plan_id = ?", plan)
            texts = [(question, str(words(site.database, new))) for question, new in changes if "race" in str(new)]
            assert len(texts) == len(set(texts)), texts


def check_kept(told: Sequence[Told], site: Site) -> None:
    """Every acknowledged answer is on record, at the revision that was acknowledged."""
    assert all(one.status == 200 for one in told), [one for one in told if one.status != 200]
    with rows(site.database) as read:
        changes = read(
            "SELECT question_id, revision, new FROM plans_answerchange WHERE plan_id = ? AND revision IS NOT NULL",
            plan_value(site.database, site.plans[0]),
        )
    log = {(question, revision): words(site.database, new) for question, revision, new in changes}
    lost = [one for one in told if log.get((one.text.split()[0], one.body["revision"])) != one.text]
    assert not lost, f"{len(lost)} of {len(told)} acknowledged answers are not there: {lost[:3]}"


def _texts(site: Site) -> set[str]:
    with rows(site.database) as read:
        return {
            str(words(site.database, new))
            for plan in site.plans
            for (new,) in read("SELECT new FROM plans_answerchange WHERE plan_id = ?", plan_value(site.database, plan))
        }


def run_editors(site: Site, races: int) -> list[Told]:
    return editors.race(site.url, site.plans, QUESTIONS, races=races, same_key=False)


def run_members(site: Site, races: int) -> list[Told]:
    sessions = tuple(SESSIONS.values())
    return editors.race(site.url, site.plans, QUESTIONS, races=races, same_key=False, sessions=sessions)


def run_doubles(site: Site, races: int) -> list[Told]:
    return editors.race(site.url, site.plans, QUESTIONS, races=races, same_key=True)


def run_kills(site: Site, kills: int) -> list[Told]:
    """Kill a web worker or the supervisor, again and again, while three people type in one plan."""
    chance = random.Random(7)
    typists = editors.Typists(site.url, site.plans[0], QUESTIONS)
    for number in range(kills):
        time.sleep(chance.uniform(0.15, 0.5))
        if number % 5 == 4:
            site.kill()
            site.start()
        else:
            with suppress(ProcessLookupError, IndexError):
                os.kill(chance.choice(site.workers()), signal.SIGKILL)
    time.sleep(2)
    return typists.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("races")
    with databases.empty(folder) as database, served(database, folder, plans=PLANS) as running:
        yield running


@pytest.fixture(scope="module")
def fragile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    folder = tmp_path_factory.mktemp("broken")
    variant = folder / "broken"
    variant.write_text("", encoding="ascii")
    with databases.empty(folder) as database, served(database, folder, plans=8, broken=variant) as running:
        yield running, variant


def test_two_editors_at_once_lose_no_text(site: Site):
    check_editors(run_editors(site, RACES), site)


def test_two_members_one_of_each_side_at_once_lose_no_text(site: Site):
    told = run_members(site, RACES)

    check_editors(told, site)


def test_a_save_sent_twice_at_once_has_one_effect(site: Site):
    check_doubles(run_doubles(site, RACES), site)


def test_whatever_is_killed_every_acknowledged_answer_is_there(site: Site):
    told = run_kills(site, KILLS)

    assert len(told) > KILLS
    check_kept(told, site)


@pytest.mark.parametrize("variant", ["losing text", "no merge"])
def test_the_race_of_editors_notices(fragile_site: tuple[Site, Path], variant: str):
    site, broken = fragile_site
    broken.write_text(variant, encoding="ascii")

    told = run_editors(site, 6)

    with pytest.raises(AssertionError):
        check_editors(told, site)


def test_the_race_of_doubles_notices_an_effect_too_many(fragile_site: tuple[Site, Path]):
    site, broken = fragile_site
    broken.write_text("save keys", encoding="ascii")

    told = run_doubles(site, 6)

    with pytest.raises(AssertionError):
        check_doubles(told, site)


def test_the_kills_notice_when_an_answer_is_acknowledged_and_not_saved(fragile_site: tuple[Site, Path]):
    site, broken = fragile_site
    broken.write_text("lying", encoding="ascii")

    told = editors.type_for(site.url, site.plans[0], ["mission"], least=30)

    with pytest.raises(AssertionError):
        check_kept(told, site)
