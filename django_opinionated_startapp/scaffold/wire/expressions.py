"""Values of expressions, as far as they can be told without running them."""

import ast
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from .library import Library
from .source import Source
from .values import (
    ANY_NAME,
    ClassRef,
    Doubt,
    Entry,
    Imported,
    ModuleRef,
    Part,
    Parts,
    Ref,
    Scope,
    Slot,
    Text,
    Value,
    World,
    conditional,
    join_parts,
)

_COPIES = {"list", "tuple", "set", "frozenset", "sorted", "dict.fromkeys", "collections.OrderedDict.fromkeys"}
_CHAIN = "itertools.chain"
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a statement stands: its file, its scopes from the inside out, what its value is assigned or added to."""

    source: Source
    scopes: tuple[str, ...]
    target: str = ""
    augments: bool = False
    guarded: bool = False  # in a ``try``: an import may fail and nobody minds


class Expressions(ABC):
    """The part of the reader that deals with expressions."""

    def __init__(self, library: Library) -> None:
        """Start with an empty world."""
        self.library = library
        self.world = World()

    @abstractmethod
    def run_module(self, module: str) -> Scope | None:
        """Run the module, unless that has been done, and return its scope; None if it has no source."""

    def lookup(self, name: str, frame: Frame) -> Value | None:
        """Return what a name stands for, or None if it is not bound."""
        scopes = [self.world.scopes[scope] for scope in frame.scopes]
        for each in (name, ANY_NAME):
            for scope in scopes:
                if each in scope:
                    return scope[each]
        return None

    def doubt(self, node: ast.AST, frame: Frame, why: str, *, adds: bool = False) -> Doubt:
        """Return a doubt about ``node``; ``{}`` in ``why`` is replaced by its source."""
        if "{}" in why:
            code = " ".join(ast.unparse(node).split())
            why = why.replace("{}", f"`{code}`" if len(code) <= _LONGEST_QUOTE else f"`{code[:_LONGEST_QUOTE]}…`")
        return Doubt(frame.source, node, why, adds)

    def allocate(self, parts: Parts, *, mutable: bool) -> Ref:
        """Return a reference to a new list, in the world as it is once a module has been run to tell ``parts``."""
        return self.world.allocate(parts, mutable=mutable)

    def add(self, ref: Ref, parts: Parts) -> None:
        """Put ``parts`` behind those that the list has, in the world as it is now."""
        self.world.add(ref, parts)

    def unknown(self, node: ast.AST, frame: Frame) -> Ref:
        """Return a list of which nothing is known."""
        return self.allocate((self.doubt(node, frame, "it takes in {}", adds=True),), mutable=True)

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """Return the value of an expression; a list that holds one doubt if it cannot be told."""
        value: Value | None = None
        match node:
            case ast.Constant() | ast.JoinedStr():
                text = self._text(node, frame)
                value = None if text is None else Text(text)
            case ast.Name():
                value = self.lookup(node.id, frame)
            case ast.List() | ast.Tuple() | ast.Set():
                value = self.allocate(self._display(node, frame), mutable=isinstance(node, ast.List))
            case ast.BinOp(op=ast.Add()):
                value = self._sum(node, frame)
            case ast.IfExp():
                either = join_parts(self.parts(node.body, frame), self.parts(node.orelse, frame))
                value = self.allocate(either, mutable=True)
            case ast.Attribute():
                value = self._attribute(node, frame)
            case ast.Call():
                value = self._call(node, frame)
        return value or self.unknown(node, frame)

    def parts(self, node: ast.expr, frame: Frame) -> Parts:
        """Return what a list expression holds."""
        value = self.resolved(self.evaluate(node, frame))
        return (
            self.world.cells[value.cell].parts
            if isinstance(value, Ref)
            else (self.doubt(node, frame, "it takes in {}", adds=True),)
        )

    def resolved(self, value: Value | None) -> Value | None:
        """Return what an imported name stands for; other values as they are; None if it cannot be found."""
        seen = set()
        while isinstance(value, Imported) and value not in seen:
            seen.add(value)
            scope = self.run_module(value.module)
            if scope is not None and value.name in scope:
                value = scope[value.name]
            elif self.library.readable(f"{value.module}.{value.name}"):
                value = ModuleRef(f"{value.module}.{value.name}")
            else:
                value = None if scope is None else scope.get(ANY_NAME)
        return None if isinstance(value, Imported) else value

    def element(self, node: ast.expr, frame: Frame) -> Parts:
        """Return the parts for one element of a list."""
        if isinstance(node, ast.Starred):
            return self.parts(node.value, frame)
        if isinstance(node, ast.IfExp):
            return conditional(self.element(node.body, frame) + self.element(node.orelse, frame))
        return (Entry(frame.source, node, self._text(node, frame)),)

    def _display(self, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Parts:
        inner = replace(frame, target="")
        parts: list[Part] = [part for each in node.elts for part in self.element(each, inner)]
        if not isinstance(node, ast.Set):
            parts.append(Slot(frame.source, node, frame.target, frame.augments))
        return tuple(parts)

    def _sum(self, node: ast.BinOp, frame: Frame) -> Value:
        text = self._text(node, frame)
        if text is not None:
            return Text(text)
        return self.allocate(self.parts(node.left, frame) + self.parts(node.right, frame), mutable=True)

    def _text(self, node: ast.expr, frame: Frame) -> str | None:
        """Return the value of an expression that is a known string."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        pieces: list[str | None] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            pieces = [self._text(node.left, frame), self._text(node.right, frame)]
        elif isinstance(node, ast.JoinedStr):
            pieces = [self._text(each, frame) for each in node.values]
        elif isinstance(node, ast.FormattedValue) and node.format_spec is None and node.conversion == -1:
            pieces = [self._text(node.value, frame)]
        elif isinstance(node, ast.Name):
            value = self.resolved(self.lookup(node.id, frame))
            pieces = [value.text if isinstance(value, Text) else None]
        known = [piece for piece in pieces if piece is not None]
        return "".join(known) if pieces and len(known) == len(pieces) else None

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Value:
        if isinstance(node.value, ast.Name | ast.Attribute):
            owner = self.resolved(self.evaluate(node.value, frame))
            if isinstance(owner, ClassRef):
                return self.world.scopes[owner.scope].get(node.attr) or self.unknown(node, frame)
            if isinstance(owner, ModuleRef):
                return Imported(owner.module, node.attr)
        return self.unknown(node, frame)

    def called(self, node: ast.expr, frame: Frame) -> str:
        """Return the full name of what is called: ``collections.OrderedDict`` for ``OrderedDict``, if imported so."""
        head, dot, rest = ast.unparse(node).partition(".")
        value = self.lookup(head, frame)
        if isinstance(value, Imported):
            head = f"{value.module}.{value.name}"
        elif isinstance(value, ModuleRef):
            head = value.module
        elif value is not None:
            head = f"<local>.{head}"
        return head + dot + rest

    def _call(self, node: ast.Call, frame: Frame) -> Value:
        name = self.called(node.func, frame)
        one = len(node.args) <= 1 and all(each.arg in {"key", "reverse"} for each in node.keywords)
        if (name in _COPIES and one) or name == _CHAIN:
            parts = tuple(part for each in node.args for part in self.parts(each, frame))
            return self.allocate(parts, mutable=name != "tuple")
        if isinstance(node.func, ast.Attribute) and node.func.attr == "copy" and not node.args:
            return self.allocate(self.parts(node.func.value, frame), mutable=True)
        return self.unknown(node, frame)
