"""Project states: made without side effects, and compared as deeply as they can differ."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations import RenameField, RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import get_references, resolve_relation
from django.db.models import Field, Manager
from django.db.models.options import normalize_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations.operations.base import Operation

ModelKey = tuple[str, str]

TOGETHER = ("unique_together", "index_together")
_NOTHING = ("db_table", "db_table_comment", "order_with_respect_to")  # options whose empty value is the default

# What the autodetector compares: the deconstruction of a field, an option, an operation, down to the last value.
deconstruct = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct


def duplicate(state: ProjectState) -> ProjectState:
    """Return a copy of ``state`` that shares the fields with it, and has no rendered models."""
    return ProjectState({key: model.clone() for key, model in state.models.items()}, state.real_apps)


def table_of(model: ModelState) -> str:
    """Return the name of the table of ``model``."""
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


def forward(operation: Operation, app_label: str, state: ProjectState) -> None:
    """Apply ``operation`` to ``state``, as ``state_forwards`` does, and to nothing else.

    Django's own way changes field objects when a field is renamed, and these belong to other states and to the
    operations that brought them in as well: an operation that has been part of a state can't be written out any more.
    """
    if type(operation) in (RunSQL, SeparateDatabaseAndState):
        for nested in operation.state_operations:  # type: ignore[attr-defined]
            forward(nested, app_label, state)
        return
    if isinstance(operation, RenameField):
        _detach(state, (app_label, operation.model_name_lower), operation.old_name)
    operation.state_forwards(app_label, state)


def _detach(state: ProjectState, key: ModelKey, name: str) -> None:
    """Replace by copies the fields that a renaming of the field ``name`` will change."""
    model = state.models[key]
    named = [
        (model, other)
        for other, field in model.fields.items()
        if name in (getattr(field, "from_fields", None) or ()) or name in (getattr(field, "field_names", None) or ())
    ]
    referring = [(owner, other) for owner, other, *_ in get_references(state, key, (name, model.fields.get(name)))]
    for owner, other in (*named, *referring):
        owner.fields[other] = copy.deepcopy(owner.fields[other])


def differences(left: ProjectState, right: ProjectState) -> tuple[str, ...]:
    """Return where two states differ, as ``app.model: what``; nothing if they mean the same.

    Fields are compared by their deconstruction, the order of fields in a model apart: it has no meaning to Django.
    """
    found: list[str] = []
    for key in sorted(left.models.keys() | right.models.keys()):
        one, other = left.models.get(key), right.models.get(key)
        if one is None or other is None:
            found.append(f"{'.'.join(key)}: is {'missing' if other is None else 'new'}")
        else:
            found.extend(f"{'.'.join(key)}: {what}" for what in _model_differences(one, other))
    return tuple(found)


def _model_differences(left: ModelState, right: ModelState) -> Iterator[str]:
    if left.name != right.name:
        yield f"is named {left.name} and {right.name}"
    for name in sorted(left.fields.keys() | right.fields.keys()):
        if not _same_field(left.fields.get(name), right.fields.get(name), left):
            yield f"field {name}"
    mine, theirs = _options(left), _options(right)
    yield from (f"option {name}" for name in sorted(mine.keys() | theirs.keys()) if mine.get(name) != theirs.get(name))
    if _bases(left) != _bases(right):
        yield "bases"
    if _managers(left) != _managers(right):
        yield "managers"


def _same_field(left: Field[Any, Any] | None, right: Field[Any, Any] | None, model: ModelState) -> bool:
    if left is None or right is None:
        return left is right
    return left is right or _meaning(left, model) == _meaning(right, model)


def _meaning(field: Field[Any, Any], model: ModelState) -> Any:  # noqa: ANN401 - nested, of whatever fields hold
    """Return the deconstruction of a field of ``model`` in which relations name their target in one way only."""
    path, args, kwargs = deconstruct(field)
    targets = {
        name: resolve_relation(kwargs[name], model.app_label, model.name_lower)
        for name in ("to", "through")
        if name in kwargs
    }
    return path, args, {**kwargs, **targets}


def _options(model: ModelState) -> dict[str, Any]:
    options: dict[str, Any] = dict(model.options)
    for name in TOGETHER:
        options[name] = together(options.get(name))
    for name in _NOTHING:
        options[name] = options.get(name) or None
    return {name: deconstruct(value) for name, value in options.items()}


def together(value: Any) -> set[tuple[str, ...]]:  # noqa: ANN401 - all sorts of sequences
    """Return ``unique_together`` or ``index_together`` in a form that compares: Django 4.2 has lists of lists, too."""
    return {tuple(names) for names in normalize_together(value or ())}


def _bases(model: ModelState) -> list[Any]:
    return [
        resolve_relation(base, model.app_label) if isinstance(base, str) or hasattr(base, "_meta") else base
        for base in model.bases
    ]


def _managers(model: ModelState) -> list[tuple[str, Any]]:
    managers: list[tuple[str, Any]] = list(model.managers)
    return [] if managers == [("objects", Manager())] else managers  # left out where a CreateModel is written
