"""Trees of files as plain values, the tools that apply patches, and faults that strike at any call of the system."""

import io
import os
import stat
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django_opinionated_startapp.changes import Change, ChangeSet

GIT_ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Functions of the module posix that only work on texts, or on another device.
NO_DISK = {"fspath", "_path_normpath", "_path_splitroot", "_path_splitroot_ex", "urandom"}


def plant(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def executables(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.stat().st_mode & 0o100}


def snapshot(root: Path) -> dict[str, tuple[object, ...]]:
    """All that roll-back promises to keep, and for files even their identity and their number of links."""
    return {str(path.relative_to(root)): _facts(path) for path in root.rglob("*")}


def _facts(path: Path) -> tuple[object, ...]:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return ("link", path.readlink(), found.st_mtime_ns)
    if stat.S_ISDIR(found.st_mode):
        return ("folder", found.st_mode)
    identity = (found.st_mode, found.st_mtime_ns, found.st_uid, found.st_gid, found.st_ino, found.st_nlink)
    return (path.read_bytes() if path.is_file() else "pipe", *identity)


def plan(root: Path, *changes: Change) -> ChangeSet:
    return ChangeSet(root, changes)


def git_apply(root: Path, patch: str, *options: str) -> None:
    _run(["git", "apply", "--whitespace=nowarn", *options, "-"], root, patch)


def gnu_patch(root: Path, patch: str) -> None:
    _run(["patch", "--strip=1", "--silent", "--no-backup-if-mismatch"], root, patch)


def _run(command: list[str], root: Path, patch: str) -> None:
    done = subprocess.run(
        command,
        cwd=root,
        env={**GIT_ENVIRONMENT, "GIT_CEILING_DIRECTORIES": str(root.parent)},
        input=patch.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def touches_disk(function: object) -> bool:
    name = getattr(function, "__name__", "")
    if isinstance(getattr(function, "__self__", None), io.IOBase) or function is io.open:
        return name != "__exit__"  # which closes the file, come what may
    return getattr(function, "__module__", "") == "posix" and name not in NO_DISK


@contextmanager
def strike(
    number: int, error: BaseException, *, after: bool = False, only: Collection[str] = ()
) -> Iterator[list[str]]:
    """Raise ``error`` instead of the ``number``-th call into the system, or right after that call has succeeded.

    The interpreter itself tells of each call, whatever module or method makes it; so none escapes. Yields the names of
    the calls so far; where the list is shorter than ``number``, nothing was struck.
    """
    calls: list[str] = []

    def watch(_frame: FrameType, event: str, function: object) -> None:
        if event != ("c_return" if after else "c_call") or not touches_disk(function):
            return
        if after and function in (io.open, os.scandir):  # the result would be lost unclosed, which Python warns about
            return
        name = getattr(function, "__name__", "")
        if only and name not in only:
            return
        calls.append(name)
        if len(calls) == number:
            raise error

    sys.setprofile(watch)
    try:
        yield calls
    finally:
        sys.setprofile(None)
