"""States: made without side effects, compared deeply."""

# ruff: noqa: ANN401 - operations of all sorts

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.operations import (
    AddField,
    AlterModelManagers,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
    RenameField,
    RenameModel,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.state import ModelState, ProjectState

from django_opinionated_startapp.squash.state import differences, duplicate, forward

ID = ("id", models.AutoField(primary_key=True))


def key(target: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(target, models.CASCADE, **options)


def state(*operations: Any) -> ProjectState:
    made = ProjectState()
    for operation in operations:
        forward(operation, "shop", made)
    return made


AUTHOR = CreateModel("Author", [ID, ("code", models.CharField(max_length=9, unique=True))])
BOOK = CreateModel("Book", [ID, ("author", key("shop.Author", to_field="code"))])
RENAME = RenameField("Author", "code", "slug")


@pytest.mark.parametrize(
    "renaming",
    [RENAME, RunSQL("", state_operations=[RENAME]), SeparateDatabaseAndState(state_operations=[RENAME])],
    ids=lambda renaming: type(renaming).__name__,
)
def test_renaming_a_field_changes_no_field_of_other_states_and_operations(renaming: Any) -> None:
    before = state(AUTHOR, BOOK)
    after = duplicate(before)
    forward(renaming, "shop", after)
    assert after.models["shop", "book"].fields["author"].deconstruct()[3]["to_field"] == "slug"
    assert before.models["shop", "book"].fields["author"].deconstruct()[3]["to_field"] == "code"
    assert dict(BOOK.fields)["author"].deconstruct()[3]["to_field"] == "code"


def test_renaming_a_field_changes_no_relation_that_is_made_of_it() -> None:
    relation: Any = models.ForeignObject("shop.Author", models.CASCADE, from_fields=["code"], to_fields=["id"])
    before = state(AUTHOR, CreateModel("Book", [ID, ("code", models.IntegerField()), ("author", relation)]))
    after = duplicate(before)
    forward(RenameField("Book", "code", "ref"), "shop", after)
    assert relation.from_fields == ["code"]
    assert tuple(after.models["shop", "book"].fields["author"].from_fields) == ("ref",)


def test_equal_states_have_no_differences() -> None:
    assert differences(state(AUTHOR, BOOK), state(AUTHOR, BOOK)) == ()


def test_a_duplicate_has_its_own_models() -> None:
    first = state(AUTHOR)
    second = duplicate(first)
    forward(BOOK, "shop", second)
    assert differences(first, second) == ("shop.book: is new",)
    assert differences(second, first) == ("shop.book: is missing",)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (AddField("Author", "name", models.TextField(null=True)), "shop.author: field name"),
        (AlterModelOptions("Author", {"ordering": ["code"]}), "shop.author: option ordering"),
        (AlterUniqueTogether("Author", {("id", "code")}), "shop.author: option unique_together"),
        (AlterModelManagers("Author", [("all", models.Manager())]), "shop.author: managers"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_difference_says_where_it_is(change: Any, what: str) -> None:
    assert differences(state(AUTHOR), state(AUTHOR, change)) == (what,)


def test_fields_differ_if_their_deconstruction_does() -> None:
    other = CreateModel("Author", [ID, ("code", models.CharField(max_length=8, unique=True))])
    assert differences(state(AUTHOR), state(other)) == ("shop.author: field code",)


def test_names_and_bases_are_compared() -> None:
    loud = CreateModel("AUTHOR", AUTHOR.fields)
    assert differences(state(AUTHOR), state(loud)) == ("shop.author: is named Author and AUTHOR",)

    class Mixin:
        pass

    mixed = CreateModel("Author", AUTHOR.fields, bases=(Mixin, models.Model))
    assert differences(state(AUTHOR), state(mixed)) == ("shop.author: bases",)


def test_the_same_relation_may_be_spelled_in_several_ways() -> None:
    ways = ["self", "Book", "shop.Book", "shop.book"]
    first, *others = (state(CreateModel("Book", [ID, ("next", key(way))])) for way in ways)
    assert [differences(first, other) for other in others] == [(), (), ()]


def test_what_says_nothing_is_no_difference() -> None:
    silent = state(
        AUTHOR, AlterUniqueTogether("Author", set()), AlterModelManagers("Author", [("objects", models.Manager())])
    )
    assert differences(state(AUTHOR), silent) == ()


def test_bases_may_be_spelled_in_several_ways() -> None:
    link = key("shop.Author", primary_key=True)
    ways = [CreateModel("Writer", [("author_ptr", link)], bases=(base,)) for base in ("shop.Author", "shop.author")]
    first, second = (state(AUTHOR, way) for way in ways)
    assert differences(first, second) == ()


def test_a_renamed_model_is_the_model_of_that_name() -> None:
    renamed = state(CreateModel("Writer", AUTHOR.fields), RenameModel("Writer", "Author"))
    assert differences(renamed, state(AUTHOR)) == ()


def test_relations_through_a_model_are_compared_by_meaning() -> None:
    many = [models.ManyToManyField("shop.Author", through=way) for way in ("shop.Part", "shop.part")]
    first, second = (
        ProjectState({("shop", "book"): ModelState("shop", "Book", [ID, ("authors", field)])}) for field in many
    )
    assert differences(first, second) == ()
