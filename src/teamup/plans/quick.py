"""Rows of a table by a statement that is written once.

Django's ORM writes a statement anew each time, which for the few that every page asks takes several times as long as
the database does to answer. What comes back is the same: instances, with each column as Python has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any, Any, Any], Any]


class Rows(Generic[Row]):
    """The rows of `model`, as the table `name` in a statement."""

    def __init__(self, model: type[Row], name: str) -> None:
        self._model = model
        self._fields = model._meta.concrete_fields
        self._names = [field.attname for field in self._fields]
        self.columns = ", ".join(f"{name}.{field.column}" for field in self._fields)

    def first_of(self, row: Sequence[Any]) -> tuple[Row, Sequence[Any]]:
        """Return the instance at the beginning of a row that begins with `columns`, and what comes after it."""
        values = list(row[: len(self._names)])
        for at, (column, converters) in self._converters.items():
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return self._model.from_db(connection.alias, self._names, values), row[len(self._names) :]

    def select(self, sql: str, *values: Any) -> Iterator[Row]:
        """Yield the instances that a statement finds; "{columns}" in it stands for theirs."""
        with connection.cursor() as cursor:
            cursor.execute(sql.format(columns=self.columns), values)
            found = cursor.fetchall()
        return (self.first_of(row)[0] for row in found)

    @cached_property
    def _converters(self) -> dict[int, tuple[Any, list[Convert]]]:
        """Return, by the place of a column, what this database needs done to it: one process, one database."""
        found = {}
        for at, field in enumerate(self._fields):
            column = field.get_col(self._model._meta.db_table)
            converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
            if converters:
                found[at] = (column, converters)
        return found


def as_id(value: UUID) -> Any:
    """Return an id as a statement of our own has to send it."""
    return value if connection.features.has_native_uuid_field else value.hex
