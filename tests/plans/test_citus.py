"""The SQL that spreads plans over machines knows every table of a plan, and leaves one machine to watch each row."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection

from tests.plans.routing import OF_A_PLAN, PLAN

ROOT = Path(__file__).parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("citus", ROOT / "scripts" / "citus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_models_want():
    made = script()

    assert made.OUT.read_text(encoding="utf-8") == made.written(), "run python scripts/citus.py"
    for table in OF_A_PLAN:
        assert f"create_distributed_table('{table}', 'plan_id'" in made.written()


@pytest.mark.django_db
def test_after_it_every_unique_index_of_a_plans_tables_holds_the_plan():
    """Citus refuses others. It is not here, so a function of its name stands in; the statements before it are real."""
    if connection.vendor != "postgresql":
        return  # the same file is run on PostgreSQL by the run on PostgreSQL
    told: list[str] = []
    sql = script().written().replace("BEGIN;\n", "", 1).replace("COMMIT;", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION create_distributed_table(t text, k text, colocate_with text DEFAULT '') RETURNS text "
            "LANGUAGE sql AS 'SELECT t'"
        )
        cursor.cursor.execute(sql.encode())
        cursor.execute(
            "SELECT t.relname, i.relname, array_agg(a.attname) FROM pg_index x "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey) "
            "WHERE x.indisunique GROUP BY 1, 2"
        )
        for table, index, columns in cursor.fetchall():
            key = "id" if table == PLAN else "plan_id"
            if table in OF_A_PLAN | {PLAN} and key not in columns:
                told.append(f"{table}: {index} {columns}")

    assert told == []
