"""New models and old ones: one operation each, where relations don't go round in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import AddField, CreateModel, DeleteModel, RemoveField
from django.db.migrations.utils import resolve_relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ModelState

    from ..state import ModelKey

# Options that name fields; empty, they say nothing.
_NAMING_FIELDS = ("indexes", "constraints", "unique_together", "index_together", "order_with_respect_to")


def create(models: Mapping[ModelKey, tuple[ModelState, list[str]]]) -> Iterator[Operation]:
    """Yield the operations that create ``models``, which are given with the order of their columns.

    Of relations in a circle some come last, as AddField; the options of such a model that name fields are left out.
    """
    missing = dict(models)
    late: list[Operation] = []
    while missing:
        key = min(missing, key=lambda each: _obstacles(missing[each][0], missing.keys() - {each}))
        model, columns = missing.pop(key)
        waiting = {name for name in model.fields if relations(model, name) & missing.keys()}
        yield _creation(model, columns, waiting)
        late += (AddField(model.name, name, model.fields[name]) for name in columns if name in waiting)
    yield from late


def delete(models: Mapping[ModelKey, ModelState]) -> Iterator[Operation]:
    """Yield the operations that delete ``models``, which nothing else refers to, each before those it refers to."""
    left = dict(models)
    removed: set[tuple[ModelKey, str]] = set()

    def referring(key: ModelKey) -> list[tuple[ModelKey, str]]:
        others = ((other, model) for other, model in left.items() if other != key)
        return [
            (other, name)
            for other, model in others
            for name in model.fields
            if key in relations(model, name) and (other, name) not in removed
        ]

    while left:
        key = min(left, key=lambda each: len(referring(each)))
        for other, name in referring(key):
            removed.add((other, name))
            yield RemoveField(left[other].name, name)
        yield DeleteModel(left.pop(key).name)


def _obstacles(model: ModelState, missing: Collection[ModelKey]) -> tuple[int, int, int]:
    """Return how much of a model can't be made yet: its bases, which can't wait, columns, other fields."""
    waiting = [field for name, field in model.fields.items() if not relations(model, name).isdisjoint(missing)]
    columns = sum(not field.many_to_many for field in waiting)
    return len(_bases(model).intersection(missing)), columns, len(waiting) - columns


def _bases(model: ModelState) -> set[ModelKey]:
    return {resolve_relation(base, model.app_label) for base in model.bases if isinstance(base, str)}


def relations(model: ModelState, name: str) -> set[ModelKey]:
    """Return the models that a field of ``model`` refers to."""
    remote = model.fields[name].remote_field
    targets = (remote.model, getattr(remote, "through", None)) if remote else ()
    return {resolve_relation(target, model.app_label, model.name_lower) for target in targets if target}


def _creation(model: ModelState, columns: list[str], waiting: Collection[str]) -> CreateModel:
    options: dict[str, Any] = {
        name: value for name, value in model.options.items() if name not in _NAMING_FIELDS or (value and not waiting)
    }
    fields = [(name, model.fields[name]) for name in columns if name in model.fields and name not in waiting]
    return CreateModel(model.name, fields, options, model.bases, model.managers)
