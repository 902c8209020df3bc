"""The obligation that needs the graph alone: databases of every age get what they lack, in an order that works."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import django

from ..build import Setback
from ..disk import DiskLoader, execution_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..disk import Disk, Key
    from .case import Case

_SAMPLES = 64  # of partly migrated databases
_NESTED_BY_ORDER = (6, 0)  # before this version the order in which files are found matters


def graph_loads_everywhere(case: Case) -> None:
    """Load the graph for many sets of applied migrations and look at what ``migrate`` would run."""
    old = case.plan.history.disk
    disks = (case.disk, case.disk.reversed()) if django.VERSION < _NESTED_BY_ORDER else (case.disk,)
    squashed = any(migration.replaces for migration in old.migrations.values())
    whole = _left(old, old, ())
    for applied in _databases(case):
        # Where nothing is replaced, what is left is what is not applied.
        expected = _left(old, old, applied) if squashed else [key for key in whole if key not in applied]
        for disk in disks:
            found = _left(old, disk, applied)
            if sorted(found) != sorted(expected):
                reason = "a partly migrated database would miss migrations or run them twice"
                raise case.retreat(reason, case.migrations)
            _orderings_hold(case, expected, found)


def _databases(case: Case) -> Iterator[frozenset[Key]]:
    """Yield what databases of every age have applied.

    Those that the old migrations left at some time, those that were interrupted between two of the new ones, and those
    that have begun a piece.
    """
    old = [node.key for node in case.plan.history.nodes]
    step = -(-len(old) // _SAMPLES)
    yield from (frozenset(old[:end]) for end in chain(range(0, len(old), step), [len(old)]))
    done: frozenset[Key] = frozenset()
    for piece in case.plan.pieces:
        if len(piece.keys) > 1:
            yield done | {piece.keys[0]}
        done |= set(piece.keys)
        yield done


def _left(old: Disk, disk: Disk, applied: Collection[Key]) -> list[Key]:
    """Return the names on the ``old`` disk that ``disk`` would still record, in the order in which it would run them.

    A squashed migration of the old disk counts with the names that it replaces, on the disk or not.
    """
    known = {key for done in applied for key in (done, *old.migrations[done].replaces)}
    loader = DiskLoader(disk, applied=known)
    left: list[Key] = []
    for key in execution_order(loader):
        if key not in loader.applied_migrations:
            left += [*disk.migrations[key].replaces, *([key] if key in old.migrations else [])]
    return left


def _orderings_hold(case: Case, before: Sequence[Key], after: Sequence[Key]) -> None:
    """See that what history has run in the right order by chance still is, where it has still to be run.

    Of a piece that is begun Django runs the old migrations, which declare nothing: it has to be divided there.
    """
    old, new = ({key: index for index, key in enumerate(keys)} for keys in (before, after))
    wrong = [
        each
        for each in case.plan.orderings
        if each.before in new and each.after in new
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
