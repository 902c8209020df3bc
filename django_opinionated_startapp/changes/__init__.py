"""Changes to files: planned as a value, shown as a patch, checked, then made as a whole or not at all.

Nothing else in this package writes to the disk. Links are followed first: the plan, its patch and its result all name
the file that a path really leads to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django_opinionated_startapp.changes.conflicts import flaws, folder_obstacle, obstacle, refuse
from django_opinionated_startapp.changes.kinds import (
    Change,
    Conflict,
    Create,
    Delete,
    Replace,
    is_settled,
    overwriting,
    real,
)
from django_opinionated_startapp.changes.lock import locked
from django_opinionated_startapp.changes.patch import patch
from django_opinionated_startapp.changes.transaction import make

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Change", "ChangeSet", "Conflict", "Create", "Delete", "Replace"]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that are made together, each to a file of its own below ``root``; all paths are absolute.

    ``emptied`` are folders below ``root`` that go too, if there is nothing in them any more when all changes are made;
    what Python compiled from files that are not there counts as nothing.
    Every method raises ``OpinionatedError`` for links that cannot be followed, such as one that leads to itself.
    """

    root: Path
    changes: tuple[Change, ...]
    emptied: tuple[Path, ...] = ()

    def pending(self) -> ChangeSet:
        """Return the changes that are still to be made."""
        return replace(self, changes=tuple(change for change in self.changes if not is_settled(change)))

    def skipped(self) -> tuple[Path, ...]:
        """Return the paths whose files are already as they should be."""
        return tuple(change.path for change in self.changes if is_settled(change))

    def forced(self) -> ChangeSet:
        """Return the set that overwrites: a ``Create`` over another regular file replaces what stands there now."""
        return replace(self, changes=tuple(map(overwriting, self.changes)))

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return what forbids ``apply``: flaws of the plan itself, then what stands in its way on the disk."""
        wrong = tuple(flaws(self.root, self.changes))
        flawed = {flaw.path for flaw in wrong}
        sound = (change for change in self.changes if change.path not in flawed)
        reasons = [(change.path, obstacle(change, self.root)) for change in sound]
        reasons += [(folder, folder_obstacle(folder, self.root)) for folder in self.emptied]
        return wrong + tuple(Conflict(path, reason) for path, reason in reasons if reason)

    def diff(self) -> str:
        """Return a patch that does what ``apply`` does, for ``git apply`` and, binary files apart, ``patch -p1``.

        Encode it as UTF-8 with ``surrogateescape``, which restores the bytes of files in any encoding. Obstacles on
        the disk are not looked for; a plan that no patch can express raises ``OpinionatedError``.
        """
        refuse(tuple(flaws(self.root, self.changes)))
        patches = {self._name(change): patch(change, self._name(change)) for change in self.pending().changes}
        return "".join(patches[name] for name in sorted(patches))

    def as_dicts(self) -> list[dict[str, str]]:
        """Return ``{"action": "create|replace|delete|skip", "path": …}`` for each change, ordered by path."""
        actions = ("skip" if is_settled(change) else type(change).__name__.lower() for change in self.changes)
        pairs = sorted(zip(map(self._name, self.changes), actions, strict=True))
        return [{"action": action, "path": path} for path, action in pairs]

    def apply(self) -> None:
        """Make all changes, or raise and leave every file as it was, with its mode and times.

        Raises ``OpinionatedError`` before the first write if there are conflicts or another run is writing, and after
        undoing everything if a write fails. Ctrl-C, SIGTERM and SIGHUP wait for the next point between two steps, or
        the end of the undoing.
        """
        with locked(self.root):
            refuse(self.conflicts())
            make(self.pending().changes, self.emptied)

    def _name(self, change: Change) -> str:
        target, root = real(change.path), real(self.root)
        return (target.relative_to(root) if target.is_relative_to(root) else target).as_posix()
