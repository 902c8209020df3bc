"""Whether two definitions are the same: equal in syntax, and every name in them means the same."""

import ast
import inspect

from .names import Import, Library, Reference, Symbol, Target
from .rewrite import changed_tree
from .sources import ModuleSource, Unit

# Functions that see a module by names that are not in the source.
SEES_ALL = {"globals", "eval", "exec"}
_IMMUTABLE = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.unaryop, ast.expr_context)
_FIXED = (*_IMMUTABLE, ast.Name, ast.Attribute)  # or compared for itself


class Identity:
    """Compares definitions of the modules in ``library``, and chooses one of those that are the same."""

    def __init__(self, library: Library) -> None:
        """Start with no definition chosen."""
        self._library = library
        self._chosen: dict[Symbol, Symbol] = {}

    def of(self, symbol: Symbol) -> Symbol:
        """Return the first symbol that was asked for with the name and the meaning of this one."""
        if symbol not in self._chosen:
            earlier = (each for each in self._chosen.values() if each.name == symbol.name)
            self._chosen[symbol] = next((each for each in earlier if self.same(each, symbol, shared=True)), symbol)
        return self._chosen[symbol]

    def same(self, one: Target | None, other: Target | None, *, shared: bool = False) -> bool:
        """Say whether both mean the same; ``shared``: and may be one object, so that no state of theirs is mixed."""
        return _Comparison(self._library, shared=shared).same(one, other)

    def same_syntax(self, one: tuple[ModuleSource, ast.AST], other: tuple[ModuleSource, ast.AST]) -> bool:
        """Say whether two nodes, each with the source that it is in, mean the same."""
        return _Comparison(self._library, shared=False).same_nodes(one, other)


class _Comparison:
    def __init__(self, library: Library, *, shared: bool) -> None:
        self._library = library
        self._shared = shared
        # Definitions may refer to each other: what is being compared is taken to be the same.
        self._assumed: set[tuple[Symbol, Symbol]] = set()

    def same(self, one: Target | None, other: Target | None) -> bool:
        if isinstance(one, Symbol) and isinstance(other, Symbol):
            if one == other or (one, other) in self._assumed:
                return True
            self._assumed.add((one, other))
            return self._same_symbols(one, other)
        if isinstance(one, Import) and isinstance(other, Import):
            return (one.module, one.attribute) == (other.module, other.attribute)
        return one is other

    def _same_symbols(self, one: Symbol, other: Symbol) -> bool:
        sources = self._library.source(one.module), self._library.source(other.module)
        units, others = sources[0].touching(one.name), sources[1].touching(other.name)
        if self._shared and not (_may_be_shared(units, sources[0]) and _may_be_shared(others, sources[1])):
            return False
        pairs = zip(units, others, strict=False)
        return len(units) == len(others) and all(
            self.same_nodes((sources[0], unit.node), (sources[1], another.node)) for unit, another in pairs
        )

    def same_nodes(self, one: tuple[ModuleSource, ast.AST], other: tuple[ModuleSource, ast.AST]) -> bool:
        references, others = list(self._library.references(*one)), list(self._library.references(*other))
        if len(references) != len(others) or skeleton(*one, references) != skeleton(*other, others):
            return False
        return all(self.same(a.target, b.target) for a, b in zip(references, others, strict=True))


def _may_be_shared(units: list[Unit], source: ModuleSource) -> bool:
    """Say whether a name is bound once and for all, to what nothing can change: a function, a class, a constant."""
    if len(units) != 1 or len(units[0].binds) != 1 or units[0].binds & source.declared_global:
        return False
    node = units[0].node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return not (any(map(_holds_state, ast.walk(node))) or node.decorator_list)
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and all(isinstance(each, _IMMUTABLE) for each in ast.walk(value))


def _holds_state(node: ast.AST) -> bool:
    """Tell whether a part of a definition can keep something from one call to the next, or see all of its module."""
    values: list[ast.expr] = []
    if isinstance(node, ast.arguments):
        values = [*node.defaults, *filter(None, node.kw_defaults)]
    elif isinstance(node, ast.ClassDef):
        values = [each.value for each in node.body if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value]
    changeable = any(not isinstance(each, _FIXED) for value in values for each in ast.walk(value))
    return changeable or isinstance(node, ast.Global) or getattr(node, "id", "") in SEES_ALL


def skeleton(source: ModuleSource, node: ast.AST, references: list[Reference]) -> str:
    """Return ``node`` as text in which names that mean something stand by number, and layout makes no difference."""
    changes: dict[ast.AST, dict[str, str]] = {}
    for number, reference in enumerate(references):
        if reference.target is not None:
            changes.setdefault(reference.node, {})[reference.name] = f"<{number}>"
    return ast.dump(_Plain().visit(changed_tree(source, node, changes)))


class _Plain(ast.NodeTransformer):
    """Takes out what a formatter changes."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(node.value)

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        self.generic_visit(node)
        target = node.targets[0]
        return ast.Delete(target.elts) if len(node.targets) == 1 and isinstance(target, ast.Tuple) else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return ast.Expr(ast.Constant(inspect.cleandoc(node.value.value).rstrip()))
        return node
