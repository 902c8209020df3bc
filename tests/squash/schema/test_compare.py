"""When two schemas are the same, by their values alone."""

from types import SimpleNamespace

import pytest
from django.db import NotSupportedError

from django_opinionated_startapp.squash.difference import Difference, Kind
from django_opinionated_startapp.squash.schema import Item, Schema, differences, read_schema
from django_opinionated_startapp.squash.schema.items import named_by_django

TABLE = Item("table", "t", "t", "table")
COLUMN = Item("column", "t", "slug", "text")


def between(
    old: list[Item], new: list[Item], *, strict: bool = False, former: frozenset[str] = frozenset()
) -> list[str]:
    found = differences(Schema((TABLE, *old)), Schema((TABLE, *new)), strict_names=strict, former_columns=former)
    return [f"{each.kind.name} {each.name}: {each.was} → {each.now}" for each in found]


def index(name: str, definition: str = "(a)", *, automatic: bool = False) -> Item:
    return Item("index", "t", name, definition, automatic)


def test_a_vendor_that_is_not_known_is_refused() -> None:
    with pytest.raises(NotSupportedError, match="The schema of oracle cannot be read"):
        read_schema(SimpleNamespace(vendor="oracle"))


def test_a_schema_is_like_itself() -> None:
    assert between([COLUMN, index("x"), index("x")], [COLUMN, index("x"), index("x")]) == []


def test_another_name_is_harmless_where_nobody_chose_either() -> None:
    old, new = index("t_old_12345678", automatic=True), index("t_new_12345678", automatic=True)
    (found,) = differences(Schema((TABLE, old)), Schema((TABLE, new)), strict_names=False)
    assert found == Difference(Kind.AUTOMATIC_NAME, "index", "t", "t_old_12345678", "t_old_12345678", "t_new_12345678")
    assert found.harmless


@pytest.mark.parametrize(("old", "new"), [(True, False), (False, True), (False, False)])
def test_another_name_counts_where_somebody_chose_one(old: bool, new: bool) -> None:
    assert between([index("x", automatic=old)], [index("y", automatic=new)]) == ["NAME x: x → y"]


def test_another_name_counts_always_if_that_is_wished() -> None:
    old, new = index("x", automatic=True), index("y", automatic=True)
    assert between([old], [new], strict=True) == ["NAME x: x → y"]


@pytest.mark.parametrize("name", ["slug", "slug_2"])
def test_a_name_that_a_column_had_is_automatic(name: str) -> None:
    old, new = index(name), index("code", automatic=True)
    assert between([old], [new]) == [f"NAME {name}: {name} → code"]
    assert between([old], [new], former=frozenset({"slug"})) == [f"AUTOMATIC_NAME {name}: {name} → code"]


def test_of_two_things_alike_one_can_be_missing() -> None:
    assert between([index(""), index("")], [index("")]) == ["MISSING : (a) → "]
    assert between([index("")], [index(""), index("")]) == ["EXTRA :  → (a)"]


def test_what_is_known_by_its_name_has_no_other() -> None:
    other = Item("column", "t", "code", "text")
    assert between([COLUMN], [other]) == ["EXTRA code:  → text", "MISSING slug: text → "]


def test_a_name_that_two_things_have_in_turn_is_no_change_of_both() -> None:
    old = [index("x", "(a)"), index("y", "(b)")]
    new = [index("x", "(b)"), index("y", "(a)")]
    assert between(old, new) == ["NAME x: x → y", "NAME y: y → x"]


def test_of_a_missing_table_nothing_else_is_said() -> None:
    old = Schema((TABLE, COLUMN, index("x"), Item("view", "", "v", "SELECT 1"), index("y")))
    (one, two) = differences(old, Schema(()), strict_names=True)
    assert (one.thing, one.name, two.thing, two.name) == ("view", "v", "table", "t")


def test_the_order_of_columns_is_that_of_those_in_both() -> None:
    a, b, c = (Item("column", "t", name, "text") for name in "abc")
    assert between([a, b], [b, a]) == ["COLUMN_ORDER t: a, b → b, a"]
    assert between([a, b], [a, c, b]) == ["EXTRA c:  → text"]
    assert Schema((TABLE, a, b)).columns("t") == ("a", "b")
    assert Schema((TABLE, a, b)).of("column") == (a, b)


@pytest.mark.parametrize(
    "name",
    [
        "app_order_customer_id_1a2b3c4d",
        "app_order_slug_1a2b3c4d_like",
        "app_order_a_b_1a2b3c4d_uniq",
        "app_order_a_b_1a2b3c4d_idx",
        "app_order_id_1a2b3c4d_pk",
        "app_order_customer_id_1a2b3c4d_fk_app_customer_id",
        "app_order_customer_id_1a2b3c4d_fk",
    ],
)
def test_names_of_django_are_known(name: str) -> None:
    assert named_by_django(name)


@pytest.mark.parametrize(
    "name", ["app_order_a_1a2b3c_idx", "unique_order", "deadbeef", "order_12345678_by_name", "a_1A2B3C4D"]
)
def test_names_of_people_are_known(name: str) -> None:
    assert not named_by_django(name)
