"""What pruning comes to on the disk, and what speaks against it, app by app."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .disk import Disk, DiskLoader
from .edit import edited, load
from .moved import moves
from .plan import Refusal
from .references import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from django.db.migrations.migration import Migration

    from .disk import Key
    from .history import History
    from .moved import Move
    from .references import Reference
    from .status import Squash


@dataclass(frozen=True, slots=True)
class Draft:
    """What pruning ``squashes`` comes to.

    ``names`` are all replaced migrations and those that take their place; ``deleted`` are the files that go,
    ``edited`` those that change, with their new source, ``created`` those that take in code that is still needed;
    ``disk`` is what Django will find then.
    """

    history: History
    squashes: tuple[Squash, ...]
    names: Mapping[Key, Key]
    deleted: tuple[Path, ...]
    edited: Mapping[Path, bytes]
    created: Mapping[Path, bytes]
    disk: Disk


def agree(history: History, squashes: tuple[Squash, ...], root: Path) -> tuple[Draft, tuple[Refusal, ...]]:
    """Return the draft for all ``squashes`` of apps against which nothing speaks, and one refusal for each other."""
    files = history.own_files()
    root = root.resolve()
    going = sorted({key for squash in squashes for key in squash.on_disk if key in files})
    modules = {history.module(key): key for key in going}
    paths = {name: files[key] for name, key in modules.items()}
    imported = references(root, paths)
    refusals: dict[str, Refusal] = {}
    while True:
        draft = _draft(history, tuple(each for each in squashes if each.key[0] not in refusals), files)
        deleted = {name: path for name, path in paths.items() if path in draft.deleted}
        found_moves = moves([each for each in imported if each.module in deleted], deleted, draft.edited)
        held = [each for each in imported if each.module not in {move.module for move in found_moves}]
        draft = _moved(draft, found_moves)
        found = [
            *_out_of_reach(draft),
            *_still_imported(draft, [(modules[each.module], each) for each in held], root),
            *_still_named(draft),
        ]
        found = found or list(_orders_lost(draft))
        if not found:
            return draft, tuple(refusals.values())
        for refusal in found:
            refusals.setdefault(refusal.app_label, refusal)


def _draft(history: History, squashes: tuple[Squash, ...], files: Mapping[Key, Path]) -> Draft:
    names = {key: squash.key for squash in squashes for key in squash.replaces}
    deleted = [key for squash in squashes for key in squash.on_disk]
    pruned = {squash.key: squash for squash in squashes}
    sources: dict[Path, bytes] = {}
    changed: dict[Key, Migration] = {}
    for key, path in files.items():
        migration = history.disk.migrations[key]
        concerned = key in pruned or not names.keys().isdisjoint(_named(migration))
        if concerned and key not in deleted and path.suffix == ".py" and path.is_file():
            later = _run_before(history, pruned[key], names) if key in pruned else ()
            sources[path] = edited(path.read_bytes(), key, names, squashed=key in pruned, run_before=later)
            changed[key] = load(sources[path], key, history.module(key).rpartition(".")[0], path)
    return Draft(
        history=history,
        squashes=squashes,
        names=names,
        deleted=tuple(dict.fromkeys(files[key] for key in deleted if key in files)),
        edited=sources,
        created={},
        disk=history.disk.with_changes(changed, deleted),
    )


def _run_before(history: History, squash: Squash, names: Mapping[Key, Key]) -> tuple[Key, ...]:
    """Return what the migrations that go have declared to come later."""
    migrations = history.disk.migrations
    declared = [(label, name) for key in squash.on_disk for label, name in migrations[key].run_before]
    return tuple(dict.fromkeys(names.get(key, key) for key in declared))


def _moved(draft: Draft, found: Sequence[Move]) -> Draft:
    """Return the draft with the code moved that other files still need."""
    users = {path: source for move in found for path, source in move.users.items()}
    created = {move.path: move.source for move in found}
    return replace(draft, edited={**draft.edited, **users}, created=created)


def _named(migration: Migration) -> list[Key]:
    """Return the migrations that ``migration`` wants to run after or before."""
    return [(label, name) for label, name in (*migration.dependencies, *migration.run_before)]


def _out_of_reach(draft: Draft) -> Iterator[Refusal]:
    """Yield apps in which nothing can be written, and those whose replaced migrations are other people's."""
    apps = {app.label: app for app in draft.history.apps}
    for squash in draft.squashes:
        label = squash.key[0]
        if apps[label].obstacle:
            yield Refusal(label, apps[label].obstacle, apps[label].hint)
        for key in squash.on_disk:
            if key[0] not in apps:
                reason = f"{_dotted(squash.key)} replaces {_dotted(key)}, which is not the project's own"
                yield Refusal(label, reason, "Only the package that it came with can delete that.")


def _still_imported(draft: Draft, imported: Sequence[tuple[Key, Reference]], root: Path) -> Iterator[Refusal]:
    """Yield apps of whose replaced migrations a file that stays imports something."""
    for key, reference in imported:
        if key in draft.names and reference.path not in draft.deleted:
            yield Refusal(
                draft.names[key][0],
                f"{reference.path.relative_to(root)}:{reference.line} uses {_dotted(key)}",
                "Move what it uses to a module of its own, or put an end to the use, and prune again.",
            )


def _still_named(draft: Draft) -> Iterator[Refusal]:
    """Yield apps whose replaced migrations are named where they can't be renamed."""
    own = {app.label for app in draft.history.apps}
    for key, migration in draft.disk.migrations.items():
        for name in _named(migration):
            if name in draft.names and key[0] in own:
                reason = f"{_dotted(key)} names {_dotted(name)} in a way that can't be rewritten"
                yield Refusal(draft.names[name][0], reason, "Write the name out as a pair of texts.")
            elif name in draft.names:
                reason = f"{_dotted(key)}, which is not the project's own, names {_dotted(name)}"
                yield Refusal(draft.names[name][0], reason, "Wait until that package does without the name.")
    for squash in draft.squashes:
        if draft.disk.migrations[squash.key].replaces:
            reason = f"{_dotted(squash.key)} has `replaces` in a way that can't be taken out"
            yield Refusal(squash.key[0], reason, "Write it as one assignment in the class.")


def _orders_lost(draft: Draft) -> Iterator[Refusal]:
    """Yield apps whose squashed migrations don't declare all that those which they replace declare for them."""
    old, new = DiskLoader(draft.history.disk).graph, DiskLoader(draft.disk).graph
    pruned = {squash.key: squash.key[0] for squash in draft.squashes}
    for key, node in old.node_map.items():
        for before in sorted({parent.key for parent in node.parents}.difference(new.forwards_plan(key))):
            yield Refusal(
                pruned.get(key) or pruned.get(before) or draft.squashes[0].key[0],
                f"nothing but what would be deleted says that {_dotted(before)} runs before {_dotted(key)}",
                "Add that to the dependencies of the latter.",
            )


def _dotted(key: Key) -> str:
    return ".".join(key)
