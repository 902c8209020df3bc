"""Reports as JSON: every field and property of their values, under its name."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ...finding import Place
from .. import _records


def as_json(report: str, value: object) -> str:
    """Return ``value``, the report called ``report``, as JSON."""
    return json.dumps({"report": report, **_plain(value)}, indent=2) + "\n"


def _plain(value: object) -> Any:  # noqa: ANN401  (what JSON can hold)
    if isinstance(value, Place):
        return _records.place(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _names(kind: type) -> Iterator[str]:
    yield from (each.name for each in fields(kind))
    yield from (name for name, member in vars(kind).items() if isinstance(member, property))
