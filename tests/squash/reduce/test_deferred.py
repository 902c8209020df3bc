"""What Django leaves to the end of a migration, though the next needed it."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterIndexTogether,
    AlterUniqueTogether,
    RemoveConstraint,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
    RunPython,
    RunSQL,
)

from django_opinionated_startapp.squash.reduce import divide, reduce
from django_opinionated_startapp.squash.step import Step

from .histories import APP, base_state, populate
from .proof import kinds, proved, proved_pieces, steps_of
from .test_creation import model, text

INDEX = models.Index(fields=["title"], name="by_title")
CONDITIONAL = models.UniqueConstraint(fields=["note"], name="one_note", condition=models.Q(title="a"))
PLAIN = models.UniqueConstraint(fields=["note"], name="plain_note")
DATA = RunPython(populate)


def book(**options: Any) -> Any:
    return model("Book", ("title", text()), ("note", text(null=True)), **options)


def test_rows_that_are_added_are_checked_as_they_were() -> None:
    found = proved(
        [book(unique_together={("title", "note")}, constraints=[CONDITIONAL], indexes=[INDEX])], [DATA], [DATA]
    )
    assert kinds(found) == [
        "CreateModel book",
        "AlterUniqueTogether book",
        "AddConstraint book one_note",
        "RunPython",
        "RunPython",
    ]


def test_constraints_that_are_part_of_the_table_stay_in_it() -> None:
    assert kinds(proved([book(constraints=[PLAIN])], [DATA], [DATA])) == ["CreateModel book", "RunPython", "RunPython"]


def test_what_was_in_one_migration_stays_as_it_was() -> None:
    together = book(unique_together={("title", "note")})
    assert proved([together, DATA]) == [together, DATA]


def test_sql_finds_the_indexes_that_it_names() -> None:
    found = proved(
        [book(indexes=[INDEX], constraints=[PLAIN])],
        [RunSQL("DROP INDEX by_title; CREATE INDEX by_title ON shop_book (title)")],
    )
    assert kinds(found) == ["CreateModel book", "AddIndex book by_title", "AddConstraint book plain_note", "RunSQL"]


@pytest.mark.parametrize(
    ("options", "change"),
    [
        ({"unique_together": {("title", "note")}}, AlterUniqueTogether("Book", set())),
        ({"indexes": [INDEX]}, RemoveIndex("Book", "by_title")),
        ({"indexes": [INDEX]}, RenameIndex("Book", "by_name", old_name="by_title")),
        ({"constraints": [CONDITIONAL]}, RemoveConstraint("Book", "one_note")),
        ({"unique_together": {("title", "note")}}, RenameField("Book", "title", "name")),
        ({"unique_together": {("title", "note")}}, AlterField("Book", "title", text(db_column="name"))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_altered_behind_a_barrier_is_in_the_database_by_then(options: Any, change: Any) -> None:
    found = proved([book(**options)], [RunSQL("SELECT 1")], [change])
    assert kinds(found)[0] == "CreateModel book"
    assert len(found) == 4


def test_other_models_and_other_options_are_left_alone() -> None:
    taken = model(
        "Author",
        ("name", text()),
        unique_together={("id", "name")},
        indexes=[models.Index(fields=["name"], name="by_name")],
    )
    changes = [
        RenameField("Book", "title", "name"),
        AlterUniqueTogether("Book", {("note",)}),
        AlterField("Author", "name", text(null=True)),
    ]
    steps = [step for each in steps_of([[book()], [taken], *([change] for change in changes)]) for step in each]
    pinned = [step.operation for step in steps]
    found = kinds(step.operation for step in reduce(steps, base_state(), APP, pinned=pinned))
    assert found == [
        "CreateModel book",
        "CreateModel author",
        "AlterUniqueTogether author",
        "AddIndex author by_name",
        "RenameField title name",
        "AlterUniqueTogether book",
        "AlterField author name",
    ]


@pytest.mark.filterwarnings("ignore:'index_together' is deprecated")  # before Django 5.1; since then history only
def test_index_together_is_in_the_database_too() -> None:
    for change in (AlterIndexTogether("Book", set()), RenameIndex("Book", "by_name", old_fields=("title", "note"))):
        found = proved([book(index_together={("title", "note")})], [RunSQL("SELECT 1")], [change])
        assert kinds(found)[1] == "AlterIndexTogether book"


@pytest.mark.parametrize(
    "change",
    [
        AlterField("Book", "code", text(default="")),
        RenameField("Book", "code", "isbn"),
        AlterField("Book", "code", text(default="", db_index=True, db_column="isbn")),
    ],
    ids=lambda change: type(change).__name__,
)
@pytest.mark.parametrize("created", [True, False])
def test_an_index_of_a_field_that_is_altered_behind_a_barrier_takes_a_migration_of_its_own(
    change: Any, *, created: bool
) -> None:
    code = text(default="", db_index=True)
    first = [model("Book", ("code", code))] if created else [model("Book"), DATA, AddField("Book", "code", code)]
    found = proved_pieces(first, [DATA], [change])
    assert len(found) == 2
    assert found[1] == [change]


def test_an_index_is_followed_through_renamings() -> None:
    first = [model("Book", ("code", text(db_index=True)), ("note", text(null=True)))]
    renames = [
        RunSQL("SELECT 1"),
        RenameModel("Book", "Volume"),
        RunSQL("SELECT 1"),
        RenameField("Volume", "note", "nb"),
    ]
    found = proved_pieces(first, *([each] for each in renames), [AlterField("Volume", "code", text())])
    assert [kinds(piece)[-1] for piece in found] == ["RenameField note nb", "AlterField volume code"]


def test_one_migration_is_never_cut() -> None:
    steps = [
        Step(each, None)
        for each in (model("Book", ("code", text(db_index=True))), DATA, AlterField("Book", "code", text()))
    ]
    assert divide(steps, base_state(), APP, [0])[0] == ()


def test_each_piece_is_cut_again() -> None:
    fields = [text(db_index=True, default=""), text(default="")]
    changes = [[AlterField("Book", "code", fields[turn % 2])] for turn in range(1, 4)]
    spaced = [each for change in changes for each in ([DATA], change)]
    found = proved_pieces([model("Book", ("code", fields[0]))], *spaced)
    assert [len(piece) for piece in found] == [2, 5]


class Code(models.CharField):
    """Another class with the same column."""


class Wide(models.CharField):
    """Another class with a column of its own."""

    def db_type(self, _connection: Any) -> str:
        return "text"


@pytest.mark.parametrize(
    ("field", "pieces"),
    [
        (text(default="", db_index=True, verbose_name="Code", editable=False), 1),
        (text(default="x", db_index=True, null=True), 1),
        (Code(default="", max_length=20, db_index=True), 1),
        (Wide(default="", max_length=20, db_index=True), 2),
        (text(default="", db_index=True, unique=True), 2),
        (text(default="", db_index=True, db_column="isbn"), 2),
    ],
)
def test_what_leaves_the_index_as_it_is_may_be_done_before_there_is_one(field: Any, pieces: int) -> None:
    code = text(default="", db_index=True)
    change = AlterField("Book", "code", field)
    assert len(proved_pieces([model("Book", ("code", code))], [DATA], [change])) == pieces


@pytest.mark.parametrize(("more", "pieces"), [({"related_name": "books"}, 1), ({"db_constraint": False}, 2)])
def test_what_leaves_a_foreign_key_as_it_is_may_be_done_before_there_is_one(more: Any, pieces: int) -> None:
    first = model("Book", ("thing", models.ForeignKey("base.Thing", models.CASCADE, null=True)))
    change = AlterField("Book", "thing", models.ForeignKey("base.Thing", models.CASCADE, null=True, **more))
    assert len(proved_pieces([first], [DATA], [change])) == pieces


BIG = models.BigAutoField(primary_key=True)
REFERENCE = models.ForeignKey("shop.Book", models.CASCADE, null=True)


@pytest.mark.parametrize(
    ("first", "key", "pieces"),
    [
        ([], BIG, 1),
        ([model("Note", ("thing", models.ForeignKey("base.Thing", models.CASCADE)))], BIG, 1),
        ([model("Note", ("book", REFERENCE))], BIG, 2),
        ([AddField("Book", "parent", models.ForeignKey("self", models.CASCADE, null=True))], BIG, 2),
        ([AddField("Book", "things", models.ManyToManyField("base.Thing"))], BIG, 2),
        ([], models.SmallAutoField(primary_key=True), 2),
        ([], models.BigAutoField(primary_key=True, db_column="number"), 2),
        ([], models.BigIntegerField(primary_key=True), 2),
    ],
)
def test_a_key_may_grow_before_something_refers_to_it(first: Any, key: Any, pieces: int) -> None:
    changes = [[model("Book", ("title", text())), *first], [DATA], [AlterField("Book", "id", key)]]
    assert len(proved_pieces(*changes)) == pieces


def test_a_key_may_grow_that_what_was_there_before_refers_to() -> None:
    before = [model("Book", ("title", text())), model("Note", ("book", REFERENCE))]
    change = AddField("Book", "code", text(db_index=True, default=""))
    assert len(proved_pieces([change], [DATA], [AlterField("Book", "id", BIG)], before=before)) == 1
