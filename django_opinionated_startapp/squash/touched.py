"""Which operations work on a table, under whatever name it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations.operations import AlterModelTable, RenameModel
from django.db.migrations.state import ProjectState

from .reduce import model_of, tables_of
from .state import forward

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.migrations.operations.base import Operation

    from .disk import Key
    from .history import History


def touching(history: History, tables: Collection[str]) -> frozenset[tuple[Key, int]]:
    """Return the operations that change models with these ``tables``, by their migration and their place in it.

    Tables are known by their last name. What does more than the state tells is not among them.
    """
    state = ProjectState(real_apps=set(history.disk.unmigrated))
    steps: list[tuple[tuple[Key, int], Operation, set[str], set[str]]] = []
    for node in history.nodes:
        for index, operation in enumerate(node.migration.operations):
            before = _tables(operation, node.key[0], state)
            forward(operation, node.key[0], state)
            steps.append(((node.key, index), operation, before, _tables(operation, node.key[0], state)))
    wanted, found = {table.lower() for table in tables}, set()
    for place, operation, before, after in reversed(steps):
        if not wanted.isdisjoint(before | after):
            found.add(place)
            if isinstance(operation, (AlterModelTable, RenameModel)):
                wanted |= before
    return frozenset(found)


def _tables(operation: Operation, app_label: str, state: ProjectState) -> set[str]:
    """Return the tables of the models that ``operation`` names."""
    renamed = (operation.old_name_lower, operation.new_name_lower) if isinstance(operation, RenameModel) else ()
    models = (state.models.get((app_label, name)) for name in (*renamed, model_of(operation)))
    return {table for model in models if model for table in tables_of(model)}
