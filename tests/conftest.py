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
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from tests import databases

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "empty_database"})


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
    # Where collected static files would be: WhiteNoise warns when there is no such folder.
    (Path(os.environ["TEAMUP_DATA"]) / "static").mkdir(exist_ok=True)
    os.environ["TEAMUP_DEBUG"] = "1"
    os.environ["TEAMUP_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    os.environ["TEAMUP_LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "teamup.config.settings"
    # Browser journeys drive the live server from a thread that runs an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if databases.chosen() == "postgres":
        os.environ["TEAMUP_DATABASE_URL"] = databases.postgres_url()


def _use_a_file() -> None:
    """Keep the test database in a file, as sites do; in memory, all threads would share one session."""
    from django.db import connections

    if databases.chosen() == "sqlite":
        connections.settings["default"]["TEST"]["NAME"] = str(Path(os.environ["TEAMUP_DATA"]) / "test.sqlite3")


_prepare_environment()
django.setup()
_use_a_file()

# No test is timed. The usual run tries the same examples each time, a soak ever new ones.
hypothesis_settings.register_profile(
    "team-up",
    deadline=None,
    derandomize="TEAMUP_SOAK" not in os.environ,
    max_examples=1000 if "TEAMUP_SOAK" in os.environ else 100,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("team-up")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--update-golden` rewrite the golden files; their differences are then read like code."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files of tests/report/golden")


def pytest_configure(config: pytest.Config) -> None:
    """Tell every process of the run."""
    if config.getoption("--update-golden"):
        os.environ["TEAMUP_TEST_UPDATE_GOLDEN"] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a database, so that exactly that is run again on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or item.get_closest_marker("race") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run on PostgreSQL that skipped a test: what is not run there is not known to work there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if databases.chosen() == "postgres" and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nA test was skipped on PostgreSQL, so this run has failed.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _as_it_comes() -> Iterator[None]:
    """Keep the site as it comes: a process asks every few seconds what hosts changed, and tests count queries."""
    from teamup.catalog import corrections
    from teamup.core import looks

    kept = (looks.present, corrections.present)
    for one in kept:
        one.hold()
    yield
    for one in kept:
        one.hold()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the Chromium that `make setup` found or installed, or that `TEAMUP_TEST_CHROMIUM` names."""
    note = Path(__file__).parents[1] / "var" / "chromium-path"
    path = os.environ.get("TEAMUP_TEST_CHROMIUM") or (note.read_text(encoding="utf-8") if note.exists() else "")
    assert path, "Chromium is missing: run `make setup`, or set TEAMUP_TEST_CHROMIUM to its path."
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The one Chromium of this process, which can reach this machine only; Playwright runs once in a process."""
    with sync_playwright() as playwright:
        # Passkeys belong to names, never to numbers, so that "localhost" has to be known.
        here = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        arguments = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={here}"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address (for `TEAMUP_DATABASE_URL`) of an empty database of its own, for tests that start processes."""
    with databases.empty(tmp_path) as url:
        yield url
