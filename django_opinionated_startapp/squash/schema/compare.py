"""How two schemas differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ..difference import Difference, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from .items import Item, Schema

# What is known by what it does. A column or a function is known by its name: with another one it is another thing.
_KNOWN_BY_CONTENT = {
    "primary key",
    "unique",
    "foreign key",
    "check",
    "exclusion",
    "index",
    "sequence",
    "statistics",
    "trigger",
}

# The types of what refers to AutoField and BigAutoField.
_KEYS = {"integer", "bigint"}

# What other things are in, or on. Where it is missing, so are they, which need not be said.
_OWNERS = {"table", "view", "materialized view", "type"}


def differences(
    old: Schema, new: Schema, *, strict_names: bool, former_columns: Collection[str] = ()
) -> tuple[Difference, ...]:
    """Return what is not the same in ``new`` as in ``old``, sorted by table; of a missing table only that.

    A constraint or index that differs in nothing but its name is one difference: ``AUTOMATIC_NAME`` if nobody chose
    either name, else ``NAME``, and always ``NAME`` with ``strict_names``. ``former_columns`` are names that columns
    had before they were renamed, after which MariaDB and MySQL may still call an index. With ``strict_names`` a
    column of another type has always ``CHANGED``, else that is ``REFERENCE_TYPE`` where it makes no difference.
    """
    former = frozenset(former_columns)
    shared = _owners(old) & _owners(new) | {""}
    found: list[Difference] = []
    for was, now in _pools(old, new, shared):
        found += _between(was, now, strict_names=strict_names, former=former)
    if new.loose and not strict_names:
        found = [replace(each, kind=Kind.REFERENCE_TYPE) if _refers_alike(each, new) else each for each in found]
    found += _column_orders(old, new, shared)
    return tuple(sorted(found, key=lambda each: (each.table, each.thing, each.name, each.kind.name, each.was)))


def _owners(schema: Schema) -> set[str]:
    return {item.name for item in schema.items if item.thing in _OWNERS}


def _pools(old: Schema, new: Schema, shared: set[str]) -> Iterable[tuple[list[Item], list[Item]]]:
    """Return the old and new things of each sort and table, without what is the same in both."""
    counts = Counter(old.items), Counter(new.items)
    pools: dict[tuple[str, str], tuple[list[Item], list[Item]]] = {}
    for side in (0, 1):
        for item in (counts[side] - counts[1 - side]).elements():
            if item.thing in _OWNERS or item.table in shared:
                pools.setdefault((item.table, item.thing), ([], []))[side].append(item)
    return pools.values()


def _between(was: list[Item], now: list[Item], *, strict_names: bool, former: frozenset[str]) -> Iterator[Difference]:
    """Yield how things of one sort and table differ: first other names, then other contents, then what is left."""
    for old, new in _pairs(was, now, lambda item: item.definition if item.thing in _KNOWN_BY_CONTENT else None):
        automatic = _automatic(old, former) and _automatic(new, former) and not strict_names
        kind = Kind.AUTOMATIC_NAME if automatic else Kind.NAME
        yield Difference(kind, old.thing, old.table, old.name, old.name, new.name)
    for old, new in _pairs(was, now, lambda item: item.name):
        yield Difference(Kind.CHANGED, old.thing, old.table, old.name, old.definition, new.definition)
    for old in was:
        yield Difference(Kind.MISSING, old.thing, old.table, old.name, old.definition, "")
    for new in now:
        yield Difference(Kind.EXTRA, new.thing, new.table, new.name, "", new.definition)


def _pairs(was: list[Item], now: list[Item], key: Callable[[Item], str | None]) -> Iterator[tuple[Item, Item]]:
    """Take those with the same key out of both lists, the same names first, and yield them together."""
    for old in tuple(was):
        same = [new for new in now if key(new) is not None and key(new) == key(old)]
        if same:
            was.remove(old)
            now.remove(same[0])
            yield old, same[0]


def _refers_alike(difference: Difference, new: Schema) -> bool:
    """Tell whether a foreign key has got another type of whole numbers.

    To SQLite the keys of AutoField and BigAutoField are of one type, and references to them of two. So where a key
    becomes the other one, Django leaves the tables that refer to it as they are, until each is next built anew: which
    of the two it is depends on the order.
    """
    (was, _, rest), (now, _, others) = difference.was.partition(" "), difference.now.partition(" ")
    if difference.kind is not Kind.CHANGED or difference.thing != "column" or rest != others:
        return False
    if not {was, now} <= _KEYS:
        return False
    keys = {
        item.thing: item.definition
        for item in new.items
        if item.table == difference.table and _is_key(item, difference.name)
    }
    return "foreign key" in keys and "primary key" not in keys


def _is_key(item: Item, column: str) -> bool:
    return (
        item.thing.endswith(" key")
        and re.match(rf"{item.thing} ?\({re.escape(column)}\)", item.definition) is not None
    )


def _automatic(item: Item, former: frozenset[str]) -> bool:
    """Tell whether nobody chose the name, MariaDB's numbered name of a column that is gone being such a one."""
    return item.automatic or re.sub(r"_\d+$", "", item.name) in former


def _column_orders(old: Schema, new: Schema, tables: set[str]) -> Iterator[Difference]:
    for table in tables:
        was, now = old.columns(table), new.columns(table)
        common = set(was) & set(now)
        if [name for name in was if name in common] != [name for name in now if name in common]:
            yield Difference(Kind.COLUMN_ORDER, "table", table, table, ", ".join(was), ", ".join(now))
