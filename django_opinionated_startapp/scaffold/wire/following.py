"""Imports, and the includes of django-split-settings, which run files in the scope of the one that names them."""

import ast
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from .bindings import Bindings
from .expressions import Frame
from .library import Library
from .source import Source
from .values import (
    ANY_NAME,
    Doubt,
    Entry,
    Imported,
    ModuleRef,
    Part,
    Ref,
    Scope,
    Slot,
    Text,
)

SPLIT_INCLUDE = "split_settings.tools.include"
_OPTIONAL = "split_settings.tools.optional"


def absolute_module(node: ast.ImportFrom, source: Source) -> str:
    """Return the dotted module from which ``from … import`` takes its names; empty if it is above the top."""
    package = source.package.split(".")
    if not node.level:
        return node.module or ""
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above) if above and above[0] else ""


class Imports(Bindings):
    """The part of the reader that goes from one file to another."""

    def __init__(self, library: Library) -> None:
        """Start with an empty world."""
        super().__init__(library)
        self.running: list[str] = []

    @abstractmethod
    def run(self, statements: Sequence[ast.stmt], frame: Frame) -> None:
        """Run statements, one after the other."""

    def import_names(self, node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
        """Run ``import a`` or ``from a import b``; ``a`` is not looked at before ``b`` is needed, except for ``*``."""
        module = absolute_module(node, frame.source) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                self.bind(alias.asname or name, ModuleRef(name), frame)
            elif alias.name == "*":
                self._star(module, node, frame)
            else:
                self.bind(alias.asname or alias.name, Imported(module, alias.name), frame)

    def _star(self, module: str, node: ast.ImportFrom, frame: Frame) -> None:
        if module in self.running:
            self.poison(node, frame, "{} goes round in a circle")
            return
        scope = self.run_module(module)
        if scope is None:
            if not frame.guarded:
                self.poison(node, frame, "{} cannot be followed")
            return
        names = self._exported(scope)
        if names is None:
            self.poison(node, frame, "{} brings names that cannot be told")
        for doubt in self.doubts(scope.get(ANY_NAME)):
            self.spread(doubt, frame)
        for name in names or ():
            self.bind(name, scope[name], frame)

    def _exported(self, scope: Scope) -> list[str] | None:
        """Return the names that ``from … import *`` takes, or None if ``__all__`` cannot be told."""
        listed = self.resolved(scope.get("__all__"))
        if not isinstance(listed, Ref):
            return [name for name in scope if not name.startswith("_") and name != ANY_NAME]
        parts = [part for part in self.world.cells[listed.cell].parts if not isinstance(part, Slot)]
        texts = [part.text for part in parts if isinstance(part, Entry) and part.text is not None]
        return [text for text in texts if text in scope] if len(texts) == len(parts) else None

    def include(self, call: ast.Call, frame: Frame) -> None:
        """Run the files of ``include("components/base.py", optional("local.py"))`` in the scope of the call."""
        for part in [part for each in call.args for part in self.element(each, frame)]:
            if isinstance(part, Slot):
                continue
            path, optional = self._included_path(part, frame)
            source = self.library.readable(_module_of(path, frame.source)) if path else None
            if source is not None:
                self.run(source.tree.body, replace(frame, source=source))
            elif not (path and optional):
                self.poison(call, frame, "{} includes what cannot be told")

    def _included_path(self, part: Part, frame: Frame) -> tuple[str, bool]:
        """Return the literal path, or an empty string, and whether the file may be missing."""
        if isinstance(part, Doubt):
            return "", False
        assert isinstance(part, Entry)  # noqa: S101 - the caller leaves slots out
        text, optional = part.text, False
        if isinstance(part.node, ast.Call) and self.called(part.node.func, frame) == _OPTIONAL:
            value = self.evaluate(part.node.args[0], frame) if part.node.args else None
            text, optional = (value.text if isinstance(value, Text) else None), True
        plain = text is not None and text.endswith(".py") and not set(text) & set("*?[]") and ".." not in text
        return (text or "") if plain else "", optional


def _module_of(path: str, source: Source) -> str:
    names = path.removesuffix(".py").removeprefix("./").split("/")
    return ".".join([source.package, *names] if source.package else names)
