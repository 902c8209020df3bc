"""The files of django-linear-migrations, each with the name of an app's last migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..changes import Replace
from .disk import DiskLoader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .disk import Disk
    from .history import History

_FILE = "max_migration.txt"


def corrected(history: History, disk: Disk, labels: Collection[str]) -> Iterator[Replace]:
    """Yield the changes to the files, where there are any, of the apps ``labels`` once the migrations are ``disk``."""
    graph = DiskLoader(disk).graph
    for app in history.apps:
        path = app.directory / _FILE
        if app.label in labels and path.exists():
            yield Replace(path, path.read_bytes(), f"{graph.leaf_nodes(app.label)[0][1]}\n".encode())
