"""Which operations may be folded, which have to stay where they are, and which do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations import operations as ops

if TYPE_CHECKING:
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

# Exactly these classes: one that inherits from them, such as AddIndexConcurrently, does something else.
FOLDABLE = {
    getattr(ops, name)
    for name in (
        "AddConstraint",
        "AddField",
        "AddIndex",
        "AlterConstraint",  # from Django 5.2 on
        "AlterField",
        "AlterIndexTogether",
        "AlterModelManagers",
        "AlterModelOptions",
        "AlterModelTable",
        "AlterModelTableComment",
        "AlterOrderWithRespectTo",
        "AlterUniqueTogether",
        "CreateModel",
        "DeleteModel",
        "RemoveConstraint",
        "RemoveField",
        "RemoveIndex",
        "RenameField",
        "RenameIndex",
        "RenameModel",
    )
    if hasattr(ops, name)
}


def does_nothing(operation: Operation) -> bool:
    """Tell whether an operation may be left out wherever it stands: declared elidable, or empty in both directions."""
    if operation.elidable:
        return not getattr(operation, "state_operations", ())
    if type(operation) is ops.RunPython:
        return operation.code is ops.RunPython.noop and operation.reverse_code in (None, ops.RunPython.noop)
    if type(operation) is ops.RunSQL:
        return not (operation.sql or operation.reverse_sql or operation.state_operations)
    if type(operation) is ops.SeparateDatabaseAndState:
        return not operation.database_operations and not operation.state_operations
    return False


def is_barrier(operation: Operation, state: ProjectState, app_label: str) -> bool:
    """Tell whether an operation has to see exactly the ``state`` it saw, and to leave the same one behind.

    So it is with whatever may do more than its effect on the state says, or less: ``managed`` decides whether the
    operations before and after have a table to work on, and one that isn't managed is not renamed with its model.
    """
    if type(operation) not in FOLDABLE:
        return True
    if not isinstance(operation, (ops.AlterModelOptions, ops.AlterModelTable, ops.RenameModel)):
        return False
    managed = state.models[app_label, operation.name_lower].options.get("managed", True)
    if isinstance(operation, ops.AlterModelOptions):
        new = operation.options
        return new.get("managed", True) != managed or not new.keys() <= set(operation.ALTER_OPTION_KEYS)
    return not managed


def model_of(operation: Operation) -> str:
    """Return the name in lower case of the model that a foldable operation works on."""
    return str(getattr(operation, "model_name_lower", None) or getattr(operation, "name_lower", ""))
