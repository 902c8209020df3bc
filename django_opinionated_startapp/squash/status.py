"""What each configured database has recorded of the project's squashed migrations. Nothing is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .choose import choose
from .recorded import read_databases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.migrations.migration import Migration

    from .choose import Choice
    from .disk import Key
    from .history import History
    from .recorded import Database


@dataclass(frozen=True, slots=True)
class Squash:
    """A migration of the project that replaces others, and is not replaced itself.

    ``replaces`` are all that it stands for, also by way of older squashed migrations; ``on_disk`` those of them whose
    files are still there.
    """

    key: Key
    replaces: tuple[Key, ...]
    on_disk: tuple[Key, ...]

    def lacking(self, database: Database) -> tuple[Key, ...]:
        """Return what ``database`` has to record, and hasn't, before what is replaced can go."""
        return tuple(key for key in (self.key, *self.on_disk) if key not in database.applied)


@dataclass(frozen=True, slots=True)
class Status:
    """The squashed migrations in the order in which they run, and the databases."""

    squashes: tuple[Squash, ...]
    databases: tuple[Database, ...]

    def holding_back(self, squash: Squash) -> tuple[Database, ...]:
        """Return the databases because of which ``squash`` can't be pruned; none if it can."""
        return tuple(database for database in self.databases if squash.lacking(database))


def read_status(history: History, choice: Choice, aliases: Sequence[str]) -> Status:
    """Return where the squashed migrations that ``choice`` means stand on ``aliases``, on all databases if empty.

    A database that can't be read is part of the result; an unknown alias raises OpinionatedError.
    """
    chosen = choose(history, choice)
    squashes = tuple(squash for squash in _squashes(history) if squash.key in chosen)
    return Status(squashes, read_databases(aliases))


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
