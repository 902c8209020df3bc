"""What each configured database has recorded as applied. Nothing is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections
from django.db.migrations.recorder import MigrationRecorder

from ..errors import OpinionatedError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    from .disk import Key

_DUMMY = "django.db.backends.dummy"


@dataclass(frozen=True, slots=True)
class Database:
    """What a database has recorded as applied, or the ``trouble`` that kept it from being read."""

    alias: str
    applied: frozenset[Key] = frozenset()
    trouble: str = ""

    @property
    def command(self) -> str:
        """What has to be run on it to make it record what it can."""
        return f"manage.py migrate --database {self.alias}"


def read_databases(aliases: Sequence[str]) -> tuple[Database, ...]:
    """Return what ``aliases``, all databases of the project if empty, have recorded.

    A database that can't be read is part of the result; an unknown alias raises OpinionatedError.
    """
    configured = [alias for alias, settings in connections.settings.items() if settings["ENGINE"] != _DUMMY]
    for alias in aliases:
        if alias not in configured:
            raise OpinionatedError(f"There is no database '{alias}'.", nearest(alias, configured))
    return tuple(map(_read, dict.fromkeys(aliases or configured)))


def _read(alias: str) -> Database:
    opened = {wrapper.alias for wrapper in connections.all(initialized_only=True)}
    try:
        connection = connections[alias]
        if missing := _missing_file(connection):
            return Database(alias, trouble=f"there is no file {missing}")
        # Unlike the loader of a migrate command, this makes no table where there is none.
        return Database(alias, frozenset(MigrationRecorder(connection).applied_migrations()))
    except (Error, ImproperlyConfigured) as error:
        return Database(alias, trouble=" ".join(str(error).split()).rstrip("."))
    finally:
        _forget(alias, opened)


def _forget(alias: str, opened: Collection[str]) -> None:
    """Close the connection to ``alias`` unless it was ``opened`` before."""
    for wrapper in connections.all(initialized_only=True):
        if wrapper.alias == alias and alias not in opened:
            wrapper.close()
            del connections[alias]


def _missing_file(connection: BaseDatabaseWrapper) -> str:
    """Return the path of a SQLite database that isn't there: to connect to it would be to make it."""
    name = str(connection.settings_dict["NAME"] or "")
    if connection.vendor != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return ""
    return "" if Path(name).exists() else name
