"""Django's optimizer, kept from the folds that are known to change what the operations do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.migrations.operations import AddField, AlterField, CreateModel, RenameModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.models import NOT_PROVIDED

from .item import Item, merged

if TYPE_CHECKING:
    from collections.abc import Iterable


def fold(items: Iterable[Item], app_label: str) -> list[Item]:
    """Return ``items`` as far as Django's optimizer folds them; whether they do the same has still to be proved."""
    guards = MigrationOptimizer().optimize([_Guard(item) for item in items], app_label)
    return [guard.item for guard in cast("list[_Guard]", guards)]


class _Guard(Operation):
    """What the optimizer sees of an item: its ``reduce``, which says no where Django's can't be believed."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        """Answer for the item's operation; ``operation`` is another guard."""
        other = cast("_Guard", operation)
        mine, theirs = self.item.operation, other.item.operation
        if isinstance(mine, CreateModel):
            theirs = _without_one_off(theirs)  # a new table has no rows that would need it (ticket #26223)
        result = mine.reduce(theirs, app_label)
        if isinstance(result, list):
            return self._made(other, result)
        return bool(result) and not _is_renamed_under(mine, theirs, app_label)

    def _made(self, other: _Guard, result: list[Operation]) -> list[Operation] | bool:
        known = {id(guard.item.operation): guard for guard in (self, other)}
        made = [operation for operation in result if id(operation) not in known]
        if made and any(_is_one_off(guard.item.operation) for guard in (self, other)) and not _creates(made):
            return False  # Django keeps the default and forgets that it was for once
        return [
            known[id(operation)] if id(operation) in known else _Guard(merged(operation, self.item, other.item))
            for operation in result
        ]


def _creates(made: list[Operation]) -> bool:
    return all(isinstance(operation, CreateModel) for operation in made)


def _is_one_off(operation: Operation) -> bool:
    return isinstance(operation, (AddField, AlterField)) and not operation.preserve_default


def _without_one_off(operation: Operation) -> Operation:
    if not isinstance(operation, (AddField, AlterField)) or operation.preserve_default:
        return operation
    field = operation.field.clone()
    field.default = NOT_PROVIDED
    return type(operation)(operation.model_name, operation.name, field)


def _is_renamed_under(operation: Operation, other: Operation, app_label: str) -> bool:
    """Tell whether one of the two renames a model that the other refers to (ticket #32263)."""
    return any(
        isinstance(renaming, RenameModel)
        and any(one.references_model(name, app_label) for name in (renaming.old_name, renaming.new_name))
        for renaming, one in ((operation, other), (other, operation))
    )
