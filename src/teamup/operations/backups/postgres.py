"""A PostgreSQL database in a backup: each table as text, all as they stood at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from psycopg import sql

from teamup.operations.backups.container import BackupError, Manifest, opened, unpack

FOLDER = "tables/"


def _tables() -> list[str]:
    """Return the names of our tables; other programs' tables in the same database are theirs."""
    ours = {*connection.introspection.django_table_names(only_existing=True, include_views=False), "django_migrations"}
    return sorted(ours)


def copy_to(folder: Path) -> tuple[dict[str, Path], dict[str, int], dict[str, tuple[str, ...]]]:
    """Copy every table while others write, and return the members' files, and each table's rows and columns.

    One transaction that sees one moment: nobody's save is in it by half, and it holds up nobody.
    """
    files: dict[str, Path] = {}
    counts: dict[str, int] = {}
    columns: dict[str, tuple[str, ...]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables():
            columns[table] = _columns_of(cursor, table)
            files[f"{FOLDER}{table}"] = file = folder / table
            counts[table] = _copy_out(cursor.cursor, table, columns[table], file)
    return files, counts, columns


def _columns_of(cursor: Any, table: str) -> tuple[str, ...]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return tuple(name for (name,) in cursor.fetchall())


def _named(table: str, columns: Iterable[str]) -> tuple[sql.Identifier, sql.Composed]:
    return sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))


def _copy_out(cursor: Any, table: str, columns: tuple[str, ...], file: Path) -> int:
    name, names = _named(table, columns)
    with file.open("wb") as out, cursor.copy(sql.SQL("COPY {} ({}) TO STDOUT").format(name, names)) as copy:
        for block in copy:
            out.write(block)
    return int(cursor.rowcount)


def restore(path: Path, manifest: Manifest, *, replace: bool, now: datetime) -> str | None:
    """Put the tables of a verified backup in the place of the present ones, in one transaction.

    Returns the schema that the present ones were kept in, or None where there were none worth keeping. Raises
    `BackupError` when plans are here and `replace` is not asked; then, and when it is cut off, all is as it was.
    """
    try:
        with transaction.atomic():
            plans = _hold_plans()
            if plans and not replace:
                raise BackupError(
                    f"This site holds {plans:,} plans. With --replace the backup takes their place, and they are kept "
                    "aside."
                )
            aside = f"before_{now:%Y%m%d_%H%M%S}"
            _make_room(aside, keep=bool(plans))
            _migrate_to(manifest)
            _copy_in(path, manifest)
            call_command("migrate", interactive=False, verbosity=0)
        return aside if plans else None
    except (DatabaseError, psycopg.Error) as error:
        raise BackupError(f"The backup cannot be restored: {str(error).strip()}. The site is as it was.") from error


def _hold_plans() -> int:
    """Return how many plans there are, and hold off whoever would write to them until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('plans_plan')")
        if cursor.fetchone()[0] is None:
            return 0
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute("LOCK TABLE plans_plan IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SELECT COUNT(*) FROM plans_plan WHERE sample = ''")
        return int(cursor.fetchone()[0])


def _make_room(aside: str, *, keep: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        here = sql.Identifier(cursor.fetchone()[0])
        ours = sql.Identifier(aside)
        tables = [name for name in _tables() if name in connection.introspection.table_names(cursor)]
        if keep:
            cursor.execute(sql.SQL("CREATE SCHEMA {}").format(ours))
        for table in tables:
            if keep:
                cursor.execute(sql.SQL("ALTER TABLE {}.{} SET SCHEMA {}").format(here, sql.Identifier(table), ours))
            else:
                cursor.execute(sql.SQL("DROP TABLE {}.{} CASCADE").format(here, sql.Identifier(table)))


def _migrate_to(manifest: Manifest) -> None:
    """Make the tables as they were when the backup was made; what is newer comes after its rows."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph, then = executor.loader.graph, set(manifest.migrations)
    known = [key for key in manifest.migrations if key in graph.nodes]
    last = [key for key in known if not any(c.key in then and c.key[0] == key[0] for c in graph.node_map[key].children)]
    executor.migrate(last)


def _copy_in(path: Path, manifest: Manifest) -> None:
    with connection.cursor() as cursor, opened(path) as archive:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # tables come in the order of their names
        for table, columns in manifest.columns.items():
            name, names = _named(table, columns)
            cursor.execute(sql.SQL("DELETE FROM {}").format(name))  # what migrations put in: it is in the backup
            member = f"{FOLDER}{table}"
            with cursor.cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, names)) as copy:
                unpack(archive, member, manifest.members[member][1], copy)
            if cursor.cursor.rowcount != manifest.tables[table]:
                raise BackupError(f"This backup is damaged: {table} has another number of rows than it says.")
        # Now, not at the end: tables cannot be changed any more while a check of theirs is waiting.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, columns in manifest.columns.items():
            for column in columns:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
                if sequence := cursor.fetchone()[0]:
                    highest = sql.SQL("SELECT setval({}, COALESCE(MAX({}), 1), MAX({}) IS NOT NULL) FROM {}")
                    identifier = sql.Identifier(column)
                    cursor.execute(highest.format(sql.Literal(sequence), identifier, identifier, sql.Identifier(table)))
