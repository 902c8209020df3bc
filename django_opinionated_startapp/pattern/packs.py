"""Patterns of other distributions: packs, found by entry points and read as data. None of their code is run.

A pack is a package with a ``pattern.toml`` and a folder ``templates``. Its distribution names the package in an entry
point of the group ``opinionated_startapp.patterns``; docs/packs.md describes the file.
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern.pack_file import read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.metadata import EntryPoint

    from django_opinionated_startapp.pattern.kinds import Pattern

GROUP = "opinionated_startapp.patterns"
FILE = "pattern.toml"


def find_packs(builtin: Mapping[str, Pattern]) -> dict[str, Pattern]:
    """Return the patterns of all packs that are installed, by name.

    Raises OpinionatedError for a pack that can't be read, and for a name that is taken.
    """
    found: dict[str, Pattern] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        pattern = _pattern(point, builtin)
        if pattern.name in builtin or pattern.name in found:
            raise OpinionatedError(
                f"The pack {point.value} has a pattern '{pattern.name}', and there is one of that name already.",
                _uninstall(point),
            )
        found[pattern.name] = pattern
    return found


def _pattern(point: EntryPoint, builtin: Mapping[str, Pattern]) -> Pattern:
    folder = next(_folders(point.value), None)
    if folder is None:
        raise OpinionatedError(f"The pack {point.value} has no {FILE}.", _uninstall(point))
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OpinionatedError(f"{path} can't be read: {error}.", "Reinstall the pack.") from error
    return read_pattern(text, path, builtin)


def _folders(package: str) -> Iterator[Path]:
    """Yield the folders of ``package`` that hold the file of a pack; a package above it is not imported either."""
    top, *below = package.split(".")
    spec = PathFinder.find_spec(top) or find_spec(top)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location, *below)
        if (folder / FILE).is_file():
            yield folder


def _uninstall(point: EntryPoint) -> str:
    name = point.dist.name if point.dist else point.value
    return f"Mend or uninstall the distribution {name}."
