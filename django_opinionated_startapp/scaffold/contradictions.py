"""Combinations in a field spec that make no sense, each with what is wrong and what to write instead."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator

from .model import FieldSpec
from .samples import span

_KEYS = ("uuid", "auto", "bigauto", "smallauto")
_FORM_TEXT = ("choice", "file", "image", "json", "binary", "m2m")  # may be blank, besides what is text


def contradictions(field: FieldSpec) -> Iterator[tuple[bool, str, str]]:
    """Yield for every rule whether ``field`` breaks it, what is wrong then, and a hint."""
    yield from _contradictions(field)
    yield from _misfits(field)


def _contradictions(field: FieldSpec) -> Iterable[tuple[bool, str, str]]:
    kind = field.kind
    spelling = kind.spelling
    yield (
        field.null and (kind.file or ((kind.text or bool(field.choices)) and not field.unique)),
        "Django keeps missing text as '', not as NULL.",
        f"Write {field.name}:{spelling}:…:blank",
    )
    yield (
        field.blank and not (field.null or kind.text or spelling in (*_FORM_TEXT, "generated")),
        "a form that leaves it out needs NULL to store.",
        "Write null instead of blank.",
    )
    yield field.null and spelling == "m2m", "null means nothing for a many-to-many relation.", "Leave null out."
    yield field.null and field.primary_key, "a primary key can't be null.", "Leave null out."
    yield (
        field.primary_key and spelling not in _KEYS,
        f"a {kind.field} can't be the primary key here.",
        "Write id:uuid:pk, id:bigauto:pk, or leave the key to Django.",
    )
    yield (
        spelling.endswith("auto") and not field.primary_key,
        f"{kind.field} is for the primary key.",
        f"Write {field.name}:{spelling}:pk",
    )
    others = bool(field.default or field.minimum or field.maximum) or field.blank or field.unique or field.index
    yield field.primary_key and others, "a primary key takes no other modifiers.", "Leave them out."
    yield (
        bool(field.auto) and (others or field.null),
        f"{field.auto} sets the value, and takes no other modifiers.",
        "Leave them out.",
    )
    yield (
        spelling == "generated" and (others or field.null),
        "a generated field takes no modifiers.",
        "Leave them out.",
    )
    yield from _useless(field)


def _useless(field: FieldSpec) -> Iterable[tuple[bool, str, str]]:
    spelling = field.kind.spelling
    yield (
        field.unique and field.kind.relation,
        "unique has no use here.",
        "For a unique relation write o2o.",
    )
    yield (
        field.unique and (bool(field.default) or spelling in {"bool", "json", "binary", "filepath"}),
        "only one object could have its default.",
        "Leave unique out.",
    )
    yield field.index and (field.unique or field.kind.relation), "it has an index anyway.", "Leave index out."
    yield bool(field.on_delete) and spelling == "m2m", "a many-to-many relation has no on_delete.", "Leave it out."


def _misfits(field: FieldSpec) -> Iterable[tuple[bool, str, str]]:
    """Yield what is wrong with the numbers of a field."""
    if not field.kind.number:
        return
    numbers = [value for value in (field.minimum, field.maximum, field.default) if value]
    low, high = span(field)
    for value in numbers:
        if field.kind.python == "Decimal":
            digits, places = (int(dict(field.arguments)[name]) for name in ("max_digits", "decimal_places"))
            what = f"with {digits} digits, {places} of them decimal places"
            fits = _fits(value, digits, places)
        else:
            what = f"from {low} to {high}"
            fits = low <= Decimal(value) <= high
        yield not fits, f"{value} is no number {what}.", "Choose another number."
    least, most = Decimal(field.minimum or "-Infinity"), Decimal(field.maximum or "Infinity")
    yield least >= most, "min must be less than max.", "Turn them round."
    yield (
        bool(field.default) and not least <= Decimal(field.default or 0) <= most,
        f"the default {field.default} is not between min and max.",
        "Choose another default.",
    )


def _fits(value: str, digits: int, places: int) -> bool:
    try:
        DecimalValidator(digits, places)(Decimal(value))
    except ValidationError:
        return False
    return True
