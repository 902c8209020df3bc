"""Fewer operations that do the same: guarded optimising, proved step by step, down to the original if need be.

What is given is a contiguous run of operations of one app. It is assumed that everything they depend on is applied
before the first of them, that ``state_before`` tells all of it, and that no operation of another app happens in
between. The result stands in the same place, so it needs nothing more than the run did.

Operations that do more than the state tells (RunPython, RunSQL, SeparateDatabaseAndState, classes that Django doesn't
bring, pinned ones) are barriers: they stay, in their order, and find exactly the state that they found before. Between
two of them the operations are replaced by those that Django's optimizer or its autodetector proposes, if it is proved
that these lead to the same state (``differences``), leave the same values in every row that a table may hold
(``Rows``), and never ask of a database what it can't do (``Effect.faults``). What can't be proved is divided, and what
can't be divided stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state import duplicate, forward
from .block import Reducer
from .deferred import first_hazard, settle
from .effect import tables_of
from .item import Item
from .kinds import does_nothing, is_barrier, model_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

    from ..step import Step

__all__ = ["divide", "model_of", "reduce", "tables_of"]


def reduce(
    steps: Sequence[Step],
    state_before: ProjectState,
    app_label: str,
    *,
    pinned: Collection[Operation] = (),
    populated: bool = True,
) -> tuple[Step, ...]:
    """Return the fewest steps found that do what ``steps`` do; those that are left untouched are the same objects.

    ``pinned`` operations are kept, and see the state that they saw; an elidable one goes if it isn't pinned.
    ``populated``: the app's tables may hold rows at the start.
    """
    return divide(steps, state_before, app_label, (), pinned=pinned, populated=populated)[1]


def divide(  # noqa: PLR0913 - those of reduce, and one
    steps: Sequence[Step],
    state_before: ProjectState,
    app_label: str,
    boundaries: Sequence[int],
    *,
    pinned: Collection[Operation] = (),
    populated: bool = True,
) -> tuple[tuple[int, ...], tuple[Step, ...]]:
    """Return those ``boundaries`` at which a new migration has to begin, if each piece is reduced by itself.

    Where there are none, return what ``reduce`` does too. ``boundaries`` are the indices of the steps with which
    original migrations begin; the rest is as for ``reduce``. Django puts some SQL off to the end of a migration, and
    what alters its result earlier can't find it: see ``deferred``.
    """
    found: list[int] = []
    start, state = 0, duplicate(state_before)
    while True:
        items = _items(steps[start:], range(start, len(steps)), pinned)
        reduced = list(_reduced(items, state, app_label, pinned, populated=populated or start > 0))
        hazard = first_hazard(reduced, app_label) if boundaries else None
        cut = max((each for each in boundaries if start < each <= hazard), default=None) if hazard else None
        if cut is None:
            return tuple(found), () if found else tuple(item.to_step() for item in settle(reduced))
        for step in steps[start:cut]:
            forward(step.operation, app_label, state)
        found.append(cut)
        start = cut


def _items(steps: Sequence[Step], positions: range, pinned: Collection[Operation]) -> list[Item]:
    return [
        Item(step.operation, position, step, step.sources or ((step.module,) if step.module else ()))
        for position, step in zip(positions, steps, strict=True)
        if step.operation in pinned or not does_nothing(step.operation)
    ]


def _reduced(
    items: Sequence[Item],
    state_before: ProjectState,
    app_label: str,
    pinned: Collection[Operation],
    *,
    populated: bool,
) -> Iterator[Item]:
    """Yield the result, block by block; from the first barrier on the tables may hold rows."""
    state, start = duplicate(state_before), duplicate(state_before)
    block: list[Item] = []
    for item in items:
        if item.operation not in pinned and not is_barrier(item.operation, state, app_label):
            block.append(item)
            forward(item.operation, app_label, state)
            continue
        yield from Reducer(app_label, populated).reduce(block, start)
        yield item
        forward(item.operation, app_label, state)
        start, block, populated = duplicate(state), [], True
    yield from Reducer(app_label, populated).reduce(block, start)
