"""Indexes that the history leaves in the database though no model has them any more.

A migration that changes only the state takes them from the model, as where a model has moved to another app. A new
database has to get them too, or it would not be like the old ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..difference import Kind
from ..state import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..difference import Difference
    from .range import FieldKey, Range

_COLUMNS = re.compile(r"\(([^()]*)\)$")


class LeftBehindError(Exception):
    """The ``fields`` whose indexes are missing in a new database."""

    def __init__(self, fields: frozenset[FieldKey]) -> None:
        """Keep the fields."""
        super().__init__(fields)
        self.fields = fields

    @property
    def names(self) -> str:
        """The fields, for a person."""
        return ", ".join(sorted(f"{label}.{model}.{name}" for (label, model), name in self.fields))


def left_behind(span: Range, found: Iterable[Difference]) -> frozenset[FieldKey]:
    """Return the fields that need an index for what is missing; those that have been given one already apart."""
    missing = [each for each in found if each.kind is Kind.MISSING and each.thing == "index"]
    return frozenset(field for each in missing for field in _fields(span, each)) - span.indexed


def _fields(span: Range, missing: Difference) -> Iterator[FieldKey]:
    column = _column(missing.was)
    for key, model in span.state.models.items():
        if key[0] in span.labels and table_of(model) == missing.table:
            for name, field in model.fields.items():
                if not (field.is_relation or field.db_index or field.unique) and (field.db_column or name) == column:
                    yield key, name


def _column(definition: str) -> str:
    """Return the only column of an index, as every kind of database spells it; empty if it has several."""
    lists = _COLUMNS.findall(definition)
    words = lists[-1].split() if len(lists) == 1 else []
    return words[0].strip('"`') if words and "," not in lists[0] else ""
