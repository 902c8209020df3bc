"""The migrations on the disk as a value, and Django's loader reading that value instead of the disk."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, AlterField, CreateModel, RunSQL, SeparateDatabaseAndState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.migration import Migration
    from django.db.migrations.operations.base import Operation

Key: TypeAlias = tuple[str, str]

_LISTS = ("dependencies", "run_before", "replaces")
_ENDS = ("__first__", "__latest__")
_HOLD_FIELDS = (AddField, AlterField, CreateModel)
_NEST = {SeparateDatabaseAndState: ("state_operations", "database_operations"), RunSQL: ("state_operations",)}


@dataclass(frozen=True, slots=True)
class Disk:
    """Every migration that the loader would find, those that others replace too, and the apps with and without."""

    migrations: Mapping[Key, Migration]
    migrated: frozenset[str]
    unmigrated: frozenset[str]

    def with_changes(self, added: Mapping[Key, Migration], removed: Collection[Key] = ()) -> Disk:
        """Return the disk after migrations were written and deleted."""
        kept = {key: migration for key, migration in self.migrations.items() if key not in removed}
        return replace(self, migrations={**kept, **added})

    def reversed(self) -> Disk:
        """Return the same disk, read in the opposite order: before Django 6.0 that order depends on a hash seed."""
        return replace(self, migrations=dict(reversed(tuple(self.migrations.items()))))


class DiskLoader(MigrationLoader):
    """Django's loader over a ``Disk``: with a connection it sees what is applied there, without one ``applied``."""

    def __init__(
        self, disk: Disk, connection: BaseDatabaseWrapper | None = None, applied: Collection[Key] = ()
    ) -> None:
        """Build the graph; raises what Django raises where that is impossible."""
        self._disk = disk
        self._given = applied
        self._applied: dict[Key, Any] = {}
        self._ends: dict[tuple[str, str], Key | None] = {}
        super().__init__(connection, ignore_no_migrations=True)

    @property
    def applied_migrations(self) -> dict[Key, Any]:
        """What counts as applied, with the replacing migrations that Django adds while it builds the graph."""
        return self._applied

    @applied_migrations.setter
    def applied_migrations(self, value: dict[Key, Any] | None) -> None:
        self._applied = dict.fromkeys(self._given) if self.connection is None else dict(value or {})

    def load_disk(self) -> None:
        """Fill the loader from the value.

        With a connection the migrations are copies, since Django changes their fields as it runs them.
        """
        self.migrated_apps = set(self._disk.migrated)
        self.unmigrated_apps = set(self._disk.unmigrated)
        found = self._disk.migrations
        self.disk_migrations = dict(found) if self.connection is None else {key: _copy(found[key]) for key in found}

    def check_key(self, key: Key, current_app: str) -> Key | None:
        """Return what ``__first__`` or ``__latest__`` stands for; each is looked for once in an app."""
        if key[1] not in _ENDS or key[0] == current_app:
            return super().check_key(key, current_app)
        if (key[0], key[1]) not in self._ends:
            self._ends[key[0], key[1]] = super().check_key(key, current_app)
        return self._ends[key[0], key[1]]


def _copy(migration: Migration) -> Migration:
    result = copy.copy(migration)
    vars(result).update({name: list(getattr(migration, name)) for name in _LISTS})
    vars(result)["operations"] = [_independent(operation) for operation in migration.operations]
    return result


def execution_order(loader: MigrationLoader) -> tuple[Key, ...]:
    """Return the keys of all nodes in the order in which ``migrate`` runs them on an empty database."""
    order: dict[Key, None] = {}
    for leaf in loader.graph.leaf_nodes():
        order.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return tuple(order)


def _independent(operation: Operation) -> Operation:
    if isinstance(operation, _HOLD_FIELDS):
        return copy.deepcopy(operation)
    if nested := _NEST.get(type(operation)):
        operation = copy.copy(operation)
        for name in nested:
            setattr(operation, name, [_independent(each) for each in getattr(operation, name)])
    return operation
