"""The operations of each new piece: from the models that are there to those that belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterIndexTogether,
    AlterOrderWithRespectTo,
    AlterUniqueTogether,
    SeparateDatabaseAndState,
)

from ..reduce.create import create
from ..state import TOGETHER, forward, together
from ..step import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ModelState, ProjectState

    from ..disk import Key
    from ..state import ModelKey
    from .range import FieldKey, Range
    from .units import Order, Unit

_ALTER = {"unique_together": AlterUniqueTogether, "index_together": AlterIndexTogether}
_NAMING_FIELDS = (*_ALTER, "order_with_respect_to")
_ADD = {"indexes": AddIndex, "constraints": AddConstraint}


def steps(span: Range, order: Order, piece: Sequence[Key], state: ProjectState) -> tuple[Step, ...]:
    """Return what makes the units of a ``piece`` of ``order``; ``state`` is brought up to date with them."""
    units = tuple(order.units[key] for key in piece)
    nodes = span.history.by_key()
    modules = tuple(nodes[key].module for key in _newest_first(span, units[0].app_label))
    operations = tuple(_Piece(span, order, units).operations(state))
    return (
        *_replayed(span, units, "first"),
        *(Step(operation, None, modules) for operation in operations),
        *_replayed(span, units, "again"),
    )


def _newest_first(span: Range, label: str) -> Iterator[Key]:
    yield from (node.key for node in reversed(span.history.of_app(label)) if node.key in span.wanted)


def _replayed(span: Range, units: Iterable[Unit], kind: str) -> Iterator[Step]:
    nodes = span.history.by_key()
    for unit in units:
        if unit.kind == kind:
            module = nodes[unit.app_label, unit.name].module
            yield from (Step(operation, module) for operation in unit.operations)


class _Piece:
    """What belongs to the schema in ``units`` of one app."""

    def __init__(self, span: Range, order: Order, units: tuple[Unit, ...]) -> None:
        self._label = units[0].app_label
        self._goal = span.state.models
        self._indexed = span.indexed
        self._relations = _relations(units)
        self._waiting = _relations(order.units.values()) - self._relations
        self._new = [(unit.app_label, unit.name) for unit in units if unit.kind == "model"]

    def operations(self, state: ProjectState) -> Iterator[Operation]:
        """Yield the operations; each is applied to ``state`` before the next is taken."""
        for operation in create({key: self._begun(key) for key in self._new}):
            yield self._applied(operation, state)
        for key, name in sorted(self._relations):
            if key not in self._new:
                model = self._goal[key]
                yield self._applied(AddField(model.name_lower, name, model.fields[name]), state)
        for key in sorted({*self._new, *(key for key, _ in self._relations)}):
            for operation in _options(state.models[key], self._goal[key]):
                yield self._applied(operation, state)
        if fields := tuple(self._without_index()):
            altered = [AlterField(key[1], name, self._goal[key].fields[name]) for key, name in fields]
            yield self._applied(SeparateDatabaseAndState(state_operations=altered), state)

    def _without_index(self) -> Iterator[FieldKey]:
        """Yield the fields whose index only the database has."""
        yield from sorted((key, name) for key, name in self._indexed if key in self._new)

    def _applied(self, operation: Operation, state: ProjectState) -> Operation:
        forward(operation, self._label, state)
        return operation

    def _begun(self, key: ModelKey) -> tuple[ModelState, list[str]]:
        """Return a new model with what it can have by now, and the order of its columns."""
        begun = self._goal[key].clone()
        begun.fields = {name: each for name, each in begun.fields.items() if (key, name) not in self._waiting}
        for name in (name for each, name in self._without_index() if each == key):
            begun.fields[name] = begun.fields[name].clone()
            begun.fields[name].db_index = True
        if begun.fields.keys() != self._goal[key].fields.keys():
            kept = {name: value for name, value in begun.options.items() if name not in _NAMING_FIELDS}
            begun.options = {**kept, "indexes": [], "constraints": []}
        return begun, list(begun.fields)


def _relations(units: Iterable[Unit]) -> set[tuple[ModelKey, str]]:
    return {((unit.app_label, unit.name), unit.relation) for unit in units if unit.kind == "relation"}


def _options(model: ModelState, goal: ModelState) -> Iterator[Operation]:
    """Yield what adds the options that name fields, once the model has all of them."""
    if model.fields.keys() != goal.fields.keys():
        return
    for kind in TOGETHER:
        if together(model.options.get(kind)) != together(goal.options.get(kind)):
            yield _ALTER[kind](model.name_lower, goal.options[kind])
    if model.options.get("order_with_respect_to") != goal.options.get("order_with_respect_to"):
        yield AlterOrderWithRespectTo(model.name_lower, goal.options["order_with_respect_to"])
    for kind, add in _ADD.items():
        there = {each.name for each in model.options[kind]}
        yield from (add(model.name_lower, each) for each in goal.options[kind] if each.name not in there)
