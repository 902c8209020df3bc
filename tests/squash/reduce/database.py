"""A scratch SQLite database: migrations are run on it for real, then its schema and its rows are read."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

from django_opinionated_startapp.squash.state import duplicate, forward

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

ALIAS = "reduced"
Run = tuple[str, "Sequence[Operation]"]


@contextmanager
def scratch() -> Iterator[DatabaseWrapper]:
    settings = {**connections["default"].settings_dict, "NAME": ":memory:"}
    connection = DatabaseWrapper(settings, ALIAS)
    connections[ALIAS] = connection
    try:
        yield connection
    finally:
        BaseDatabaseWrapper.close(connection)  # SQLite's own way keeps a database in memory open
        del connections[ALIAS]


def migrate(connection: DatabaseWrapper, state: ProjectState, migrations: Sequence[Run]) -> ProjectState:
    """Run each (app label, operations) as a migration of its own; return the state after them."""
    state = duplicate(state)
    for app_label, operations in migrations:
        with connection.schema_editor(atomic=True) as editor:
            for operation in operations:
                before, after = duplicate(state), duplicate(state)
                forward(operation, app_label, after)
                assert before.apps  # rendered first, as when Django migrates: the order of columns depends on it
                operation.database_forwards(app_label, editor, before, after)
                state = duplicate(after)
    return state


def schema(connection: DatabaseWrapper) -> dict[str, Any]:
    """Return each table's columns, keys, indexes and checks, without the names that Django gives by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name: _table(cursor, name, sql) for name, sql in cursor.fetchall()}


def _table(cursor: Any, name: str, sql: str) -> dict[str, Any]:
    def pragma(what: str, of: str = name) -> list[Any]:
        cursor.execute(f'PRAGMA {what}("{of}")')
        return cursor.fetchall()

    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
    indexes = dict(cursor.fetchall())
    return {
        "columns": sorted(row[1:] for row in pragma("table_info")),
        "foreign keys": sorted((row[2:] for row in pragma("foreign_key_list")), key=repr),
        "indexes": sorted(
            (unique, tuple(row[2] for row in pragma("index_info", index)), _condition(indexes.get(index)))
            for _, index, unique, *_ in pragma("index_list")
        ),
        "constraints": sorted(re.findall(r'CONSTRAINT "(\w+)"', sql)),
        "checks": sorted(re.findall(r"CHECK (\(.*?\))(?:,|\)$| )", sql)),
    }


def _condition(sql: str | None) -> str:
    return (sql or "").partition(" WHERE ")[2]


def column_order(connection: DatabaseWrapper) -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        names = list(schema(connection))
        found = {}
        for name in names:
            cursor.execute(f'PRAGMA table_info("{name}")')
            found[name] = [row[1] for row in cursor.fetchall()]
    return found


def rows(connection: DatabaseWrapper) -> dict[str, list[Any]]:
    """Return the rows of each table, columns by name."""
    found = {}
    with connection.cursor() as cursor:
        for name, columns in column_order(connection).items():
            listed = ", ".join(f'"{column}"' for column in sorted(columns))
            cursor.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608 - names from the database itself
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found
