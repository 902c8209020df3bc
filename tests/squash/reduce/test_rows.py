"""Tables that hold rows: nothing is folded that would leave other values in them."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.operations import (
    AddField,
    AddIndex,
    AlterField,
    AlterOrderWithRespectTo,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
)

from django_opinionated_startapp.squash.reduce import derive

from .histories import populate
from .proof import kinds, proved
from .test_creation import key, model, text

BOOK = model("Book", ("title", text()), ("note", text(null=True)))


def add(field: Any, **how: Any) -> AddField:
    return AddField("Book", "new", field, **how)


def alter(field: Any, name: str = "new", **how: Any) -> AlterField:
    return AlterField("Book", name, field, **how)


def test_what_existing_rows_got_stays_when_the_default_changes() -> None:
    found = proved([add(text(default="a"))], [alter(text(default="b"))], before=[BOOK])
    assert kinds(found) == ["AddField book new", "AlterField book new"]


def test_the_default_of_a_table_without_rows_may_change() -> None:
    found = proved([add(text(default="a"))], [alter(text(default="b"))], before=[BOOK], populated=False)
    assert kinds(found) == ["AddField book new"]


def test_a_default_that_is_taken_away_is_for_the_rows_there_are() -> None:
    found = proved([add(text(default="a"))], [alter(text())], before=[BOOK])
    assert kinds(found) == ["AddField book new"]
    assert not found[0].preserve_default


@pytest.mark.parametrize("missing", ["OAUTH2_PROVIDER_APPLICATION_MODEL", "fields"])
def test_a_setting_that_the_project_has_not_leaves_folding(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """A package may have a default for a setting that names a model; Django's autodetector knows none."""

    def fail(*_: object) -> None:
        raise AttributeError(name=missing)

    monkeypatch.setattr(derive.MigrationAutodetector, "changes", fail)
    migrations = [add(text(default="a"))], [alter(text(default="b"))]
    if missing == "fields":
        with pytest.raises(AttributeError):
            proved(*migrations, before=[BOOK], populated=False)
    else:
        assert kinds(proved(*migrations, before=[BOOK], populated=False)) == ["AddField book new"]


def test_null_that_is_filled_at_once_is_a_field_with_a_default() -> None:
    found = proved([add(text(null=True))], [alter(text(default="a"), preserve_default=False)], before=[BOOK])
    assert kinds(found) == ["AddField book new"]
    assert not found[0].preserve_default


def test_null_that_a_data_operation_fills_stays_null_until_then() -> None:
    fill = RunPython(populate)
    found = proved([add(text(null=True))], [fill], [alter(text(default="x"))], before=[BOOK])
    assert kinds(found) == ["AddField book new", "RunPython", "AlterField book new"]


def test_null_that_was_a_default_for_a_while_is_not_what_it_was() -> None:
    alterations = [[alter(text(default="a"), "note", preserve_default=False)], [alter(text(null=True), "note")]]
    assert len(proved(*alterations, before=[BOOK])) == 2


def test_null_that_becomes_a_default_takes_one_alteration() -> None:
    alterations = [[alter(text(default="a"), "note", preserve_default=False)], [alter(text(help_text="b"), "note")]]
    found = proved(*alterations, before=[BOOK])
    assert kinds(found) == ["AlterField book note"]
    assert found[0].field.default == "a"


def test_a_column_that_is_dropped_and_added_again_loses_its_values() -> None:
    found = proved([RemoveField("Book", "note")], [AddField("Book", "note", text(null=True))], before=[BOOK])
    assert kinds(found) == ["RemoveField book note", "AddField book note"]


def test_a_table_that_is_dropped_and_created_again_loses_its_rows() -> None:
    again = model("Book", ("title", text()), ("note", text(null=True)))
    found = proved([DeleteModel("Book")], [again], [AddField("Book", "more", text(default=""))], before=[BOOK])
    assert kinds(found) == ["DeleteModel book", "CreateModel book"]


def test_a_model_that_is_renamed_keeps_its_rows_whatever_else_changes() -> None:
    found = proved(
        [RenameModel("Book", "Draft"), RenameField("Draft", "title", "heading")],
        [AddField("Draft", "pages", models.IntegerField(default=1)), RemoveField("Draft", "note")],
        [RenameField("Draft", "heading", "name"), RenameModel("Draft", "Volume")],
        [AlterField("Volume", "name", text(null=True)), AlterField("Volume", "pages", models.IntegerField(default=1))],
        before=[BOOK],
    )
    assert sorted(kinds(found)) == [
        "AddField volume pages",
        "AlterField volume name",
        "RemoveField volume note",
        "RenameField title name",
        "RenameModel Book Volume",
    ]


