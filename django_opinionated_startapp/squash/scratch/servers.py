"""Where databases can be made: what a configured alias or a URL says of a server, and what its vendor can do."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, NotSupportedError
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.utils import load_backend

from ...errors import OpinionatedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

Settings = dict[str, Any]

# Seconds after which two connections of one run that wait for each other give up: nobody else is there to wait for.
_LOCKED_FOR = 60
_POSTGRESQL_OPTIONS = {"synchronous_commit": "off", "lock_timeout": f"{_LOCKED_FOR}s"}

ELSEWHERE = (
    "Name a server on which databases may be made: --verify-with postgres://user:password@host/, or the alias of one."
)


class Server(Protocol):
    """A place where databases can be made, dropped and perhaps copied; ``settings`` are those of Django for it."""

    can_copy: ClassVar[bool]

    def settings_of(self, name: str) -> Settings:
        """Return the entry of ``DATABASES`` for the database ``name``."""

    def create(self, name: str) -> None:
        """Make an empty database; raise ``OpinionatedError`` where that is not possible."""

    def copy(self, source: str, name: str) -> None:
        """Make a database that is like ``source``, to which nobody may be connected."""

    def drop(self, name: str) -> None:
        """Drop the database if it is there; raise ``OpinionatedError`` where that is not possible."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the databases there."""

    def prepare(self, connection: BaseDatabaseWrapper) -> str:
        """Make a new connection fast, and return the ``NAME`` of the database that it really is connected to."""


def server_for(settings: Settings, folder: Path) -> Server:
    """Return the server that ``settings``, an entry of ``DATABASES``, speak of; ``folder`` is for databases in files.

    Raise ``OpinionatedError`` for a vendor on which nothing can be verified, and where the driver is missing.
    """
    vendor = vendor_of(settings)
    # A pool belongs to an alias, not to a database: it would hand out connections to the real one.
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key != "pool"}
    settings = {**settings, "OPTIONS": options}
    if vendor == "sqlite":
        return SqliteFolder(settings, folder)
    if vendor == "postgresql":
        return PostgresqlServer(settings)
    if vendor == "mysql":
        return MysqlServer(settings)
    raise OpinionatedError(
        f"Migrations cannot be verified on {vendor}, only on SQLite, PostgreSQL, MariaDB and MySQL.", ELSEWHERE
    )


def vendor_of(settings: Settings) -> str:
    """Return the family of an engine, ``postgresql`` for PostGIS; raise ``OpinionatedError`` if it is missing."""
    try:
        return str(load_backend(settings["ENGINE"]).DatabaseWrapper.vendor)
    except ImproperlyConfigured as error:
        raise OpinionatedError(f"The database engine {settings['ENGINE']} cannot be loaded: {error}") from error


