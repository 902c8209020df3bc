"""Changes of a person that git does not have yet: what a command would take away is refused, the rest is warned of.

What counts is whether ``git checkout -- FILE`` brings the file back as it stands now. So a file that is staged is as
good as a committed one, and what git ignores is not asked about. Without git or a repository nothing is said.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ..changes import Delete, Replace
from ..changes.kinds import before
from ..errors import OpinionatedError
from ..git import GitError, git
from ..wording import few
from .where import show_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..changes import Change, ChangeSet

# `git status` would do, but it runs filters of files. This reads the index and the names of files.
_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--stage", "--")
_AT_ONCE = 200  # paths in a command line
_NAMED = 5


def check_uncommitted(
    changes: ChangeSet, options: Mapping[str, Any], talk: Callable[[str], object], lost: Collection[Path] | None = None
) -> list[str]:
    """Return the names of the files that ``changes`` take away or edit and that git does not have as they are.

    Raises ``OpinionatedError`` if one of them would be ``lost`` (by default: what is deleted, and otherwise that is of
    no interest), and says so of the others with ``talk``. With ``--allow-dirty`` nothing is said, and with what only
    shows the plan nothing is refused.
    """
    gone = {change.path for change in changes.changes if isinstance(change, Delete)} if lost is None else set(lost)
    touched = [each for each in changes.changes if isinstance(each, Replace) or each.path in gone]
    found = list(_uncommitted(touched, changes.root))
    names = [show_path(change.path.resolve(), changes.root.resolve()) for change in found]
    if not found or options["allow_dirty"]:
        return names
    doomed = [name for change, name in zip(found, names, strict=True) if change.path in gone]
    if doomed and not (options["dry_run"] or options["diff"]):
        raise OpinionatedError(
            f"Git could not bring back what would be lost: {few(doomed, _NAMED)} {_has(doomed)} uncommitted changes.",
            "Nothing was changed. Commit or stage them first, or add --allow-dirty.",
        )
    if options["verbosity"]:
        what = f"{few(names, _NAMED)} {_has(names)} uncommitted changes"
        talk(f"{what}: git will show yours and those of this command as one.")
    return names


def _uncommitted(touched: Sequence[Change], root: Path) -> Iterator[Change]:
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return
    for start in range(0, len(touched), _AT_ONCE):
        part = {change.path.resolve().as_posix(): change for change in touched[start : start + _AT_ONCE]}
        known = _known(part, root)
        yield from (change for path, change in part.items() if path in known and not _has_blob(known[path], change))


def _known(paths: Collection[str], root: Path) -> dict[str, set[str]]:
    """Return what the index has of each of ``paths`` that git knows or would add; nothing if git can't tell."""
    base = root.resolve()
    try:
        listed = git(base, *_LIST, *paths)
    except GitError:
        return {}
    known: dict[str, set[str]] = {}
    for entry in filter(None, listed.split("\0")):
        # "100644 d00491fd… 0\tname" of what is in the index, and the bare name of what is not.
        stage, tab, name = entry.partition("\t")
        path = (base / (name if tab else stage)).as_posix()
        known.setdefault(path, set()).update(stage.split()[1:2] if tab else ())
    return known


def _has_blob(ids: Collection[str], change: Change) -> bool:
    """Tell whether the file as it stands is one of the blobs ``ids``, be it with other line ends."""
    content = before(change) or b""
    return any(
        hashlib.new("sha1" if len(each) == 40 else "sha256", b"blob %d\0%b" % (len(text), text)).hexdigest() == each  # noqa: PLR2004
        for each in ids
        for text in (content, content.replace(b"\r\n", b"\n"))
    )


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"
