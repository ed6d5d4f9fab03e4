"""An upgrade that is killed in the middle goes on where it was, and ends with the same tables."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection, connections

from tests import databases
from tests.databases import chosen
from tests.faults.deaths import dies_at
from tests.races.site import rows

pytestmark = [pytest.mark.race, pytest.mark.slow]

MOST_DEATHS = 200
SOONEST, LATEST, LATER = 20, 150, 40
"""At which statement the first one is killed, and by how many each next one may live longer: a long one must end."""


def tables_of(url: str) -> list[Any]:
    """Return every column and index of a database."""
    with rows(url) as read:
        if chosen() == "sqlite":
            return sorted(map(repr, read("SELECT type, name, tbl_name, sql FROM sqlite_master")))
        columns = "table_name, column_name, data_type, is_nullable, column_default"
        found = read(f"SELECT {columns} FROM information_schema.columns WHERE table_schema = 'public'")
        found += read("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        found += read(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0"
        )
        return sorted(map(repr, found))


def upgrade(url: str) -> None:
    """Bring the tables of a database up to date, in a process whose own database is another one."""
    settings = connection.settings_dict
    settings["NAME"] = url.removeprefix("sqlite:///") if chosen() == "sqlite" else urlsplit(url).path[1:]
    connections.close_all()
    call_command("migrate", interactive=False, verbosity=0)


def test_an_upgrade_that_is_killed_goes_on_and_ends_the_same(tmp_path: Path, django_db_blocker: Any):
    chance, deaths = random.Random(3), 0
    with databases.empty(tmp_path) as whole, databases.empty(tmp_path) as cut, django_db_blocker.unblock():
        assert not dies_at(10_000, lambda: upgrade(whole))
        while dies_at(chance.randint(SOONEST, LATEST + deaths * LATER), lambda: upgrade(cut)):
            deaths += 1
            assert deaths < MOST_DEATHS
        with rows(cut) as read:
            applied = {tuple(row) for row in read("SELECT app, name FROM django_migrations")}
            count = len(read("SELECT id FROM django_migrations"))

        assert tables_of(cut) == tables_of(whole)
        assert deaths >= 3
        assert len(applied) == count
