"""How a value is read as the type of the field that it is for."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import OpinionatedError, nearest
from .sources import Entry


def read_options(options: type[Any], entries: Iterator[Entry]) -> tuple[dict[str, Any], dict[str, Entry]]:
    """Return the values for the fields of ``options``, and the entry that each comes from; later entries go first.

    Fields without metadata are not for the user. One with the metadata ``shape``, a pattern and words for it, takes
    only texts that match the pattern. Raises ``OpinionatedError`` for a key that is no field and for a value that does
    not fit its field.
    """
    hints, shapes = get_type_hints(options), {e.name: e.metadata.get("shape") for e in fields(options) if e.metadata}
    values, origins = {}, {}
    for entry in entries:
        if entry.key not in shapes:
            raise OpinionatedError(
                f"{entry.where}: {entry.among} has no key '{entry.key}'.", nearest(entry.key.lower(), shapes)
            )
        values[entry.key] = _read(hints[entry.key], entry, entry.key, shapes[entry.key])
        origins[entry.key] = entry
    return values, origins


def _read(kind: Any, entry: Entry, named: str, shape: tuple[str, str] | None) -> object:  # noqa: ANN401  (any type)
    if get_origin(kind) is Mapping:
        inner = get_args(kind)[1]
        return MappingProxyType({e.key: _read(inner, e, f"{named}.{e.key}", shape) for e in entry.inside(named)})
    try:
        value = READERS[kind](entry.value)
    except TypeError as error:
        given = type(entry.value).__name__
        raise OpinionatedError(f"{entry.where}: {named} must be {error}, not {given}.") from None
    if shape:
        pattern, words = shape
        for text in _leaves(value):
            if not re.fullmatch(pattern, text):
                raise OpinionatedError(f"{entry.where}: {named} takes {words}, not '{text}'.")
    return value


def _leaves(value: object) -> Iterator[str]:
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, tuple):
            yield from item
        else:
            yield str(item)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("a string")


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError("true or false")


def _truth_or_text(value: object) -> bool | str:
    if isinstance(value, bool | str):
        return value
    raise TypeError("true, false or a string")


def _whole_number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError("a whole number")


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise TypeError("a number")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise TypeError("a list of strings")


def _texts_or_none(value: object) -> tuple[str, ...] | None:
    return None if value is None else _texts(value)


def _ranks(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list | tuple):
        raise TypeError("a list of strings and lists of strings")
    try:
        return tuple((item,) if isinstance(item, str) else _texts(item) for item in value)
    except TypeError:
        raise TypeError("a list of strings and lists of strings") from None


# How a value of each type that a field may have is read; tables of these are read by _read. A TypeError names the
# type in words.
READERS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    bool: _truth,
    bool | str: _truth_or_text,
    int: _whole_number,
    float: _number,
    tuple[str, ...]: _texts,
    tuple[str, ...] | None: _texts_or_none,
    tuple[tuple[str, ...], ...]: _ranks,
}
