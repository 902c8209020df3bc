"""What a run reads of the disk, so that a later one can tell whether it would read the same.

Nothing heavy is imported here: a run that is answered from memory needs little else.
"""

import errno
import os
import stat as stat_kinds
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

# Size, times of change, number on the disk; None for what is not there, or may have changed without a trace.
Stamp: TypeAlias = list[int] | None
Row: TypeAlias = tuple[Stamp, str]

_GRANULE = 2_000_000_000  # the coarsest clock of a file system, in nanoseconds
_CACHES = "__pycache__"


class Facts(NamedTuple):
    """A module of which only the facts count; ``key`` is that of its source, ``digest`` makes that of its facts."""

    is_package: bool
    is_test: bool
    stamp: Stamp
    key: str
    digest: Callable[[], str]


class Inputs:
    """The files and folders that were read, each with its stamp and a digest of what was found in it.

    Paths are POSIX and relative to the root, or absolute. ``modules`` has path and dotted name for key. ``certain``
    turns False where something could not be read, so that the next run has to look again.
    """

    def __init__(self) -> None:
        """Begin now."""
        self.texts: dict[str, Row] = {}
        self.folders: dict[str, Row] = {}
        self.modules: dict[tuple[str, str], Facts] = {}
        self.certain = True
        self._settled = settled()

    def sure(self, found: Stamp) -> Stamp:
        """Return a stamp that was taken since the beginning, None if it is too young to tell states apart."""
        return None if found is None or max(found[1:3]) > self._settled else found

    def stamps(self) -> dict[str, Stamp]:
        """Return the stamps of all that was read, taken before it was read."""
        rows = {path: row.stamp for (path, _name), row in self.modules.items()}
        return rows | {path: row[0] for part in (self.texts, self.folders) for path, row in part.items()}

    def read(self, root: str, path: str) -> bytes | None:
        """Return the content of a file, None if it can't be read, and note it as one whose every byte counts."""
        try:
            status, content = read(os.path.join(root, path))  # noqa: PTH118  (hundreds of times)
        except OSError:
            self.texts[path] = (None, digest(None))
            return None
        self.texts[path] = (stamp(status), digest(content))
        return content

    def load(self, root: str, path: str) -> tuple[Stamp, bytes]:
        """Return stamp and content of a module; raise ``OSError`` if it can't be read."""
        status, content = read(f"{root}/{path}")
        return stamp(status), content

    def list(self, root: str, path: str) -> list[tuple[str, bool]]:
        """Return what ``listing`` does, and note the folder; raise ``OSError`` if it can't be read."""
        folder = os.path.join(root, path)  # noqa: PTH118  (hundreds of times)
        known = stamp_of(folder)
        self.folders[path] = (known, "")
        found = listing(folder)
        self.folders[path] = (known, digest_of_listing(found))
        return found


def settled() -> int:
    """Return before when (nanoseconds since 1970) a file has to have changed for its stamp to be sure from now on."""
    return time.time_ns() - _GRANULE


def stamp(status: os.stat_result) -> Stamp:
    """Return what shows a change."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file or folder, None where there is none."""
    try:
        return stamp(os.stat(path))  # noqa: PTH116  (thousands of times)
    except OSError:
        return None


def read(path: str) -> tuple[os.stat_result, bytes]:
    """Return status and content of a file; raise ``OSError`` if it can't be read, or is none: a pipe has no end."""
    with open(path, "rb", opener=_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat_kinds.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        return status, file.read()


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # to open a pipe would be to wait for its other end


def listing(folder: str) -> list[tuple[str, bool]]:
    """Return the names in a folder, sorted, each with whether it is a folder; without hidden folders and caches."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    return sorted(each for each in found if not (each[1] and (each[0] == _CACHES or each[0].startswith("."))))


def digest(content: bytes | None) -> str:
    """Return what tells contents apart, "" for none."""
    return "" if content is None else blake2b(content, digest_size=16).hexdigest()


def digest_of_listing(found: list[tuple[str, bool]]) -> str:
    """Return what tells folders apart."""
    return digest(
        "\0".join(f"{name}/" if is_folder else name for name, is_folder in found).encode(errors="surrogateescape")
    )
