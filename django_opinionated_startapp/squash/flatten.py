"""Squashed migrations that become part of new ones, where Django can't nest them: what has to happen to their files.

Such an old squash goes. A new one replaces what the old one replaced, not the old one itself: a database has recorded
the old squash only if it was migrated once more after the last of the others, so nothing may hang on that record.
What depends on the old squash depends on the last of the migrations that it replaced from then on.

If these are on the disk, nothing else has to be done: a database that has begun the new squash goes on with them. If
they are gone, the last one comes back, with the operations of the old squash. A database that has recorded it has all
of them, and won't run it; one that has none of them runs the new squash.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import django

from .edit import edited, load
from .references import references

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from django.db.migrations.migration import Migration

    from .disk import Disk, Key
    from .history import History, Node

_NESTED = (6, 0)


@dataclass(frozen=True, slots=True)
class OldSquash:
    """A squashed migration, and what it replaces.

    ``end`` takes its place for those that depend on it, the last of what it replaces. ``gone`` are those whose files
    aren't there any more; then ``end`` is one of them, and those that still are have no use. ``obstacle`` is why it
    can't become part of a new squashed migration, if so.
    """

    key: Key
    replaces: tuple[Key, ...]
    gone: tuple[Key, ...] = ()
    end: Key = ("", "")
    obstacle: str = ""

    @property
    def deleted(self) -> tuple[Key, ...]:
        """The migrations whose files go."""
        left = [key for key in self.replaces if key not in self.gone] if self.gone else []
        return (self.key, *left)

    @property
    def forgotten(self) -> tuple[Key, ...]:
        """Those of them of which nothing comes back."""
        return self.deleted[1:] if self.gone else self.deleted

    @property
    def names(self) -> Mapping[Key, Key]:
        """The names that have to be replaced where others depend on them, with the new ones."""
        return dict.fromkeys([*self.deleted, *(key for key in self.gone if key != self.end)], self.end)


@dataclass(frozen=True, slots=True)
class Flattened:
    """What becomes of the files: which go, which come and which change, and what Django will find then."""

    deleted: tuple[Path, ...]
    created: Mapping[Path, bytes]
    edited: Mapping[Path, bytes]
    disk: Disk


def flattened(history: History, squashes: Collection[OldSquash]) -> Flattened:
    """Return what becomes of the files if ``squashes`` become parts of others."""
    files = history.own_files() if squashes else {}
    names = {name: end for squash in squashes for name, end in squash.names.items()}
    deleted = [key for squash in squashes for key in squash.deleted]
    created: dict[Path, bytes] = {}
    changed: dict[Path, bytes] = {}
    migrations: dict[Key, Migration] = {}
    for squash in squashes:
        if squash.gone:
            path = files[squash.key].with_name(f"{squash.end[1]}.py")
            created[path] = edited(files[squash.key].read_bytes(), squash.end, names, squashed=True)
            migrations[squash.end] = _load(history, squash.end, created[path], path)
    for key, path in files.items():
        if key not in deleted and not names.keys().isdisjoint(_named(history.disk.migrations[key])):
            changed[path] = edited(path.read_bytes(), key, names, squashed=False)
            migrations[key] = _load(history, key, changed[path], path)
    return Flattened(
        tuple(files[key] for key in deleted), created, changed, history.disk.with_changes(migrations, deleted)
    )


def old_squashes(history: History, root: Path) -> tuple[OldSquash, ...]:
    """Return the squashed migrations in use in the project that Django can't nest, and what speaks against flattening.

    From 6.0 on that are none.
    """
    if django.VERSION >= _NESTED:
        return ()
    own = {app.label for app in history.apps}
    found = [_old_squash(history, node) for node in history.nodes if node.migration.replaces and node.key[0] in own]
    found = [each if each.obstacle else replace(each, obstacle=_held_by_names(history, each)) for each in found]
    found = [each if each.obstacle else replace(each, obstacle=_held_by_source(history, each)) for each in found]
    return tuple(_not_imported(history, found, root.resolve()))


def _old_squash(history: History, node: Node) -> OldSquash:
    replaces = tuple((label, name) for label, name in node.migration.replaces)
    gone = tuple(key for key in replaces if key not in history.disk.migrations)
    squash = OldSquash(node.key, replaces, gone)
    ends = [gone[-1]] if gone else list(_ends(history, replaces))
    if any(label != node.key[0] for label, _ in replaces):
        return replace(squash, obstacle="it replaces migrations of another app")
    for key, migration in history.disk.migrations.items():
        both = {*replaces, node.key}.intersection((label, name) for label, name in migration.replaces)
        if (key != node.key and both) or (key in replaces and migration.replaces):
            return replace(squash, obstacle=f"{'.'.join(key)} replaces some of the same")
    if len(ends) != 1:
        return replace(squash, obstacle="what it replaces has not one last migration")
    return replace(squash, end=ends[0])


def _ends(history: History, keys: Collection[Key]) -> Iterator[Key]:
    """Yield those of ``keys`` on which no other one depends."""
    before = {tuple(name) for key in keys for name in history.disk.migrations[key].dependencies}
    yield from (key for key in keys if key not in before)


def _named(migration: Migration) -> list[Key]:
    return [(label, name) for label, name in (*migration.dependencies, *migration.run_before)]


def _held_by_names(history: History, squash: OldSquash) -> str:
    """Return why the names can't go, nothing if they can."""
    apps = {app.label: app for app in history.apps}
    migrations = history.disk.migrations
    declared = [tuple(each) for key in squash.replaces if key in migrations for each in migrations[key].run_before]
    if not squash.gone and any(tuple(each) not in declared for each in migrations[squash.key].run_before):
        return "it has to run before others, and what it replaces doesn't say so"
    for key, migration in migrations.items():
        if key not in squash.deleted and not squash.names.keys().isdisjoint(_named(migration)):
            if key[0] not in apps:
                return f"{'.'.join(key)}, which is not the project's own, depends on it"
            if apps[key[0]].obstacle:
                return f"{'.'.join(key)} depends on it, and {apps[key[0]].obstacle}"
            if any((label, name) in squash.names for label, name in migration.run_before):
                return f"{'.'.join(key)} has to run before it"
    return ""


