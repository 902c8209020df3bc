"""Models that come into being within the run."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    AlterModelTable,
    AlterOrderWithRespectTo,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
)

from .proof import kinds, proved, run


def key(target: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(target, models.CASCADE, **options)


def model(name: str, *fields: tuple[str, Any], **options: Any) -> CreateModel:
    return CreateModel(name, [("id", models.AutoField(primary_key=True)), *fields], options=options)


def text(**options: Any) -> models.CharField[Any, Any]:
    return models.CharField(max_length=20, **options)


class Shelf(models.Manager[Any]):
    use_in_migrations = True


def test_fields_and_options_that_come_later_are_part_of_the_model() -> None:
    found = proved(
        [model("Book", ("title", text()), ("pages", models.IntegerField()))],
        [AddField("Book", "isbn", text(null=True)), AlterField("Book", "title", text(help_text="as printed"))],
        [AlterModelOptions("Book", {"ordering": ["title"]}), AlterModelManagers("Book", [("shelf", Shelf())])],
        [RenameField("Book", "pages", "length"), AddIndex("Book", models.Index(fields=["title"], name="by_title"))],
        [RenameIndex("Book", "by_name", old_name="by_title"), AlterUniqueTogether("Book", {("title", "isbn")})],
        [AddConstraint("Book", models.UniqueConstraint(fields=["isbn"], name="one_isbn"))],
        [AlterModelTable("Book", "books"), RemoveField("Book", "length"), RenameModel("Book", "Volume")],
    )
    assert kinds(found) == ["CreateModel volume"]


def test_what_is_created_and_deleted_is_gone_with_all_that_touched_it() -> None:
    found = proved(
        [model("Author"), model("Book", ("author", key("shop.Author")))],
        [AddField("Author", "favourite", key("shop.Book", null=True)), AddField("Book", "title", text(default=""))],
        [AlterUniqueTogether("Book", {("author", "title")}), RemoveField("Author", "favourite")],
        [DeleteModel("Book")],
    )
    assert kinds(found) == ["CreateModel author"]


def test_models_are_created_in_the_order_in_which_they_need_each_other() -> None:
    found = proved(
        [model("Book", ("title", text()))],
        [model("Author"), AddField("Book", "author", key("shop.Author"))],
        [model("Publisher"), AddField("Book", "publishers", models.ManyToManyField("shop.Publisher"))],
        [AddField("Author", "publisher", key("shop.Publisher", null=True))],
    )
    assert kinds(found) == ["CreateModel publisher", "CreateModel author", "CreateModel book"]


def test_relations_in_a_circle_leave_one_field_for_later_and_what_names_it() -> None:
    found = proved(
        [model("Author", ("name", text())), model("Book", ("author", key("shop.Author")))],
        [AddField("Author", "first", key("shop.Book", related_name="+"))],
        [AddField("Author", "pen_name", text(default=""))],
        [AlterUniqueTogether("Author", {("first", "name")})],
        [AddIndex("Author", models.Index(fields=["first"], name="by_first"))],
    )
    assert sorted(kinds(found)) == [
        "AddField author first",
        "AddIndex author by_first",
        "AlterUniqueTogether author",
        "CreateModel author",
        "CreateModel book",
    ]


def test_a_many_to_many_field_with_a_model_of_its_own_comes_after_that() -> None:
    through = models.ManyToManyField("shop.Author", through="shop.Share", related_name="books")
    found = proved(
        [model("Author"), model("Book")],
        [model("Share", ("author", key("shop.Author")), ("book", key("shop.Book")))],
        [AddField("Book", "authors", through), RenameModel("Share", "Part")],
    )
    assert kinds(found) == ["CreateModel author", "CreateModel book", "CreateModel part", "AddField book authors"]
    assert found[-1].field.remote_field.through.lower() == "shop.part"


def test_a_model_that_is_renamed_past_a_reference_is_referred_to_by_its_new_name() -> None:
    found = proved(
        [model("Writer", ("name", text()))],
        [model("Book", ("author", key("shop.Writer")), ("next", key("self", null=True)))],
        [RenameModel("Writer", "Author"), RenameModel("Book", "Volume")],
        [model("Writer"), AddField("Volume", "clerk", key("shop.Writer", null=True, related_name="+"))],
    )
    assert len(found) == 3
    assert {kind for kind, *_ in map(str.split, kinds(found))} == {"CreateModel"}


def test_a_field_that_others_refer_to_by_name_may_be_renamed() -> None:
    found = proved(
        [model("Author", ("code", text(unique=True)))],
        [model("Book", ("author", key("shop.Author", to_field="code")))],
        [RenameField("Author", "code", "slug")],
    )
    assert kinds(found) == ["CreateModel author", "CreateModel book"]
    assert dict(found[1].fields)["author"].deconstruct()[3]["to_field"] == "slug"


def test_a_default_that_is_for_the_rows_there_are_does_not_stay_with_a_new_table() -> None:
    found = proved(
        [model("Book")],
        [AddField("Book", "title", text(default="none"), preserve_default=False)],
        [AddField("Book", "isbn", text(null=True))],
        [AlterField("Book", "isbn", text(default="?"), preserve_default=False)],
    )
    assert kinds(found) == ["CreateModel book"]
    assert not any(field.has_default() for _, field in found[0].fields)


def test_proxies_and_children_follow_their_parents() -> None:
    link = models.OneToOneField("shop.Item", models.CASCADE, parent_link=True, primary_key=True, auto_created=True)
    found = proved(
        [model("Item", ("name", text()))],
        [CreateModel("Book", [("item_ptr", link)], bases=("shop.item",))],
        [CreateModel("Thing", [], options={"proxy": True}, bases=("shop.item",))],
        [AddField("Item", "price", models.IntegerField(default=0)), AddField("Book", "isbn", text(null=True))],
        [AlterModelOptions("Thing", {"verbose_name": "thing"})],
    )
    assert kinds(found) == ["CreateModel item", "CreateModel book", "CreateModel thing"]


def test_a_model_ordered_with_respect_to_another_has_its_column_from_the_start() -> None:
    found = proved(
        [model("Author"), model("Book", ("author", key("shop.Author")))], [AlterOrderWithRespectTo("Book", "author")]
    )
    assert kinds(found) == ["CreateModel author", "CreateModel book"]


def test_indexes_and_constraints_that_come_and_go_leave_nothing() -> None:
    found = proved(
        [model("Book", ("title", text()))],
        [AddIndex("Book", models.Index(fields=["title"], name="by_title"))],
        [AddConstraint("Book", models.UniqueConstraint(fields=["title"], name="one_title"))],
        [RemoveIndex("Book", "by_title"), RemoveConstraint("Book", "one_title")],
    )
    assert kinds(found) == ["CreateModel book"]
    assert not found[0].options.get("indexes")


def test_columns_keep_the_order_of_the_original_table() -> None:
    migrations = [
        [model("Book", ("title", text()), ("pages", models.IntegerField()))],
        [model("Author"), AddField("Book", "author", key("shop.Author"))],
        [AddField("Book", "isbn", text(null=True)), RenameField("Book", "title", "name")],
    ]
    found = proved(*migrations)
    assert run([found]).columns == run(migrations).columns
    assert run([found]).columns["shop_book"] == ["id", "name", "pages", "author_id", "isbn"]


def test_what_is_untouched_is_the_same_object() -> None:
    book = model("Book")
    assert (
        proved([book], [model("Author", ("name", text())), AlterField("Author", "name", text(null=True))])[0] is book
    )
