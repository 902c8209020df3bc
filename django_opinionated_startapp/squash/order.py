"""Orderings that nobody declared: pairs of migrations that history happens to run in the order that they need.

A resource is a model's identity (it exists, under this name, with this primary key), its shape, or a table. Whoever
needs a resource as it is comes after the migration that last changed it, and before the one that changes it next.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection
from django.db.backends.utils import truncate_name
from django.db.migrations.operations import (
    AddField,
    AlterField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation

from .state import forward
from .trace import Trace, runs_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.models import Field

    from .disk import Key
    from .history import History

Resource: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """``before`` has to run before ``after``; ``reason`` names what both of them touch."""

    before: Key
    after: Key
    reason: str


def undeclared(history: History, trace: Trace) -> tuple[Ordering, ...]:
    """Return the orderings of ``history`` that do not follow from its dependencies."""
    ancestors: dict[Key, frozenset[Key]] = {}
    found: list[Ordering] = []
    ledger = _Ledger()
    for key, access in _accesses(history, trace):
        node = history.by_key()[key]
        known = frozenset().union(*(ancestors[parent] | {parent} for parent in node.parents))
        for before, resource in ledger.waits_for(key, access):
            if before not in known:
                found.append(Ordering(before, key, _text(resource)))
                known |= ancestors[before] | {before}
        ancestors[key] = known
    return tuple(found)


@dataclass(slots=True)
class _Access:
    needs: set[Resource] = field(default_factory=set)
    changes: set[Resource] = field(default_factory=set)


class _Ledger:
    """Who changed each resource last, and who has needed it since."""

    def __init__(self) -> None:
        self._changed: dict[Resource, Key] = {}
        self._needed: dict[Resource, list[Key]] = {}

    def waits_for(self, key: Key, access: _Access) -> Iterator[tuple[Key, Resource]]:
        """Yield what has to run before ``key``, the latest first, and enter its accesses."""
        for resource in sorted(access.needs | access.changes):
            if resource in access.changes:
                yield from ((other, resource) for other in reversed(self._needed.pop(resource, [])))
            if resource in self._changed:
                yield self._changed[resource], resource
            if resource in access.changes:
                self._changed[resource] = key
            else:
                self._needed.setdefault(resource, []).append(key)


def _text(resource: Resource) -> str:
    kind, *names = resource
    return f"{kind} {'.'.join(names)}"


def _accesses(history: History, trace: Trace) -> Iterator[tuple[Key, _Access]]:
    state = ProjectState(real_apps=set(history.disk.unmigrated))
    for node in history.nodes:
        access = _Access()
        for operation in node.migration.operations:
            for single in _flat(operation):
                _enter(access, single, node.key[0], state)
            forward(operation, node.key[0], state)
        for effect in trace.of(node.key):
            access.needs.update(("table", table) for table in effect.reads)
            access.changes.update(("table", table) for table in effect.writes)
            access.needs.update(("model", *model) for model in effect.models)
        if any(runs_code(operation) for operation in node.migration.operations):
            access.needs.update(("model", *model) for model in _named_models(node.syntax()))
        yield node.key, access


def _flat(operation: Operation) -> Iterator[Operation]:
    """Yield the operations that change the state or the schema, those inside others instead of the outer ones."""
    nested: Sequence[Operation] = ()
    if isinstance(operation, SeparateDatabaseAndState):
        nested = (*operation.state_operations, *operation.database_operations)
    elif isinstance(operation, RunSQL):
        nested = operation.state_operations
    if not nested:
        yield operation
    for each in nested:
        yield from _flat(each)


def _enter(access: _Access, operation: Operation, app_label: str, state: ProjectState) -> None:
    """Add what ``operation`` needs and changes; ``state`` is the one before it, or not long before."""
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
    if not isinstance(name, str) or isinstance(operation, RunSQL):
        return
    model = (app_label, name.lower())
    fields = dict(_fields(operation, model, state))
    access.changes.add(("model", *model))
    access.changes.update(("table", table) for table in _tables(model, fields, operation, state))
    access.needs.update(("existence", *target) for target in _targets(operation, model, fields.values()))
    if isinstance(operation, (CreateModel, DeleteModel)) or _moves_key(operation, fields.values()):
        access.changes.add(("existence", *model))
    if isinstance(operation, RenameModel):
        for renamed in (operation.old_name_lower, operation.new_name_lower):
            access.changes.update({("existence", app_label, renamed), ("model", app_label, renamed)})


def _fields(operation: Operation, model: Key, state: ProjectState) -> Iterator[tuple[str, Field[Any, Any]]]:
    """Yield the fields that ``operation`` brings in, changes or takes away, before and after."""
    known = state.models[model].fields if model in state.models else {}
    if isinstance(operation, CreateModel):
        yield from operation.fields
    elif isinstance(operation, DeleteModel):
        yield from known.items()
    elif isinstance(operation, (RemoveField, RenameField, AlterField)):
        name = operation.old_name if isinstance(operation, RenameField) else operation.name
        if name in known:
            yield f"{name} before", known[name]
    if isinstance(operation, (AddField, AlterField)):
        yield operation.name, operation.field


def _tables(
    model: Key, fields: Mapping[str, Field[Any, Any]], operation: Operation, state: ProjectState
) -> Iterator[str]:
    options = state.models[model].options if model in state.models else getattr(operation, "options", {})
    table = options.get("db_table") or "_".join(model)
    limit = connection.ops.max_name_length()
    yield truncate_name(table, limit)
    for name, each in fields.items():
        if each.many_to_many:
            own = getattr(each, "db_table", None) or f"{table}_{name.partition(' ')[0]}"
            yield truncate_name(own, limit)


def _targets(operation: Operation, model: Key, fields: Iterable[Field[Any, Any]]) -> Iterator[Key]:
    """Yield the other models that ``fields``, or the bases of a new model, name."""
    named = [base for base in getattr(operation, "bases", ()) if isinstance(base, str) or hasattr(base, "_meta")]
    for each in fields:
        remote = each.remote_field
        named += [to for to in (getattr(remote, "model", None), getattr(remote, "through", None)) if to]
    for to in named:
        target = resolve_relation(to, *model)
        if target != model:
            yield target


def _moves_key(operation: Operation, fields: Iterable[Field[Any, Any]]) -> bool:
    """Tell whether references to the model have to follow: the column that they hold changes its type or name."""
    if not isinstance(operation, (AddField, AlterField, RemoveField, RenameField)):
        return False
    return any(each.primary_key or (each.unique and isinstance(operation, RenameField)) for each in fields)


def _named_models(tree: ast.Module) -> Iterator[Key]:
    """Yield the models that calls of ``get_model`` in the source name: on an empty database not all may be reached."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model":
            words = [str(word.value) for word in node.args if isinstance(word, ast.Constant)]
            label, _, model = ".".join(words).partition(".")
            if model:
                yield label, model.lower()
