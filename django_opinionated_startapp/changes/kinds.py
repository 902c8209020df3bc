"""The kinds of change, and how each compares with what stands on the disk. Nothing here writes."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from django_opinionated_startapp.errors import OpinionatedError

UNCHANGED = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class Create:
    """A new file. Where a file with the same content stands already, there is nothing to do."""

    path: Path
    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """New content, ``after``, for a file that holds ``before``; it keeps its mode and, if possible, its owner."""

    path: Path
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Delete:
    """The end of a file that holds ``before``. Its directory stays, unless the ``ChangeSet`` names it."""

    path: Path
    before: bytes


Change: TypeAlias = Create | Replace | Delete


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a change cannot be made: ``reason`` continues a sentence that starts with the path ("is a directory")."""

    path: Path
    reason: str


class NotAFileError(OSError):
    """Something else stands where a file should be; the text is the reason of a ``Conflict``."""


def before(change: Change) -> bytes | None:
    """Return what the file must hold, None if it must not exist."""
    return None if isinstance(change, Create) else change.before


def after(change: Change) -> bytes | None:
    """Return what the file will hold, None if it will not exist."""
    if isinstance(change, Create):
        return change.content
    return change.after if isinstance(change, Replace) else None


def real(path: Path) -> Path:
    """Return ``path`` with all links followed, as far as it exists; raise ``OpinionatedError`` if that fails.

    Strict, because the lenient way takes a link that cannot be looked at for a file, which would then be overwritten.
    """
    try:
        return Path(os.path.realpath(path, strict=True))
    except (FileNotFoundError, NotADirectoryError):
        return Path(os.path.normpath(real(path.parent) / path.name))
    except OSError as error:
        raise OpinionatedError(f"Cannot look at {path}: {error.strerror or error}.", UNCHANGED) from error


def read(path: Path) -> bytes | None:
    """Return the content of a file, None where nothing stands; raise ``OSError`` if that cannot be told."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):  # to read a pipe would be to wait for ever
        raise NotAFileError("is a directory" if stat.S_ISDIR(mode) else "is not a regular file")
    return path.read_bytes()


def is_settled(change: Change) -> bool:
    """Tell whether there is nothing left to do; an unreadable file counts as not settled."""
    if isinstance(change, Delete):
        return False
    if before(change) == after(change):
        return True
    with suppress(OSError):
        return read(change.path) == after(change)
    return False


def overwriting(change: Change) -> Change:
    """Return a ``Create`` over another regular file as a ``Replace``, and everything else as it is."""
    if isinstance(change, Create):
        with suppress(OSError):
            present = read(change.path)
            if present is not None and present != change.content:
                return Replace(change.path, present, change.content)
    return change
