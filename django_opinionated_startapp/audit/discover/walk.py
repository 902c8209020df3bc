"""The files below the root: names only, nothing is read."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..finding import Place
from ..inputs import Inputs
from ..report import Unseen

_NEVER = {"node_modules", "site-packages", "bower_components"}
_TEMPLATES = {"project_template", "project_templates", "app_template", "app_templates"}


@dataclass(slots=True)
class Tree:
    """The folders of the project with what is in them.

    All paths are POSIX and relative to the root, which is "". ``python`` holds the Python files, ``entries`` the
    names of everything that lies in a folder, without hidden folders. ``inputs`` notes what is read.
    """

    root: Path
    python: list[str] = field(default_factory=list)
    entries: dict[str, frozenset[str]] = field(default_factory=dict)
    unseen: list[Unseen] = field(default_factory=list)
    inputs: Inputs = field(default_factory=Inputs)

    def has(self, path: str) -> bool:
        """Tell whether there is a file or folder ``path``."""
        folder, _, name = path.rpartition("/")
        return name in self.entries.get(folder, ())

    def is_package(self, folder: str) -> bool:
        """Tell whether ``folder`` has an ``__init__.py``."""
        return "__init__.py" in self.entries.get(folder, ())

    def read(self, path: str) -> str:
        """Return the text of a small file, "" if it can't be read; only for what is searched for a word or two."""
        content = self.inputs.read(str(self.root), path) or b""
        return content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def walk(root: Path, excluded: Callable[[str], bool], inputs: Inputs | None = None) -> Tree:
    """Return what lies below ``root``, without what is hidden, installed packages and what is ``excluded``."""
    tree = Tree(root, inputs=inputs or Inputs())
    for folder, names in _folders(tree, excluded):
        tree.entries[folder] = frozenset(names)
        for name in names:
            path = f"{folder}/{name}" if folder else name
            if name.endswith(".py") and not name.startswith(".") and not excluded(path):
                tree.python.append(path)
    tree.python.sort()
    return tree


def _folders(tree: Tree, excluded: Callable[[str], bool]) -> Iterator[tuple[str, list[str]]]:
    """Yield the folders, each before what is in it; without recursion, since nobody says how deep they lie."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        names: list[str] = []
        below: list[str] = []
        for name, is_folder in _listed(tree, folder):
            path = f"{folder}/{name}" if folder else name
            if not _encodable(name):
                shown = path.encode(errors="backslashreplace").decode()
                tree.unseen.append(Unseen(Place(shown), "its name is not valid Unicode"))
                continue
            names.append(name)
            if not is_folder and _is_linked_package(tree.root, path):
                tree.unseen.append(Unseen(Place(path), "is a link to a package, and links are not followed"))
            if is_folder and name not in _NEVER and not excluded(path):
                below.append(path)
        if "pyvenv.cfg" not in names:
            yield folder, names
            waiting += [path for path in reversed(below) if not _passed_over(tree, path)]


def _listed(tree: Tree, folder: str) -> list[tuple[str, bool]]:
    try:
        return tree.inputs.list(str(tree.root), folder)
    except OSError as error:
        tree.inputs.certain = False
        tree.unseen.append(Unseen(Place(folder or "."), f"can't be read: {error.strerror}"))
        return []


def _passed_over(tree: Tree, path: str) -> bool:
    """Tell whether projects or apps are made from what is in the folder ``path``, and note it."""
    name = path.rpartition("/")[2]
    if name in _TEMPLATES or "{{" in name or "{%" in name:
        tree.unseen.append(Unseen(Place(path), "is a template of code, which is no code yet"))
        return True
    return False


def _is_linked_package(root: Path, path: str) -> bool:
    """Tell whether a link leads to a package; only names that a package can have are looked at."""
    return "." not in path.rpartition("/")[2] and os.path.isfile(f"{root}/{path}/__init__.py")  # noqa: PTH113  (hot)


def _encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
