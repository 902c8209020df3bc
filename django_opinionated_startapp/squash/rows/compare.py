"""How the contents of two databases differ, apart from what is never the same twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from ...wording import counted
from ..difference import Difference, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .contents import Digest, Row, Rows, TableRows

# Tables and their columns that hold the time, random numbers and the like.
Volatile: TypeAlias = frozenset[tuple[str, str]]


def volatile_columns(first: Rows, second: Rows) -> Volatile:
    """Return the columns that differ between two runs of the same history, which so tell nothing about another one."""
    return frozenset((was.table, column) for was, now in _shared(first, second) for column in _volatile_in(was, now))


def row_differences(old: Rows, new: Rows, volatile: Volatile = frozenset()) -> tuple[Difference, ...]:
    """Return what is not the same in ``new``, row by row, or column by column for large tables.

    Tables and columns that are in one of the databases only are not looked at: that is a matter of the schema.
    """
    return tuple(
        difference
        for was, now in _shared(old, new)
        for difference in _between(
            was, now, [column for column in _common(was, now) if (was.table, column) not in volatile]
        )
    )


def _shared(old: Rows, new: Rows) -> Iterator[tuple[TableRows, TableRows]]:
    by_name = {table.table: table for table in new.tables}
    return ((table, by_name[table.table]) for table in old.tables if table.table in by_name)


def _common(was: TableRows, now: TableRows) -> list[str]:
    return [column for column in was.columns if column in now.columns]


def _volatile_in(was: TableRows, now: TableRows) -> Iterable[str]:
    columns = _common(was, now)
    if was.digests and now.digests:
        values = {column for column in columns if _digest(was, column).values != _digest(now, column).values}
        places = {column for column in columns if _digest(was, column).places != _digest(now, column).places}
        return values if values & set(was.key) else values | places
    values = {column for column in columns if _values(was, [column]) != _values(now, [column])}
    stable = [column for column in columns if column not in values]
    # The same values in other rows: no single column is to blame.
    return values if _values(was, stable) == _values(now, stable) else columns


def _between(was: TableRows, now: TableRows, columns: list[str]) -> Iterator[Difference]:
    if was.count != now.count and (was.digests or now.digests):
        yield Difference(Kind.CHANGED, "rows", was.table, "", counted(was.count, "row"), counted(now.count, "row"))
    elif was.digests:
        yield from _between_digests(was, now, columns)
    else:
        yield from _between_rows(was, now, columns)


def _between_digests(was: TableRows, now: TableRows, columns: list[str]) -> Iterator[Difference]:
    keyed = bool(was.key) and set(was.key) <= set(columns)
    for column in columns:
        old, new = _digest(was, column), _digest(now, column)
        if old.values != new.values or (keyed and old.places != new.places):
            yield Difference(Kind.CHANGED, "rows", was.table, column, _written(old), _written(new))


def _between_rows(was: TableRows, now: TableRows, columns: list[str]) -> Iterator[Difference]:
    """Yield rows that are not in both, those with the same key as one difference."""
    key = was.key if set(was.key) <= set(columns) else ()
    missing = (_values(was, columns) - _values(now, columns)).elements()
    extra = [
        dict(zip(columns, row, strict=True)) for row in (_values(now, columns) - _values(was, columns)).elements()
    ]
    by_key = {_written_row(row, key): row for row in extra if key}
    for values in missing:
        old = dict(zip(columns, values, strict=True))
        name = _written_row(old, key)
        new = by_key.pop(name, None)
        if new is None:
            yield Difference(Kind.MISSING, "row", was.table, name, _written_row(old, columns), "")
            continue
        extra.remove(new)
        changed = [column for column in columns if old[column] != new[column]]
        yield Difference(Kind.CHANGED, "row", was.table, name, _written_row(old, changed), _written_row(new, changed))
    for new in extra:
        yield Difference(Kind.EXTRA, "row", was.table, _written_row(new, key), "", _written_row(new, columns))


def _values(table: TableRows, columns: Collection[str]) -> Counter[Row]:
    """Return how often each combination of values is in these columns."""
    places = [table.columns.index(column) for column in columns]
    return Counter(tuple(row[place] for place in places) for row in table.rows)


def _digest(table: TableRows, column: str) -> Digest:
    return table.digests[table.columns.index(column)]


def _written(digest: Digest) -> str:
    return f"digest {digest.values:x}, by row {digest.places:x}"


def _written_row(row: dict[str, str | None], columns: Iterable[str]) -> str:
    return ", ".join(f"{column}={'NULL' if row[column] is None else row[column]}" for column in columns)
