"""What forbids a change: flaws that a plan has by itself, and obstacles on the disk."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django_opinionated_startapp.changes.kinds import (
    UNCHANGED,
    Change,
    Conflict,
    Create,
    Delete,
    NotAFileError,
    Replace,
    is_settled,
    read,
    real,
)
from django_opinionated_startapp.errors import OpinionatedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_NAMED = 3


def refuse(conflicts: Sequence[Conflict]) -> None:
    """Raise ``OpinionatedError`` with the first conflicts, if there are any."""
    if not conflicts:
        return
    clauses = [f"{conflict.path} {conflict.reason}" for conflict in conflicts[:_NAMED]]
    if len(conflicts) > _NAMED:
        clauses.append(f"conflicts in all: {len(conflicts)}")
    raise OpinionatedError(f"{'; '.join(clauses)}.", f"{UNCHANGED} Solve this, then run the command again.")


def flaws(root: Path, changes: Sequence[Change]) -> Iterator[Conflict]:
    """Yield what is wrong with a plan whatever its files hold."""
    root, targets = real(root), [real(change.path) for change in changes]
    uses, folders = Counter(targets), {folder for target in targets for folder in target.parents}
    spellings: defaultdict[str, set[Path]] = defaultdict(set)
    for place in folders.union(targets):
        spellings[_caseless(place)].add(place)
    for change, target in zip(changes, targets, strict=True):
        if not change.path.is_absolute():
            yield Conflict(change.path, "is not an absolute path")
        elif root not in target.parents:
            yield Conflict(change.path, f"lies outside {root}")
        elif uses[target] > 1:
            yield Conflict(change.path, "is changed twice in one plan")
        elif target in folders:
            yield Conflict(change.path, "is both a file and a directory in one plan")
        elif isinstance(change, Create) and any(
            len(spellings[_caseless(place)]) > 1 for place in (target, *target.parents)
        ):
            yield Conflict(change.path, "differs from another path of the plan in upper and lower case only")


def folder_obstacle(folder: Path, root: Path) -> str:
    """Return what forbids to remove ``folder`` once it is empty, or an empty text."""
    try:
        return _beside(folder, root)
    except OSError as error:
        return _unseen(error)


def _beside(folder: Path, root: Path) -> str:
    if real(root) not in real(folder).parents:
        return f"lies outside {root}"
    if folder.is_symlink():
        return "is a symbolic link"
    if not folder.is_dir():
        return "is not a directory" if os.path.lexists(folder) else ""
    allowed = os.access(folder.parent, os.W_OK | os.X_OK)
    return "" if allowed else f"needs write permission for the directory {folder.parent}"


def obstacle(change: Change, root: Path) -> str:
    """Return what on the disk keeps a flawless ``change`` from being made, or an empty text."""
    if is_settled(change):
        return ""
    target = real(change.path)
    try:
        if isinstance(change, Create):
            return _around(target) or _in_place_of(change) or _twin(target, real(root))
        return _around(target) or _within(change)
    except NotAFileError as error:
        return str(error)
    except OSError as error:
        return _unseen(error)


def _unseen(error: OSError) -> str:
    return f"cannot be looked at: {error.strerror or error}"


def _around(target: Path) -> str:
    nearest = next(folder for folder in target.parents if os.path.lexists(folder))
    if not nearest.is_dir():
        return f"needs a directory where {nearest} stands"
    return "" if os.access(nearest, os.W_OK | os.X_OK) else f"needs write permission for the directory {nearest}"


def _in_place_of(change: Create) -> str:
    if read(change.path) is not None:
        return "exists already with other content"
    return "is a broken symbolic link" if change.path.is_symlink() else ""


def _within(change: Replace | Delete) -> str:
    content = read(change.path)
    if content is None:
        return "does not exist any more"
    if content != change.before:
        return "has been changed meanwhile"
    if isinstance(change, Delete) and change.path.is_symlink():
        return "is a symbolic link"
    return "" if os.access(change.path, os.W_OK) else "is read-only"


def _twin(target: Path, root: Path) -> str:
    """Name what would be the same file or folder on the many computers whose file names have no case."""
    for place in (target, *(folder for folder in target.parents if root in folder.parents)):
        siblings = place.parent.iterdir() if place.parent.is_dir() else ()
        twins = [sibling for sibling in siblings if _caseless(sibling) == _caseless(place)]
        if twins and place not in twins:
            return f"differs from {min(twins)} in upper and lower case only"
    return ""


def _caseless(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path).casefold())
