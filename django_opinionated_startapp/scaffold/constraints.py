"""What the constraints of a model that is there already ask of its rows, as far as values for tests have to know."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CheckConstraint, Q, UniqueConstraint

if TYPE_CHECKING:
    from django.db.models import Model


def unique_sets(model: "type[Model]") -> Iterator[tuple[str, ...]]:
    """Yield the names of fields that are unique together, alone ones too."""
    for base in (model, *model._meta.parents):
        yield from (tuple(names) for names in base._meta.unique_together)
        yield from (tuple(each.fields) for each in base._meta.constraints if isinstance(each, UniqueConstraint))


def together(model: "type[Model]") -> Iterator[str]:
    """Yield the names of fields that have to differ between two rows."""
    for fields in unique_sets(model):
        yield from fields
    fields_of_dates: Iterable[Any] = model._meta.concrete_fields
    for field in fields_of_dates:
        if field.unique_for_date or field.unique_for_month or field.unique_for_year:
            yield field.name


def bounds(model: "type[Model]") -> Iterator[tuple[str, str, str]]:
    """Yield field, least and greatest value, as far as constraints say so in the plainest way."""
    low: dict[str, Decimal] = {}
    high: dict[str, Decimal] = {}
    for name, lookup, value in _comparisons(model):
        field = model._meta.get_field(name)
        step = Decimal(1).scaleb(-int(getattr(field, "decimal_places", None) or 0))
        if lookup in {"gt", "gte"}:
            low[name] = value + step if lookup == "gt" else value
        else:
            high[name] = value - step if lookup == "lt" else value
    for name in sorted({*low, *high}):
        least, greatest = (f"{values[name]:f}" if name in values else "" for values in (low, high))
        yield name, least, greatest


def _comparisons(model: "type[Model]") -> Iterator[tuple[str, str, Decimal]]:
    names = {field.name for field in model._meta.concrete_fields}
    for constraint in (each for base in (model, *model._meta.parents) for each in base._meta.constraints):
        if not isinstance(constraint, CheckConstraint):
            continue
        condition: Any = getattr(constraint, "condition", None) or getattr(constraint, "check", None)
        if not isinstance(condition, Q) or condition.negated or condition.connector != Q.AND:
            continue
        pairs: Iterable[Any] = (child for child in condition.children if isinstance(child, tuple))
        for path, value in pairs:
            name, _, lookup = path.rpartition("__")
            if name in names and lookup in {"gt", "gte", "lt", "lte"} and isinstance(value, int | float | Decimal):
                yield name, lookup, Decimal(str(value))
