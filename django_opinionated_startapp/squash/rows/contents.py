"""The contents of a database as a value, small however large the database is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

# The values of a row as text, in the order of the columns.
Row: TypeAlias = tuple[str | None, ...]

_MODULUS = 1 << 128


@dataclass(frozen=True, slots=True)
class Digest:
    """What is left of the values of one column: a sum over all rows, which does not depend on their order.

    ``values`` is of the values alone, ``places`` of each value together with the key of its row.
    """

    values: int = 0
    places: int = 0

    def plus(self, value: str | None, key: Row) -> Digest:
        """Return the digest with one more row."""
        return Digest((self.values + _number(value)) % _MODULUS, (self.places + _number(value, *key)) % _MODULUS)


@dataclass(frozen=True, slots=True)
class TableRows:
    """What one table holds.

    ``columns`` are sorted by name, and ``key`` are those of the primary key. Of a table that is small enough there are
    all ``rows``, sorted; of a larger one there are ``digests``, one for each column, instead.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    count: int
    rows: tuple[Row, ...] = ()
    digests: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """What all tables hold, sorted by name."""

    tables: tuple[TableRows, ...]


def _number(*values: str | None) -> int:
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=16).digest(), "big")
