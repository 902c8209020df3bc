"""The migrations that are to be rebuilt: the state after them, where that comes from, and what is to be run again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.migrations.operations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import ProjectState

from ..elide import LeftOut, as_idle, describe, is_data
from ..state import differences, duplicate, forward, table_of
from ..trace import runs_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.migrations.operations.base import Operation

    from ..disk import Key
    from ..history import History, Node
    from ..order import Ordering
    from ..state import ModelKey
    from ..trace import Trace

    FieldKey: TypeAlias = tuple[ModelKey, str]

_FIRST = {"CreateExtension", "CollationOperation"}  # of django.contrib.postgres, which needs a driver to be imported
_FIRST_SQL = re.compile(r"\s*CREATE\s+(?:EXTENSION|SCHEMA|DOMAIN|TYPE|COLLATION)\b", re.IGNORECASE)
_FROM_THE_STATE = "the schema is made from the state that it leads to, and comes out the same"


@dataclass(frozen=True, slots=True)
class Range:
    """What is rebuilt: the migrations ``wanted``, and the ``state`` after them.

    ``origins`` are the places in the history at which the models of the state have come into being, and their fields.
    ``again`` are the operations to be run at the end, ``first`` those at the beginning, by their migrations;
    ``touched`` are the apps that the former have to do with; ``left_out`` are not run again. ``ancestors`` are those
    of each migration of the history, as bits. ``indexed`` are fields that get an index, as no model says.
    """

    history: History
    wanted: frozenset[Key]
    state: ProjectState
    origins: Mapping[FieldKey, int]
    again: Mapping[Key, tuple[Operation, ...]]
    first: Mapping[Key, tuple[Operation, ...]]
    touched: Mapping[Key, frozenset[str]]
    left_out: tuple[LeftOut, ...]
    ancestors: tuple[int, ...]
    indexed: frozenset[FieldKey] = frozenset()

    @property
    def labels(self) -> tuple[str, ...]:
        """The apps, in order."""
        return tuple(sorted({label for label, _ in self.wanted}))


def read_range(
    history: History,
    wanted: frozenset[Key],
    trace: Trace,
    orderings: Iterable[Ordering],
    indexed: frozenset[FieldKey] = frozenset(),
) -> Range:
    """Return what the migrations ``wanted`` come to; all that they depend on in their own apps is among them."""
    ancestors = _ancestors(history, orderings)
    reached = union(above | 1 << place for place, above in enumerate(ancestors) if history.nodes[place].key in wanted)
    reader = _Reader(history, wanted, trace)
    for place, node in enumerate(history.nodes):
        if reached >> place & 1:
            reader.follow(place, node)
    return Range(
        history=history,
        wanted=wanted,
        state=reader.state,
        origins=reader.origins,
        again=reader.again,
        first=reader.first,
        touched={key: _touched(trace, key, reader.state) for key in reader.again},
        left_out=tuple(reader.left_out),
        ancestors=tuple(ancestors),
        indexed=indexed,
    )


def union(sets: Iterable[int]) -> int:
    """Return all bits of ``sets``."""
    result = 0
    for each in sets:
        result |= each
    return result


def _ancestors(history: History, orderings: Iterable[Ordering]) -> list[int]:
    number = {node.key: index for index, node in enumerate(history.nodes)}
    parents = {node.key: set(node.parents) for node in history.nodes}
    for ordering in orderings:
        parents[ordering.after].add(ordering.before)
    found: list[int] = []
    for node in history.nodes:
        found.append(union(found[number[parent]] | 1 << number[parent] for parent in parents[node.key]))
    return found


def _touched(trace: Trace, key: Key, state: ProjectState) -> frozenset[str]:
    tables = {table_of(model): label for (label, _), model in state.models.items()}
    found = {label for effect in trace.of(key) for label, _ in effect.models}
    named = {table for effect in trace.of(key) for table in effect.reads | effect.writes}
    return frozenset(found | {label for table, label in tables.items() if table in named})


class _Reader:
    """Follows the history."""

    def __init__(self, history: History, wanted: frozenset[Key], trace: Trace) -> None:
        self.state = ProjectState(real_apps=set(history.disk.unmigrated))
        self.origins: dict[FieldKey, int] = {}
        self.again: dict[Key, tuple[Operation, ...]] = {}
        self.first: dict[Key, tuple[Operation, ...]] = {}
        self.left_out: list[LeftOut] = []
        self._busy = {(effect.key, effect.index) for effect in trace.effects if effect.rows or effect.other}
        self._wanted = wanted

    def follow(self, place: int, node: Node) -> None:
        """Go on with the migration at ``place``."""
        first: list[Operation] = []
        again: list[Operation] = []
        for index, operation in enumerate(node.migration.operations):
            if _comes_first(operation):
                first.append(operation)
            elif self._is_stateless(operation, node):
                if (node.key, index) in self._busy:
                    again.append(operation)
                elif node.key in self._wanted:
                    self.left_out.append(_left_out(node.key, index, operation))
            elif node.key in self._wanted and _does_more(operation):
                self.left_out.append(LeftOut(node.key, index, describe(operation), _FROM_THE_STATE))
            forward(operation, node.key[0], self.state)
        if node.key in self._wanted:
            self.first.update({node.key: tuple(first)} if first else {})
            self.again.update({node.key: tuple(again)} if again else {})
        self._note(node.key[0], place)

    def _is_stateless(self, operation: Operation, node: Node) -> bool:
        """Tell whether an operation has no part in the state, from which the schema is made."""
        if isinstance(operation, (RunSQL, SeparateDatabaseAndState)):
            return not operation.state_operations
        if is_data(operation):
            return True
        if not runs_code(operation):
            return False
        after = duplicate(self.state)
        forward(operation, node.key[0], after)
        return not differences(self.state, after)

    def _note(self, label: str, place: int) -> None:
        """Enter where the models of an app, and their fields, have come into being; forget what is gone."""
        there = {
            (key, name) for key, model in self.state.models.items() if key[0] == label for name in ("", *model.fields)
        }
        for gone in [each for each in self.origins if each[0][0] == label and each not in there]:
            del self.origins[gone]
        for each in there:
            self.origins.setdefault(each, place)


def _left_out(key: Key, index: int, operation: Operation) -> LeftOut:
    """Return an operation that is not run again, with the reason: the reference run saw it, or the proof will."""
    if operation.elidable or runs_code(operation):
        return as_idle(key, index, operation)
    return LeftOut(key, index, describe(operation), "the schema comes out the same without it")


def _does_more(operation: Operation) -> bool:
    """Tell whether an operation that changes the state may do more to the database than follows from that."""
    apart = isinstance(operation, SeparateDatabaseAndState) and bool(operation.database_operations)
    return apart or runs_code(operation)


def _comes_first(operation: Operation) -> bool:
    if any(kind.__name__ in _FIRST for kind in type(operation).__mro__):
        return True
    sql = operation.sql if isinstance(operation, RunSQL) and not operation.state_operations else None
    return isinstance(sql, str) and bool(_FIRST_SQL.match(sql))
