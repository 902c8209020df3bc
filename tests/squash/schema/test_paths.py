"""Schemas that are equal although they came about in different ways, through Django, on every database."""

from collections.abc import Iterator, Sequence

import pytest
from django.core.management import call_command
from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.test import override_settings

from django_opinionated_startapp.squash.schema import Schema, differences, read_schema
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import VENDORS, clear, empty_database


@pytest.fixture(scope="module", params=VENDORS)
def databases(request: pytest.FixtureRequest) -> Iterator[ScratchDatabases]:
    with empty_database(request.param) as databases:
        yield databases


def after(databases: ScratchDatabases, operations: Sequence[Operation]) -> Schema:
    """Return what migrations of these operations make of an empty database."""
    clear(databases)
    state = ProjectState()
    for operation in operations:
        before, state = state, state.clone()
        operation.state_forwards("app", state)
        with connections["default"].schema_editor() as editor:
            operation.database_forwards("app", editor, before, state)
    return read_schema(connections["default"])


def assert_same(old: Schema, new: Schema, *former_columns: str) -> None:
    """Check that nothing differs but the order of columns and names that nobody chose."""
    found = differences(old, new, strict_names=False, former_columns=former_columns)
    assert [each for each in found if not each.harmless] == []


def customer(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True))])


def order(name: str, slug: str, customer: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name,
        [
            ("id", models.AutoField(primary_key=True)),
            (slug, models.SlugField(max_length=30, unique=True)),
            ("count", models.PositiveIntegerField(db_index=True)),
            ("data", models.JSONField(null=True)),
            ("customer", models.ForeignKey(f"app.{customer}", models.CASCADE)),
            ("friends", models.ManyToManyField(f"app.{customer}", related_name="+")),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=["count", "customer"], name="one_each"),
                models.UniqueConstraint(fields=[slug], condition=models.Q(count=1), name="one_first"),
            ],
            "indexes": [models.Index(fields=["-count", slug], name="by_count")],
        },
    )


@pytest.mark.filterwarnings("ignore:.*does not support unique constraints with conditions")
def test_one_step_or_many(databases: ScratchDatabases) -> None:
    first = order("Order", "code", "Customer")
    slow = [
        customer("Customer"),
        migrations.CreateModel("Order", [("id", models.AutoField(primary_key=True))]),
        migrations.AddField("Order", "code", models.SlugField(max_length=10, default="x"), preserve_default=False),
        *(migrations.AddField("Order", name, field) for name, field in reversed(list(first.fields[2:]))),
        migrations.AlterField("Order", "code", models.SlugField(max_length=30, unique=True)),
        *(migrations.AddConstraint("Order", constraint) for constraint in first.options["constraints"]),
        *(migrations.AddIndex("Order", index) for index in first.options["indexes"]),
    ]
    assert_same(after(databases, slow), after(databases, [customer("Customer"), first]))


def test_renamed_models_and_fields(databases: ScratchDatabases) -> None:
    slow = [
        customer("Client"),
        order("Purchase", "slug", "Client"),
        migrations.RenameModel("Client", "Customer"),
        migrations.RenameModel("Purchase", "Order"),
        migrations.RenameField("Order", "slug", "code"),
    ]
    old = after(databases, slow)
    new = after(databases, [customer("Customer"), order("Order", "code", "Customer")])
    assert_same(old, new, "slug")
    assert "NAME" in {each.kind.name for each in differences(old, new, strict_names=True)}


@override_settings(DEFAULT_AUTO_FIELD="django.db.models.AutoField")  # else Django's own are not the same
def test_migrations_of_django_or_its_models(databases: ScratchDatabases) -> None:
    clear(databases)
    call_command("migrate", verbosity=0)
    old = read_schema(connections["default"])
    clear(databases)
    with override_settings(MIGRATION_MODULES={"auth": None, "contenttypes": None}):
        call_command("migrate", run_syncdb=True, verbosity=0)
    new = read_schema(connections["default"])
    assert_same(old, new)
    assert {item.name for item in old.of("table")} == {item.name for item in new.of("table")}
    assert "django_migrations" not in {item.table for item in old.items}
