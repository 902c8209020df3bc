"""The files below the root: names only, nothing is read."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..finding import Place
from ..report import Unseen

_NEVER = {"node_modules", "site-packages", "__pycache__", "bower_components", "project_template", "app_template"}


@dataclass(slots=True)
class Tree:
    """The folders of the project with what is in them.

    All paths are POSIX and relative to the root, which is "". ``python`` holds the Python files, ``entries`` the
    names of everything that lies in a folder.
    """

    root: Path
    python: list[str] = field(default_factory=list)
    entries: dict[str, frozenset[str]] = field(default_factory=dict)
    unseen: list[Unseen] = field(default_factory=list)

    def has(self, path: str) -> bool:
        """Tell whether there is a file or folder ``path``."""
        folder, _, name = path.rpartition("/")
        return name in self.entries.get(folder, ())

    def is_package(self, folder: str) -> bool:
        """Tell whether ``folder`` has an ``__init__.py``."""
        return "__init__.py" in self.entries.get(folder, ())

    def read(self, path: str) -> str:
        """Return the text of a small file, "" if it can't be read; only for what is searched for a word or two."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def walk(root: Path, excluded: Callable[[str], bool]) -> Tree:
    """Return what lies below ``root``, without what is hidden, installed packages and what is ``excluded``."""
    tree = Tree(root)
    for folder, names in _folders(str(root), "", excluded, tree.unseen):
        tree.entries[folder] = frozenset(names)
        for name in names:
            path = f"{folder}/{name}" if folder else name
            if name.endswith(".py") and not name.startswith(".") and not excluded(path):
                tree.python.append(path)
    tree.python.sort()
    return tree


def _folders(
    root: str, folder: str, excluded: Callable[[str], bool], unseen: list[Unseen]
) -> Iterator[tuple[str, list[str]]]:
    names: list[str] = []
    below: list[str] = []
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not _encodable(entry.name):
                    shown = path.encode(errors="backslashreplace").decode()
                    unseen.append(Unseen(Place(shown), "its name is not valid Unicode"))
                else:
                    names.append(entry.name)
                    if entry.is_dir(follow_symlinks=False) and _is_own(entry.name) and not excluded(path):
                        below.append(path)
    except OSError as error:
        unseen.append(Unseen(Place(folder or "."), f"can't be read: {error.strerror}"))
    if "pyvenv.cfg" in names:
        return
    yield folder, names
    for path in below:
        yield from _folders(root, path, excluded, unseen)


def _encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_own(name: str) -> bool:
    # What templates of projects consist of is no code yet.
    return not name.startswith(".") and name not in _NEVER and "{{" not in name
