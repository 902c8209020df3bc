"""What SQLite can have, and that no difference in it is overlooked."""

from collections.abc import Iterator

import pytest

from django_opinionated_startapp.squash.difference import Kind
from django_opinionated_startapp.squash.schema import Item, Schema, differences
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import empty_database, schema_after
from tests.squash.schema.pairs import Pair, assert_found, pairs


@pytest.fixture(scope="module")
def databases() -> Iterator[ScratchDatabases]:
    with empty_database("sqlite") as databases:
        yield databases


@pytest.mark.parametrize("pair", pairs("sqlite"))
def test_a_difference_is_found(databases: ScratchDatabases, pair: Pair) -> None:
    assert_found(databases, pair)


OWNER = "CREATE TABLE owner (id integer NOT NULL PRIMARY KEY)"


def kind_of(databases: ScratchDatabases, old: str, new: str, *, strict: bool = False) -> Kind:
    schemas = [schema_after(databases, (OWNER, f"CREATE TABLE thing ({column})")) for column in (old, new)]
    (found,) = differences(*schemas, strict_names=strict)
    return found.kind


def test_a_reference_in_another_type_of_whole_numbers_makes_no_difference(databases: ScratchDatabases) -> None:
    old, new = (f"id integer, owner_id {kind} NULL REFERENCES owner (id)" for kind in ("integer", "bigint"))
    assert kind_of(databases, old, new) is Kind.REFERENCE_TYPE
    assert kind_of(databases, old, new, strict=True) is Kind.CHANGED
    assert kind_of(databases, new, old) is Kind.REFERENCE_TYPE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owner_id integer", "owner_id bigint"),
        ("owner_id integer NULL REFERENCES owner (id)", "owner_id bigint NOT NULL REFERENCES owner (id)"),
        ("owner_id integer REFERENCES owner (id)", "owner_id text REFERENCES owner (id)"),
        ("owner_id integer REFERENCES owner (id)", "owner_id smallint REFERENCES owner (id)"),
        (
            "owner_id integer NOT NULL PRIMARY KEY REFERENCES owner (id)",
            "owner_id bigint NOT NULL PRIMARY KEY REFERENCES owner (id)",
        ),
    ],
)
def test_every_other_change_of_a_column_counts(databases: ScratchDatabases, old: str, new: str) -> None:
    assert kind_of(databases, old, new) is Kind.CHANGED


def test_on_other_databases_the_type_of_a_reference_counts() -> None:
    key = Item("foreign key", "t", "k", "foreign key (a) references u(id)")
    old, new = (
        Schema((Item("table", "t", "t", "table"), key, Item("column", "t", "a", kind)))
        for kind in ("integer", "bigint")
    )
    assert [each.kind for each in differences(old, new, strict_names=False)] == [Kind.CHANGED]
