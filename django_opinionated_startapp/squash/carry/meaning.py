"""Whether live functions and classes of two modules mean the same, as far as their sources say it."""

import ast
import types
from collections.abc import Iterable

from .compare import Likeness, closed_over, same_code
from .identity import Identity
from .names import Library, Symbol
from .sources import ModuleSource


class Meanings:
    """Compares functions and classes by definition, those of the modules ``near`` under any name there."""

    def __init__(self, library: Library, near: Iterable[types.ModuleType]) -> None:
        """Take sources from ``library``."""
        self._library = library
        self._identity = Identity(library)
        self._near = tuple(near)

    def same(self, likeness: Likeness, one: object, other: object) -> bool:
        """Say whether two functions or classes do the same."""
        if same_code(likeness, one, other):
            return True
        symbol, another = self._library.symbol_for(one, self._near), self._library.symbol_for(other, self._near)
        if symbol and another:
            return self._same_symbols(symbol, another)
        if likeness.difference(closed_over(one), closed_over(other)):
            return False
        if isinstance(one, types.MethodType) and isinstance(other, types.MethodType):
            return self.same(likeness, one.__func__, other.__func__)
        nodes, others = self._nodes(one), self._nodes(other)
        return any(self._identity.same_syntax(node, each) for node in nodes for each in others)

    def _same_symbols(self, symbol: Symbol, another: Symbol) -> bool:
        head, _, rest = symbol.name.partition(".")
        other_head, _, other_rest = another.name.partition(".")
        means = self._library.meaning(Symbol(symbol.module, head))
        other_means = self._library.meaning(Symbol(another.module, other_head))
        return rest == other_rest and self._identity.same(means, other_means)

    def _nodes(self, function: object) -> list[tuple[ModuleSource, ast.AST]]:
        """Return where a function is made: several places where several lambdas stand in a line."""
        code = getattr(function, "__code__", None)
        module = self._library.migration(getattr(function, "__module__", None))
        if code is None or module is None:
            return []
        source = self._library.source(module.__name__)
        return [(source, node) for node in ast.walk(source.tree) if _is_made_by(node, code)]


def _is_made_by(node: ast.AST, code: types.CodeType) -> bool:
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
        return code.co_firstlineno in (node.lineno, *(each.lineno for each in node.decorator_list))
    return False
