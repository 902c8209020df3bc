"""What each configured database has recorded of the project's squashed migrations. Nothing is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections
from django.db.migrations.recorder import MigrationRecorder

from ..errors import OpinionatedError, nearest
from .choose import choose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.migration import Migration

    from .choose import Choice
    from .disk import Key
    from .history import History

_DUMMY = "django.db.backends.dummy"


@dataclass(frozen=True, slots=True)
class Squash:
    """A migration of the project that replaces others, and is not replaced itself.

    ``replaces`` are all that it stands for, also by way of older squashed migrations; ``on_disk`` those of them whose
    files are still there.
    """

    key: Key
    replaces: tuple[Key, ...]
    on_disk: tuple[Key, ...]


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

    def lacks(self, squash: Squash) -> tuple[Key, ...]:
        """Return what has to be recorded, and isn't, before what ``squash`` replaces can go."""
        return tuple(key for key in (squash.key, *squash.on_disk) if key not in self.applied)


@dataclass(frozen=True, slots=True)
class Status:
    """The squashed migrations in the order in which they run, and the databases."""

    squashes: tuple[Squash, ...]
    databases: tuple[Database, ...]

    def holding_back(self, squash: Squash) -> tuple[Database, ...]:
        """Return the databases because of which ``squash`` can't be pruned; none if it can."""
        return tuple(database for database in self.databases if database.lacks(squash))


def read_status(history: History, choice: Choice, aliases: Sequence[str]) -> Status:
    """Return where the squashed migrations that ``choice`` means stand on ``aliases``, on all databases if empty.

    A database that can't be read is part of the result; an unknown alias raises OpinionatedError.
    """
    chosen = choose(history, choice)
    squashes = tuple(squash for squash in _squashes(history) if squash.key in chosen)
    configured = [alias for alias, settings in connections.settings.items() if settings["ENGINE"] != _DUMMY]
    for alias in aliases:
        if alias not in configured:
            raise OpinionatedError(f"There is no database '{alias}'.", nearest(alias, configured))
    return Status(squashes, tuple(map(_read, dict.fromkeys(aliases or configured))))


def _squashes(history: History) -> Iterator[Squash]:
    migrations = history.disk.migrations
    inner = {tuple(key) for migration in migrations.values() for key in migration.replaces}
    for node in history.nodes:
        if node.migration.replaces and node.key not in inner:
            replaces = _replaced_by(node.migration, migrations)
            yield Squash(node.key, replaces, tuple(key for key in replaces if key in migrations))


def _replaced_by(migration: Migration, migrations: Mapping[Key, Migration]) -> tuple[Key, ...]:
    """Return all that ``migration`` stands for, the nearest first."""
    found: dict[Key, None] = {}
    waiting = [(label, name) for label, name in migration.replaces]
    while waiting:
        key = waiting.pop(0)
        if key not in found:
            found[key] = None
            waiting += [(label, name) for label, name in migrations[key].replaces] if key in migrations else []
    return tuple(found)


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
