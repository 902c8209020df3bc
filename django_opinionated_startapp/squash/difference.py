"""How two databases that should be alike are not: what the comparison of schemas and that of rows come to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What sort of difference it is; the value is how a sentence goes on after the name of the thing."""

    MISSING = "is missing"
    EXTRA = "is new"
    CHANGED = "has changed"
    NAME = "has another name"
    AUTOMATIC_NAME = "has another name, which Django or the database chose"
    COLUMN_ORDER = "has its columns in another order"
    REFERENCE_TYPE = "refers to a key in another type of whole numbers, to this database the same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same in the new database as in the old one.

    ``thing`` says in words what it is ("column", "foreign key", "row", …), ``table`` where it is, empty for what
    belongs to the database as a whole, and ``name`` which one. ``was`` and ``now`` are its definitions or contents,
    each on one line, empty where it does not exist; of a difference in name they are the two names.
    """

    kind: Kind
    thing: str
    table: str
    name: str
    was: str
    now: str

    @property
    def harmless(self) -> bool:
        """Whether no query and no later migration can tell the two databases apart by it."""
        return self.kind in {Kind.AUTOMATIC_NAME, Kind.COLUMN_ORDER, Kind.REFERENCE_TYPE}

    @property
    def sentence(self) -> str:
        """What is different, for a person."""
        return f"{self.table}: the {self.thing} {self.name} {self.kind.value} ({self.was} → {self.now})"
