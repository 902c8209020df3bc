"""The schema of a PostgreSQL database, from the system catalogs.

PostgreSQL writes the definition of nearly everything itself, in one form. What extensions brought is theirs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import postgresql_queries as queries
from .items import Item, named_by_django, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.backends.utils import CursorWrapper

_CONSTRAINTS = {"p": "primary key", "u": "unique", "f": "foreign key", "c": "check", "x": "exclusion"}

# Names that PostgreSQL gives where nobody gives one, with what the definition is then: `_key` and `_check` are what
# people like to end names with, too.
_DEFAULT_NAMES = {
    "primary key": (r"_pkey\d*$", ""),
    "unique": (r"_key\d*$", r"UNIQUE \([^,]*\)$"),
    "foreign key": (r"_fkey\d*$", ""),
    "check": (r"_check\d*$", r"CHECK \(\(+\"?\w+\"? >= 0\)+$"),
    "exclusion": (r"_excl\d*$", ""),
    "sequence": (r"_seq\d*$", "owned by "),
}


def read_items(cursor: CursorWrapper) -> Iterator[Item]:
    """Yield everything in the database that ``cursor`` works on."""
    cursor.execute(queries.RELATIONS)
    rows = cursor.fetchall()
    relations = {oid: name for oid, _, name, _ in rows}
    for _, thing, name, definition in rows:
        yield Item(thing, name if thing == "table" else "", name, one_line(definition))
    owned = {}
    cursor.execute(queries.SEQUENCES)
    for name, spelled, owner, column, definition in cursor.fetchall():
        owned[owner, column] = f"nextval('{spelled}'::regclass)"
        yield _item("sequence", relations.get(owner, ""), name, definition)
    cursor.execute(queries.COLUMNS)
    for relation, name, definition, default in cursor.fetchall():
        if relation in relations:
            # The name of a sequence of one's own is told with the sequence.
            own = default is not None and default == owned.get((relation, name))
            ending = f" DEFAULT {'its sequence' if own else default}" * (default is not None)
            yield Item("column", relations[relation], name, one_line(definition + ending))
    yield from _parts(cursor, relations)
    for thing, query in queries.OTHERS.items():
        cursor.execute(query)
        for name, definition in cursor.fetchall():
            yield Item(thing, "", name, one_line(definition))


def _parts(cursor: CursorWrapper, relations: Mapping[int, str]) -> Iterator[Item]:
    """Yield what belongs to a table, a view or a type but is not a column of it."""
    cursor.execute(queries.CONSTRAINTS)
    for relation, kind, name, definition in cursor.fetchall():
        if relation in relations:
            yield _item(_CONSTRAINTS[kind], relations[relation], name, definition)
    for thing, query in queries.PARTS.items():
        cursor.execute(query)
        for relation, name, definition in cursor.fetchall():
            if relation in relations:
                yield _item(thing, relations[relation], name, definition)


def _item(thing: str, table: str, name: str, definition: str) -> Item:
    shape, content = _DEFAULT_NAMES.get(thing, ("(?!)", ""))
    by_database = re.search(shape, name) is not None and re.match(content, definition) is not None
    return Item(thing, table, name, one_line(definition), named_by_django(name) or by_database)