def test_two_fields_that_change_names_keep_the_way_round() -> None:
    renames = [("title", "held"), ("note", "title"), ("held", "note")]
    operations = [RenameField("Book", old, new) for old, new in renames]
    found = proved(operations, before=[BOOK])
    assert kinds(found) == ["RenameField title held", "RenameField note title", "RenameField held note"]


def test_a_new_model_may_take_the_name_of_a_renamed_one() -> None:
    found = proved(
        [RenameModel("Book", "Volume")],
        [model("Book", ("volume", key("shop.Volume", null=True)))],
        [AddField("Book", "title", text(default=""))],
        before=[BOOK],
    )
    assert kinds(found) == ["RenameModel Book Volume", "CreateModel book"]


def test_a_new_model_may_take_the_table_of_a_deleted_one() -> None:
    found = proved(
        [DeleteModel("Book")],
        [model("Volume", db_table="shop_book"), AddField("Volume", "title", text(default=""))],
        before=[BOOK],
    )
    assert kinds(found) == ["DeleteModel book", "CreateModel volume"]


def test_a_model_that_is_referred_to_is_deleted_last() -> None:
    review = model("Review", ("book", key("shop.Book")))
    found = proved(
        [RemoveField("Review", "book"), AddField("Review", "isbn", text(default=""))],
        [AlterField("Review", "isbn", text(default="", help_text="of the book")), DeleteModel("Book")],
        before=[BOOK, review],
    )
    assert kinds(found)[-1] == "DeleteModel book"
    assert sorted(kinds(found)[:-1]) == ["AddField review isbn", "RemoveField review book"]


def test_models_that_refer_to_each_other_are_deleted_together() -> None:
    circle = [BOOK, model("Author", ("book", key("shop.Book", null=True)))]
    circle.append(AddField("Book", "author", key("shop.Author", null=True, related_name="+")))
    found = proved(
        [AlterField("Book", "title", text(null=True)), RemoveField("Book", "author")],
        [DeleteModel("Author"), DeleteModel("Book")],
        before=circle,
    )
    assert kinds(found) == ["RemoveField author book", "DeleteModel book", "DeleteModel author"]


def test_a_name_that_an_index_leaves_is_free_only_then() -> None:
    index = models.Index(fields=["title"], name="by_title")
    taken = model("Book", ("title", text()), indexes=[index])
    found = proved(
        [DeleteModel("Book")],
        [model("Volume", ("title", text()))],
        [AddIndex("Volume", models.Index(fields=["title"], name="by_title"))],
        before=[taken],
    )
    assert kinds(found) == ["DeleteModel book", "CreateModel volume"]


def test_values_that_were_cut_short_stay_short() -> None:
    shorter = [alter(models.IntegerField(null=True), "note"), alter(models.TextField(null=True), "note")]
    assert len(proved(shorter, before=[BOOK])) == 2


@pytest.mark.parametrize("between", [models.CharField(max_length=30, null=True), models.TextField(null=True)])
def test_values_that_any_type_on_the_way_holds_need_one_alteration(between: Any) -> None:
    alterations = [alter(between, "note"), alter(models.TextField(null=True, help_text="long"), "note")]
    assert kinds(proved(alterations, before=[BOOK])) == ["AlterField book note"]


def test_an_order_that_is_given_up_and_taken_again_is_a_new_one() -> None:
    before = [model("Author"), model("Book", ("author", key("shop.Author")), order_with_respect_to="author")]
    again = [AlterOrderWithRespectTo("Book", None), AlterOrderWithRespectTo("Book", "author")]
    assert len(proved(again, before=before)) == 2
    assert len(proved([again[0]], [AddField("Book", "title", text(default=""))], before=before)) == 2


def test_relations_of_existing_models_keep_their_rows() -> None:
    many = models.ManyToManyField("shop.Author", related_name="books")
    before = [model("Author"), BOOK, AddField("Book", "authors", many)]
    found = proved(
        [RenameField("Book", "authors", "writers")],
        [AlterField("Book", "writers", models.ManyToManyField("shop.Author", related_name="works"))],
        [AddField("Author", "first", key("shop.Book", null=True, related_name="+"))],
        [
            AlterField(
                "Author", "first", models.OneToOneField("shop.Book", models.CASCADE, null=True, related_name="+")
            )
        ],
        before=before,
    )
    assert sorted(kinds(found)) == ["AddField author first", "AlterField book writers", "RenameField authors writers"]


def test_a_relation_to_another_model_is_not_the_same_relation() -> None:
    many = models.ManyToManyField("shop.Author", related_name="books")
    before = [model("Author"), model("Editor"), BOOK, AddField("Book", "authors", many)]
    again = AddField("Book", "authors", models.ManyToManyField("shop.Editor", related_name="books"))
    found = proved([RemoveField("Book", "authors")], [again], before=before)
    assert kinds(found) == ["RemoveField book authors", "AddField book authors"]


