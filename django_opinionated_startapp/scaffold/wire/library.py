"""The modules that an edit may have to look at: found by the caller's ``find``, parsed once, edited in memory."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .source import (
    CannotWire,
    Find,
    Insertion,
    Source,
    SourceFile,
    WireEdit,
    read_source,
)

_INSTALLED = {"site-packages", "dist-packages"}


@dataclass(frozen=True, slots=True)
class Library:
    """Sources by module name. ``edited`` holds the new bytes of files that have been edited so far."""

    find: Find
    root: Path
    edited: dict[Path, bytes] = field(default_factory=dict)
    originals: dict[Path, bytes] = field(default_factory=dict)
    sources: dict[str, Source | None] = field(default_factory=dict)

    def source(self, module: str) -> Source | None:
        """Return the module's source, None if there is none; raise CannotWire if it cannot be parsed."""
        if module not in self.sources:
            file = self.find(module)
            source = None
            if file is not None:
                source = read_source(module, SourceFile(file.path, self.edited.get(file.path, file.content)))
            self.sources[module] = source
        return self.sources[module]

    def owns_module(self, module: str) -> bool:
        """Tell whether the module is part of the project."""
        file = self.find(module)
        return file is not None and self.owns(file.path)

    def readable(self, module: str) -> Source | None:
        """Return the module's source, None if there is none or it cannot be parsed."""
        try:
            return self.source(module)
        except CannotWire:
            return None

    def owns(self, path: Path) -> bool:
        """Tell whether the file is part of the project, and not of something installed into it (``.venv``)."""
        inside = path.resolve()
        root = self.root.resolve()
        return inside.is_relative_to(root) and _INSTALLED.isdisjoint(inside.relative_to(root).parts)

    def shown(self, path: Path) -> str:
        """Return the path as people like to read it: from the project's root, if it is below that."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def place(self, source: Source, node: ast.AST) -> str:
        """Return ``file:line``."""
        return f"{self.shown(source.path)}:{getattr(node, 'lineno', 1)}"

    def with_insertions(self, source: Source, insertions: Sequence[Insertion]) -> "Library":
        """Return a library in which ``source`` has been edited; raise CannotWire if the result cannot be parsed."""
        content = source.with_insertions(insertions)
        original = self.originals.get(source.path, source.with_insertions(()))
        return replace(
            self,
            edited={**self.edited, source.path: content},
            originals={**self.originals, source.path: original},
            sources={name: each for name, each in self.sources.items() if each is None or each.path != source.path},
        )

    def edits(self, needles: Sequence[str]) -> tuple[WireEdit, ...]:
        """Return one edit per changed file, with the new lines in which one of ``needles`` stands shown."""
        return tuple(self._edit(path, needles) for path in self.edited)

    def _edit(self, path: Path, needles: Sequence[str]) -> WireEdit:
        before, after = self.originals[path], self.edited[path]
        old, new = (read_source("", SourceFile(path, content)).lines() for content in (before, after))
        kept = set(old)
        shown = [
            (number, line)
            for number, line in enumerate(new, 1)
            if line not in kept and any(needle in line for needle in needles)
        ]
        return WireEdit(path, before, after, shown[0][0], "\n".join(line for _, line in shown))
