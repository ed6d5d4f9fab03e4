"""Two releases share one schema for as long as an upgrade takes: from now on a migration only adds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import (
    AddField,
    AlterField,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, Field

OURS = {app.label for app in apps.get_app_configs() if app.name.startswith("teamup.")}
BEFORE_THE_RULE = {
    ("plans", name)
    for name in (
        "0001_initial",
        "0002_self_check_rounds",
        "0003_marks",
        "0004_mark_revision",
        "0005_two_sides",
        "0006_dates",
    )
} | {("delivery", name) for name in ("0001_initial", "0002_two_sides", "0003_dates")}
"""What was there before anybody ran two releases side by side."""
REMOVES = (DeleteModel, RemoveField, RenameField, RenameModel)


def faults(migration: Migration) -> Iterator[str]:
    """Yield what of a migration would break a machine that still runs the release before."""
    for operation in migration.operations:
        if said := fault(operation):
            yield f"{migration.app_label} {migration.name}: {operation.describe()}: {said}"


def fault(operation: Operation) -> str:
    """Return what is wrong with an operation, or ""."""
    if isinstance(operation, REMOVES):
        return "the release before still uses it"
    if isinstance(operation, AddField) and not _may_be_left_out(operation.field):
        return "the release before does not fill it: let it be null, or give it a db_default"
    if isinstance(operation, AlterField) and not _may_be_left_out(operation.field):
        return "the release before may leave it empty"
    if isinstance(operation, RunPython) and operation.reverse_code is None:
        return "there is no way back"
    if isinstance(operation, RunSQL) and operation.reverse_sql is None:
        return "there is no way back"
    return ""


def _may_be_left_out(field: Field) -> bool:
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def test_migrations_only_add():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    new = [one for key, one in loader.disk_migrations.items() if key[0] in OURS and key not in BEFORE_THE_RULE]

    assert [said for one in new for said in faults(one)] == []


@pytest.mark.parametrize("operation", [
    RemoveField("plan", "sample"),
    RenameField("plan", "sample", "example"),
    DeleteModel("Plan"),
    AddField("plan", "needed", __import__("django.db.models", fromlist=["models"]).IntegerField()),
    RunPython(lambda *_: None),
], ids=lambda one: type(one).__name__)  # fmt: skip
def test_the_rule_notices_what_would_break_the_release_before(operation: Operation):
    assert fault(operation)
