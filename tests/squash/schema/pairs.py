"""Pairs of schemas that differ in one thing, read from the text files beside this module.

A block of a file has a title with the difference that is to be found, the statements for ``both`` schemas, and what
only the ``old`` or the ``new`` one has. A first block without a title gives names to statements that are used often.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from django_opinionated_startapp.squash.schema import differences
from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import schema_after


@dataclass(frozen=True)
class Pair:
    both: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    expected: str


def pairs(name: str) -> list[ParameterSet]:
    """Return the pairs of the file with this name."""
    names, *blocks = Path(__file__).with_name(f"{name}.pairs").read_text(encoding="utf-8").strip().split("\n\n")
    statements = dict(line.split(" = ", 1) for line in names.split("\n"))
    return [_pair(block, statements) for block in blocks]


def _pair(block: str, names: dict[str, str]) -> ParameterSet:
    title, *lines = block.split("\n")
    identifier, expected = title.removeprefix("# ").split(": ")
    expected = expected.removeprefix("nothing")
    parts: dict[str, list[str]] = {"both": [], "old": [], "new": []}
    for line in lines:
        part, statement = line.split(": ", 1)
        for name, meaning in names.items():
            if statement.startswith(name):
                statement = meaning + statement.removeprefix(name)
                break
        parts[part].append(statement)
    return pytest.param(Pair(*map(tuple, parts.values()), expected), id=identifier)


def assert_found(databases: ScratchDatabases, pair: Pair) -> None:
    """Check that the difference is found, and no other."""
    old = schema_after(databases, (*pair.both, *pair.old))
    new = schema_after(databases, (*pair.both, *pair.new))
    found = differences(old, new, strict_names=True)
    assert ", ".join(f"{each.kind.name} {each.thing} {each.table}.{each.name}" for each in found) == pair.expected
    assert all(each.was != each.now for each in found)
