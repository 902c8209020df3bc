"""The source of a project while it is being mended: what is on the disk, and over it what fixes have made so far."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...sources import CannotEdit, Source, read_source
from ..inputs import read
from ..project import Module, Project

_TEMPLATES = (".html", ".htm", ".txt", ".js", ".xml", ".jinja", ".jinja2", ".j2", ".svg", ".ts", ".vue")
_QUOTED = re.compile(rb"(?<!\bname=)[\"']([A-Za-z0-9_.:-]+)[\"']")
_NEVER = frozenset({"node_modules", "site-packages"})

Draft = Mapping[str, bytes | None]


@dataclass(slots=True)
class Disk:
    """What was read of the disk, for as long as a project is mended: it is not to change meanwhile."""

    contents: dict[str, bytes | None] = field(default_factory=dict)
    sources: dict[str, Source | None] = field(default_factory=dict)
    templates: tuple[bytes, ...] | None = None


class Texts:
    """Gives the text of modules. ``draft`` holds contents by path that differ from the disk, None for no file."""

    def __init__(self, project: Project, draft: Draft, disk: Disk | None = None) -> None:
        """Take the project, what fixes have made of it, and what was read before."""
        self.project = project
        self._draft = draft
        self._disk = disk or Disk()
        self._drafted: dict[str, Source | None] = {}
        self._quoted: dict[str, set[str]] | None = None

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a file, None where there is none or it can't be read."""
        if path in self._draft:
            return self._draft[path]
        if path not in self._disk.contents:
            self._disk.contents[path] = _read(self.project.root / path)
        return self._disk.contents[path]

    def exists(self, path: str) -> bool:
        """Tell whether there is a file or folder ``path``."""
        if path in self._draft:
            return self._draft[path] is not None
        return (self.project.root / path).exists()

    def source(self, path: str) -> Source | None:
        """Return a Python file, parsed; None where that can't be done."""
        known = self._drafted if path in self._draft else self._disk.sources
        if path not in known:
            content = self.content(path)
            known[path] = None if content is None else _parsed(path, content)
        return known[path]

    def mentioned(self, text: str, but: Collection[str] = ()) -> bool:
        """Tell whether ``text`` stands anywhere in the project's Python files, those of the paths ``but`` left out."""
        wanted = text.encode()
        return any(
            wanted in (self.content(module.path) or b"")
            for module in self.project.modules.values()
            if module.path not in but
        )

    def is_taken_from(self, module: Module, name: str) -> bool:
        """Tell whether other modules may use ``name`` by way of ``module``: import it, or mention it in a string."""
        last = f"{module.name.rpartition('.')[2]}.{name}"
        others = (each for each in self.project.modules.values() if each.path != module.path)
        return any(self._takes(each, module, name) for each in others) or self.mentioned(last, {module.path})

    def _takes(self, other: Module, module: Module, name: str) -> bool:
        rows = [row for row in other.outline.imports if module.name in (row.module, row.target)]
        if any(row.module == module.name and row.name in (name, "*") for row in rows):
            return True
        bound = "|".join(re.escape(row.bound) for row in rows if row.target == module.name)
        pattern = rf"\b(?:{bound})\.{name}\b|([\"']){name}\1"
        return bool(bound) and re.search(pattern.encode(), self.content(other.path) or b"") is not None

    def module_at(self, path: str) -> Module:
        """Return the module whose file is ``path``."""
        return next(module for module in self.project.modules.values() if module.path == path)

    def quoting(self, name: str) -> frozenset[str]:
        """Return the paths of the modules and templates in which ``name``, or ``x:name``, stands as a whole string.

        What is given as ``name=`` is left out; "" stands for all templates.
        """
        if self._quoted is None:
            self._quoted = {}
            if self._disk.templates is None:
                self._disk.templates = tuple(filter(None, map(_read, _templates(self.project.root))))
            modules = ((module.path, self.content(module.path) or b"") for module in self.project.modules.values())
            for path, content in (*modules, *(("", each) for each in self._disk.templates)):
                for found in _QUOTED.findall(content):
                    self._quoted.setdefault(found.rpartition(b":")[2].decode(), set()).add(path)
        return frozenset(self._quoted.get(name, ()))


def is_sought(name: str) -> bool:
    """Tell whether ``quoting`` would find a name: it knows those of letters, digits and a few signs."""
    return _QUOTED.fullmatch(f"'{name}'".encode()) is not None


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return read(str(path))[1]
    return None


def _parsed(path: str, content: bytes) -> Source | None:
    with suppress(CannotEdit):
        return read_source("", Path(path), content)
    return None


def _templates(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = [each for each in below if not each.startswith(".") and each not in _NEVER]
        yield from (Path(folder, name) for name in names if name.endswith(_TEMPLATES))
