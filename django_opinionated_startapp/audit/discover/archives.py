"""Apps in archives: Python imports them from there, and the audit does not look into them."""

from collections.abc import Iterable, Iterator
from zipfile import BadZipFile, ZipFile

from ..finding import Place
from ..report import Unseen
from .walk import Tree

_ENDINGS = (".zip", ".egg")


def in_archives(names: Iterable[str], tree: Tree) -> Iterator[Unseen]:
    """Yield the archives of the project that hold what is installed by one of ``names`` (dotted, or an AppConfig)."""
    wanted = sorted(set(names))
    for folder, entries in tree.entries.items():
        for name in sorted(entries) if wanted else ():
            if name.endswith(_ENDINGS):
                path = f"{folder}/{name}" if folder else name
                members = _members(tree, path)
                held = [each for each in wanted if any(package in members for package in _packages(each))]
                if held:
                    tree.inputs.certain = False  # nothing tells a later run that the archive has changed
                    yield Unseen(
                        Place(path), f"is an archive with {', '.join(held)}, and archives are not looked into"
                    )


def _packages(dotted: str) -> Iterator[str]:
    """Yield the files that may make a package of ``dotted``, or of what is above it."""
    while dotted:
        yield f"{dotted.replace('.', '/')}/__init__.py"
        dotted = dotted.rpartition(".")[0]


def _members(tree: Tree, path: str) -> frozenset[str]:
    file = tree.root / path
    try:
        if file.is_file():  # a pipe has no end
            with ZipFile(file) as archive:
                return frozenset(archive.namelist())
    except (OSError, ValueError, NotImplementedError, BadZipFile):  # it is none, or not for us to read
        pass
    return frozenset()
