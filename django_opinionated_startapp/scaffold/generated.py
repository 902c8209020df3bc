"""The files of a project, and the apps among them that have a manifest."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import OpinionatedError, nearest
from .manifest import MANIFEST, Manifest, read_manifest
from .request import Place

_FOREIGN = {"__pycache__", "node_modules", "site-packages", "dist-packages"}


def project_files(root: Path) -> Iterator[Path]:
    """Yield the files below ``root``, but not those of hidden folders, virtual environments and installed packages."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not (name.startswith(".") or name in _FOREIGN))
        if "pyvenv.cfg" in files:
            folders.clear()
        else:
            yield from (Path(folder, name) for name in sorted(files))


def modules_naming(package: str, root: Path, gone: Collection[Path], edited: Mapping[Path, bytes]) -> int:
    """Return how many modules below ``root`` name ``package``, or have settings for it; not those that are ``gone``.

    What ``edited`` holds counts in place of what is on the disk.
    """
    word = re.compile(rf"\b{re.escape(package)}\b".encode(), re.IGNORECASE)
    modules = (path for path in project_files(root) if path.suffix == ".py" and path not in gone)
    left = (path for path in modules if path in edited or path.is_file())  # a pipe has no end
    return sum(word.search(edited[path] if path in edited else path.read_bytes()) is not None for path in left)


@dataclass(frozen=True, slots=True)
class Generated:
    """An app that was generated, and where it is now."""

    place: Place
    manifest: Manifest

    def is_called(self, name: str, root: Path) -> bool:
        """Tell whether ``name`` is its dotted path, its label, or its folder below ``root``."""
        return name in {self.manifest.module, self.manifest.label} or (root / name).resolve() == self.place.directory


@dataclass(frozen=True, slots=True)
class Finds:
    """The apps below a folder that have a manifest, and what is wrong with manifests that can't be read."""

    apps: tuple[Generated, ...]
    damages: tuple[OpinionatedError, ...] = ()


def look_for_apps(root: Path) -> Finds:
    """Return what there is below ``root``."""
    folders = [path.parent for path in project_files(root) if path.name == MANIFEST]
    found = [(folder, _read(folder)) for folder in folders]
    return Finds(
        tuple(Generated(_place(each, folder, root), each) for folder, each in found if isinstance(each, Manifest)),
        tuple(each for _, each in found if isinstance(each, OpinionatedError)),
    )


def _read(folder: Path) -> Manifest | OpinionatedError | None:
    try:
        return read_manifest(folder)
    except OpinionatedError as error:
        return error


def _place(manifest: Manifest, folder: Path, root: Path) -> Place:
    return Place(manifest.module.rpartition(".")[2], manifest.module, folder, root)


def find_generated(name: str, root: Path) -> Generated:
    """Return the app ``name``: its dotted path or last part, its folder or its label; or raise OpinionatedError.

    A damaged manifest of another app does not matter.
    """
    found = look_for_apps(root)
    apps = found.apps
    for app in apps:
        if app.is_called(name, root):
            return app
    named = [app for app in apps if app.manifest.module.rpartition(".")[2] == name]
    if len(named) == 1:  # by the last part of its path, which is not always its label
        return named[0]
    for damage in found.damages:  # it may be the one that was meant
        raise damage
    names = [app.manifest.module for app in apps]
    if not names:
        raise OpinionatedError(
            f"There is no app '{name}' with a manifest.",
            f"Only apps that startpatternapp has made have one: the file {MANIFEST}.",
        )
    raise OpinionatedError(f"There is no app '{name}' with a manifest.", nearest(name, names))
