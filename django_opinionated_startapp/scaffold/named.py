"""What pyproject.toml says of an app to the audit, which goes along: an audit refuses what names no app."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..changes import Replace
from ..conf import nearest_pyproject, parse_toml
from ..conf.audit import AUDIT_TABLE

BY_APP = ("profiles", "facades")
"""The options of the audit that are tables with apps for keys."""


def without_mentions(names: Iterable[str], root: Path) -> Replace | None:
    """Return the edit that takes an app's keys out of the options by app, or None where there is nothing to edit.

    ``names``: what the app may be called there. All else of the file says the same afterwards; what has no lines of
    its own stays. A pyproject.toml above ``root`` is not this project's to change.
    """
    path = nearest_pyproject(root)
    if path is None or path.parent != root:
        return None
    before = path.read_bytes()
    try:
        text = before.decode("utf-8")
        for keys in ((*AUDIT_TABLE.split("."), option, name) for option in BY_APP for name in names):
            text = _without_lines(text, keys)
    except ValueError:  # it is no TOML
        return None
    return Replace(path, before, text.encode()) if text.encode() != before else None


def _without_lines(text: str, keys: Sequence[str]) -> str:
    """Return ``text`` without the few lines that set ``keys``, if they set nothing else."""
    document = _full(parse_toml(text))
    wanted = _full(_without(document, keys))
    if wanted == document:
        return text
    lines = text.splitlines(keepends=True)
    for first in (number for number, line in enumerate(lines) if keys[-1] in line):
        for last in range(first + 1, len(lines) + 1):
            rest = "".join((*lines[:first], *lines[last:]))
            if _says(rest) == wanted:
                return rest
    return text


def _says(text: str) -> dict[str, Any] | None:
    try:
        return _full(parse_toml(text))
    except ValueError:
        return None


def _full(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``table`` without the tables in it that are empty: one may have been there for the app alone."""
    inner = {key: _full(value) if isinstance(value, Mapping) else value for key, value in table.items()}
    return {key: value for key, value in inner.items() if value != {}}


def _without(table: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return ``table`` without the value to which ``keys`` lead."""
    first, *more = keys
    inner = table.get(first)
    if more:
        return {**table, first: _without(inner, more)} if isinstance(inner, Mapping) else {**table}
    return {key: value for key, value in table.items() if key != first}
