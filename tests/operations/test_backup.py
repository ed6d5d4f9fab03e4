"""A backup holds the whole site as it stood; one that was cut off or altered is refused before anything is touched."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.databases import chosen
from tests.races import editors
from tests.races.site import Site, environment_of, free_port, rows, running, served
from tests.races.test_races import QUESTIONS, check_kept

pytestmark = [pytest.mark.race, pytest.mark.slow]

TEAMUP = str(Path(sys.executable).with_name("teamup"))
TABLES = ("plans_plan", "plans_answer", "plans_answerchange", "plans_actionstep", "core_event", "accounts_user")
FLIPS = 400 if os.environ.get("TEAMUP_SOAK") else 40


def run(environment: dict[str, str], *words: str | Path, fails: bool = False) -> str:
    """Run the command; return what it said, on the error channel when it has to fail."""
    done = subprocess.run([TEAMUP, *map(str, words)], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def everything(url: str) -> dict[str, list[Any]]:
    """Return the rows of the tables that matter."""
    with rows(url) as read:
        return {table: sorted(map(repr, read(f"SELECT * FROM {table}"))) for table in TABLES}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("backup")
    with databases.empty(folder) as database, served(database, folder, plans=3) as running_site:
        media = folder / "media" / "small" / "walk.mp4"
        media.parent.mkdir(parents=True)
        media.write_bytes(b"not really a video")
        yield running_site


@pytest.fixture(scope="module")
def backup(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that was made while three people typed."""
    file = tmp_path_factory.mktemp("kept") / "site.tar"
    typists = editors.Typists(site.url, site.plans[0], QUESTIONS)
    typists.wait_for(10)
    before = list(typists.told())
    run(site.environment, "backup", file)
    typists.wait_for(len(typists.told()) + 10)
    check_kept(typists.stop(), site)
    file.with_suffix(".told").write_text(json.dumps([(one.text, one.body["revision"]) for one in before]))
    return file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site that is not there yet."""
    with databases.empty(tmp_path) as database:
        yield environment_of(database, tmp_path / "data", free_port())


def test_a_backup_under_load_restores_to_a_state_that_was(site: Site, backup: Path, elsewhere: dict[str, str]):
    said = run(elsewhere, "restore", backup)

    assert "Restored 3 plans" in said
    with rows(elsewhere["TEAMUP_DATABASE_URL"]) as read:
        log = {(q, r): str(new) for q, r, new in read("SELECT question_id, revision, new FROM plans_answerchange")}
        stored = read("SELECT plan_id, question_id, side, revision, value FROM plans_answer")
        last = read("SELECT plan_id, question_id, side, MAX(revision) FROM plans_answerchange GROUP BY 1, 2, 3")
    for text, revision in json.loads(backup.with_suffix(".told").read_text()):
        assert text in log[(text.split()[0], revision)]
    assert {tuple(row[:4]) for row in stored} == {tuple(row) for row in last}
    media = Path(elsewhere["TEAMUP_DATA"]) / "media" / "small" / "walk.mp4"
    assert media.read_bytes() == b"not really a video"


@pytest.mark.soak
def test_a_quiet_backup_restores_to_an_equal_site_and_goes_on(site: Site, tmp_path: Path, elsewhere: dict[str, str]):
    run(site.environment, "backup", tmp_path / "quiet.tar")
    run(elsewhere, "restore", tmp_path / "quiet.tar")

    assert everything(elsewhere["TEAMUP_DATABASE_URL"]) == everything(site.database)
    again = {**elsewhere, "TEAMUP_DEBUG": "1", "TEAMUP_COURSE": "small"}
    copy = Site(
        again["TEAMUP_PUBLIC_URL"], again["TEAMUP_DATABASE_URL"], again, [TEAMUP, "serve", "--no-worker"], site.plans
    )
    with running(copy):
        told = editors.type_for(copy.url, copy.plans[0], QUESTIONS, least=6)
    check_kept(told, copy)


def test_whatever_byte_is_missing_or_altered_the_backup_is_refused(
    backup: Path, tmp_path: Path, elsewhere: dict[str, str]
):
    from teamup.operations.backups.container import BackupError, verify

    whole, chance = backup.read_bytes(), random.Random(4)
    broken = tmp_path / "broken.tar"
    cuts = [0, 1, 512, len(whole) // 2, len(whole) - 1, len(whole) - 60]
    flips = [chance.randrange(len(whole)) for _ in range(FLIPS)] + [0, len(whole) - 1, len(whole) - 80]
    for at in cuts:
        broken.write_bytes(whole[:at])
        with pytest.raises(BackupError):
            verify(broken)
    for at in flips:
        altered = bytearray(whole)
        altered[at] ^= 1 << chance.randrange(8)
        broken.write_bytes(altered)
        with pytest.raises(BackupError):
            verify(broken)
    broken.write_bytes(whole + b"\n")
    with pytest.raises(BackupError):
        verify(broken)

    broken.write_bytes(whole[: len(whole) // 2])
    assert "not a whole backup" in run(elsewhere, "restore", broken, fails=True)
    assert verify(backup).tables["plans_plan"] == 3


def resealed(backup: Path, to: Path, **changes: Any) -> Path:
    """Write a whole backup whose manifest says something else."""
    import hashlib

    from teamup.operations.backups.container import SEAL

    out = io.BytesIO()
    with tarfile.open(backup, "r:") as old, tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as new:
        for member in old:
            data = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                data = json.dumps({**json.loads(data), **changes}).encode()
            info = tarfile.TarInfo(member.name)
            info.size = len(data)
            new.addfile(info, io.BytesIO(data))
    whole = out.getvalue()
    to.write_bytes(whole + SEAL + hashlib.sha256(whole).hexdigest().encode() + b"\n")
    return to


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "newer Team Up"),
        ({"format": "something-else"}, "not a backup of Team Up"),
        ({"migrations": [["plans", "9999_of_the_future"]], "software": "2099.1"}, "newer than this one"),
        ({"database": "oracle"}, "is of a site on oracle"),
        ({"secret": "of another site"}, "under another secret"),
        ({"tables": "many"}, "what it says of itself cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    backup: Path, tmp_path: Path, elsewhere: dict[str, str], changes: dict[str, Any], said: str
):
    other = resealed(backup, tmp_path / "other.tar", **changes)

    told = run(elsewhere, "restore", other, fails=True)

    assert said in told
    assert "Traceback" not in told


def test_plans_that_are_here_are_replaced_only_when_asked_and_kept_aside(
    site: Site, backup: Path, elsewhere: dict[str, str]
):
    run(elsewhere, "restore", backup)
    before = everything(elsewhere["TEAMUP_DATABASE_URL"])

    assert "holds 3 plans" in run(elsewhere, "restore", backup, fails=True)
    assert everything(elsewhere["TEAMUP_DATABASE_URL"]) == before
    said = run(elsewhere, "restore", backup, "--replace")
    assert everything(elsewhere["TEAMUP_DATABASE_URL"]) == before

    aside = said.split("kept in ")[1].split(". Delete")[0]
    if chosen() == "sqlite":
        assert len(sqlite3.connect(aside).execute("SELECT id FROM plans_plan").fetchall()) == 3
    else:
        with rows(elsewhere["TEAMUP_DATABASE_URL"]) as read:
            assert read(f"SELECT COUNT(*) FROM {aside}.plans_plan") == [(3,)]


@pytest.mark.soak
def test_a_running_site_is_left_alone_or_goes_on_with_what_was_restored(
    site: Site, backup: Path, elsewhere: dict[str, str]
):
    """On SQLite it would go on writing to a file that is no longer there; on PostgreSQL it finds the new tables."""
    run(elsewhere, "restore", backup)
    live = {**elsewhere, "TEAMUP_DEBUG": "1", "TEAMUP_COURSE": "small"}
    url = live["TEAMUP_DATABASE_URL"]
    with running(
        Site(live["TEAMUP_PUBLIC_URL"], url, live, [TEAMUP, "serve", "--no-worker"], site.plans)
    ) as running_site:
        assert editors.type_for(running_site.url, site.plans[1], ["motto"], least=2)
        before = everything(url)
        is_refused = chosen() == "sqlite"
        said = run(live, "restore", backup, "--replace", fails=is_refused)

        assert ("running" in said) == is_refused
        assert (everything(url) == before) == is_refused
        assert editors.type_for(running_site.url, site.plans[1], ["motto"], least=2)


def test_a_file_that_is_there_is_not_written_over_unless_asked(site: Site, tmp_path: Path):
    file = tmp_path / "there.tar"
    file.write_bytes(b"precious")

    assert "is there already" in run(site.environment, "backup", file, fails=True)
    assert file.read_bytes() == b"precious"
    run(site.environment, "backup", file, "--force")
    assert "is whole: 3 plans" in run(site.environment, "restore", file, "--check")
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads((Path(site.environment["TEAMUP_DATA"]) / "last-backup").read_text())["file"] == str(file)


def test_a_full_disk_leaves_nothing_half_written(site: Site, tmp_path: Path):
    limited = ["/bin/sh", "-c", f'ulimit -f 64; exec "{TEAMUP}" backup "{tmp_path / "half.tar"}"']
    done = subprocess.run(limited, env=site.environment, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
def test_a_restore_that_is_killed_leaves_the_old_or_the_new_state(site: Site, backup: Path, elsewhere: dict[str, str]):
    run(elsewhere, "restore", backup)
    url = elsewhere["TEAMUP_DATABASE_URL"]
    new = everything(url)
    write_all(url)
    old = everything(url)
    assert old != new
    chance = random.Random(6)
    for _ in range(12 if os.environ.get("TEAMUP_SOAK") else 3):
        child = subprocess.Popen(
            [TEAMUP, "restore", str(backup), "--replace"], env=elsewhere, stdout=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.8, 3.0))
        child.kill()
        child.wait()
        assert everything(url) in (old, new)
    run(elsewhere, "restore", backup, "--replace")
    assert everything(url) == new


def write_all(url: str) -> None:
    """Change something that the backup does not have."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            database.execute("UPDATE plans_plan SET time_zone = 'Europe/Madrid'")
    else:
        import psycopg

        with psycopg.connect(url) as database:
            database.execute("UPDATE plans_plan SET time_zone = 'Europe/Madrid'")
