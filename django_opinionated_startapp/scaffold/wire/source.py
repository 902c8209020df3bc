"""Files as they stand on disk, and what becomes of them. Nothing is written and nothing is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from ...sources import CannotEdit as CannotWire
from ...sources import Insertion, Source, Span, quoted
from ...sources import read_source as read

__all__ = [
    "CannotWire",
    "Find",
    "Insertion",
    "Source",
    "SourceFile",
    "Span",
    "WireEdit",
    "not_too_deep",
    "quoted",
    "read_source",
]


P = ParamSpec("P")
T = TypeVar("T")


def not_too_deep(function: Callable[P, T]) -> Callable[P, T]:
    """Return ``function``, which follows expressions, with CannotWire for those that can't be followed to the end."""

    @wraps(function)
    def followed(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except RecursionError as error:
            message = "An expression in the files to be edited is nested too deeply to be followed."
            raise CannotWire(message, "Add the lines by hand; without --install they are named.") from error

    return followed


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file and what stands in it."""

    path: Path
    content: bytes


Find = Callable[[str], SourceFile | None]
"""From a dotted module to its file, or None when there is none. Must not import the module."""


@dataclass(frozen=True, slots=True)
class WireEdit:
    """One file before and after; ``line`` (from 1) and ``text`` show people the line that holds the new entry.

    With several entries in one file, ``text`` holds all their lines and ``line`` is the number of the first.
    ``doubt`` says why only starting the project can tell whether the edit does what it should; empty if it does.
    """

    path: Path
    before: bytes
    after: bytes
    line: int
    text: str
    doubt: str = ""


def read_source(module: str, file: SourceFile) -> Source:
    """Return ``file`` decoded and parsed, or raise CannotWire if Python itself could not read it."""
    return read(module, file.path, file.content)
