"""A schema as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The digest in the names that Django makes for indexes and constraints, and what it puts behind it.
_DIGEST = re.compile(r"_[0-9a-f]{8}(?:_(?:idx|uniq|like|pk|check|fk.*))?$")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a database: a table, a column, a constraint, …; ``table`` is where it is, empty if nowhere.

    ``definition`` is all that there is to it but its name, on one line and in a form that does not depend on how it
    came about. ``automatic`` means that nobody chose the name: Django or the database did.
    """

    thing: str
    table: str
    name: str
    definition: str
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """All things of a database, sorted; the columns of a table stand together in their order.

    ``loose``: to this database all types of whole numbers are the same, but in a primary key.
    """

    items: tuple[Item, ...]
    loose: bool = False

    def of(self, thing: str) -> tuple[Item, ...]:
        """Return the things of one sort."""
        return tuple(item for item in self.items if item.thing == thing)

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the names of the columns of a table, in their order."""
        return tuple(item.name for item in self.items if item.thing == "column" and item.table == table)


def named_by_django(name: str) -> bool:
    """Tell whether Django made the name of an index or constraint, which the user did not name in the model."""
    return _DIGEST.search(name) is not None


def one_line(text: str) -> str:
    """Return the lines of a text as one."""
    return " ".join(line.strip() for line in text.split("\n")).strip()
