"""The schema of a MariaDB or MySQL database, from ``SHOW CREATE`` and the information schema.

The server writes what it knows of a table in one form, one line for each column, key and constraint.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .items import Item, named_by_django, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

# In either kind of quotation marks: the second is that of the SQL mode ANSI_QUOTES.
_NAME = r"(?:`(?P<name>(?:[^`]|``)+)`|\"(?P<ansi>(?:[^\"]|\"\")+)\")"
_COLUMN = re.compile(rf"{_NAME} (?P<rest>.*)")
_KEY = re.compile(rf"(?P<sort>(?:UNIQUE |FULLTEXT |SPATIAL )?KEY) {_NAME} (?P<rest>.*)")
_CONSTRAINT = re.compile(rf"CONSTRAINT {_NAME} (?P<sort>FOREIGN KEY|CHECK) (?P<rest>.*)")
_FIRST_COLUMN = re.compile(rf"\({_NAME}")

_OTHERS = {
    "view": """
        SELECT '', table_name, concat_ws(' ', view_definition, check_option, security_type)
        FROM information_schema.views WHERE table_schema = DATABASE()
    """,
    "trigger": """
        SELECT event_object_table, trigger_name, concat_ws(
            ' ', action_timing, event_manipulation, action_orientation, action_order, action_statement
        )
        FROM information_schema.triggers WHERE trigger_schema = DATABASE()
    """,
    "function": """
        SELECT '', specific_name, concat_ws(
            ' ', routine_type,
            (SELECT group_concat(concat_ws(' ', parameter_mode, parameter_name, dtd_identifier)
                ORDER BY ordinal_position SEPARATOR ', ')
                FROM information_schema.parameters p
                WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
                    AND p.routine_type = r.routine_type),
            is_deterministic, sql_data_access, security_type, routine_definition
        )
        FROM information_schema.routines r WHERE routine_schema = DATABASE()
    """,
    "event": """
        SELECT '', event_name, concat_ws(
            ' ', event_type, execute_at, interval_value, interval_field, status, on_completion, event_definition
        )
        FROM information_schema.events WHERE event_schema = DATABASE()
    """,
}


def read_items(cursor: CursorWrapper) -> Iterator[Item]:
    """Yield everything in the database that ``cursor`` works on."""
    cursor.execute("SELECT DATABASE()")
    (database,) = cursor.fetchone()
    cursor.execute("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()")
    for name, sort in cursor.fetchall():
        if sort == "SEQUENCE":
            cursor.execute(f"SHOW CREATE SEQUENCE {_quoted(name)}")
            yield Item("sequence", "", name, cursor.fetchone()[1].partition(" start ")[2])
        elif sort != "VIEW":
            cursor.execute(f"SHOW CREATE TABLE {_quoted(name)}")
            yield from table_items(name, cursor.fetchone()[1].split("\n"))
    for thing, query in _OTHERS.items():
        cursor.execute(query)
        for table, name, definition in cursor.fetchall():
            yield Item(thing, table, name, one_line(definition.replace(f"`{database}`.", "")))


def table_items(table: str, lines: Sequence[str]) -> Iterator[Item]:
    """Yield a table with its columns, keys and constraints; ``lines`` are those of ``SHOW CREATE TABLE``."""
    end = next(place for place, line in enumerate(lines) if line.startswith(")"))
    options = re.sub(r" AUTO_INCREMENT=\d+", "", " ".join(line.strip() for line in lines[end:]))
    yield Item("table", table, table, options[1:].strip())
    for line in lines[1:end]:
        yield _item(table, line.strip().removesuffix(","))


def _item(table: str, line: str) -> Item:
    if match := _COLUMN.match(line):
        return Item("column", table, _name(match), match["rest"])
    if match := _KEY.match(line):
        return _key(table, _name(match), f"{match['sort']} {match['rest']}")
    if match := _CONSTRAINT.match(line):
        name = _name(match)
        automatic = named_by_django(name) or re.search(r"^CONSTRAINT_\d+$|_(?:ibfk|chk)_\d+$", name) is not None
        return Item(match["sort"].lower(), table, name, f"{match['sort']} {match['rest']}", automatic)
    # A primary key has no name, nor has the period of a table with history.
    return Item("primary key" if line.startswith("PRIMARY KEY") else "clause", table, "", line, automatic=True)


def _key(table: str, name: str, definition: str) -> Item:
    """Return an index, which is called like its first column where nobody named it, or with a number after that."""
    first = _FIRST_COLUMN.search(definition)
    by_database = first is not None and re.sub(r"_\d+$", "", name) == _name(first)
    return Item("index", table, name, definition, by_database or named_by_django(name))


def _name(match: re.Match[str]) -> str:
    return match["name"].replace("``", "`") if match["name"] else match["ansi"].replace('""', '"')


def _quoted(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))