def test_what_depends_on_a_default_that_is_put_off_comes_after_it() -> None:
    found = proved(
        [add(text(default="a"))],
        [alter(text(default="b")), model("Author", ("name", text()))],
        [RenameField("Book", "new", "code"), RenameModel("Book", "Volume")],
        [model("Review", ("volume", key("shop.Volume"))), AddField("Volume", "author", key("shop.Author", null=True))],
        [AddIndex("Volume", models.Index(fields=["code"], name="by_code"))],
        [AddIndex("Author", models.Index(fields=["name"], name="by_name"))],
        before=[BOOK],
    )
    names = kinds(found)
    assert names.index("AddField book new") < names.index("AlterField volume code")
    assert "CreateModel review" in names
    assert "AddIndex author by_name" not in names


def test_a_default_of_a_function_is_the_function_that_it_was() -> None:
    found = proved([add(text(default=str))], [alter(text(default=str, help_text="b"))], before=[BOOK])
    assert kinds(found) == ["AddField book new"]
    assert found[0].field.default is str


def test_a_table_without_rows_takes_a_field_without_a_default() -> None:
    found = proved([add(text(), preserve_default=True)], [alter(text(help_text="b"))], before=[BOOK], populated=False)
    assert kinds(found) == ["AddField book new"]


def test_the_moment_of_the_migration_fills_a_field_that_asks_for_it() -> None:
    moment = models.DateTimeField(auto_now_add=True)
    again = models.DateTimeField(auto_now_add=True, help_text="b")
    assert kinds(proved([add(moment)], [alter(again)], before=[BOOK], populated=False)) == ["AddField book new"]


def test_a_field_of_a_model_without_a_table_is_folded_as_django_does() -> None:
    unmanaged = model("Book", managed=False)
    found = proved([add(text(default=""))], [alter(text(default="", help_text="b"))], before=[unmanaged])
    assert kinds(found) == ["AddField book new"]


def test_a_name_that_is_free_only_late_is_taken_then() -> None:
    author = model("Author", ("book", key("shop.Book")))
    operations = [RemoveField("Author", "book"), DeleteModel("Book"), model("Book", ("isbn", text()))]
    assert kinds(proved(operations, before=[BOOK, author])) == [
        "RemoveField author book",
        "DeleteModel book",
        "CreateModel book",
    ]


def test_a_computed_column_has_no_values_of_its_own() -> None:
    if not hasattr(models, "GeneratedField"):
        pytest.skip("Django 4.2 has no GeneratedField")
    total = models.GeneratedField(
        expression=models.F("pages") + 1, output_field=models.IntegerField(), db_persist=True
    )
    before = [model("Book", ("pages", models.IntegerField(default=1)))]
    added = [AddField("Book", "total", total), AddField("Book", "more", text(default="a"))]
    found = proved(added, [AlterField("Book", "more", text(default="a", help_text="b"))], before=before)
    assert kinds(found) == ["AddField book more", "AddField book total"]
    again = [RemoveField("Book", "total"), AddField("Book", "total", total.clone())]
    assert kinds(proved(again, before=[*before, added[0]])) == []


def test_a_default_of_the_database_fills_the_rows() -> None:
    if not hasattr(models.Field(), "db_default"):
        pytest.skip("Django 4.2 has no db_default")
    found = proved([add(text(db_default="a"))], [alter(text(db_default="a", help_text="b"))], before=[BOOK])
    assert kinds(found) == ["AddField book new"]
    assert len(proved([add(text(db_default="a"))], [alter(text(db_default="b"))], before=[BOOK])) == 2


def test_null_that_is_forbidden_without_a_default_is_nothing_to_be_filled() -> None:
    alterations = [[alter(text(), "note")], [alter(text(help_text="b"), "note")]]
    assert kinds(proved(*alterations, before=[BOOK], populated=False)) == ["AlterField book note"]


def test_what_cannot_be_proved_as_a_whole_is_proved_in_parts() -> None:
    swapped = [RenameField("Book", *names) for names in (("title", "held"), ("note", "title"), ("held", "note"))]
    found = proved(
        swapped,
        [
            model("Author", ("code", text(unique=True))),
            model("Review", ("author", key("shop.Author", to_field="code"))),
        ],
        [RenameField("Author", "code", "slug"), AddField("Author", "name", text(default=""))],
        before=[BOOK],
    )
    assert len(found) < 7
    assert kinds(found)[:3] == ["RenameField title held", "RenameField note title", "RenameField held note"]


def test_a_column_gets_its_index_and_its_name_one_after_the_other_as_sqlite_needs_it() -> None:
    indexed, moved = text(null=True, db_index=True), text(null=True, db_index=True, db_column="remark")
    found = proved([alter(indexed, "note")], [alter(moved, "note")], before=[BOOK])
    assert [operation.field for operation in found] == [indexed, moved]
