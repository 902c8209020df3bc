"""Source of values for tests: valid ones, numbered ones, and such as a field refuses."""

from decimal import Context, Decimal

from django.db.backends.base.operations import BaseDatabaseOperations

from . import names
from .model import FieldSpec

_EXACT = Context(prec=200)  # enough for the sum of any two limits
_MANY = 10_000  # no test makes that many objects
_DIGITS = 4  # room for "number" in a text, with a space before it
_SHORT = len("slug-") + _DIGITS


def sample(field: FieldSpec) -> str:
    """Return the source of a valid value."""
    return _value(field, field.kind.sample, 0)


def other(field: FieldSpec) -> str:
    """Return the source of another valid value."""
    return _value(field, field.kind.other, 1)


def numbered(field: FieldSpec) -> str:
    """Return the source of a valid value that differs for every ``number``, a variable that counts from 1."""
    if field.kind.number:
        return _numbered_number(field)
    if field.kind.text and 0 < field.length < _SHORT:
        return "str(number)"
    if field.kind.text and not (field.kind.numbered or field.kind.sample):
        return f'f"{_text(field, spare=_DIGITS)} {{number}}"'
    return field.kind.numbered or sample(field)


def refused(field: FieldSpec) -> tuple[str, ...]:
    """Return the source of the values just outside of the limits of ``field``."""
    unit = _unit(field)
    low = (_literal(field, _EXACT.subtract(Decimal(field.minimum), unit)),) if field.minimum else ()
    high = (_literal(field, _EXACT.add(Decimal(field.maximum), unit)),) if field.maximum else ()
    return low + high


def span(field: FieldSpec) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that the column of ``field`` holds, whatever its limits."""
    if field.kind.python == "Decimal":
        greatest = _EXACT.subtract(Decimal(10) ** (_digits(field) - _places(field)), _unit(field))
        return -greatest, greatest
    default = (-(10**15), 10**15)  # what a float holds with halves
    low, high = BaseDatabaseOperations.integer_field_ranges.get(field.kind.field, default)
    return Decimal(low), Decimal(high)


def literal(field: FieldSpec, choice: str) -> str:
    """Return the source of one of the choices of ``field``."""
    return choice if field.kind.number else names.quoted(choice)


def chosen(field: FieldSpec) -> str:
    """Return the source of the choice that an object has by default, or else of the first."""
    return literal(field, field.default or field.choices[0])


def _value(field: FieldSpec, source: str, step: int) -> str:
    if field.choices:
        return literal(field, field.choices[min(step, len(field.choices) - 1)])
    if field.kind.number:
        return _literal(field, _number(field, step))
    if field.kind.text and not source:
        return f'"{_other_text(field) if step else _text(field)}"'
    if field.kind.text and field.length:
        return f'"{source[1:-1][: field.length]}"'
    return source


def _room(field: FieldSpec) -> int:
    return field.length or 200


def _text(field: FieldSpec, spare: int = 0) -> str:
    return field.verbose.capitalize()[: _room(field) - spare].strip()


def _other_text(field: FieldSpec) -> str:
    """Return a text that is not the sample, also where there is room for one letter only."""
    texts = (text[: _room(field)] for text in ("Other", "Something else"))
    return next(text for text in texts if text != _text(field))


def _number(field: FieldSpec, step: int) -> Decimal:
    """Return the ``step``-th number within the limits."""
    low, high = _limits(field)
    distance = step * _unit(field)
    if field.minimum or field.least:
        return min(_EXACT.add(low, distance), high)
    if field.maximum or field.greatest:
        return max(_EXACT.subtract(high, distance), low)
    first = min(Decimal(1), high)
    after = _EXACT.add(first, distance)
    return after if after <= high else _EXACT.subtract(first, distance)


def _numbered_number(field: FieldSpec) -> str:
    """Count up from the minimum or down from the maximum, and start again where there are no more numbers."""
    low, high = _limits(field)
    unit = _unit(field)
    above, below = field.minimum or field.least, field.maximum or field.greatest
    down = bool(below and not above)
    start = high if down else low if above else Decimal(0)
    many = int(_EXACT.subtract(start, low) / unit if down else _EXACT.subtract(high, start) / unit) + 1
    number = "number" if many >= _MANY else f"number % {many}"
    if field.kind.python == "Decimal":
        number = f"Decimal({number}).scaleb(-{_places(field)})" if _places(field) else f"Decimal({number})"
    elif field.kind.python == "float":
        number = f"{number} * {float(unit)}"
    return f"{_literal(field, start)} {'-' if down else '+'} {number}" if start or down else number


def _literal(field: FieldSpec, number: Decimal) -> str:
    if field.kind.python == "Decimal":
        return f'Decimal("{number.quantize(_unit(field), context=_EXACT)}")'
    return str(float(number)) if field.kind.python == "float" else str(int(number))


def _limits(field: FieldSpec) -> tuple[Decimal, Decimal]:
    low, high = span(field)
    return Decimal(field.minimum or field.least or low), Decimal(field.maximum or field.greatest or high)


def _digits(field: FieldSpec) -> int:
    return int(dict(field.arguments).get("max_digits", 10))


def _places(field: FieldSpec) -> int:
    return int(dict(field.arguments).get("decimal_places", 0))


def _unit(field: FieldSpec) -> Decimal:
    """Return the least difference between two values; for floats a handy one."""
    if field.kind.python != "float":
        return Decimal(1).scaleb(-_places(field))
    room = Decimal(field.maximum) - Decimal(field.minimum) if field.minimum and field.maximum else Decimal(1)
    return min(Decimal("0.5"), room / 2)
