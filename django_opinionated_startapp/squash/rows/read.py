"""The contents of a database, read row by row.

Identifiers that only say in which order rows came about are left out: those of content types and permissions, which
Django makes after the migrations and whose place depends on the migrations before. What refers to them is told by what
it refers to.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.recorder import MigrationRecorder

from .contents import Digest, Row, Rows, TableRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

# A table with at most so many rows is kept whole, a larger one as digests.
KEPT = 2000

# What a row of these tables is known by instead of its id; the second refers to the first.
_NATURAL_KEYS = {"django_content_type": ("app_label", "model"), "auth_permission": ("content_type_id", "codename")}

# How a value is selected so that it arrives as it is in the database, untouched by the driver's conversions.
_SELECTED: Mapping[str, str] = {"sqlite": "quote({})", "postgresql": "{}::text"}


@dataclass(frozen=True, slots=True)
class _Database:
    """A database, where its foreign keys lead (table → column → other table), and what ids stand for."""

    connection: BaseDatabaseWrapper
    references: Mapping[str, Mapping[str, str]]
    meanings: dict[str, dict[str | None, str]]

    def columns(self, table: str) -> list[str]:
        """Return the names of the columns, sorted."""
        with self.connection.cursor() as cursor:
            cursor.execute(self._select("*", table) + " WHERE 1 = 0")
            return sorted(column[0] for column in cursor.description)

    def key(self, table: str) -> tuple[str, ...]:
        """Return the columns of the primary key."""
        with self.connection.cursor() as cursor:
            return tuple(self.connection.introspection.get_primary_key_columns(cursor, table) or ())

    def batches(self, table: str, columns: Iterable[str]) -> Iterator[list[Row]]:
        """Yield the values of these columns as text, so many rows at a time."""
        selected = _SELECTED.get(self.connection.vendor, "{}")
        expressions = ", ".join(selected.format(self._quoted(column)) for column in columns)
        translate = [self._meaning(table, column) for column in columns]
        with closing(self.connection.chunked_cursor()) as cursor:
            cursor.execute(self._select(expressions, table))
            while batch := cursor.fetchmany(KEPT):
                yield [tuple(mean(_text(value)) for mean, value in zip(translate, row, strict=True)) for row in batch]

    def _meaning(self, table: str, column: str) -> Callable[[str | None], str | None]:
        meanings = self.meanings.get(self.references[table].get(column, ""), {})
        return lambda value: meanings.get(value, value)

    def _select(self, expressions: str, table: str) -> str:
        return " ".join(("SELECT", expressions, "FROM", self._quoted(table)))

    def _quoted(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))


def read_rows(connection: BaseDatabaseWrapper) -> Rows:
    """Return what all tables hold but Django's of applied migrations.

    Of a large table not the rows are returned but digests of them. Nothing is held in memory that grows with a table,
    other than by the driver of MariaDB and MySQL.
    """
    with connection.cursor() as cursor:
        tables = sorted(
            table.name for table in connection.introspection.get_table_list(cursor) if table.type in {"t", "p"}
        )
        references = {
            table: {
                column: target[1] for column, target in connection.introspection.get_relations(cursor, table).items()
            }
            for table in tables
        }
    database = _Database(connection, references, {})
    for table, natural in _NATURAL_KEYS.items():
        if table in tables:
            rows = (row for batch in database.batches(table, ("id", *natural)) for row in batch)
            database.meanings[table] = {key: ".".join(map(str, values)) for key, *values in rows}
    return Rows(tuple(_table(database, name) for name in tables if name != MigrationRecorder.Migration._meta.db_table))


def _table(database: _Database, table: str) -> TableRows:
    columns = database.columns(table)
    key = database.key(table)
    if _known_otherwise(database, table, columns, key):
        columns, key = [column for column in columns if column not in key], ()
    places = [columns.index(column) for column in key]
    kept: list[Row] = []
    digests: tuple[Digest, ...] = ()
    count = 0
    for batch in database.batches(table, columns):
        count += len(batch)
        kept += batch
        if count > KEPT:
            digests = _digested(digests or (Digest(),) * len(columns), kept, places)
            kept.clear()
    return TableRows(table, tuple(columns), key, count, tuple(sorted(kept, key=repr)), digests)


def _digested(digests: tuple[Digest, ...], rows: Iterable[Row], key: list[int]) -> tuple[Digest, ...]:
    """Return the digests with more rows."""
    for row in rows:
        row_key = tuple(row[place] for place in key)
        digests = tuple(digest.plus(value, row_key) for digest, value in zip(digests, row, strict=True))
    return digests


def _known_otherwise(database: _Database, table: str, columns: list[str], key: tuple[str, ...]) -> bool:
    """Tell whether the rows have ids that nobody refers to and that say nothing.

    That is so where a natural key does instead, and in tables that are nothing but links to such rows.
    """
    if table in _NATURAL_KEYS:
        return True
    references = database.references[table]
    return (
        len(key) == 1
        and {*key, *references} == set(columns)
        and key[0] not in references
        and not _NATURAL_KEYS.keys().isdisjoint(references.values())
        and not any(table in others.values() for others in database.references.values())
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)
