"""Which folder a file is imported from: the dotted name of every file."""

import re
from collections.abc import Iterable, Iterator

from .walk import Tree

_PATH_CHANGE = re.compile(r"sys\.path\.(?:insert|append|extend)\((.*)\)")
_STRING = re.compile(r"""["']([\w./-]+)["']""")


class Roots:
    """The folders that imports start from.

    A root is *possible* if it may be on ``sys.path``, and *sure* once something was imported from it: an entry of
    INSTALLED_APPS, a settings module. The name of a file starts at the innermost sure root around it, else at the
    first folder above it that is no package.
    """

    def __init__(self, tree: Tree) -> None:
        """Take the possible roots from the tree."""
        self._tree = tree
        self.possible = list(dict.fromkeys(_possible(tree)))
        self.sure: set[str] = {folder for folder in ("src",) if folder in tree.entries and not tree.is_package(folder)}
        self._named: dict[str, str] = {}

    def find(self, dotted: str, *, near: str = "") -> str:
        """Return the path of a module or package, "" if there is none; roots around the path ``near`` come first."""
        relative = dotted.replace(".", "/")
        around = [each for each in self.possible if near.startswith(f"{each}/") or not each]
        around.sort(key=len, reverse=True)
        for root in dict.fromkeys((*around, *self.possible)):
            base = f"{root}/{relative}" if root else relative
            if path := self._module_at(base):
                return path
        return ""

    def _module_at(self, base: str) -> str:
        for path in (f"{base}/__init__.py", f"{base}.py"):
            if self._tree.has(path):
                return path
        # A namespace package: a folder with Python in it.
        return base if any(name.endswith(".py") for name in self._tree.entries.get(base, ())) else ""

    def trust(self, path: str, dotted: str) -> None:
        """Note that ``path`` is imported as ``dotted``, so that its root is sure."""
        base = path.removesuffix(".py").removesuffix("/__init__")
        self.sure.add(base.removesuffix(dotted.replace(".", "/")).rstrip("/"))
        self._named.clear()

    def trust_if_plausible(self, path: str, dotted: str) -> None:
        """Note that ``path`` calls itself ``dotted``, unless its root were then a package: so it is mistaken."""
        root = path.removesuffix(dotted.replace(".", "/")).removesuffix("/")
        if root != path and (not self._tree.is_package(root) or _has_script(self._tree, root)):
            self.trust(path, dotted)

    def name_of(self, path: str) -> str:
        """Return the dotted name of the file (or folder) ``path``."""
        base = path.removesuffix(".py").removesuffix("/__init__")
        folder = base.rpartition("/")[0]
        root = self._root_of(folder, base)
        relative = base[len(root) + 1 :] if root else base
        return relative.replace("/", ".") if relative != "__init__" else ""

    def _root_of(self, folder: str, base: str) -> str:
        if folder not in self._named:
            self._named[folder] = self._sure_root(folder)
        root = self._named[folder]
        return self._sure_root(folder.rpartition("/")[0]) if root == base else root

    def _sure_root(self, folder: str) -> str:
        climbed = folder
        while climbed and self._tree.is_package(climbed):
            climbed = climbed.rpartition("/")[0]
        each = folder
        while each:
            if each in self.sure:
                return each
            each = each.rpartition("/")[0]
        return "" if "" in self.sure and not _has_script(self._tree, climbed) else climbed


def _has_script(tree: Tree, folder: str) -> bool:
    """Tell whether ``folder`` is a project of its own, so that imports start there."""
    return not tree.entries.get(folder, frozenset()).isdisjoint({"manage.py", "setup.py", "pyproject.toml"})


def _possible(tree: Tree) -> Iterator[str]:
    yield ""
    if "src" in tree.entries:
        yield "src"
    for folder in tree.entries:
        if _has_script(tree, folder):
            yield folder
            if f"{folder}/src" in tree.entries:
                yield f"{folder}/src"
    for folder in tree.entries:
        parent = folder.rpartition("/")[0]
        if folder and tree.is_package(folder) and not tree.is_package(parent):
            yield parent
    yield from _added_to_path(tree)


def _added_to_path(tree: Tree) -> Iterator[str]:
    """Yield the folders that scripts add to ``sys.path``: those that a string in such a line names."""
    for path in tree.python:
        folder, _, name = path.rpartition("/")
        if name not in {"manage.py", "wsgi.py", "asgi.py", "conftest.py"} and "settings" not in path:
            continue
        for match in _PATH_CHANGE.finditer(tree.read(path)):
            for text in _STRING.findall(match.group(1)):
                yield from _below(tree, folder, text.strip("./"))


def _below(tree: Tree, folder: str, text: str) -> Iterable[str]:
    while True:
        path = f"{folder}/{text}".strip("/")
        if path in tree.entries:
            return [path]
        if not folder:
            return []
        folder = folder.rpartition("/")[0]
