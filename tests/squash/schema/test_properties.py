"""What holds for any table of SQLite, however it is written."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.squash.schema import Schema, differences
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import empty_database, schema_after


@dataclass(frozen=True)
class Column:
    type: str
    clauses: frozenset[str]
    constraints: frozenset[str]


Table: TypeAlias = dict[str, Column]

CLAUSES = ["NOT NULL", "DEFAULT 'It''s'", "DEFAULT (1 + 2)", "DEFAULT -1.5", "COLLATE nocase"]
CONSTRAINTS = [
    "UNIQUE",
    "CHECK ({} > 0 AND {} < 'a, b)')",
    "CHECK (coalesce({}, 'x') NOT IN ('y', 'z'))",
    "REFERENCES other (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
    "REFERENCES other (id) ON UPDATE SET DEFAULT",
]

names = st.sampled_from(["id", "name", "order", "Check", "a b", 'say "hi"', "größe", "x1"])
columns = st.builds(
    Column,
    st.sampled_from(["integer", "varchar(10)", "decimal(10, 2)", "double precision", ""]),
    st.frozensets(st.sampled_from(CLAUSES), max_size=3).filter(lambda some: sum("DEF" in one for one in some) < 2),
    st.frozensets(st.sampled_from(CONSTRAINTS), max_size=3),
)
tables = st.dictionaries(names, columns, min_size=1, max_size=5)


def quoted(name: str, hand: random.Random) -> str:
    """Write a name in one of the ways there are."""
    ways = ['"{}"'.format(name.replace('"', '""')), f"[{name}]", f"`{name}`"]
    if name.isidentifier() and name.lower() not in {"order", "check"}:
        ways.append(name)
    return hand.choice(ways)


def disguised(sql: str, hand: random.Random) -> str:
    """Write words in another case and put blanks and comments between them; what is in quotes stays as it is."""
    parts = sql.split("'")
    for place in range(0, len(parts), 2):
        if hand.random() < 0.5:
            parts[place] = parts[place].swapcase()
        parts[place] = parts[place].replace(" ", hand.choice([" ", "\n  ", " /* ( ' */ ", ' -- , "\n']))
    return "'".join(parts)


def written(table: Table, hand: random.Random) -> str:
    """Write a table in one of the ways there are; its columns keep their order and their names."""
    inside, after = [], []
    for name, column in table.items():
        clauses = [disguised(clause, hand) for clause in column.clauses]
        for constraint in column.constraints:
            own, body = quoted(name, hand), disguised(constraint, hand)
            if hand.random() < 0.5:
                clauses.append(body.format(own, own))
            elif constraint.startswith("CHECK"):
                after.append(body.format(own, own))
            else:
                after.append(f"{body} ({own})" if constraint == "UNIQUE" else f"FOREIGN KEY ({own}) {body}")
        hand.shuffle(clauses)
        inside.append(" ".join((quoted(name, hand), disguised(column.type, hand), *clauses)))
    hand.shuffle(after)
    return f"CREATE TABLE {quoted('t', hand)} ({', '.join((*inside, *after))})"


@pytest.fixture(scope="module")
def databases() -> Iterator[ScratchDatabases]:
    with empty_database("sqlite") as databases:
        yield databases


def said(old: Schema, new: Schema) -> list[str]:
    return [f"{each.kind.name} {each.thing}" for each in differences(old, new, strict_names=True)]


@settings(max_examples=60, database=None)
@given(tables, st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_the_same_table_is_the_same_however_it_is_written(
    databases: ScratchDatabases, table: Table, one: random.Random, other: random.Random
) -> None:
    old, new = (schema_after(databases, [written(table, hand)]) for hand in (one, other))
    assert said(old, new) == []
    assert old == new
    assert old.columns("t") == tuple(table)


@settings(max_examples=60, database=None)
@given(tables, tables, st.randoms(use_true_random=False))
def test_other_tables_are_not(databases: ScratchDatabases, table: Table, other: Table, hand: random.Random) -> None:
    old, new = (schema_after(databases, [written(each, hand)]) for each in (table, other))
    found = said(old, new)
    event("columns alike" if table.keys() == other.keys() else "other columns")
    assert bool(found) == (list(table.items()) != list(other.items()))
    assert {"MISSING column", "EXTRA column"}.isdisjoint(found) == (table.keys() == other.keys())


@settings(max_examples=60, database=None)
@given(tables, names, columns, st.randoms(use_true_random=False))
def test_one_other_column_is_one_difference(
    databases: ScratchDatabases, table: Table, name: str, column: Column, hand: random.Random
) -> None:
    other = {**table, name: column}
    old, new = (schema_after(databases, [written(each, hand)]) for each in (table, other))
    found = differences(old, new, strict_names=True)
    assert {each.name for each in found if each.thing == "column"} <= {name}
    assert bool(found) == (table != other)
