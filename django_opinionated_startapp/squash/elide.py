"""Which data operations may be left out: those that their authors declared so, and those that have nothing to do.

One that changes nothing on an empty database still does on one with rows. So it may only go where no database with
rows will ever run it: in a range that every database has completely, or, being new, not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.migrations.operations import RunPython, RunSQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations.operations.base import Operation

    from .disk import Key
    from .history import History
    from .trace import Trace


_DECLARED = "it is declared elidable"
_IDLE = "it does nothing on an empty database, and every other one has it behind it"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An operation, by its place in a migration, and the reason why it may be left out."""

    key: Key
    index: int
    operation: str
    reason: str


def declared(history: History) -> Iterator[LeftOut]:
    """Yield the operations that say of themselves that a squash may leave them out."""
    for node in history.nodes:
        for index, operation in enumerate(node.migration.operations):
            if operation.elidable and not getattr(operation, "state_operations", ()):
                yield LeftOut(node.key, index, describe(operation), _DECLARED)


def without_effect(history: History, trace: Trace, wanted: frozenset[Key]) -> Iterator[LeftOut]:
    """Yield the operations within ``wanted`` that did nothing in the reference run, the declared ones apart."""
    idle = {(effect.key, effect.index) for effect in trace.effects if not (effect.rows or effect.other)}
    for node in history.nodes:
        for index, operation in enumerate(node.migration.operations):
            if node.key in wanted and (node.key, index) in idle and is_data(operation) and not operation.elidable:
                yield as_idle(node.key, index, operation)


def as_idle(key: Key, index: int, operation: Operation) -> LeftOut:
    """Return an operation that did nothing in the reference run as one that may be left out."""
    return LeftOut(key, index, describe(operation), _DECLARED if operation.elidable else _IDLE)


def is_data(operation: Operation) -> bool:
    """Tell whether an operation can do nothing but change data: it has no part in the state."""
    if isinstance(operation, RunSQL):
        return type(operation) is RunSQL and not operation.state_operations
    return isinstance(operation, RunPython) and type(operation).state_forwards is RunPython.state_forwards


def describe(operation: Operation) -> str:
    """Return what an operation is called in a report."""
    name = getattr(getattr(operation, "code", None), "__name__", "")
    return f"{type(operation).__name__}({name})" if name else type(operation).__name__
