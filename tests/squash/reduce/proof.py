"""Reduce a history, and run both on a database to see that they do the same."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import RunPython

from django_opinionated_startapp.squash.reduce import divide, reduce
from django_opinionated_startapp.squash.state import differences, duplicate, forward
from django_opinionated_startapp.squash.step import Step

from .database import ALIAS, column_order, migrate, rows, schema, scratch
from .histories import APP, base_state, populate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

Migrations = list[list[Any]]


@dataclass(frozen=True)
class Outcome:
    state: ProjectState
    tables: dict[str, Any]
    rows: dict[str, Any]
    columns: dict[str, list[str]]


def run(migrations: Iterable[Sequence[Operation]]) -> Outcome:
    """Return what the migrations of the app leave behind, after that of the other app."""
    state = base_state()
    with scratch() as connection:
        thing = state.apps.get_model("base", "Thing")
        with connection.schema_editor() as editor:
            editor.create_model(thing)
        thing._base_manager.using(ALIAS).create(code="a")
        after = migrate(connection, state, [(APP, operations) for operations in migrations])
        return Outcome(after, schema(connection), rows(connection), column_order(connection))


def steps_of(migrations: Iterable[Sequence[Operation]]) -> list[tuple[Step, ...]]:
    """Return the steps of each migration, which has a module of its own."""
    return [
        tuple(Step(operation, module) for operation in operations)
        for module, operations in ((ModuleType(f"m{number}"), each) for number, each in enumerate(migrations, 1))
    ]


def pieces(migrations: Sequence[Sequence[Step]], state: ProjectState, **how: Any) -> Migrations:
    """Cut where it is necessary, then reduce each piece."""
    steps = [step for migration in migrations for step in migration]
    boundaries = [sum(map(len, migrations[:number])) for number in range(len(migrations))]
    state, starts = duplicate(state), [0, *divide(steps, state, APP, boundaries, **how)[0]]
    found = []
    for start, end in zip(starts, [*starts[1:], len(steps)], strict=True):
        found.append([step.operation for step in reduce(steps[start:end], state, APP, **how)])
        for step in steps[start:end]:
            forward(step.operation, APP, state)
    return found


def proved(*migrations: Sequence[Operation], before: Sequence[Operation] = (), **how: Any) -> list[Operation]:
    """Return the one piece that ``migrations`` are reduced to, proved on tables that hold rows since ``before``."""
    found = proved_pieces(*migrations, before=before, **how)
    assert len(found) == 1
    return found[0]


def proved_pieces(*migrations: Sequence[Operation], before: Sequence[Operation] = (), **how: Any) -> Migrations:
    state = base_state()
    for operation in before:
        forward(operation, APP, state)
    untouched = duplicate(state)
    reduced = pieces(steps_of(migrations), state, **how)
    assert not differences(untouched, state)
    first = [before, [RunPython(populate), RunPython(populate)]] if how.get("populated", True) else [before]
    expected, found = run([*first, *migrations]), run([*first, *reduced])
    assert not differences(expected.state, found.state)
    assert found.tables == expected.tables
    assert found.rows == expected.rows
    return reduced


def kinds(operations: Iterable[Operation]) -> list[str]:
    """Return what the operations are, in short: ``CreateModel Basket``."""
    return [" ".join([type(each).__name__, *filter(None, map(str, _names(each)))]) for each in operations]


def _names(operation: Any) -> tuple[str, ...]:
    if hasattr(operation, "old_name") and hasattr(operation, "new_name"):
        return (f"{operation.old_name} {operation.new_name}",)
    of_parts = (getattr(getattr(operation, each, None), "name", "") for each in ("index", "constraint"))
    names = (getattr(operation, "model_name", ""), getattr(operation, "name", ""), *of_parts)
    return tuple(name.lower() for name in names)
