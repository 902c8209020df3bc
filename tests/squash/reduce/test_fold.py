"""Django's optimizer is used as far as it can be trusted."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import AddField, AlterField, AlterModelOptions, RemoveField, RenameModel

from django_opinionated_startapp.squash.reduce import reduce
from django_opinionated_startapp.squash.reduce.block import Reducer
from django_opinionated_startapp.squash.reduce.effect import effect
from django_opinionated_startapp.squash.reduce.fold import fold
from django_opinionated_startapp.squash.reduce.item import Item
from django_opinionated_startapp.squash.reduce.late import put_off
from django_opinionated_startapp.squash.step import Step

from .histories import APP, base_state
from .proof import kinds
from .test_creation import key, model, text

if TYPE_CHECKING:
    from collections.abc import Iterator


def folded(*operations: Any) -> list[Any]:
    return [item.operation for item in fold([Item(each, number) for number, each in enumerate(operations)], APP)]


def test_a_default_for_once_does_not_stay_with_a_new_table() -> None:
    (found,) = folded(model("Book"), AddField("Book", "title", text(default="a"), preserve_default=False))
    assert not dict(found.fields)["title"].has_default()


def test_a_default_for_once_is_not_forgotten_to_be_that() -> None:
    operations = [
        AddField("Book", "title", text(null=True)),
        AlterField("Book", "title", text(default="a"), preserve_default=False),
    ]
    assert folded(*operations) == operations


def test_a_default_for_once_goes_with_its_field() -> None:
    assert (
        folded(AddField("Book", "title", text(default="a"), preserve_default=False), RemoveField("Book", "title"))
        == []
    )


def test_a_model_is_not_renamed_past_a_reference() -> None:
    referring = model("Book", ("author", key("shop.Author")))
    found = folded(referring, RenameModel("Author", "Writer"), AddField("Book", "title", text(default="")))
    assert kinds(found) == ["CreateModel book", "RenameModel Author Writer"]


def test_what_was_folded_stands_where_its_first_operation_was() -> None:
    options = AlterModelOptions("Book", {"ordering": ["id"]})
    (item,) = fold([Item(model("Book"), 4), Item(options, 7)], APP)
    assert (item.position, item.step) == (4, None)


def test_operations_that_do_not_fit_the_state_have_no_effect_to_speak_of() -> None:
    assert effect([RemoveField("Book", "title")], base_state(), APP) is None


def test_nothing_is_put_off_for_a_field_that_nothing_made() -> None:
    items = [Item(RenameModel("Writer", "Author"), 0), Item(AlterModelOptions("Book", {}), 1)]
    assert put_off(items, {("author", "name")}, APP) == {items[0]}


def test_an_app_that_has_migrations_on_the_disk_is_reduced_as_any_other() -> None:
    state = base_state()
    model("Book").state_forwards("auth", state)
    alterations = [AlterModelOptions("Book", {"verbose_name": name}) for name in ("a", "b")]
    found = reduce([Step(each, None) for each in alterations], state, "auth")
    assert [step.operation for step in found] == alterations[1:]
    swap = [RenameModel("Book", "Volume"), AddField("Volume", "a", text(null=True)), RenameModel("Volume", "Novel")]
    renamed = reduce([Step(each, None) for each in swap], state, "auth")
    assert kinds(step.operation for step in renamed) == ["RenameModel Book Novel", "AddField novel a"]


class Wrong(Reducer):
    """A reducer whose proposals fit nothing."""

    def _proposals(self, *_: object) -> Iterator[list[Item]]:
        yield [Item(RemoveField("Book", "title"), 0)]


def test_a_proposal_that_does_not_fit_the_state_is_not_taken() -> None:
    items = [Item(model(name), number) for number, name in enumerate(("Book", "Author", "Review"))]
    assert Wrong(APP, populated=True).reduce(items, base_state()) == items
