"""What a column holds for a field, as far as altering the field may change the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.utils import resolve_relation
from django.db.models import NOT_PROVIDED, Field

from ..state import deconstruct

if TYPE_CHECKING:
    from django.db.migrations.state import ModelState, ProjectState

    AnyField = Field[Any, Any]

Stored = tuple[Any, ...]

# Each holds all values of those before it, in the same form.
_WHOLE_NUMBERS = (
    "SmallAutoField",
    "SmallIntegerField",
    "PositiveSmallIntegerField",
    "AutoField",
    "IntegerField",
    "PositiveIntegerField",
    "BigAutoField",
    "BigIntegerField",
    "PositiveBigIntegerField",
)
_AUTOMATIC = tuple(kind for kind in _WHOLE_NUMBERS if kind.endswith("AutoField"))
_TEXTS = ("CharField", "SlugField", "FileField", "FilePathField", "TextField")
# Say nothing about the form of the values; whatever else a field is made of may do so.
_APART = {*Field.non_db_attrs, "null", "default", "db_default", "db_index", "unique", "primary_key", "db_comment"} | {
    "auto_now",
    "auto_now_add",
    "on_delete",
    "unique_for_date",
    "unique_for_month",
    "unique_for_year",
}

# Neither is known to the column itself, to its index nor to its foreign key.
_NO_PART_OF_THE_COLUMN = {"null", "default", "auto_now", "auto_now_add"}
# What a subclass may say about its column otherwise than the class of Django.
_TYPES = ("db_type", "db_parameters", "db_type_suffix", "db_check", "rel_db_type", "cast_db_type", "get_internal_type")


def stored(field: AnyField, model: ModelState, state: ProjectState) -> Stored:
    """Return the form of the values of ``field``: a foreign key holds what its target holds."""
    target = _target(field, model, state)
    if target:
        return stored(*target, state)
    kind = field.get_internal_type()
    if type(field).__module__.startswith("django.db.models."):
        if kind in _WHOLE_NUMBERS:
            return ("whole number", _WHOLE_NUMBERS.index(kind))
        if kind in _TEXTS and (length := _length(field)) is not None:
            return ("text", length)
    path, args, kwargs = field.deconstruct()[1:]
    return (path, args, {name: value for name, value in kwargs.items() if name not in _APART})


def keeps(old: Stored, new: Stored) -> bool:
    """Tell whether every value of the form ``old`` is left as it is when the column is altered to ``new``."""
    if old[0] == new[0] and old[0] in ("whole number", "text"):
        return bool(old[1] <= new[1])
    return old == new


def stays(old: AnyField, new: AnyField) -> bool:
    """Tell whether a column stays what it is, with its index and its foreign key, when its field is altered.

    It may become NULL or no longer, and get another default: nothing that was put off has to do with these.
    """
    kinds = type(old), type(new)
    alike = all(getattr(kinds[0], name, None) is getattr(kinds[1], name, None) for name in _TYPES)
    return alike and _column(old) == _column(new)


def grows(old: AnyField, new: AnyField) -> bool:
    """Tell whether a key becomes one of larger numbers, and nothing else; it has no index of its own."""
    if old.db_column != new.db_column or not all(type(each).__module__.startswith("django.") for each in (old, new)):
        return False
    kinds = [each.get_internal_type() for each in (old, new)]
    places = [_AUTOMATIC.index(kind) for kind in kinds if kind in _AUTOMATIC]
    return len(places) == len(kinds) and places == sorted(places)


def _column(field: AnyField) -> tuple[Any, ...]:
    args, kwargs = field.deconstruct()[2:]
    apart = {*field.non_db_attrs, *_NO_PART_OF_THE_COLUMN}  # those of a reference say whether Django deletes rows
    own = {name: value for name, value in kwargs.items() if name not in apart}
    return (
        args,
        deconstruct(own),
        field.db_column,
        field.get_internal_type(),
        getattr(field, "db_index", False),
        field.unique,
    )


def _length(field: AnyField) -> float | None:
    """Return how long a text may be: a number may be written as a text; None for what is no number."""
    try:
        return float("inf") if field.max_length is None else int(field.max_length)
    except ValueError:
        return None


def _target(field: AnyField, model: ModelState, state: ProjectState) -> tuple[AnyField, ModelState] | None:
    """Return the field that a foreign key points to, if the states know it."""
    remote = field.remote_field
    if not remote or field.many_to_many:
        return None
    target = state.models.get(resolve_relation(remote.model, model.app_label, model.name_lower))
    if target is None:
        return None
    name = getattr(remote, "field_name", None)
    found = next((each for own, each in target.fields.items() if own == name or (not name and each.primary_key)), None)
    return None if found is None or found is field else (found, target)


def filling(field: AnyField) -> Any:  # noqa: ANN401 - what a default is
    """Return what existing rows get when ``field`` is added: a value, the function that makes one, or None."""
    db_default = getattr(field, "db_default", NOT_PROVIDED)
    if db_default is not NOT_PROVIDED:
        return ("by the database", db_default)
    if field.has_default():
        return field.default
    if not field.null and field.blank and field.empty_strings_allowed:
        return ""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return ("now",)
    return None
