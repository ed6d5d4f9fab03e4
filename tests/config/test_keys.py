"""The secret is made once, and only its owner can read it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from teamup.config import keys
from teamup.config.env import SettingError


def test_the_secret_stays_the_same_after_a_restart(tmp_path):
    first = keys.read_or_make(tmp_path / "data" / "secret-key")

    second = keys.read_or_make(tmp_path / "data" / "secret-key")

    assert first == second
    assert len(first) >= 50


def test_only_the_owner_can_read_the_secret(tmp_path):
    keys.read_or_make(tmp_path / "secret-key")

    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keys.read_or_make(tmp_path / "secret-key"), range(8)))

    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_secret_that_is_too_short_is_refused():
    with pytest.raises(SettingError, match="TEAMUP_SECRET_KEY is too short: it needs at least 32 characters"):
        keys.check("TEAMUP_SECRET_KEY", "short")


def test_a_data_folder_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(SettingError, match="can be neither read nor made"):
        keys.read_or_make(tmp_path / "data" / "secret-key")
