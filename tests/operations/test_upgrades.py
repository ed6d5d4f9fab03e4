"""Two releases share one schema for as long as an upgrade takes: from now on a migration only adds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
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
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for at, operation in enumerate(migration.operations):
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        for earlier in migration.operations[:at]:
            earlier.state_forwards(migration.app_label, before)
        said = fault(operation)
        if isinstance(operation, AlterField):
            model = before.models[migration.app_label, operation.model_name_lower]
            said = narrowed(model.fields[operation.name], operation.field)
        if said:
            yield f"{migration.app_label} {migration.name}: {operation.describe()}: {said}"


def fault(operation: Operation) -> str:
    """Return what is wrong with an operation, or ""."""
    if isinstance(operation, REMOVES):
        return "the release before still uses it"
    if isinstance(operation, AddField) and not _may_be_left_out(operation.field):
        return "the release before does not fill it: let it be null, or give it a db_default"
    if isinstance(operation, RunPython) and operation.reverse_code is None:
        return "there is no way back"
    if isinstance(operation, RunSQL) and operation.reverse_sql is None:
        return "there is no way back"
    return ""


def narrowed(old: Field, new: Field) -> str:
    """Return what of a change of a field would refuse what the release before writes, or ""."""
    if old.null and not new.null:
        return "the release before may leave it empty"
    if type(old) is not type(new):
        return "the release before writes another type"
    if (new.max_length or 10**9) < (old.max_length or 10**9):
        return "the release before may write more letters"
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
    AddField("plan", "needed", models.IntegerField()),
    RunPython(lambda *_: None),
], ids=lambda one: type(one).__name__)  # fmt: skip
def test_the_rule_notices_what_would_break_the_release_before(operation: Operation):
    assert fault(operation)


def test_the_rule_notices_a_column_that_takes_less_than_before():
    wide, narrow = models.CharField(max_length=20), models.CharField(max_length=10)

    assert narrowed(wide, narrow)
    assert narrowed(models.CharField(null=True), models.CharField())
    assert narrowed(models.IntegerField(), models.CharField())
    assert not narrowed(narrow, wide)
