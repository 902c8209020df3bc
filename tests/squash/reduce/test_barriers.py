"""Operations that stay as they are, and see what they saw."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import Any

import pytest
from django.db.migrations.operations import (
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterModelTable,
    DeleteModel,
    RenameModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.models import Index

from django_opinionated_startapp.squash.reduce import reduce
from django_opinionated_startapp.squash.step import Step

from .histories import APP, base_state, populate
from .proof import kinds, proved, steps_of
from .test_creation import model, text


class AddIndexQuietly(AddIndex):
    """As AddIndexConcurrently, which inherits from AddIndex too."""


def later(name: str) -> list[Any]:
    """Return a migration that would be part of the model, if nothing stood in between."""
    return [AddField("Book", name, text(default=""))]


@pytest.mark.parametrize(
    "barrier",
    [
        RunPython(populate),
        RunPython(RunPython.noop, populate),
        RunSQL("UPDATE shop_book SET title = 'a'"),
        RunSQL("", reverse_sql="SELECT 1"),
        RunSQL("", state_operations=[AlterModelOptions("Book", {"verbose_name": "b"})]),
        RunSQL("", state_operations=[AlterModelOptions("Book", {"verbose_name": "b"})], elidable=True),
        SeparateDatabaseAndState(state_operations=[AlterModelOptions("Book", {"verbose_name": "b"})]),
        SeparateDatabaseAndState([RunSQL("UPDATE shop_book SET title = 'a'")]),
        AddIndexQuietly("Book", Index(fields=["title"], name="by_title")),
        AlterModelOptions("Book", {"managed": False}),
        AlterModelOptions("Book", {"db_table": "shop_book"}),
    ],
    ids=lambda barrier: type(barrier).__name__,
)
def test_what_does_more_or_less_than_its_effect_on_the_state_is_kept_in_its_place(barrier: Any) -> None:
    managed = barrier.deconstruct()[2].get("options") != {"managed": False}
    found = proved([model("Book", ("title", text()))], later("one"), [barrier], *([later("two")] if managed else []))
    assert found[1] is barrier
    assert kinds(found)[0] == "CreateModel book"
    assert kinds(found[2:]) == (["AddField book two"] if managed else [])


@pytest.mark.parametrize(
    "nothing",
    [
        RunPython(populate, elidable=True),
        RunPython(RunPython.noop),
        RunPython(RunPython.noop, RunPython.noop),
        RunSQL("UPDATE shop_book SET title = 'a'", elidable=True),
        RunSQL(RunSQL.noop, RunSQL.noop),
        SeparateDatabaseAndState(),
    ],
    ids=lambda nothing: type(nothing).__name__,
)
def test_what_does_nothing_or_may_be_left_out_is_unless_it_is_pinned(nothing: Any) -> None:
    migrations = [[model("Book", ("title", text()))], [nothing], later("one")]
    steps = [step for migration in steps_of(migrations) for step in migration]
    assert kinds(step.operation for step in reduce(steps, base_state(), APP)) == ["CreateModel book"]
    assert [step.operation for step in reduce(steps, base_state(), APP, pinned={nothing})][1] is nothing


def test_a_pinned_operation_of_the_schema_is_kept_too() -> None:
    rename = RenameModel("Book", "Volume")
    found = proved([model("Book")], [rename], [AddField("Volume", "title", text(default=""))], pinned=[rename])
    assert kinds(found) == ["CreateModel book", "RenameModel Book Volume", "AddField volume title"]


@pytest.mark.parametrize("change", [RenameModel("Book", "Volume"), AlterModelTable("Book", "volumes")])
def test_a_model_without_a_table_of_its_own_is_renamed_by_itself(change: Any) -> None:
    found = proved([model("Book", managed=False)], [change], [model("Author"), DeleteModel("Author")])
    assert kinds(found)[0] == "CreateModel book"
    assert found[1:] == [change]


def test_the_fields_of_a_model_without_a_table_are_folded() -> None:
    found = proved([model("Book", managed=False)], later("one"), [AlterModelOptions("Book", {"managed": False})])
    assert kinds(found) == ["CreateModel book"]


def test_from_the_first_data_operation_on_tables_may_hold_rows() -> None:
    changes = [later("one"), [AlterField("Book", "one", text(default="b"))]]
    before = [[model("Book", ("title", text()))]]
    assert len(proved(*before, *changes, populated=False)) == 1
    assert len(proved(*before, [RunPython(populate)], *changes, populated=False)) == 4


def test_nothing_is_reduced_to_nothing() -> None:
    assert reduce([], base_state(), APP) == ()


def test_what_was_made_names_the_modules_that_it_was_made_of_and_what_was_kept_its_own() -> None:
    barrier = RunPython(populate)
    steps = [step for each in steps_of([[model("Book")], later("one"), [barrier], later("two")]) for step in each]
    made, kept, last = reduce(steps, base_state(), APP)
    assert made.module is None
    assert [module.__name__ for module in made.sources] == ["m2", "m1"]
    assert (kept, last) == (steps[2], steps[3])


def test_a_step_without_a_module_is_reduced_as_any_other() -> None:
    steps = [Step(model("Book"), None), Step(later("one")[0], None)]
    (made,) = reduce(steps, base_state(), APP)
    assert made.sources == ()


def test_a_history_that_fits_nothing_is_left_alone() -> None:
    steps = [Step(model("Book"), None), *(Step(DeleteModel("Author"), None) for _ in range(2))]
    with pytest.raises(KeyError):
        reduce(steps, base_state(), APP)
