"""SQL that Django puts off to the end of a migration, and the operations that need it earlier.

CreateModel and AddField leave indexes, foreign keys, ``unique_together`` and conditional constraints to the end of the
migration. In migrations of their own they were there when the next began; in one, what alters or removes them doesn't
find them in the database, and either fails (``unique_together`` before Django 6.1, indexes) or does nothing, so that
an index comes into being that no model has; renaming a column spoils the index on SQLite, which takes its old name for
a text. Rows that a data operation adds are not checked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterIndexTogether,
    AlterUniqueTogether,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
    RunPython,
)
from django.db.migrations.utils import resolve_relation
from django.db.models import UniqueConstraint

from .item import Item, merged
from .kinds import FOLDABLE, model_of
from .stored import grows, stays

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.models import BaseConstraint, Field

_AGAINST = (AlterUniqueTogether, AlterIndexTogether, RemoveIndex, RemoveConstraint)
_PUT_OFF = ("unique_together", "index_together", "indexes", "constraints")


def settle(items: Sequence[Item]) -> list[Item]:
    """Return ``items`` with operations of their own, which are run at once, for the options that are needed early."""
    early: defaultdict[Item, set[str]] = defaultdict(set)
    for item, fresh in _walk(items):
        for model in fresh.values():
            if model.created and model.created.sources != item.sources:  # else they were in one migration all along
                early[model.created] |= _needed(item.operation, model)
    return [part for item in items for part in (_divided(item, early[item]) if early.get(item) else (item,))]


def first_hazard(items: Sequence[Item], app_label: str) -> int | None:
    """Return the position of the first operation that can't be in one migration with all before it, if any."""
    for item, fresh in _walk(items):
        operation = item.operation
        if isinstance(operation, (AlterField, RenameField)) and operation.model_name_lower in fresh:
            old = fresh[operation.model_name_lower].fields.get(operation.name)
            if old is not None and _has_more(old) and not _is_left_alone(operation, old, fresh, app_label):
                return item.position
    return None


def _has_more(field: Field[Any, Any]) -> bool:
    """Tell whether a field has more to it than a column."""
    return any(getattr(field, each, None) for each in ("db_index", "unique", "remote_field"))


def _is_left_alone(
    operation: AlterField | RenameField, old: Field[Any, Any], fresh: dict[str, _Fresh], app_label: str
) -> bool:
    """Tell whether ``operation`` leaves alone what is put off: for the column, or for references to a key."""
    if not isinstance(operation, AlterField):
        return False
    if stays(old, operation.field):
        return True
    key = (app_label, operation.model_name_lower)
    return grows(old, operation.field) and not any(
        resolve_relation(target, app_label, name) == key or (field.many_to_many and (app_label, name) == key)
        for name, model in fresh.items()
        for field in model.fields.values()
        for target in ((field.remote_field.model,) if field.remote_field else ())
    )


@dataclass(slots=True)
class _Fresh:
    """A model with something put off: its name now, the fields it was given, the item that created it."""

    name: str
    fields: dict[str, Field[Any, Any]] = field(default_factory=dict)
    created: Item | None = None

    def option(self, kind: str) -> Collection[Any]:
        """Return the value of an option that the model was created with, nothing if it wasn't created."""
        return (cast("CreateModel", self.created.operation).options.get(kind) or ()) if self.created else ()


def _walk(items: Sequence[Item]) -> Iterator[tuple[Item, dict[str, _Fresh]]]:
    """Yield each item with the models for which something is put off when it runs, by their names at that time."""
    fresh: dict[str, _Fresh] = {}
    for item in items:
        yield item, fresh
        operation = item.operation
        if isinstance(operation, CreateModel):
            fresh[operation.name_lower] = _Fresh(operation.name_lower, dict(operation.fields), item)
        elif isinstance(operation, AddField):
            model = fresh.setdefault(operation.model_name_lower, _Fresh(operation.model_name_lower))
            model.fields[operation.name] = operation.field
        elif isinstance(operation, RenameModel) and operation.old_name_lower in fresh:
            fresh[operation.new_name_lower] = fresh.pop(operation.old_name_lower)
            fresh[operation.new_name_lower].name = operation.new_name_lower
        elif isinstance(operation, RenameField) and operation.model_name_lower in fresh:
            model = fresh[operation.model_name_lower]
            renamed = {operation.old_name: operation.new_name}
            model.fields = {renamed.get(name, name): each for name, each in model.fields.items()}


def _needed(operation: Operation, model: _Fresh) -> set[str]:
    """Return the options of the model that have to be in the database before ``operation``."""
    wanted: Collection[str] = ()
    if type(operation) is RunPython:  # the rows that it adds should be checked
        late = any(_is_put_off(constraint) for constraint in model.option("constraints"))
        wanted = ("unique_together", "constraints") if late else ("unique_together",)
    elif type(operation) not in FOLDABLE:
        wanted = _PUT_OFF
    elif isinstance(operation, _AGAINST) and model.name == model_of(operation):
        wanted = (operation.option_name,)
    elif isinstance(operation, (AlterField, RenameField)) and model.name == model_of(operation):
        wanted = [kind for kind in _PUT_OFF if any(_may_name(each, operation.name) for each in model.option(kind))]
    elif isinstance(operation, RenameIndex) and model.name == model_of(operation):
        wanted = ("index_together",) if operation.old_fields else ("indexes",)
    return {kind for kind in wanted if model.option(kind)}


def _may_name(option: Any, name: str) -> bool:  # noqa: ANN401 - a tuple of names, an index or a constraint
    """Tell whether what was put off may have the field in it: what expressions name is not looked for."""
    names = option if isinstance(option, (tuple, list)) else getattr(option, "fields", ())
    return not names or any(each.lstrip("-") == name for each in names)


def _is_put_off(constraint: BaseConstraint) -> bool:
    """Tell whether a constraint isn't part of CREATE TABLE."""
    conditions = ("condition", "include", "opclasses", "expressions")
    return isinstance(constraint, UniqueConstraint) and any(getattr(constraint, each, None) for each in conditions)


def _divided(item: Item, kinds: Collection[str]) -> Iterator[Item]:
    """Yield a CreateModel without the options ``kinds``, then the operations that add them."""
    whole = cast("CreateModel", item.operation)
    options = {name: value for name, value in whole.options.items() if name not in kinds}
    yield merged(CreateModel(whole.name, whole.fields, options, whole.bases, whole.managers), item)
    for kind in (kind for kind in _PUT_OFF if kind in kinds):
        value = whole.options[kind]
        if kind == "indexes":
            yield from (merged(AddIndex(whole.name, index), item) for index in value)
        elif kind == "constraints":
            yield from (merged(AddConstraint(whole.name, constraint), item) for constraint in value)
        else:
            together = AlterUniqueTogether if kind == "unique_together" else AlterIndexTogether
            yield merged(together(whole.name, value), item)
