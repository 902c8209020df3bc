"""What a rebuild comes to on the disk: new files, files that go, and files in which names change."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.migrations.autodetector import MigrationAutodetector

from ..build import SquashedMigration
from ..carry import MigrationText
from ..disk import Disk, DiskLoader
from ..edit import edited, load
from ..moved import moves
from ..plan import Piece, named_at_run_time
from ..references import references
from .pieces import Unfit, new_migrations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.migrations.migration import Migration

    from ..disk import Key
    from ..history import History
    from .pieces import Layout

_GUARD = "all_or_nothing"
_GUARD_SOURCE = '''"""Stops a database that has some, but not all, of the migrations that were squashed.

Django says then that it "wasn't able to" replace one of those below "because some of the replaced migrations are
already applied". Migrate that database with the release before, which still has them, and come back.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
{lines}
    ]

    operations = []
'''


@dataclass(frozen=True, slots=True)
class Draft:
    """The disk as it will be, and how it comes about.

    ``migrations`` are new, the last of them the guard, if one is needed; ``deleted`` are the migrations that go, with
    their files, ``edited`` the files that change, with their new source, ``created`` those that take in code that is
    still needed.
    """

    layout: Layout
    migrations: tuple[SquashedMigration, ...]
    guard: SquashedMigration | None
    deleted: Mapping[Key, Path]
    edited: Mapping[Path, bytes]
    created: Mapping[Path, bytes]
    disk: Disk


def draft(layout: Layout, root: Path, line_length: int) -> Draft:
    """Return what ``layout`` comes to; raises Unfit for an app that something outside holds fast."""
    history = layout.span.history
    gone = _gone(layout)
    files = {key: _file(history, key) for key in history.disk.migrations if key[0] in _packages(history)}
    deleted = {key: files[key] for key in gone if key in files}
    _refuse_what_is_named(layout, gone)
    sources: dict[Path, bytes] = {}
    changed: dict[Key, Migration] = {}
    for key, migration in history.disk.migrations.items():
        if key not in gone and not gone.isdisjoint(_names(migration)):
            if files[key].suffix != ".py" or not files[key].is_file():
                named = min(gone.intersection(_names(migration)))
                raise _held(named, f"{_dotted(key)}, which has no source, names {_dotted(named)}")
            sources[files[key]] = edited(files[key].read_bytes(), key, _renamed(layout, key, gone), squashed=False)
            changed[key] = load(sources[files[key]], key, _packages(history)[key[0]], files[key])
            if left := gone.intersection(_names(changed[key])):
                raise _held(min(left), f"{_dotted(key)} names {_dotted(min(left))} in a way that can't be rewritten")
    created = _moved(history, deleted, sources, root)
    migrations = new_migrations(layout, _run_before(layout, changed), line_length)
    added = {**changed, **{each.key: _imported(each) for each in migrations}}
    disk = history.disk.with_changes(added, gone)
    guard = _guard(layout, disk)
    if guard:
        disk = disk.with_changes({guard.key: guard.load()})
    return Draft(layout, migrations, guard, deleted, sources, created, disk)


def _imported(migration: SquashedMigration) -> Migration:
    try:
        return migration.load()
    except Exception as error:  # code of others may raise anything, above all where it has run before
        reason = f"{_dotted(migration.key)} can't be imported: {type(error).__name__}: {error}"
        raise Unfit(migration.key[0], reason) from error


def _packages(history: History) -> dict[str, str]:
    return {app.label: app.package for app in history.apps}


def _file(history: History, key: Key) -> Path:
    path = Path(str(sys.modules[f"{_packages(history)[key[0]]}.{key[1]}"].__file__))
    return path.parent.resolve() / path.name  # a link stays one


def _gone(layout: Layout) -> frozenset[Key]:
    """Return the migrations that are deleted: those of the range, and what they replace themselves."""
    migrations = layout.span.history.disk.migrations
    found = set(layout.span.wanted)
    waiting = list(found)
    while waiting:
        replaced = {(label, name) for label, name in migrations[waiting.pop()].replaces} & migrations.keys()
        waiting += replaced - found
        found |= replaced
    return frozenset(found)


def _names(migration: Migration) -> set[Key]:
    return {(label, name) for label, name in (*migration.dependencies, *migration.run_before)}


def _held(key: Key, reason: str) -> Unfit:
    return Unfit(key[0], reason, "It can be squashed beside its old files; for a rebuild put an end to that first.")


def _refuse_what_is_named(layout: Layout, gone: frozenset[Key]) -> None:
    """Raise Unfit where a migration of a package, or code that stays or is run again, names one that goes."""
    history = layout.span.history
    for key, migration in history.disk.migrations.items():
        if key[0] not in _packages(history) and (named := gone.intersection(_names(migration))):
            reason = f"{_dotted(key)}, which is not the project's own, names {_dotted(min(named))}"
            raise Unfit(min(named)[0], reason, "Wait until that package does without the name.")
    again = {*layout.span.again, *layout.span.first}
    for key, name in named_at_run_time(history):
        if name in gone and (key not in gone or key in again):
            raise _held(name, f"the code of {_dotted(key)} names {_dotted(name)}")


def _moved(
    history: History, deleted: Mapping[Key, Path], sources: dict[Path, bytes], root: Path
) -> Mapping[Path, bytes]:
    """Return new files for the code that others still need, and have ``sources`` name these.

    Raises Unfit where that can't be done.
    """
    modules = {f"{_packages(history)[key[0]]}.{key[1]}": key for key in deleted}
    paths = {name: deleted[key] for name, key in modules.items()}
    imported = references(root, paths)
    found = {move.module: move for move in moves(imported, paths, sources)}
    for each in imported:
        if each.path not in deleted.values() and each.module not in found:
            key = modules[each.module]
            raise _held(key, f"{each.path.relative_to(root)}:{each.line} uses {_dotted(key)}")
    for move in found.values():
        sources.update(move.users)
    return {move.path: move.source for move in found.values()}


def _renamed(layout: Layout, key: Key, gone: frozenset[Key]) -> dict[Key, Key]:
    """Return the names that what goes has in the migration ``key``: that of the last new one which comes before it."""
    place = next((index for index, piece in enumerate(layout.order.pieces) if piece == (key,)), None)
    names = {}
    for each in gone:
        name = layout.piece_before(each[0], len(layout.order.pieces) if place is None else place)
        names[each] = name or each
    return names


def _run_before(layout: Layout, changed: Mapping[Key, Migration]) -> dict[int, tuple[Key, ...]]:
    """Return which migrations that stay each new piece has to name, because they don't name it."""
    migrations = {**layout.span.history.disk.migrations, **changed}
    names, order = layout.names, layout.order
    places = {piece[0]: index for index, piece in enumerate(order.pieces)}
    places.update({name: index for index, name in names.items()})
    above: list[set[int]] = []
    found: dict[int, tuple[Key, ...]] = {}
    for index, piece in enumerate(order.pieces):
        near = set(order.parents[index])
        if index not in names:
            told = {places[key] for key in _names(migrations[piece[0]]) if key in places and places[key] < index}
            told |= set().union(*(above[each] for each in told))
            for each in sorted((near & names.keys()) - told):
                found[each] = (*found.get(each, ()), piece[0])
        above.append(near.union(*(above[each] for each in near)))
    return found


def _guard(layout: Layout, disk: Disk) -> SquashedMigration | None:
    """Return a last migration that names a replaced one of each app: Django can't load that if it has only some."""
    firsts = {key[0]: index for index, key in reversed(tuple(layout.names.items()))}
    guarded = [layout.replaces[index][-1] for _, index in sorted(firsts.items()) if len(layout.replaces[index]) > 1]
    if not guarded:
        return None
    history = layout.span.history
    later = {label: sum(node.key not in layout.span.wanted for node in history.of_app(label)) for label in firsts}
    label = min(sorted(firsts), key=lambda each: later[each])
    app = next(app for app in history.apps if app.label == label)
    leaf = DiskLoader(disk).graph.leaf_nodes(label)[0]
    number = (MigrationAutodetector.parse_number(leaf[1]) or 0) + 1
    key = (label, _free(f"{number:04}_{_GUARD}", label, disk))
    dependencies = tuple(dict.fromkeys([leaf, *guarded]))
    text = MigrationText(label, key[1], (), dependencies, (), None, True, ())  # noqa: FBT003 - atomic
    lines = "\n".join(f'        ("{each[0]}", "{each[1]}"),' for each in dependencies)
    return SquashedMigration(
        Piece((key,), key[1]), text, app.package, app.directory / f"{key[1]}.py", _GUARD_SOURCE.format(lines=lines)
    )


def _free(wanted: str, label: str, disk: Disk) -> str:
    names = (wanted, *(f"{wanted}_{number}" for number in range(2, len(disk.migrations) + 3)))
    return next(name for name in names if (label, name) not in disk.migrations)


def _dotted(key: Key) -> str:
    return ".".join(key)
