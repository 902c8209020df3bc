"""VerifiedSquash → ChangeSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..changes import ChangeSet, Create, Delete, Replace
from .build import disk_with
from .flatten import flattened
from .linear import corrected

if TYPE_CHECKING:
    from pathlib import Path

    from .verify import VerifiedSquash


def write(squash: VerifiedSquash, root: Path) -> ChangeSet:
    """Return the files that the squash adds below ``root``; what they replace stays until the second phase.

    Only old squashes that Django could not nest go at once, and the files that depend on them change.

    Where django-linear-migrations keeps the name of an app's last migration in a file, that is brought up to date.
    """
    files = [Create(each.path, each.source.encode()) for each in squash.migrations]
    old = flattened(squash.plan.history, squash.plan.flattened)
    gone = [Delete(path, path.read_bytes()) for path in old.deleted]
    back = [Create(path, source) for path, source in old.created.items()]
    changed = [Replace(path, path.read_bytes(), source) for path, source in old.edited.items()]
    labels = {each.piece.app_label for each in squash.migrations}
    disk = disk_with(squash.plan, squash.migrations)
    return ChangeSet(root, (*files, *gone, *back, *changed, *corrected(squash.plan.history, disk, labels))).pending()
