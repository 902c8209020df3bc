"""Which files of the project import certain modules, by any of the ways that can be read off the source."""

from __future__ import annotations

import ast
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..changes.kinds import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NOT_THE_PROJECT = {"node_modules", "site-packages", "dist-packages", "__pycache__"}
_RELATIVE = re.compile(r"(\.+)([\w.]+)")


@dataclass(frozen=True, slots=True)
class Reference:
    """A line that names a module."""

    path: Path
    line: int
    module: str


def references(root: Path, modules: Mapping[str, Path]) -> tuple[Reference, ...]:
    """Return where the Python files below ``root`` import ``modules``, a dotted name and a file each.

    A text counts that is such a name, or leads on from it: ``import_module`` and the settings take these. The name of
    a logger is none of them.
    """
    if not modules:
        return ()
    wanted = Wanted(modules)
    return tuple(reference for path in _files(root) for reference in wanted.in_file(path))


class Wanted:
    """The modules that are looked for."""

    def __init__(self, modules: Mapping[str, Path]) -> None:
        """Look for ``modules``, a dotted name and a file each."""
        self._names = frozenset(modules)
        self._places = {path.with_suffix(""): name for name, path in modules.items()}
        ends = "|".join(sorted({re.escape(path.stem) for path in modules.values()}))
        self._hint = re.compile(rf"(?<!\w)(?:{ends})(?!\w)".encode())

    def in_file(self, path: Path) -> Iterator[Reference]:
        """Yield what a file names; one that isn't Python names nothing."""
        with suppress(OSError):  # a pipe, or a file of somebody else
            yield from self.named_in(read(path) or b"", path)

    def named_in(self, source: bytes, path: Path) -> Iterator[Reference]:
        """Yield what the file at ``path`` names if it is ``source``."""
        if not self._hint.search(source):
            return
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # a template, or nothing that can be imported
            return
        nodes = list(ast.walk(tree))
        loggers = {text for node in nodes if isinstance(node, ast.Call) and _makes_logger(node) for text in node.args}
        for node in nodes:
            if node not in loggers:
                for name in self.named(node, path):
                    yield Reference(path, getattr(node, "lineno", 0), name)

    def named(self, node: ast.AST, path: Path) -> Iterator[str]:
        """Yield the modules that a node of the file at ``path`` names."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from self._absolute(alias.name)
        elif isinstance(node, ast.ImportFrom):
            ends = ["", *(f".{alias.name}" for alias in node.names)]
            for end in ends:
                if node.level:
                    yield from self._relative(path, node.level, f"{node.module or ''}{end}")
                else:
                    yield from self._absolute(f"{node.module}{end}", exact=bool(end))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from self._absolute(node.value)
        elif isinstance(node, ast.Call):
            yield from self._called(node, path)

    def _absolute(self, dotted: str, *, exact: bool = False) -> Iterator[str]:
        """Yield the module that ``dotted`` names, or unless ``exact`` something in which it names."""
        parts = dotted.split(".")
        ends = [len(parts)] if exact else range(1, len(parts) + 1)
        yield from (name for end in ends if (name := ".".join(parts[:end])) in self._names)

    def _relative(self, path: Path, level: int, dotted: str) -> Iterator[str]:
        place = path.parents[level - 1].joinpath(*filter(None, dotted.split(".")))
        if place in self._places:
            yield self._places[place]

    def _called(self, call: ast.Call, path: Path) -> Iterator[str]:
        """Yield what ``import_module(".name", package)`` names; a package that isn't spelt out is that of the file."""
        texts = [
            node.value if isinstance(node, ast.Constant) else None
            for node in (*call.args, *(keyword.value for keyword in call.keywords))
        ]
        found = _RELATIVE.fullmatch(texts[0]) if texts and isinstance(texts[0], str) else None
        if not found:
            return
        level = len(found[1])
        if len(texts) > 1 and isinstance(texts[1], str):
            parents = texts[1].split(".")
            yield from self._absolute(".".join([*parents[: len(parents) - level + 1], found[2]]))
        else:
            yield from self._relative(path, level, found[2])


def _makes_logger(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "getLogger"


def _files(root: Path) -> Iterator[Path]:
    """Yield the Python files of the project in order: no environments, nothing hidden, nothing installed."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NOT_THE_PROJECT
            and not name.startswith(".")
            and not Path(folder, name, "pyvenv.cfg").exists()
        )
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))
