"""Which names in a piece of syntax are the module's: read or bound at its top level, from however deep inside.

Python's rules for functions, classes, comprehensions, ``global`` and type parameters, in one visitor. The standard
library's symtable knows them too, but says nothing about where in the source a name stands.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Position = tuple[int, int]


@dataclass(slots=True)
class Uses:
    """Names of the module by the nodes that use them, and the names in quoted annotations by their functions."""

    nodes: dict[ast.AST, tuple[str, ...]] = field(default_factory=dict)
    quoted: dict[ast.AST, tuple[str, ...]] = field(default_factory=dict)


def uses_in(tree: ast.AST) -> Uses:
    """Return what ``tree``, the syntax of a whole module, reads or binds at its top level."""
    visitor = _Visitor()
    visitor.visit(tree)
    return visitor.uses


def bound_in(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    """Yield (node, name) for the names that ``nodes`` bind in the scope in which they stand."""
    for node in nodes:
        yield from ((node, name) for name in bound_by(node))
        yield from bound_in(_same_scope(node))


def bound_by(node: ast.AST) -> tuple[str, ...]:
    """Return the names that ``node`` itself binds, whatever is inside it."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return (name,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.alias(name=name, asname=alias):
            return (alias or name.partition(".")[0],)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return (name,)
        case ast.MatchMapping(rest=str(name)):
            return (name,)
    return ()


def _same_scope(node: ast.AST) -> Iterable[ast.AST]:
    """Return the nodes inside ``node`` that may bind a name in the scope in which ``node`` stands."""
    if isinstance(node, _COMPREHENSIONS):
        # Only the target of := leaves a comprehension.
        return [inner for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)]
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        return _outside(node)
    return ast.iter_child_nodes(node)


def _outside(node: ast.AST) -> list[ast.AST]:
    """Return what of a function or class is evaluated where it is defined: all but its body."""
    found = [*getattr(node, "decorator_list", ()), *getattr(node, "bases", ()), *getattr(node, "keywords", ())]
    arguments = getattr(node, "args", None)
    if isinstance(arguments, ast.arguments):
        found += [default for default in (*arguments.defaults, *arguments.kw_defaults) if default]
    return found + _annotations(node)


def _parameters(node: ast.AST) -> list[ast.arg]:
    arguments = getattr(node, "args", None)
    if not isinstance(arguments, ast.arguments):
        return []
    several = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return several + [each for each in (arguments.vararg, arguments.kwarg) if each]


def _annotations(node: ast.AST) -> list[ast.AST]:
    returned = getattr(node, "returns", None)
    found = [each.annotation for each in _parameters(node) if each.annotation]
    return [*found, returned] if returned else [*found]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Names of a body; in a class a name is its own only behind the end of the statement that binds it first."""

    names: dict[str, Position]
    declared_global: frozenset[str] = frozenset()
    is_class: bool = False


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.uses = Uses()
        self._scopes: list[_Scope] = []

    def visit(self, node: ast.AST) -> None:
        """Note what ``node`` reads or binds, then go inside."""
        names = bound_by(node)
        if isinstance(node, ast.Name):
            names = (node.id,)
        elif isinstance(node, ast.Global):
            names = tuple(node.names)
        if found := tuple(name for name in names if self._is_of_module(name, node)):
            self.uses.nodes[node] = found
        if quoted := tuple(_quoted_names([*_annotations(node), getattr(node, "annotation", None)])):
            self.uses.quoted[node] = quoted
        if isinstance(node, _FUNCTIONS):
            body: Sequence[ast.AST] = node.body if isinstance(node.body, list) else [node.body]
            self._visit_definition(node, body, {each.arg: (0, 0) for each in _parameters(node)})
        elif isinstance(node, ast.ClassDef):
            self._visit_definition(node, node.body, _first_bindings(node.body), is_class=True)
        elif isinstance(node, _COMPREHENSIONS):
            self._visit_comprehension(node)
        else:
            self.generic_visit(node)

    def _visit_definition(
        self, node: ast.AST, body: Sequence[ast.AST], names: dict[str, Position], *, is_class: bool = False
    ) -> None:
        type_parameters = getattr(node, "type_params", [])
        self._scopes.append(_Scope({each.name: (0, 0) for each in type_parameters}))
        self._visit_all([*type_parameters, *_outside(node)])
        elsewhere = frozenset(_declared(body, ast.Global))
        if not is_class:
            names |= {name: (0, 0) for _, name in bound_in(body)}
        own = {name: at for name, at in names.items() if name not in elsewhere | set(_declared(body, ast.Nonlocal))}
        self._scopes.append(_Scope(own, elsewhere, is_class))
        self._visit_all(body)
        del self._scopes[-2:]

    def _visit_comprehension(self, node: ast.AST) -> None:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]  # all four kinds have them
        self.visit(generators[0].iter)
        targets = bound_in(each.target for each in generators)
        self._scopes.append(_Scope({name: (0, 0) for _, name in targets}))
        inside = [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.comprehension)]
        for each in generators:
            inside += [part for part in ast.iter_child_nodes(each) if part is not generators[0].iter]
        self._visit_all(inside)
        self._scopes.pop()

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _is_of_module(self, name: str, node: ast.AST) -> bool:
        for depth, scope in enumerate(reversed(self._scopes)):
            if name in scope.declared_global:
                return True
            if name not in scope.names or (scope.is_class and depth > 0):
                continue
            binds = not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load)
            if binds or not scope.is_class or _position(node) >= scope.names[name]:
                return False
        return True


def _first_bindings(body: list[ast.stmt]) -> dict[str, Position]:
    """Return where in a class body each of its names is bound for sure: at the end of the first such statement."""
    ends: dict[str, Position] = {}
    for statement in body:
        for _, name in bound_in([statement]):
            ends.setdefault(name, (statement.end_lineno or 0, statement.end_col_offset or 0))
    return ends


def _position(node: ast.AST) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _declared(body: Iterable[ast.AST], kind: type[ast.Global | ast.Nonlocal]) -> Iterator[str]:
    """Yield the names that ``body`` declares global or nonlocal, in the scope in which it stands."""
    for node in body:
        if isinstance(node, kind):
            yield from node.names
        elif not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield from _declared(ast.iter_child_nodes(node), kind)


def _quoted_names(annotations: Iterable[ast.AST | None]) -> Iterator[str]:
    for annotation in filter(None, annotations):
        for node in ast.walk(annotation):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                try:
                    quoted = ast.parse(node.value, mode="eval")
                except SyntaxError:  # Literal["not code"]
                    continue
                yield from (inner.id for inner in ast.walk(quoted) if isinstance(inner, ast.Name))