@dataclass(frozen=True, slots=True)
class SqliteFolder:
    """A folder with one file for each database."""

    settings: Settings = field(repr=False)  # it holds a password
    folder: Path
    can_copy: ClassVar[bool] = True

    def settings_of(self, name: str) -> Settings:
        """Return the settings with the path of the file."""
        return {**self.settings, "NAME": str(self._path(name))}

    def create(self, name: str) -> None:
        """Make an empty file, which is an empty database."""
        self._path(name).touch()

    def copy(self, source: str, name: str) -> None:
        """Copy the file, together with what may still stand in a write-ahead log."""
        with closing(sqlite3.connect(self._path(source))) as old, closing(sqlite3.connect(self._path(name))) as new:
            old.backup(new)

    def drop(self, name: str) -> None:
        """Delete the file and the logs beside it."""
        for path in self.folder.glob(f"{name}.*"):
            path.unlink()

    def names(self) -> tuple[str, ...]:
        """Return nothing: whoever has made the folder deletes it."""
        return ()

    def prepare(self, connection: BaseDatabaseWrapper) -> str:
        """Do without what protects a database from a power cut."""
        with connection.cursor() as cursor:
            for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "temp_store = MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute("PRAGMA database_list")
            return next(str(Path(file)) for _, schema, file in cursor.fetchall() if schema == "main")

    def _path(self, name: str) -> Path:
        return self.folder.resolve() / f"{name}.sqlite3"


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A server of PostgreSQL; databases are made over a connection to its database ``postgres``."""

    settings: Settings = field(repr=False)  # it holds a password
    can_copy: ClassVar[bool] = True

    def settings_of(self, name: str) -> Settings:
        """Return the settings with the name of the database."""
        return {**self.settings, "NAME": name}

    def create(self, name: str) -> None:
        """Make a database with the encoding and the template of the ``TEST`` settings."""
        _create(self.settings, name)

    def copy(self, source: str, name: str) -> None:
        """Make a database with the old one as its template."""
        with _cursor(self.settings) as cursor:
            _leave(cursor, source)
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def drop(self, name: str) -> None:
        """Drop the database, whoever is connected to it."""
        with _dropping(self.settings, name) as cursor:
            _leave(cursor, name)
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')

    def names(self) -> tuple[str, ...]:
        """Return the names of all databases of the server."""
        return _listed(self.settings, "SELECT datname FROM pg_database")

    def prepare(self, connection: BaseDatabaseWrapper) -> str:
        """Do not wait for the disk: what a power cut would take is of no use after it. Nor for long for a lock."""
        options = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in _POSTGRESQL_OPTIONS.items())
        return _asked(connection, f"SELECT current_database(), {options}")


@dataclass(frozen=True, slots=True)
class MysqlServer:
    """A server of MariaDB or MySQL, which cannot copy a database but row by row."""

    settings: Settings = field(repr=False)  # it holds a password
    can_copy: ClassVar[bool] = False

    def settings_of(self, name: str) -> Settings:
        """Return the settings with the name of the database."""
        return {**self.settings, "NAME": name}

    def create(self, name: str) -> None:
        """Make a database with the character set and the collation of the ``TEST`` settings."""
        _create(self.settings, name)

    def copy(self, source: str, name: str) -> None:
        """Refuse: who asks has not looked at ``can_copy``."""
        raise NotSupportedError(f"MySQL cannot copy {source} to {name}.")

    def drop(self, name: str) -> None:
        """Drop the database, whoever is connected to it."""
        with _dropping(self.settings, name) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")

    def names(self) -> tuple[str, ...]:
        """Return the names of all databases of the server."""
        return _listed(self.settings, "SELECT schema_name FROM information_schema.schemata")

    def prepare(self, connection: BaseDatabaseWrapper) -> str:
        """Ask the server which database the connection is for; there is nothing to make faster."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION lock_wait_timeout = {_LOCKED_FOR}")
        return _asked(connection, "SELECT DATABASE()")


def _wrapper(settings: Settings) -> BaseDatabaseWrapper:
    """Return a connection to the server but to none of the project's databases."""
    backend = load_backend(settings["ENGINE"])
    # Without a name Django forgets the service, in these very options.
    name, options = ("postgres" if _service(settings) else None), dict(settings["OPTIONS"])
    # Never inside a transaction, in which no database can be made.
    entry = {**settings, "NAME": name, "OPTIONS": options, "AUTOCOMMIT": True}
    wrapper: BaseDatabaseWrapper = backend.DatabaseWrapper(entry, NO_DB_ALIAS)
    return wrapper


def _service(settings: Settings) -> str:
    """Return the service of PostgreSQL that tells where the server is, if one does."""
    return str(settings["OPTIONS"].get("service") or "")


@contextmanager
def _cursor(settings: Settings) -> Iterator[CursorWrapper]:
    wrapper = _wrapper(settings)
    try:
        with wrapper.cursor() as cursor:
            yield cursor
    finally:
        wrapper.close()


def _create(settings: Settings, name: str) -> None:
    try:
        suffix = _wrapper(settings).creation.sql_table_creation_suffix()
        with _cursor(settings) as cursor:
            cursor.execute(f"CREATE DATABASE {name} {suffix}")
    except (Error, ImproperlyConfigured) as error:
        service = _service(settings)
        where = settings["HOST"] or (f"the service {service}" if service else "the local server")
        raise OpinionatedError(f"No scratch database can be made on {where}: {reason(error)}", ELSEWHERE) from error


def _listed(settings: Settings, query: str) -> tuple[str, ...]:
    with _cursor(settings) as cursor:
        cursor.execute(query)
        return tuple(str(name) for (name,) in cursor.fetchall())


@contextmanager
def _dropping(settings: Settings, name: str) -> Iterator[CursorWrapper]:
    try:
        with _cursor(settings) as cursor:
            yield cursor
    except Error as error:
        raise OpinionatedError(
            f"The scratch database {name} could not be dropped: {reason(error)}", "Drop it by hand."
        ) from error


def _leave(cursor: CursorWrapper, name: str) -> None:
    """End all connections to a database; PostgreSQL neither copies nor drops one that is in use."""
    cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _asked(connection: BaseDatabaseWrapper, question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def reason(error: Exception) -> str:
    """Return what a driver says, on one line."""
    return " ".join(str(part) for part in error.args if isinstance(part, str)).replace("\n", " ").strip()
