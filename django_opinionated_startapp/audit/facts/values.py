"""Expressions as rules see them: constants as Python values, everything else as one of a few small tuples.

In the cache and in memory a value stays JSON (``Raw``) until somebody asks for it; ``value_of`` turns it into a
``Value``. A constant is itself; anything else is a list whose first item is a letter.
"""

from typing import Any, NamedTuple, TypeAlias

Raw: TypeAlias = Any  # JSON: str, int, float, bool, None or a list


class Ref(NamedTuple):
    """A name or a chain that starts with one, as a path (see ``facts``): ``orders.models.Order.objects``."""

    path: str


class Seq(NamedTuple):
    """A list, tuple or set."""

    items: "tuple[Value, ...]"


class Star(NamedTuple):
    """An unpacked value, ``*BASE`` or ``**BASE``."""

    value: "Value"


class Table(NamedTuple):
    """A dictionary; ``**BASE`` in it is a pair with a ``Star`` for key and None for value."""

    items: "tuple[tuple[Value, Value], ...]"


class Made(NamedTuple):
    """The result of a call, with its arguments."""

    path: str
    args: "tuple[Value, ...]"
    keywords: "dict[str, Value]"


class Joined(NamedTuple):
    """An f-string: its parts, of which the constant ones are strings."""

    parts: "tuple[Value, ...]"


class Binary(NamedTuple):
    """Two values with an operator (``+``, ``/``, ``%``, ``|``) between them."""

    operator: str
    left: "Value"
    right: "Value"


class Either(NamedTuple):
    """One of several values: ``a if test else b``, ``a or b``."""

    options: "tuple[Value, ...]"


class Opaque(NamedTuple):
    """Anything that is none of the others: a lambda, a comprehension, a comparison."""


Value: TypeAlias = (
    str | int | float | bool | Ref | Seq | Star | Table | Made | Joined | Binary | Either | Opaque | None
)

OPAQUE = Opaque()
RAW_OPAQUE = ["?"]


def value_of(raw: Raw) -> Value:  # noqa: PLR0911  (one line for each kind)
    """Return the value that ``raw`` stands for."""
    if not isinstance(raw, list):
        constant: Value = raw
        return constant
    match raw[0]:
        case "r":
            return Ref(raw[1])
        case "l":
            return Seq(tuple(map(value_of, raw[1:])))
        case "c":
            return Made(raw[1], tuple(map(value_of, raw[2])), {key: value_of(each) for key, each in raw[3].items()})
        case "d":
            return Table(tuple((value_of(key), value_of(each)) for key, each in raw[1:]))
        case "f":
            return Joined(tuple(map(value_of, raw[1:])))
        case "b":
            return Binary(raw[1], value_of(raw[2]), value_of(raw[3]))
        case "e":
            return Either(tuple(map(value_of, raw[1:])))
        case "*":
            return Star(value_of(raw[1]))
        case _:
            return OPAQUE


def path_of(raw: Raw) -> str:
    """Return the path of a name, a chain or a call (then with ``()`` at its end), "" for anything else."""
    if isinstance(raw, list):
        if raw[0] == "r":
            return str(raw[1])
        if raw[0] == "c":
            return f"{raw[1]}()"
    return ""
