"""What a run of operations does, told in full: two runs with equal effects may stand for each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.migrations.operations import AlterField
from django.db.migrations.utils import resolve_relation

from ..state import differences, duplicate, forward, table_of
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ModelState, ProjectState
    from django.db.models import Field

    from ..state import ModelKey

# What state_forwards raises for an operation that doesn't fit the state.
MISFITS = (LookupError, ValueError, FieldDoesNotExist)


@dataclass(frozen=True, slots=True)
class Effect:
    """The state and the rows that a run leaves, and the faults that it shows on the way: none, if it is sound."""

    state: ProjectState
    rows: Rows
    faults: frozenset[tuple[str, ...]]

    def equals(self, other: Effect) -> bool:
        """Tell whether ``other`` leaves the same state behind, and has no faults that this one hasn't."""
        return other.faults <= self.faults and not differences(self.state, other.state)

    def spoilt(self, other: Effect) -> set[tuple[str, str]]:
        """Return the (model, field) whose index ``other`` loses."""
        return {
            (model, field)
            for kind, model, *field_ in other.faults - self.faults
            if kind == "index"
            for field in field_
        }

    def strays(self, other: Effect) -> Iterator[tuple[str, str]]:
        """Yield the (model, field) whose rows ``other`` leaves with other values."""
        for name, table in self.rows.tables.items():
            mine = table.values
            theirs = other.rows.tables[name].values if name in other.rows.tables else None
            if mine != theirs:
                fields = (mine or {}).keys() | (theirs or {}).keys()
                yield from (
                    (name, field)
                    for field in sorted(fields)
                    if mine is None or theirs is None or mine.get(field) != theirs.get(field)
                )


def effect(operations: Iterable[Operation], before: ProjectState, app_label: str) -> Effect | None:
    """Return what ``operations`` do from the state ``before``, which is left alone; None if they don't fit it."""
    state, rows = duplicate(before), Rows(before, app_label)
    faults: set[tuple[str, ...]] = set()
    try:
        for operation in operations:
            rows.follow(operation, state)
            faults.update(_alteration_faults(operation, state, app_label))
            forward(operation, app_label, state)
            faults.update(_faults(state, app_label))
    except MISFITS:
        return None
    return Effect(state, rows, frozenset(faults))


def _alteration_faults(operation: Operation, state: ProjectState, app_label: str) -> Iterator[tuple[str, ...]]:
    """Yield an alteration of a column's name and index at once: SQLite renames the column and forgets the index."""
    if isinstance(operation, AlterField):
        name, new = operation.name, operation.field
        old = state.models[app_label, operation.model_name_lower].fields[name]
        if (
            not old.many_to_many
            and _column(name, old) != _column(name, new)
            and getattr(old, "db_index", 0) != getattr(new, "db_index", 0)
        ):
            yield ("index", operation.model_name_lower, name)


def _faults(state: ProjectState, app_label: str) -> Iterator[tuple[str, ...]]:
    """Yield what keeps a state from being made in a database: relations that lead nowhere, names used twice."""
    own = [model for (label, _), model in state.models.items() if label == app_label]
    tables: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for model in own:
        yield from (("lost", *key) for key in _targets(model) if not _is_known(key, state))
        yield from (("lost", model.name_lower, name) for name in _named_fields(model) if name not in model.fields)
        if not model.options.get("proxy") and model.options.get("managed", True):
            tables.update(tables_of(model))
            columns = Counter(_columns(model))
            yield from (("column", model.name_lower, column) for column, uses in columns.items() if uses > 1)
        names.update(each.name.lower() for kind in ("indexes", "constraints") for each in model.options[kind])
    yield from (("table", table) for table, uses in tables.items() if uses > 1)
    yield from (("name", name) for name, uses in names.items() if uses > 1)


def _is_known(key: ModelKey, state: ProjectState) -> bool:
    return key in state.models or key[0] in state.real_apps


def _targets(model: ModelState) -> Iterator[ModelKey]:
    """Yield the models that ``model`` inherits from or has relations to."""
    for base in model.bases:
        if isinstance(base, str):
            yield resolve_relation(base, model.app_label)
    for field in model.fields.values():
        if field.remote_field:
            for target in (field.remote_field.model, getattr(field.remote_field, "through", None)):
                if target:
                    yield resolve_relation(target, model.app_label, model.name_lower)


def _named_fields(model: ModelState) -> Iterator[str]:
    """Yield the fields that options name; what expressions name is left out."""
    options = model.options
    for kind in ("unique_together", "index_together"):
        yield from (name for names in options.get(kind) or () for name in names)
    for each in (*options["indexes"], *options["constraints"]):
        yield from (name.lstrip("-") for name in getattr(each, "fields", ()))
    if options.get("order_with_respect_to"):
        yield options["order_with_respect_to"]


def tables_of(model: ModelState) -> Iterator[str]:
    """Yield the names in lower case of the table of ``model``, and of those that Django makes for its relations."""
    table = table_of(model)
    yield table.lower()
    for name, field in model.fields.items():
        if field.many_to_many and not getattr(field.remote_field, "through", None):
            yield (getattr(field, "db_table", None) or f"{table}_{name}").lower()


def _columns(model: ModelState) -> Iterator[str]:
    for name, field in model.fields.items():
        if not field.many_to_many:
            yield _column(name, field)


def _column(name: str, field: Field[Any, Any]) -> str:
    return (field.db_column or (f"{name}_id" if field.remote_field else name)).lower()
