"""The plan's tables move forward and back, and say what their models say."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import CompositePrimaryKey, Model

from teamup.plans.models import Plan

ROUNDS = {"plans_checkround", "plans_checkreply"}


def tables() -> set[str]:
    return set(connection.introspection.table_names())


@pytest.mark.django_db(transaction=True)
def test_rounds_of_the_self_check_can_be_taken_out_and_put_in_again():
    call_command("migrate", "plans", "0001", verbosity=0)
    without = tables()
    call_command("migrate", verbosity=0)  # what other rooms built on them has to come back too

    assert not ROUNDS & without
    assert tables() >= ROUNDS


@pytest.mark.parametrize("model", [*apps.get_app_config("plans").get_models()], ids=lambda model: model.__name__)
def test_the_key_of_every_table_begins_with_the_plan(model: type[Model]):
    key = model._meta.pk

    assert model is Plan or (isinstance(key, CompositePrimaryKey) and key.field_names[0] == "plan_id")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "plans", check=True, dry_run=True, verbosity=0)