def _held_by_source(history: History, squash: OldSquash) -> str:
    """Return why the files can't be changed as they have to be, nothing if they can."""
    files = history.own_files()
    using = [key for key in files if not squash.names.keys().isdisjoint(_named(history.disk.migrations[key]))]
    for key in (squash.key, *using):
        if files[key].suffix != ".py":
            return f"{'.'.join(key)} has no source"
    try:
        migrations = flattened(history, [squash]).disk.migrations
    except Exception as error:  # noqa: BLE001 - code of others may raise anything, above all where it has run before
        return f"a file that would change can't be imported once more: {type(error).__name__}: {error}"
    for key in using:
        if key in migrations and not squash.names.keys().isdisjoint(_named(migrations[key])):
            return f"{'.'.join(key)} depends on it in a way that can't be rewritten"
    if squash.gone and migrations[squash.end].replaces:
        return "it has `replaces` in a way that can't be taken out"
    return ""


def _not_imported(history: History, squashes: Sequence[OldSquash], root: Path) -> Iterator[OldSquash]:
    """Yield the squashes; those from whose files others import something have to stay."""
    files = history.own_files()
    going = {key: squash for squash in squashes if not squash.obstacle for key in squash.deleted}
    modules = {history.module(key): key for key in going}
    held: dict[Key, str] = {}
    for each in references(root, {name: files[key] for name, key in modules.items()}):
        squash = going[modules[each.module]]
        if each.path not in {files[key] for key in squash.forgotten}:
            held.setdefault(squash.key, f"{each.path.relative_to(root)}:{each.line} uses it")
    for squash in squashes:
        yield replace(squash, obstacle=squash.obstacle or held.get(squash.key, ""))


def _load(history: History, key: Key, source: bytes, path: Path) -> Migration:
    return load(source, key, history.module(key).rpartition(".")[0], path)
