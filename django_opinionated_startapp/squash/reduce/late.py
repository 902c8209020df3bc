"""Which operations to keep out of a fold because of the rows that it would leave with other values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.operations import AlterOrderWithRespectTo, RenameField, RenameModel
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation

from .kinds import model_of
from .rows import ORDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.migrations.operations.base import Operation

    from .item import Item


def put_off(items: Sequence[Item], strays: Collection[tuple[str, str]], app_label: str) -> set[Item]:
    """Return for each stray (model, field), named as in the end, the item that made it and what depends on that."""
    late: set[Item] = set()
    for model, field in strays:
        late.update(_with_dependants(items, model, field, app_label))
    return late


def _with_dependants(items: Sequence[Item], model: str, field: str, app_label: str) -> Iterable[Item]:
    later: list[Item] = []
    names = {model}
    for item in reversed(items):
        operation = item.operation
        later.insert(0, item)
        if _makes(operation, model, field):
            break
        if isinstance(operation, RenameModel) and operation.new_name_lower == model:
            model = operation.old_name_lower
            names.add(model)
        if isinstance(operation, RenameField) and operation.model_name_lower == model and operation.new_name == field:
            field = operation.old_name
    for item in later:
        if item is later[0] or _concerns(item.operation, names, app_label):
            names |= _named(item.operation)
            yield item


def _makes(operation: Operation, model: str, field: str) -> bool:
    """Tell whether an operation gives the field of the model its values."""
    if isinstance(operation, AlterOrderWithRespectTo):
        return operation.name_lower == model and field == ORDER
    return (
        isinstance(operation, FieldOperation)
        and not isinstance(operation, RenameField)
        and (operation.model_name_lower, operation.name) == (model, field)
    )


def _concerns(operation: Operation, names: set[str], app_label: str) -> bool:
    """Tell whether an operation works on one of the models, or refers to it."""
    if _named(operation) & names or isinstance(operation, IndexOperation):
        return bool(_named(operation) & names)
    return any(operation.references_model(name, app_label) for name in names)


def _named(operation: Operation) -> set[str]:
    if isinstance(operation, RenameModel):
        return {operation.old_name_lower, operation.new_name_lower}
    return {model_of(operation)}
