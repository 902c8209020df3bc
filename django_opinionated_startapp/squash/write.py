"""VerifiedSquash → ChangeSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..changes import ChangeSet, Create
from .build import disk_with
from .linear import corrected

if TYPE_CHECKING:
    from pathlib import Path

    from .verify import VerifiedSquash


def write(squash: VerifiedSquash, root: Path) -> ChangeSet:
    """Return the files that the squash adds below ``root``; what they replace stays until the second phase.

    Where django-linear-migrations keeps the name of an app's last migration in a file, that is brought up to date.
    """
    files = [Create(each.path, each.source.encode()) for each in squash.migrations]
    labels = {each.piece.app_label for each in squash.migrations}
    disk = disk_with(squash.plan, squash.migrations)
    return ChangeSet(root, (*files, *corrected(squash.plan.history, disk, labels))).pending()
