"""What becomes of the rows that tables hold: where each column's values come from in the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterOrderWithRespectTo,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)

from .stored import filling, keeps, stored

if TYPE_CHECKING:
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState
    from django.db.models import Field

    AnyField = Field[Any, Any]

ORDER = "_order"  # the column of order_with_respect_to

# A value is told by what was done: ("was", model, field), ("fill", default), ("cast", value, old form, new form),
# ("else", value, what NULL became). Two equal ones are equal in every row, whatever the row holds.
Value = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a column; ``origin`` is the field's name at the start, None if it was added since."""

    value: Value
    nulls: bool
    origin: str | None = None


@dataclass(slots=True)
class Table:
    """A model's columns, in the order of the table; ``origin`` is its name at the start, None if it was created."""

    origin: str | None
    columns: dict[str, Column]

    @property
    def values(self) -> dict[str, Value] | None:
        """Return what tells whether two tables hold the same; None for one that can't hold anything yet."""
        return None if self.origin is None else {name: column.value for name, column in self.columns.items()}


class Rows:
    """The tables of one app, followed through its operations."""

    def __init__(self, state: ProjectState, app_label: str) -> None:
        """Start with the tables that ``state`` has; each may hold any rows."""
        self._app_label = app_label
        self.tables = {
            name: Table(
                name,
                {
                    **{each: _kept(name, each, field) for each, field in model.fields.items()},
                    **({ORDER: _kept(name, ORDER)} if model.options.get("order_with_respect_to") else {}),
                },
            )
            for (label, name), model in state.models.items()
            if label == app_label
        }

    def follow(self, operation: Operation, state: ProjectState) -> None:
        """Note what ``operation`` does; ``state`` is the one before it. KeyError for what isn't there."""
        if isinstance(operation, CreateModel):
            columns = {name: _added(field) for name, field in operation.fields}
            self.tables[operation.name_lower] = Table(None, columns)
            self._order(operation.name_lower, operation.options.get("order_with_respect_to"))
        elif isinstance(operation, DeleteModel):
            del self.tables[operation.name_lower]
        elif isinstance(operation, RenameModel):
            self.tables[operation.new_name_lower] = self.tables.pop(operation.old_name_lower)
        elif isinstance(operation, AlterOrderWithRespectTo):
            self._order(operation.name_lower, operation.order_with_respect_to)
        elif isinstance(operation, (AddField, AlterField, RemoveField, RenameField)):
            self._follow_field(operation, state)

    def _follow_field(self, operation: AddField | AlterField | RemoveField | RenameField, state: ProjectState) -> None:
        columns = self.tables[operation.model_name_lower].columns
        if isinstance(operation, AddField):
            columns[operation.name] = _added(operation.field)
        elif isinstance(operation, RemoveField):
            del columns[operation.name]
        elif isinstance(operation, AlterField):
            columns[operation.name] = self._altered(columns[operation.name], operation, state)
        else:
            renamed = {operation.old_name: operation.new_name}
            self.tables[operation.model_name_lower].columns = {
                renamed.get(name, name): column for name, column in columns.items()
            }

    def _order(self, table: str, with_respect_to: str | None) -> None:
        columns = self.tables[table].columns
        if with_respect_to is None:
            columns.pop(ORDER, None)
        else:
            columns.setdefault(ORDER, Column(("fill", 0), nulls=False))

    def _altered(self, column: Column, operation: AlterField, state: ProjectState) -> Column:
        model = state.models[self._app_label, operation.model_name_lower]
        old, new = model.fields[operation.name], operation.field
        if old.many_to_many or new.many_to_many:
            return column
        forms = stored(old, model, state), stored(new, model, state)
        if not keeps(*forms) and column.value != ("fill", None):
            column = replace(column, value=("cast", column.value, *forms))
        if old.null and not new.null:
            return _without_nulls(column, filling(new))
        return column


def _kept(model: str, name: str, field: AnyField | None = None) -> Column:
    value = ("computed",) if field and _is_computed(field) else ("was", model, name)
    return Column(value, field is not None and field.null, name)


def _added(field: AnyField) -> Column:
    if _is_computed(field):
        return Column(("computed",), nulls=False)
    if field.many_to_many:
        return Column(("empty",), nulls=False)
    default = filling(field)
    return Column(("fill", default), nulls=default is None)


def _is_computed(field: AnyField) -> bool:
    """Tell whether a field has no values of its own: a generated column, or a relation through a model of its own."""
    return getattr(field, "generated", False) or getattr(field.remote_field, "through", None) is not None


def _without_nulls(column: Column, default: Any) -> Column:  # noqa: ANN401 - what a default is
    if column.value == ("fill", None):
        return replace(column, value=("fill", default), nulls=default is None)
    if column.nulls and default is not None:
        return replace(column, value=("else", column.value, default), nulls=False)
    return replace(column, nulls=False)
