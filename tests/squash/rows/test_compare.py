"""How contents differ, and what is never the same twice."""

from collections.abc import Iterator

import pytest

from django_opinionated_startapp.squash.difference import Difference, Kind
from django_opinionated_startapp.squash.rows import row_differences, volatile_columns
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import empty_database
from tests.squash.rows.tables import T, insert, rows_after


@pytest.fixture(scope="module")
def sqlite() -> Iterator[ScratchDatabases]:
    with empty_database("sqlite") as databases:
        yield databases


@pytest.mark.parametrize(
    ("statement", "small", "large"),
    [
        ("UPDATE t SET a = NULL WHERE id = 1", "CHANGED row id=1: a=1 → a=NULL", "a"),
        ("UPDATE t SET b = 'Z', a = 3 WHERE id = 1", "CHANGED row id=1: a=1, b=x → a=3, b=Z", "a b"),
        ("DELETE FROM t WHERE id = 1", "MISSING row id=1: a=1, b=x, id=1 → ", "3 rows → 2 rows"),
        ("INSERT INTO t VALUES (4, 1, 'x')", "EXTRA row id=4:  → a=1, b=x, id=4", "3 rows → 4 rows"),
        (
            "UPDATE t SET id = 4 WHERE id = 1",
            "MISSING row id=1: a=1, b=x, id=1 → , EXTRA row id=4:  → a=1, b=x, id=4",
            "a b id",
        ),
        ("UPDATE t SET a = 3 - a WHERE id IN (1, 2)", "CHANGED row id=1: a=1 → a=2, CHANGED row id=2: a=2 → a=1", "a"),
    ],
)
def test_a_difference_is_found(sqlite: ScratchDatabases, size: str, statement: str, small: str, large: str) -> None:
    base = [T, *(insert("t", number, number, "'x'") for number in (1, 2, 3))]
    found = row_differences(rows_after(sqlite, *base), rows_after(sqlite, *base, statement))
    if size == "whole":
        said = [f"{each.kind.name} {each.thing} {each.name}: {each.was} → {each.now}" for each in found]
        assert ", ".join(said).replace("'", "") == small
    else:
        assert {each.thing for each in found} == {"rows"}
        counts = [f"{each.was} → {each.now}" for each in found if not each.name]
        assert " ".join([*counts, *(each.name for each in found if each.name)]) == large
        assert all(each.was != each.now for each in found)


def test_rows_without_a_key_are_found(sqlite: ScratchDatabases, size: str) -> None:
    make = ["CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"]
    old = rows_after(sqlite, *make, "INSERT INTO t VALUES (2)")
    new = rows_after(sqlite, *make, "INSERT INTO t VALUES (1)")
    found = [(each.kind, each.thing, each.name) for each in row_differences(old, new)]
    if size == "whole":
        assert found == [(Kind.MISSING, "row", ""), (Kind.EXTRA, "row", "")]
    else:
        assert found == [(Kind.CHANGED, "rows", "a")]


def test_what_differs_between_equal_runs_is_left_out(sqlite: ScratchDatabases, size: str) -> None:
    make = [T, "INSERT INTO t VALUES (1, 1, 'one')", "INSERT INTO t VALUES (2, 2, 'two')"]
    first = rows_after(sqlite, *make)
    second = rows_after(sqlite, *make, "UPDATE t SET b = 'other'")
    new = rows_after(sqlite, *make, "UPDATE t SET b = 'new'")
    volatile = volatile_columns(first, second)
    assert volatile == {("t", "b")}
    assert row_differences(first, new, volatile) == ()
    changed = rows_after(sqlite, *make, "UPDATE t SET b = 'new', a = 9 WHERE id = 2")
    (found,) = row_differences(first, changed, volatile)
    assert (found.table, found.thing) == ("t", "row" if size == "whole" else "rows")


@pytest.mark.usefixtures("size")
def test_random_keys_are_left_out(sqlite: ScratchDatabases) -> None:
    one = ["INSERT INTO t VALUES (1, 1, 'x')", "INSERT INTO t VALUES (2, 2, 'y')"]
    two = ["INSERT INTO t VALUES (7, 1, 'x')", "INSERT INTO t VALUES (8, 2, 'y')"]
    first, second = rows_after(sqlite, T, *one), rows_after(sqlite, T, *two)
    volatile = volatile_columns(first, second)
    assert volatile == {("t", "id")}
    assert row_differences(first, rows_after(sqlite, T, *two), volatile) == ()
    other = rows_after(sqlite, T, *two, "UPDATE t SET a = 3 WHERE a = 1")
    assert row_differences(first, other, volatile) != ()


@pytest.mark.usefixtures("size")
def test_values_that_change_places_are_volatile(sqlite: ScratchDatabases) -> None:
    make = [T, "INSERT INTO t VALUES (1, 1, 'x')", "INSERT INTO t VALUES (2, 2, 'y')"]
    first, second = rows_after(sqlite, *make), rows_after(sqlite, *make, "UPDATE t SET a = 3 - a")
    volatile = volatile_columns(first, second)
    assert ("t", "a") in volatile
    assert row_differences(first, second, volatile) == ()


def test_another_number_of_rows_counts_always(sqlite: ScratchDatabases) -> None:
    first = rows_after(sqlite, T, "INSERT INTO t VALUES (1, 1, 'x')")
    second = rows_after(sqlite, T)
    everything = frozenset(("t", column) for column in ("a", "b", "id"))
    assert [each.kind for each in row_differences(first, second, everything)] == [Kind.MISSING]


@pytest.mark.usefixtures("size")
def test_tables_and_columns_of_one_side_are_a_matter_of_the_schema(sqlite: ScratchDatabases) -> None:
    insert = ["INSERT INTO t (id, a) VALUES (1, 1)", "INSERT INTO t (id, a) VALUES (2, 1)"]
    old = rows_after(sqlite, T, *insert, "CREATE TABLE u (a integer)", "INSERT INTO u VALUES (1)")
    new = rows_after(sqlite, "CREATE TABLE t (a integer, id integer PRIMARY KEY, c integer)", *insert)
    assert row_differences(old, new) == ()
    assert volatile_columns(old, new) == frozenset()


def test_a_difference_in_rows_is_a_value(sqlite: ScratchDatabases) -> None:
    found = row_differences(
        rows_after(sqlite, T, "INSERT INTO t VALUES (1, 1, NULL)"),
        rows_after(sqlite, T, "INSERT INTO t VALUES (1, 2, NULL)"),
    )
    assert found == (Difference(Kind.CHANGED, "row", "t", "id=1", "a=1", "a=2"),)
    assert not found[0].harmless
