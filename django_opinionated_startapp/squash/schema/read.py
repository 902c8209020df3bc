"""The schema of a database, whatever its vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import NotSupportedError
from django.db.migrations.recorder import MigrationRecorder

from . import mysql, postgresql, sqlite
from .items import Item, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

_READERS: Mapping[str, Callable[[CursorWrapper], Iterable[Item]]] = {
    "sqlite": sqlite.read_items,
    "postgresql": postgresql.read_items,
    "mysql": mysql.read_items,
}


def read_schema(connection: BaseDatabaseWrapper) -> Schema:
    """Return everything in the database but Django's table of applied migrations.

    Raise ``NotSupportedError`` for a vendor that is none of SQLite, PostgreSQL, MariaDB and MySQL.
    """
    if connection.vendor not in _READERS:
        raise NotSupportedError(f"The schema of {connection.vendor} cannot be read.")
    with connection.cursor() as cursor:
        items = [
            item
            for item in _READERS[connection.vendor](cursor)
            if item.table != MigrationRecorder.Migration._meta.db_table
        ]
    return Schema(tuple(sorted(items, key=_place)), loose=connection.vendor == "sqlite")


def _place(item: Item) -> tuple[str, ...]:
    """Return what to sort by: columns stay in their order, in which the readers give them."""
    return (item.table, item.thing) if item.thing == "column" else (item.table, item.thing, item.name, item.definition)
