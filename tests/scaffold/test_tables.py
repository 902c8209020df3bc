"""Models for tables that are there already, on every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.environment import inspect_environment
from django_opinionated_startapp.scaffold.migration import with_missing_tables
from django_opinionated_startapp.scaffold.model import ModelSpec
from django_opinionated_startapp.scaffold.source import definition
from django_opinionated_startapp.scaffold.tables import models_from_tables
from tests.squash.databases import VENDORS, configured, empty_database

KEYS = {
    "sqlite": "integer primary key",
    "postgresql": "serial primary key",
    "mariadb": "integer auto_increment primary key",
}
QUOTES = {"mariadb": "`"}
MOMENTS = {"postgresql": "timestamp"}
TABLES = """
CREATE TABLE auth_user (id {key}, name varchar(10));
CREATE TABLE auth_group (id {key}, code varchar(10) UNIQUE);
CREATE TABLE elsewhere (id {key});
CREATE TABLE shop_customers (
    "CustomerID" {key}, "Full Name" varchar(60) NOT NULL, class varchar(5), balance decimal(8,2) NOT NULL,
    born date, email varchar(80) NOT NULL UNIQUE, save integer,
    user_id integer NOT NULL, FOREIGN KEY (user_id) REFERENCES auth_user (id)
);
CREATE TABLE shop_orders (
    id {key}, customer integer NOT NULL, number integer NOT NULL, placed {moment}, remark text,
    parent_id integer, "group" integer UNIQUE, warehouse integer,
    FOREIGN KEY (customer) REFERENCES shop_customers ("CustomerID"),
    FOREIGN KEY (parent_id) REFERENCES shop_orders (id),
    FOREIGN KEY ("group") REFERENCES auth_group (id),
    FOREIGN KEY (warehouse) REFERENCES elsewhere (id),
    CONSTRAINT one_each UNIQUE (customer, number)
);
CREATE TABLE two_keys (first integer, second integer, PRIMARY KEY (first, second));
CREATE TABLE text_key (code varchar(3) PRIMARY KEY);
CREATE TABLE no_key (code integer);
"""


# What older Djangos take decimals of SQLite for, whatever the table says.
GUESSED = "max_digits=10, decimal_places=5"


@pytest.fixture(scope="module", params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Iterator[str]:
    """The tables, in a database of each kind."""
    vendor: str = request.param
    with empty_database(vendor):
        script = TABLES.format(key=KEYS[vendor], moment=MOMENTS.get(vendor, "datetime")).replace(
            '"', QUOTES.get(vendor, '"')
        )
        with connections["default"].cursor() as cursor:
            for statement in script.split(";")[:-1]:
                cursor.execute(statement)
        yield vendor


def described(*tables: str) -> tuple[tuple[ModelSpec, ...], tuple[str, ...]]:
    environment = inspect_environment(booted=True)
    return models_from_tables(tables, "default", label="shop", environment=environment)


@pytest.mark.usefixtures("vendor")
def test_models_say_what_the_tables_say() -> None:
    (customer, order), notes = described("shop_customers", "shop_orders", "shop_orders")
    assert notes == ()
    assert (customer.name, customer.table, order.name, order.table) == (
        "Customer",
        "shop_customers",
        "Order",
        "shop_orders",
    )
    fields = {field.name: definition(field, customer) for field in customer.fields}
    key = fields.pop("customerid")
    assert 'db_column="CustomerID", primary_key=True)' in key
    assert fields.pop("save_field").startswith('models.IntegerField(_("save field"), db_column="save", null=True')
    fields["balance"] = fields["balance"].replace(GUESSED, "max_digits=8, decimal_places=2")
    assert fields == {
        "full_name": 'models.CharField(_("full name"), db_column="Full Name", max_length=60)',
        "class_field": ('models.CharField(_("class field"), db_column="class", max_length=5, null=True, blank=True)'),
        "balance": 'models.DecimalField(_("balance"), max_digits=8, decimal_places=2)',
        "born": 'models.DateField(_("born"), null=True, blank=True)',
        "email": 'models.CharField(_("email"), max_length=80, unique=True)',
        "user": (
            "models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, "
            'related_name="customers", verbose_name=_("user"))'
        ),
    }
    assert customer.owner is not None


@pytest.mark.usefixtures("vendor")
def test_relations_lead_to_models() -> None:
    (order,), _ = described("shop_orders")
    kinds = {field.name: (field.kind.spelling, field.target and field.target.label) for field in order.fields}
    assert kinds["customer"] == ("int", None)  # no model has that table
    assert kinds["parent"] == ("fk", "shop.Order")
    assert kinds["group"] == ("o2o", "auth.Group")
    assert kinds["warehouse"] == ("int", None)
    assert order.unique_together == (("customer", "number"),)
    assert {field.name for field in order.fields if field.together} == {"customer", "number"}


@pytest.mark.usefixtures("vendor")
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("two_keys", "The table two_keys has a primary key of 2 columns."),
        ("no_key", "The table no_key has no primary key."),
        ("text_key", "text_key.code can't be described: a primary key that does not come by itself."),
        ("elsewher", "The database 'default' has no table 'elsewher'.\nDid you mean elsewhere?"),
    ],
)
def test_tables_that_no_model_can_describe(table: str, said: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        described(table)
    assert said in str(caught.value)


def test_there_is_no_such_database() -> None:
    with pytest.raises(OpinionatedError, match=r"There is no database 'defalt'\.\nDid you mean default\?"):
        models_from_tables(["x"], "defalt", label="shop", environment=inspect_environment(booted=True))


def test_columns_of_unknown_types() -> None:
    with empty_database("sqlite"), connections["default"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE shapes (id integer primary key, outline polygon, price decimal, label varchar, "
            "UNIQUE (outline, price))"
        )
        cursor.execute("CREATE TABLE strict (id integer primary key, outline polygon NOT NULL)")
        (shape,), notes = described("shapes")
        assert notes == ("Left out shapes.outline: nothing is known of its type, polygon.",)
        price, label = (definition(field, shape) for field in shape.fields[1:])
        assert [price.replace(GUESSED, "max_digits=30, decimal_places=10"), label] == [
            'models.DecimalField(_("price"), max_digits=30, decimal_places=10, null=True, blank=True)',
            'models.TextField(_("label"), null=True, blank=True)',
        ]
        with pytest.raises(OpinionatedError, match=r"strict\.outline can't be described: nothing is known"):
            described("strict")


def test_columns_that_point_to_no_key() -> None:
    with empty_database("sqlite"), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE codes (id integer primary key, code integer UNIQUE)")
        cursor.execute("CREATE TABLE readers (id integer primary key, code_id integer REFERENCES codes (code))")
        (_, reader), _ = described("codes", "readers")
        assert [field.kind.spelling for field in reader.fields] == ["auto", "int"]


def test_databases_that_do_not_answer(tmp_path: Path) -> None:
    missing = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "no" / "such" / "file"}
    with configured(other=missing), pytest.raises(OpinionatedError, match="The database 'other' can't be read: "):
        models_from_tables(["x"], "other", label="shop", environment=inspect_environment(booted=True))


def test_tables_that_django_cannot_read() -> None:
    with empty_database("sqlite"), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE short (a integer, b integer, PRIMARY KEY (a, b))")
        with pytest.raises(OpinionatedError, match=r"Django can't read the table short \(IndexError\)\."):
            described("short")


def test_no_tables_at_all() -> None:
    with empty_database("sqlite"), pytest.raises(OpinionatedError, match="It has no tables"):
        described("x")


def test_managed_models_keep_their_migration() -> None:
    assert with_missing_tables("source", [ModelSpec("Order", "shop", ())]) == "source"
