"""The files of a project, and the apps among them that have a manifest."""

import os
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Generated:
    """An app that was generated, and where it is now."""

    place: Place
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Finds:
    """The apps below a folder that have a manifest, and what is wrong with manifests that can't be read."""

    apps: tuple[Generated, ...]
    damages: tuple[OpinionatedError, ...] = ()


def look_for_apps(root: Path) -> Finds:
    """Return what there is below ``root``."""
    apps, damages = list[Generated](), list[OpinionatedError]()
    for folder in [path.parent for path in project_files(root) if path.name == MANIFEST]:
        found = _read(folder)
        if isinstance(found, OpinionatedError):
            damages.append(found)
        elif found:
            apps.append(Generated(_place(found, folder, root), found))
    return Finds(tuple(apps), tuple(damages))


def _read(folder: Path) -> Manifest | OpinionatedError | None:
    try:
        return read_manifest(folder)
    except OpinionatedError as error:
        return error


def generated_apps(root: Path) -> tuple[Generated, ...]:
    """Return all apps below ``root`` that have a manifest; raise OpinionatedError where one is damaged."""
    found = look_for_apps(root)
    for damage in found.damages:
        raise damage
    return found.apps


def _place(manifest: Manifest, folder: Path, root: Path) -> Place:
    return Place(manifest.module.rpartition(".")[2], manifest.module, folder, root)


def find_generated(name: str, root: Path) -> Generated:
    """Return the app ``name``: its dotted path or last part, its folder or its label; or raise OpinionatedError.

    A damaged manifest of another app does not matter.
    """
    found = look_for_apps(root)
    apps, folder = found.apps, (root / name).resolve()
    for app in apps:
        if name in {app.manifest.module, app.manifest.label} or folder == app.place.directory:
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
            f"Apps made by hand, or before there was {MANIFEST}, have none.",
        )
    raise OpinionatedError(f"There is no app '{name}' with a manifest.", nearest(name, names))
