"""What a page of a plan asks can be asked of one machine: each statement is held to its key, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CompositePrimaryKey, ForeignKey, UniqueConstraint

from tests.plans.routing import OF_A_PLAN, PLAN, fault_in
from tests.security.addresses import a_site

pytestmark = pytest.mark.django_db
BY_DIGEST = {"code_hash", "link_hash", "token_hash"}
"""Digests of random tokens, unique by themselves. `deploy/citus.sql` lets go of their constraints."""


@contextmanager
def watched(plan_id: UUID) -> Iterator[list[str]]:
    """Collect the statements that would go to more than one machine."""
    faults: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if said := fault_in(sql, params[0] if many and params else params, plan_id):
            faults.append(f"{said}: {sql[:3000]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield faults


@pytest.mark.slow
def test_every_statement_of_every_page_of_a_plan_goes_to_one_machine():
    site, faults = a_site(), {}
    plan_id = site.visitor.plan.pk
    for who, client in site.clients.items():
        client.raise_request_exception = False
        for address in site.addresses():
            if str(plan_id) not in address.path or "delete" in address.path or "leave" in address.path:
                continue
            for method in ("get", "post"):
                with watched(plan_id) as found:
                    getattr(client, method)(address.path)
                faults |= {said: f"{method} {address.name} by {who}" for said in found if said not in faults}

    assert faults == {}


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "plans_answer" WHERE "plans_answer"."question_id" = %s',
        'SELECT * FROM "plans_answer" INNER JOIN "plans_member" ON (1 = 1) WHERE "plans_answer"."plan_id" = %s',
        'UPDATE "plans_plan" SET "sample" = %s WHERE "plans_plan"."deleted_at" IS NULL',
        'DELETE FROM "plans_comment" WHERE "plans_comment"."at" < %s',
        'SELECT COUNT(*) FROM "plans_plan"',
        'SELECT 1 FROM "plans_plan" WHERE "plans_plan"."id" = %s AND EXISTS (SELECT 1 FROM "plans_member" U0)',
    ],
)
def test_a_statement_that_is_not_held_to_a_plan_is_noticed(sql: str):
    plan_id = UUID(int=7)

    assert fault_in(sql, [plan_id.hex], plan_id)


def test_a_statement_about_another_plan_is_noticed():
    sql = 'SELECT * FROM "plans_answer" WHERE "plans_answer"."plan_id" = %s'

    assert not fault_in(sql, [UUID(int=7).hex], UUID(int=7))
    assert fault_in(sql, [UUID(int=8).hex], UUID(int=7))


def test_keys_and_constraints_of_a_plans_tables_begin_with_the_plan():
    """As Citus wants it: a unique constraint on a spread table holds within one machine only."""
    faults = []
    for model in apps.get_models():
        meta = model._meta
        if meta.db_table not in OF_A_PLAN:
            continue
        assert isinstance(meta.pk, CompositePrimaryKey)
        unique = [one for one in meta.constraints if isinstance(one, UniqueConstraint)]
        faults += [f"{meta.db_table}: {one.name}" for one in unique if "plan" not in one.fields]
        for field in meta.concrete_fields:
            if field.unique and not isinstance(field, CompositePrimaryKey) and field.column not in BY_DIGEST:
                faults.append(f"{meta.db_table}: {field.name} is unique by itself")
            if isinstance(field, ForeignKey) and field.related_model._meta.db_table != PLAN:
                faults.append(f"{meta.db_table}: {field.name} refers to {field.related_model._meta.db_table}")

    assert faults == []
