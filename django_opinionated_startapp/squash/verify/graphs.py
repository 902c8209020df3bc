"""The obligation that needs the graph alone: databases of every age get what they lack, in an order that works."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import django

from ..build import Setback
from ..disk import DiskLoader, execution_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..disk import Disk, Key
    from ..flatten import OldSquash
    from .case import Case

_SAMPLES = 64  # of partly migrated databases
_NESTED_BY_ORDER = (6, 0)  # before this version the order in which files are found matters


def graph_loads_everywhere(case: Case) -> None:
    """Load the graph for many sets of recorded migrations and look at what ``migrate`` would run."""
    old = case.plan.history.disk
    disks = (case.disk, case.disk.reversed()) if django.VERSION < _NESTED_BY_ORDER else (case.disk,)
    squashed = any(migration.replaces for migration in old.migrations.values())
    names = {squash.end: squash.key for squash in case.plan.flattened}
    whole = _left(old, old, ())
    for known in _databases(case):
        # Where nothing is replaced, what is left is what is not applied.
        expected = _left(old, old, known) if squashed else [key for key in whole if key not in known]
        for disk in disks:
            # An old squash that goes is where the last of what it replaces is.
            loader = DiskLoader(disk, applied=known)
            left = _recorded_by(loader, old)
            found = [each for key in left for each in (key, *([names[key]] if key in names else []))]
            if set(found) - set(names.values()) != set(expected) - set(names.values()) or len(left) != len(set(left)):
                reason = "a partly migrated database would miss migrations or run them twice"
                raise case.retreat(reason, case.migrations)
            wrong = _out_of_order(loader, known)
            if wrong and not _out_of_order(DiskLoader(old, applied=known), known):
                raise _refused(case, known, *wrong)
            _orderings_hold(case, expected, found)


def _databases(case: Case) -> Iterator[frozenset[Key]]:
    """Yield what databases of every age have recorded.

    Those that the old migrations left at some time, those that were interrupted between two of the new ones, and those
    that have begun a piece.
    """
    old = [node.key for node in case.plan.history.nodes]
    step = -(-len(old) // _SAMPLES)
    yield from (_recorded(case, old[:end]) for end in chain(range(0, len(old), step), [len(old)]))
    flattened = {squash.key: squash for squash in case.plan.flattened}
    done: list[Key] = []
    for piece in case.plan.pieces:
        if len(piece.keys) > 1:
            yield _recorded(case, [*done, piece.keys[0]])
        for key in piece.keys:
            if key in flattened:
                yield from _within(case, _recorded(case, done), flattened[key])
            done.append(key)
        yield _recorded(case, done)


def _recorded(case: Case, applied: Iterable[Key]) -> frozenset[Key]:
    """Return what a database records that was migrated so far: of a squashed migration what it replaces, too."""
    migrations = case.plan.history.disk.migrations
    return frozenset(key for done in applied for key in (done, *map(_key, migrations[done].replaces)))


def _within(case: Case, before: frozenset[Key], squash: OldSquash) -> Iterator[frozenset[Key]]:
    """Yield what databases have recorded that have begun an old squash, or ended it and not come back since."""
    later = [squash.key, *(key for each in case.plan.flattened for key in (each.key,) if key in before)]
    if not squash.gone:
        yield from (before | set(squash.replaces[:end]) for end in range(1, len(squash.replaces)))
    yield (before | set(squash.replaces)) - set(later)


def _key(name: Sequence[str]) -> Key:
    return (name[0], name[1])


def _left(old: Disk, disk: Disk, known: Collection[Key]) -> list[Key]:
    """Return what a database that has recorded ``known`` would still record with ``disk``, of the ``old`` one."""
    return _recorded_by(DiskLoader(disk, applied=known), old)


def _recorded_by(loader: DiskLoader, old: Disk) -> list[Key]:
    """Return the names on the ``old`` disk that are still to be recorded, in the order in which ``migrate`` would.

    A squashed migration of the old disk counts with the names that it replaces, on the disk or not.
    """
    left: list[Key] = []
    for key in execution_order(loader):
        if key not in loader.applied_migrations:
            replaced = map(_key, loader.graph.nodes[key].replaces)
            left += [*replaced, *([key] if key in old.migrations else [])]
    return left


def _out_of_order(loader: DiskLoader, known: Collection[Key]) -> tuple[Key, Key] | None:
    """Return a migration that is recorded and one that should have come before, to Django's mind, and isn't."""
    for key in sorted(loader.graph.nodes.keys() & known):
        for parent in sorted(loader.graph.node_map[key].parents):
            if parent.key not in known and not _all_replaced(loader, parent.key, known):
                return key, parent.key
    return None


def _refused(case: Case, known: Collection[Key], key: Key, before: Key) -> Setback:
    """Return what to do for a database that has ``key`` and not ``before``: the latter's piece ends where it stands.

    Of a piece that is begun, Django has the last old migration run before what has to run after the new one.
    """
    reason = f"Django would refuse a database that has {'.'.join(key)} and not {'.'.join(before)}"
    nodes = case.plan.history.by_key()
    for piece in case.plan.pieces:
        if any(before in (inner, *map(_key, nodes[inner].migration.replaces)) for inner in piece.keys):
            left = [inner for inner in piece.keys if inner not in known]
            if left and left[0] != piece.keys[0]:
                return Setback(reason, cuts={left[0]})
    return case.retreat(reason, case.migrations)


def _all_replaced(loader: DiskLoader, key: Key, known: Collection[Key]) -> bool:
    """Tell whether a migration stands for others, all of which are recorded, or stand for such."""
    replaced = [*map(_key, loader.replacements[key].replaces)] if key in loader.replacements else []
    return bool(replaced) and all(each in known or _all_replaced(loader, each, known) for each in replaced)


def _orderings_hold(case: Case, before: Sequence[Key], after: Sequence[Key]) -> None:
    """See that what history has run in the right order by chance still is, where it has still to be run.

    Of a piece that is begun Django runs the old migrations, which declare nothing: it has to be divided there.
    """
    old, new = ({key: index for index, key in enumerate(keys)} for keys in (before, after))
    wrong = [
        each
        for each in case.plan.orderings
        if {each.before, each.after} <= new.keys() & old.keys()
        # What comes too late in the history as it is may do so.
        if new[each.before] > new[each.after] and old[each.before] < old[each.after]
    ]
    if wrong:
        inner = {key for piece in case.plan.pieces for key in piece.keys[1:]}
        reason = f"{'.'.join(wrong[0].before)} would run too late"
        for cuts in ({each.after for each in wrong} & inner, {each.before for each in wrong} & inner):
            if cuts:
                raise Setback(reason, cuts=cuts)
        raise case.retreat(reason, case.migrations)
