"""The real databases that tests run on: SQLite always, the servers where the environment says that there are some."""

import importlib.util
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from django_opinionated_startapp.squash.schema import Schema, read_schema
from django_opinionated_startapp.squash.scratch import ScratchDatabases, scratch

VENDORS = ("sqlite", "postgresql", "mariadb")

_SERVERS = {
    "postgresql": ("DOS_POSTGRES", "postgres", ("psycopg", "psycopg2")),
    "mariadb": ("DOS_MARIADB", "mysql", ("MySQLdb",)),
}

with suppress(ImportError):  # it stands in for mysqlclient, which has to be compiled
    import pymysql

    pymysql.install_as_MySQLdb()


def server(vendor: str) -> str:
    """Return the URL of a server, for ``--verify-with``; skip the test where there is none, or no driver for it."""
    if vendor == "sqlite":
        return "sqlite://"
    prefix, scheme, drivers = _SERVERS[vendor]
    host = os.environ.get(f"{prefix}_HOST", "")
    if not host:
        pytest.skip(f"{prefix}_HOST is not set")
    if not any(_importable(driver) for driver in drivers):
        pytest.skip(f"there is no driver for {vendor}")
    user, password = (quote(os.environ.get(f"{prefix}_{part}", ""), safe="") for part in ("USER", "PASSWORD"))
    return f"{scheme}://{user}:{password}@{host}:{os.environ.get(f'{prefix}_PORT', '')}/"


def project_database(vendor: str, name: str) -> dict[str, object]:
    """Return an entry of ``DATABASES``; nobody has made a database of this name. Skip the test as ``server`` does."""
    if vendor == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}
    server(vendor)
    engine = {"postgresql": "postgresql", "mariadb": "mysql"}[vendor]
    parts = {
        part: os.environ.get(f"{_SERVERS[vendor][0]}_{part}", "") for part in ("HOST", "PORT", "USER", "PASSWORD")
    }
    return {"ENGINE": f"django.db.backends.{engine}", "NAME": name, **parts}


def _importable(module: str) -> bool:
    with suppress(ValueError):  # PyMySQL in the place of MySQLdb has no spec of that name
        return importlib.util.find_spec(module) is not None
    return True


@contextmanager
def configured(**databases: dict[str, object]) -> Iterator[None]:
    """Let the project have these databases, and no others, besides what ``default`` already is if not named."""
    before = dict(connections.settings)
    wrappers = {wrapper.alias: wrapper for wrapper in connections.all(initialized_only=True)}
    complete = ConnectionHandler({"default": before["default"], **databases}).settings
    try:
        for alias in wrappers:
            del connections[alias]
        connections.settings.clear()
        connections.settings.update(complete)
        yield
    finally:
        for wrapper in connections.all(initialized_only=True):
            BaseDatabaseWrapper.close(wrapper)  # SQLite's own way keeps a database in memory open
            del connections[wrapper.alias]
        connections.settings.clear()
        connections.settings.update(before)
        for alias, wrapper in wrappers.items():
            connections[alias] = wrapper


@contextmanager
def empty_database(vendor: str) -> Iterator[ScratchDatabases]:
    """Let ``default`` be an empty database."""
    with scratch(["default"], server(vendor)) as databases:
        yield databases


def schema_after(databases: ScratchDatabases, statements: Iterable[str]) -> Schema:
    """Return what these statements make of an empty database, and leave it empty."""
    connection = connections["default"]
    if connection.features.can_rollback_ddl:
        with transaction.atomic():
            schema = _schema_after(connection, statements)
            transaction.set_rollback(True)
        return schema
    schema = _schema_after(connection, statements)
    clear(databases)
    return schema


def clear(databases: ScratchDatabases) -> None:
    """Drop what is in ``default``: sooner done than to make it anew, on servers that wait for the disk then."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        databases.empty()
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
            return
        schema = read_schema(connection)
        cursor.execute("SET SESSION foreign_key_checks = 0")
        for thing in ("trigger", "view", "function", "event", "sequence", "table"):
            for item in schema.of(thing):
                kind = "PROCEDURE" if item.definition.startswith("PROCEDURE") else thing
                cursor.execute("DROP {} `{}`".format(kind, item.name.replace("`", "``")))
        cursor.execute("DROP TABLE IF EXISTS django_migrations")
        cursor.execute("SET SESSION foreign_key_checks = 1")


def _schema_after(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> Schema:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return read_schema(connection)
