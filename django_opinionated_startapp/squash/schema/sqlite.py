"""The schema of an SQLite database, from the statements that it keeps.

They alone tell all; but the same table may have been written in several ways, by ``CREATE``, ``ALTER`` or Django's
building of it anew. So constraints of columns are taken for those of the table, and what is the default is left away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .items import Item, named_by_django
from .sql_text import closing, outside, split, text, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

# What a clause of a column begins with.
_HEADS = {"constraint", "primary", "unique", "check", "references", "not", "null", "default", "collate"}
_HEADS |= {"generated", "as"}
_TABLE_CONSTRAINTS = {"constraint", "primary", "unique", "check", "foreign"}
_THINGS = {"primary": "primary key", "unique": "unique", "check": "check", "foreign": "foreign key"}


def read_items(cursor: CursorWrapper) -> Iterator[Item]:
    """Yield everything in the database that ``cursor`` works on."""
    cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rootpage, name")
    for sort, name, table, sql in cursor.fetchall():
        parts = tokens(sql)
        if name.startswith("sqlite_"):
            continue
        if sort == "table":
            cursor.execute("SELECT name FROM pragma_table_xinfo(%s) ORDER BY cid", [name])
            yield from table_items(name, parts, [column for (column,) in cursor.fetchall()])
        elif sort == "index":
            rest = parts[parts.index("on") + 2 :]
            unique = "unique " * (parts[1] == "unique")
            yield Item("index", table, name, unique + text(rest), named_by_django(name))
        else:
            yield Item(sort, table if sort == "trigger" else "", name, text(_after_name(parts, sort)))


def table_items(table: str, parts: Sequence[str], columns: Sequence[str]) -> Iterator[Item]:
    """Yield a table with its columns and constraints; ``parts`` are the tokens of its ``CREATE TABLE``."""
    if "virtual" in parts[:2]:
        yield Item("table", table, table, text(_after_name(parts, "table")))
        return
    opening = parts.index("(")
    end = closing(parts, opening)
    options = sorted(text(option) for option in split(parts[end + 1 :]))
    yield Item("table", table, table, f"table {', '.join(options)}".strip())
    names = iter(columns)
    for definition in split(parts[opening + 1 : end]):
        if definition[0] in _TABLE_CONSTRAINTS:
            yield _constraint(table, definition)
        else:
            yield from _column(table, next(names), definition)


def _after_name(parts: Sequence[str], sort: str) -> Sequence[str]:
    return parts[parts.index(sort) + 2 :]  # SQLite does not keep an `if not exists`


def _column(table: str, name: str, parts: Sequence[str]) -> Iterator[Item]:
    """Yield a column and the constraints that are written with it."""
    kept: list[str] = []
    first, *clauses = _clauses(parts)
    for clause in clauses:
        bare = _unnamed(clause)
        if bare[0] in {"not", "default", "collate", "generated", "as"}:
            kept.append(text(bare))
        elif bare[0] != "null":
            yield _constraint(table, _for_table(clause, parts[0]))
    yield Item("column", table, name, " ".join((text(first[1:]), *sorted(kept))).strip())


def _clauses(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the name and type of a column, then each clause by itself, with ``constraint name`` before it if given."""
    start = 0
    for place in outside(parts):
        if place and _begins_clause(parts, place):
            yield tuple(parts[start:place])
            start = place
    yield tuple(parts[start:])


def _begins_clause(parts: Sequence[str], place: int) -> bool:
    before = tuple(parts[max(place - 2, 0) : place])
    return (
        parts[place] in _HEADS
        and before[-1] not in {"set", "always", "constraint"}
        and before[0] != "constraint"
        and (before[-1] != "default" or before[0] == "set")  # after `on delete set default` there may be more
        and tuple(parts[place - 1 : place + 1]) != ("not", "null")
        and tuple(parts[place : place + 2]) != ("not", "deferrable")
    )


def _unnamed(clause: Sequence[str]) -> Sequence[str]:
    return clause[2:] if clause[0] == "constraint" else clause


def _for_table(clause: Sequence[str], column: str) -> tuple[str, ...]:
    """Return a constraint of a column as one of the table."""
    bare = _unnamed(clause)
    name = tuple(clause[: len(clause) - len(bare)])
    own = ("(", column, ")")
    if bare[0] == "primary":
        return (*name, "primary", "key", *own, *bare[2:])
    if bare[0] == "unique":
        return (*name, "unique", *own, *bare[1:])
    if bare[0] == "references":
        return (*name, "foreign", "key", *own, *bare)
    return (*name, *bare)


def _constraint(table: str, parts: Sequence[str]) -> Item:
    bare = _unnamed(parts)
    name = parts[1] if len(bare) < len(parts) else ""
    return Item(_THINGS[bare[0]], table, name, text(bare), not name or named_by_django(name))
