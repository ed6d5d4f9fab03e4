"""Which plan a statement is about: every table of a plan in it has to be held to one key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CompositePrimaryKey

from teamup.core import across
from teamup.plans.models import Plan

PLAN = Plan._meta.db_table
OF_A_PLAN = {
    model._meta.db_table
    for model in apps.get_models()
    if isinstance(model._meta.pk, CompositePrimaryKey) and model._meta.pk.field_names[0] == "plan_id"
}
"""The tables that are spread by the plan's id, beside the plan's own."""
SPREAD = OF_A_PLAN | {PLAN}
_TABLE = re.compile(
    r'\b(?P<how>FROM|JOIN|UPDATE|INTO|,)\s+"?(?P<table>[a-z_]+)"?(?:\s+(?:AS\s+)?(?!SET\b|WHERE\b|ON\b|LEFT\b|INNER\b|ORDER\b|GROUP\b|LIMIT\b|VALUES\b)"?(?P<alias>[A-Za-z]\w*)"?)?',
    re.IGNORECASE,
)


def tables_in(sql: str) -> Iterator[tuple[str, str, str]]:
    """Yield how, which and under what name a statement uses each table that is spread by plan."""
    for found in _TABLE.finditer(sql):
        if (table := found["table"].lower()) in SPREAD:
            yield found["how"].upper(), table, found["alias"] or table


def fault_in(sql: str, params: Any, plan_id: UUID) -> str:
    """Return what of a statement would go to more than one machine, or ""."""
    if across.reason() or not sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
        return ""
    used = list(tables_in(sql))
    for how, table, name in used:
        key = "id" if table == PLAN else "plan_id"
        if how == "INTO":
            if f"{key}" not in sql:
                return f"{table} is written to without its plan"
            continue
        column = rf'(?:"?{name}"?\.)?"?{key}"?' if len(used) == 1 else rf'"?{name}"?\."?{key}"?'
        other = r'\(*(?:%s|"?\w+"?\."?(?:plan_id|id)"?)'
        is_held = re.search(rf"{column}\)* (?:=|IN) {other}", sql) or re.search(
            rf"(?:%s|\.\"?(?:plan_id|id)\"?)\)* = \(*{column}", sql
        )
        if not is_held:
            return f"{table} ({name}) is not held to a plan"
    said = {str(one) for one in (params or ())}
    if used and not said & {str(plan_id), plan_id.hex} and "INTO" not in {how for how, *_ in used}:
        return "it is held to another plan than the page’s"
    return ""
