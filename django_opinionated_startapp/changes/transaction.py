"""The writing: everything is staged beside its place, swapped in, and taken back if anything at all goes wrong."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from django_opinionated_startapp.changes.kinds import UNCHANGED, Change, Create, Delete, Replace, after, real
from django_opinionated_startapp.changes.signals import signals_held
from django_opinionated_startapp.errors import OpinionatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    Step: TypeAlias = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Job:
    """A change with the file it is about, the place of its new content and that of its old one until all is done."""

    change: Change
    target: Path
    fresh: Path
    backup: Path


@dataclass(frozen=True, slots=True)
class _Journal:
    """The steps done so far: how to take each back, and what is left over if that fails."""

    undo: list[tuple[Step, str]] = field(default_factory=list)

    def do(self, path: Path, step: Step, undo: Step, residue: str) -> None:
        """Do ``step`` for the sake of ``path``; raise ``OpinionatedError`` if the system refuses.

        ``undo`` is noted first, as an exception may strike right after the step: it must bear to find nothing done.
        """
        self.undo.append((undo, residue))
        try:
            step()
        except OSError as error:
            if isinstance(error, FileExistsError):  # somebody else's, so not ours to take away
                self.undo.pop()
            raise OpinionatedError(f"Cannot write {path}: {error.strerror or error}.", UNCHANGED) from error

    def roll_back(self, cause: BaseException) -> None:
        """Take all steps back, the last one first; raise ``OpinionatedError`` from ``cause`` if any of that fails."""
        if residues := _failures(reversed(self.undo)):
            why = cause.message if isinstance(cause, OpinionatedError) else f"Stopped by {type(cause).__name__}."
            raise OpinionatedError(
                f"{why} Not everything could be undone: {residues}.", "Put right by hand what is named here."
            ) from cause


def make(changes: Sequence[Change], emptied: Sequence[Path] = ()) -> None:
    """Make ``changes``, which must be free of conflicts, or raise and leave every file as it was.

    A write that fails is raised as ``OpinionatedError``; other exceptions go on as they are. When all is done, those
    of the folders ``emptied`` go that hold nothing any more.
    """
    jobs, journal = _jobs(changes), _Journal()
    folders = sorted(map(real, emptied), key=lambda folder: -len(folder.parts))
    with signals_held() as let_through:
        try:
            for act in (_stage, _swap):
                for job in jobs:
                    let_through()
                    act(job, journal)
            let_through()
        except BaseException as cause:
            journal.roll_back(cause)
            raise
        _clear_up(jobs, folders)


def _jobs(changes: Sequence[Change]) -> list[_Job]:
    token = secrets.token_hex(6)
    targets = [real(change.path) for change in changes]
    names = [f".{token}-{index}" for index in range(len(changes))]  # short: a long name may leave no room for more
    return [
        _Job(change, target, target.with_name(f"{name}.new"), target.with_name(f"{name}.old"))
        for change, target, name in zip(changes, targets, names, strict=True)
    ]


def _stage(job: _Job, journal: _Journal) -> None:
    missing = [folder for folder in job.target.parents if not os.path.lexists(folder)]
    for folder in reversed(missing):
        journal.do(job.change.path, folder.mkdir, partial(_remove_folder, folder), f"{folder} is left behind")
    if not isinstance(job.change, Delete):
        step, undo = partial(_write, job.change, job.target, job.fresh), partial(_remove, job.fresh)
        journal.do(job.change.path, step, undo, f"{job.fresh} is left behind")


def _write(change: Create | Replace, target: Path, fresh: Path) -> None:
    mode = 0o600 if isinstance(change, Replace) else 0o777 if change.executable else 0o666  # the umask goes off these
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(number, "wb") as file:
        file.write(after(change) or b"")
        file.flush()
        os.fsync(number)  # a full disk or a lost server shows now, while all files are still in place
    if isinstance(change, Replace):
        old = target.stat()
        for user, group in ((-1, old.st_gid), (old.st_uid, -1)):
            with suppress(AttributeError, PermissionError):  # Windows has no owners; elsewhere not all may set them
                os.chown(fresh, user, group)
        fresh.chmod(stat.S_IMODE(old.st_mode))


def _swap(job: _Job, journal: _Journal) -> None:
    if isinstance(job.change, Create):
        step, undo, residue = partial(_place, job), partial(_remove, job.target), f"{job.target} is left behind"
    else:
        step, undo = partial(_exchange, job, job.change.before), partial(_restore, job)
        residue = f"{job.target} is not restored, its old content stands in {job.backup}"
    journal.do(job.change.path, step, undo, residue)


def _place(job: _Job) -> None:
    job.target.touch(0o600, exist_ok=False)  # takes the name: what appeared there meanwhile must not be overwritten
    job.fresh.replace(job.target)


def _exchange(job: _Job, expected: bytes) -> None:
    try:
        job.backup.hardlink_to(job.target)  # thus a file that is replaced is never missing, not even for a moment
    except OSError:
        job.target.replace(job.backup)  # not everywhere are there hard links
    if job.backup.read_bytes() != expected:
        raise OpinionatedError(f"{job.change.path} has been changed by another program meanwhile.", UNCHANGED)
    if isinstance(job.change, Replace):
        job.fresh.replace(job.target)
    else:
        _remove(job.target)


def _restore(job: _Job) -> None:
    if _stands(job.backup):
        job.backup.replace(job.target)
        _remove(job.backup)  # still there if both are one file: then rename(2) does nothing


def _remove(path: Path) -> None:
    if _stands(path):
        path.unlink()


def _remove_folder(folder: Path) -> None:
    if _stands(folder):
        folder.rmdir()


def _stands(path: Path) -> bool:
    """Tell whether there is something at ``path``; unlike ``os.path.lexists``, do not take an error for a no."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _clear_up(jobs: Iterable[_Job], folders: Iterable[Path]) -> None:
    """Remove what roll-back would need, then those of ``folders``, the inner ones first, that are empty.

    From the first backup on there is no way back, so failures do not stop this.
    """
    backups = [job.backup for job in jobs if not isinstance(job.change, Create)]
    not_removed = {
        "backups": _failures((backup.unlink, f"{backup}") for backup in backups),
        "empty folders": _failures((partial(_clear, folder), f"{folder}") for folder in folders),
    }
    kinds = [kind for kind, residues in not_removed.items() if residues]
    if kinds:
        raise OpinionatedError(
            f"All changes were made, but not all {' and '.join(kinds)} could be removed: "
            f"{'; '.join(not_removed[kind] for kind in kinds)}.",
            "Delete by hand what is named here.",
        )


def _clear(folder: Path) -> None:
    """Remove ``folder`` if there is nothing in it, or nothing but what Python compiled from files that are gone."""
    if not _stands(folder):
        return
    cache = folder / "__pycache__"
    if cache.is_dir() and not cache.is_symlink():
        # Not glob(), which takes a folder that cannot be read for an empty one.
        for compiled in [each for each in cache.iterdir() if each.suffix == ".pyc"]:
            if not _stands(folder / f"{compiled.name.partition('.')[0]}.py"):
                compiled.unlink()
        _remove_if_empty(cache)
    _remove_if_empty(folder)


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def _failures(steps: Iterable[tuple[Step, str]]) -> str:
    """Do all steps, whatever happens on the way; return the residues of those that failed, with the errors."""
    return "; ".join(failure for step, residue in steps if (failure := _failure(step, residue)))


def _failure(step: Step, residue: str) -> str:
    try:
        step()
    except BaseException as error:  # noqa: BLE001 - the other steps are needed all the more
        text = error.strerror if isinstance(error, OSError) else ""
        return f"{residue} ({text or repr(error)})"
    return ""
