"""The operations that lead from one state to another, by Django's autodetector, with its questions answered truly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.operations import RenameField, RenameModel
from django.db.migrations.questioner import MigrationQuestioner
from django.db.models import NOT_PROVIDED

from ..state import TOGETHER, duplicate, forward, together
from .create import create, delete, relations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ModelState, ProjectState

    from ..state import ModelKey
    from .effect import Effect
    from .rows import Table

    _Models = dict[ModelKey, ModelState]


class Underivable(Exception):  # noqa: N818 - not an error: another way is taken
    """The states alone don't tell how the rows get from one to the other."""


def derive(before: ProjectState, goal: Effect, app_label: str) -> list[Operation]:
    """Return operations that lead from ``before`` to the state and the rows of ``goal``.

    Raises Underivable where the autodetector finds none. Whether they do the same is still to be proved.
    """
    tables = goal.rows.tables
    start, after = _tidy(before), _tidy(goal.state)
    early, late = _gone(before, tables, app_label)
    found: list[Operation] = []
    for part in (
        delete(early),
        _renames(start, after, tables, app_label),
        _creations(start, after, tables, app_label),
    ):
        for operation in part:
            forward(operation, app_label, start)
            found.append(operation)
    after.models.update((key, model.clone()) for key, model in late.items())
    try:
        changes = MigrationAutodetector(start, after, _Answers(tables, app_label)).changes(MigrationGraph())
    except AttributeError as error:
        if not (error.name or "").isupper():
            raise
        raise Underivable from error  # it asks for a setting that names a model, where the package has a default
    found += [operation for migration in changes.get(app_label, ()) for operation in migration.operations]
    return [*found, *delete(late)]


def _tidy(state: ProjectState) -> ProjectState:
    """Return a copy that the autodetector can read: Django 4.2's fails where renaming has made lists of lists."""
    copied = duplicate(state)
    for options in (model.options for model in copied.models.values()):
        options.update({name: together(options[name]) for name in TOGETHER if options.get(name)})
    return copied


def _gone(before: ProjectState, tables: dict[str, Table], app_label: str) -> tuple[_Models, _Models]:
    """Return the models that are to be deleted: those that no other refers to, and those that wait until none does."""
    own = {key: model for key, model in before.models.items() if key[0] == app_label}
    kept = {(app_label, table.origin) for table in tables.values()}
    gone = own.keys() - kept
    reached = own.keys() & kept
    late: set[ModelKey] = set()
    while reached:
        targets = {target for key in reached for name in own[key].fields for target in relations(own[key], name)}
        reached = (targets & gone) - late
        late |= reached
    return {key: own[key] for key in own if key in gone - late}, {key: own[key] for key in own if key in late}


def _creations(
    start: ProjectState, after: ProjectState, tables: dict[str, Table], app_label: str
) -> Iterator[Operation]:
    new = [name for name, table in tables.items() if table.origin is None]
    if any((app_label, name) in start.models for name in new):
        raise Underivable  # one that is still to be deleted has the name
    yield from create({(app_label, name): (after.models[app_label, name], list(tables[name].columns)) for name in new})


def _renames(
    start: ProjectState, after: ProjectState, tables: dict[str, Table], app_label: str
) -> Iterator[Operation]:
    """Yield the renamings that are left in the end; each is to be applied to ``start`` before the next is taken."""
    wanted: list[RenameModel | RenameField] = [
        RenameModel(start.models[app_label, table.origin].name, after.models[app_label, name].name)
        for name, table in tables.items()
        if table.origin is not None and table.origin != name
    ]
    wanted += [
        RenameField(after.models[app_label, name].name, column.origin, field)
        for name, table in tables.items()
        for field, column in table.columns.items()
        if column.origin is not None and column.origin != field
    ]
    while wanted:
        free = next((each for each in wanted if _is_free(each, start, app_label)), None)
        if free is None:
            raise Underivable
        wanted.remove(free)
        yield free


def _is_free(operation: RenameModel | RenameField, state: ProjectState, app_label: str) -> bool:
    """Tell whether nothing has the new name yet, and what is to get it is there."""
    if isinstance(operation, RenameModel):
        return (app_label, operation.new_name_lower) not in state.models
    model = state.models.get((app_label, operation.model_name_lower))
    return model is not None and operation.new_name not in model.fields


class _Answers(MigrationQuestioner):
    """Answers from what the operations did to the rows; renamings are done already."""

    def __init__(self, tables: dict[str, Table], app_label: str) -> None:
        super().__init__(specified_apps={app_label})  # or it looks whether the app has migrations already
        self._tables = tables

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:  # noqa: ANN401 - what a default is
        match self._tables[model_name].columns[field_name].value:
            case ("fill", default) if not isinstance(default, tuple):
                return default
        return NOT_PROVIDED

    ask_auto_now_add_addition = ask_not_null_addition

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:  # noqa: ANN401 - what a default is
        match self._tables[model_name].columns[field_name].value:
            case ("else", _, default):
                return default
        return NOT_PROVIDED
