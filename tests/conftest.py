"""What every test stands on: one throw-away data folder, one database, no network.

`TEAMUP_TEST_DB` chooses the database: `sqlite` (the default) or `postgres`, which is the server in
`TEAMUP_TEST_DATABASE_URL` or, when that is not set, one started for this run. If it cannot be started, the run fails.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from tests import databases

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "client_with_plan", "empty_database"})


def _prepare_environment() -> None:
    """Set what `teamup.config.settings` reads, before anything of Django is loaded."""
    for name in [name for name in os.environ if name.startswith("TEAMUP_") and not name.startswith("TEAMUP_TEST_")]:
        if name != "TEAMUP_SOAK":
            del os.environ[name]
    if "TEAMUP_TEST_DATA" not in os.environ:
        # The processes of pytest-xdist inherit this folder.
        os.environ["TEAMUP_TEST_DATA"] = tempfile.mkdtemp(prefix="teamup-tests-")
        atexit.register(shutil.rmtree, os.environ["TEAMUP_TEST_DATA"], ignore_errors=True)
    os.environ["TEAMUP_DATA"] = os.environ["TEAMUP_TEST_DATA"]
    os.environ["TEAMUP_DEBUG"] = "1"
    os.environ["TEAMUP_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    os.environ["TEAMUP_LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "teamup.config.settings"
    # Browser journeys drive the live server from a thread that runs an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if databases.chosen() == "postgres":
        os.environ["TEAMUP_DATABASE_URL"] = databases.postgres_url()


def _use_a_file() -> None:
    """Keep the test database in a file, as sites do; Django would keep it in memory, where threads share one session."""
    from django.db import connections

    if databases.chosen() == "sqlite":
        connections.settings["default"]["TEST"]["NAME"] = str(Path(os.environ["TEAMUP_DATA"]) / "test.sqlite3")


_prepare_environment()
django.setup()
_use_a_file()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a database, so that exactly that is run again on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or item.get_closest_marker("race") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the Chromium that `make setup` found or installed, or that `TEAMUP_TEST_CHROMIUM` names."""
    note = Path(__file__).parents[1] / "var" / "chromium-path"
    path = os.environ.get("TEAMUP_TEST_CHROMIUM") or (note.read_text(encoding="utf-8") if note.exists() else "")
    assert path, "Chromium is missing: run `make setup`, or set TEAMUP_TEST_CHROMIUM to its path."
    return path


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address (for `TEAMUP_DATABASE_URL`) of an empty database of its own, for tests that start processes."""
    with databases.empty(tmp_path) as url:
        yield url
