"""MigrationLoader → History: the migrations as Django would run them on an empty database.

The only module that reads the project's migrations through the loader; what is planned is laid over it in staged.py.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.migrations.exceptions import CircularDependencyError, NodeNotFoundError
from django.db.migrations.loader import MigrationLoader

from ..errors import OpinionatedError, told
from .disk import Disk, DiskLoader, Key, execution_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from types import ModuleType

    from django.db.migrations.migration import Migration

_FIRST = "Make `manage.py showmigrations` work first."
_INSTALLED = {"site-packages", "dist-packages"}


@dataclass(frozen=True, slots=True)
class Node:
    """A migration, the module that it was read from, and what has to run before it."""

    key: Key
    migration: Migration
    module: ModuleType
    parents: tuple[Key, ...]

    @property
    def path(self) -> Path:
        """The file of the migration."""
        return Path(str(self.module.__file__))

    def syntax(self) -> ast.Module:
        """Return the syntax of its module, that of an empty one where there is no source."""
        try:
            return ast.parse(inspect.getsource(self.module))
        except (OSError, TypeError):
            return ast.Module([], [])


@dataclass(frozen=True, slots=True)
class App:
    """An app of the project that has migrations: where they live, and why they have to be left alone, if so."""

    label: str
    package: str
    directory: Path
    obstacle: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Every migration in the order of ``migrate`` on an empty database.

    ``apps`` are the project's own; ``foreign`` are the labels of those that came with packages. ``ignored`` are apps
    of the project whose migrations Django doesn't see.
    """

    disk: Disk

    nodes: tuple[Node, ...]
    apps: tuple[App, ...]
    foreign: tuple[str, ...]
    ignored: tuple[App, ...] = ()

    def by_key(self) -> Mapping[Key, Node]:
        """Return the migrations by their key."""
        return {node.key: node for node in self.nodes}

    def module(self, key: Key) -> str:
        """Return the dotted name of the module of a migration of the project's own, on the disk or not."""
        return f"{next(app.package for app in self.apps if app.label == key[0])}.{key[1]}"

    def own_files(self) -> dict[Key, Path]:
        """Return the files of all migrations of the project's own apps, those that others replace too."""
        own = {app.label for app in self.apps}
        modules = {key: sys.modules[self.module(key)] for key in self.disk.migrations if key[0] in own}
        paths = {key: Path(str(module.__file__)) for key, module in modules.items()}
        return {key: path.parent.resolve() / path.name for key, path in paths.items()}  # a link stays one

    def of_app(self, label: str) -> tuple[Node, ...]:
        """Return the migrations of the app ``label`` in order."""
        return tuple(node for node in self.nodes if node.key[0] == label)


def read_history(root: Path) -> History:
    """Return the history of the project at ``root``; whatever lies outside is foreign.

    Raises OpinionatedError where Django itself can't use the migrations.
    """
    try:
        loader = MigrationLoader(None, ignore_no_migrations=True)
    except (CircularDependencyError, NodeNotFoundError) as error:
        raise OpinionatedError(f"Django can't read the migrations: {error}", _FIRST) from error
    except Exception as error:  # they are modules of the project, and to import them may do anything
        raise OpinionatedError(f"Django can't read the migrations ({told(error)}).", _FIRST) from error
    disk = Disk(
        migrations=dict(sorted((loader.disk_migrations or {}).items())),
        migrated=frozenset(loader.migrated_apps),
        unmigrated=frozenset(loader.unmigrated_apps),
    )
    apps = {label: _app(loader, label, root.resolve()) for label in sorted(loader.migrated_apps)}
    used = {label for label, _ in loader.graph.nodes}
    return History(
        disk=disk,
        nodes=tuple(_node(loader, key) for key in execution_order(DiskLoader(disk))),
        apps=tuple(app for app in apps.values() if app and app.label in used),
        foreign=tuple(label for label, app in apps.items() if app is None and label in used),
        ignored=tuple(_ignored(loader, root.resolve())),
    )


def forget(history: History, paths: Collection[Path]) -> None:
    """Have the migrations of ``history`` at ``paths``, which have changed on the disk, read anew the next time."""
    packages = {app.package for app in history.apps}
    for name, module in tuple(sys.modules.items()):
        if name.rpartition(".")[0] in packages and Path(str(module.__file__)).resolve() in paths:
            del sys.modules[name]
    importlib.invalidate_caches()


def _ignored(loader: MigrationLoader, root: Path) -> Iterator[App]:
    """Yield apps whose folder of migrations has files and yet is no package: Django takes them to have none."""
    for label in sorted(loader.unmigrated_apps):
        package = loader.migrations_module(label)[0]
        module = sys.modules.get(package or "")
        for place in getattr(module, "__path__", ()):
            directory = Path(place).resolve()
            if directory.is_relative_to(root) and any(directory.glob("[!_~]*.py")):
                reason = f"{directory} has no __init__.py, and so Django takes the app to have no migrations"
                yield App(label, str(package), directory, reason, "Add the file if they are to be used.")


def _node(loader: MigrationLoader, key: Key) -> Node:
    migration = loader.graph.nodes[key]
    parents = tuple(sorted(parent.key for parent in loader.graph.node_map[key].parents))
    return Node(key, migration, sys.modules[type(migration).__module__], parents)


def _app(loader: MigrationLoader, label: str, root: Path) -> App | None:
    """Return the app ``label``, None if it is not the project's own."""
    package = str(loader.migrations_module(label)[0])
    directory = Path(next(iter(sys.modules[package].__path__))).resolve()
    if not directory.is_relative_to(root) or _INSTALLED & set(directory.relative_to(root).parts):
        return None
    return App(label, package, directory, *_obstacle(loader, label, directory))


def _obstacle(loader: MigrationLoader, label: str, directory: Path) -> tuple[str, str]:
    leaves = loader.graph.leaf_nodes(label)
    if len(leaves) > 1:
        names = ", ".join(name for _, name in leaves)
        return f"it has several last migrations ({names})", f"Run manage.py makemigrations --merge {label} first."
    if not directory.is_dir():
        return f"{directory} is in an archive", "Unpack the app, or leave it out with --exclude."
    if not os.access(directory, os.W_OK):
        return f"{directory} can't be written to", "Make the directory writable, or leave the app out with --exclude."
    return "", ""
