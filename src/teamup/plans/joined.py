"""Reading the rows of several tables with one statement: Django joins by foreign keys only, and those lead to plans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model


def columns(**tables: type[Model]) -> str:
    """Return the columns of these models for a SELECT, each table by its name in the statement."""
    return ", ".join(f"{name}.{field.column}" for name, model in tables.items() for field in _fields(model))


def rows(sql: str, facts: list[Any], *models: type[Model]) -> Iterator[tuple[Any, ...]]:
    """Yield the records that each row of a statement holds, None for a table that has none in it.

    The statement selects the `columns` of the same models in the same order.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        found = cursor.fetchall()
    for row in found:
        rest, made = list(row), []
        for model in models:
            own, rest = rest[: len(_fields(model))], rest[len(_fields(model)) :]
            made.append(_made(model, own) if any(value is not None for value in own) else None)
        yield tuple(made)


def _fields(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.column]


def _made(model: type[Model], values: list[Any]) -> Model:
    found = {field.attname: _value(field, value) for field, value in zip(_fields(model), values, strict=True)}
    return model.from_db(connection.alias, list(found), list(found.values()))


def _value(field: Any, value: Any) -> Any:
    column = field.get_col(field.model._meta.db_table)
    for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection)):
        value = convert(value, column, connection)
    return value
