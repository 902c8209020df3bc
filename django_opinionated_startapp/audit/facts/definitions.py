"""Definitions: functions and classes, with decorators, parameters, annotations and size."""

import ast
from collections.abc import Callable, Iterable

from .expressions import Expressions, Row
from .kinds import Where

_KEPT = Where.FUNCTION | Where.TYPING | Where.NESTED  # what a function inherits from where it is defined


class Definitions(Expressions):
    """Reads definitions; what is inside them goes to ``body``."""

    def __init__(self, module: str, column: Callable[[ast.AST], int]) -> None:
        """Start with the module's dotted name and a function that gives the column of a node."""
        super().__init__(module, column)
        self.count = 0  # of statements so far
        self.around: dict[str, str] = {}  # names that functions see: those of a class body are not among them
        self.owner = ""  # the class whose body this is
        self.classes: list[Row] = []
        self.functions: list[Row] = []

    def body(self, nodes: Iterable[ast.AST], flags: int = 0) -> None:
        """Record several statements, around which ``flags`` hold too."""
        before = self.flags
        self.flags = before | flags
        for node in nodes:
            self.visit(node)
        self.flags = before

    def _decorators(self, nodes: list[ast.expr]) -> list[Row]:
        rows: list[Row] = []
        for node in nodes:
            self.flags |= Where.DECORATOR
            if isinstance(node, ast.Call):
                self.call(node)
                rows.append(self.calls[-1])
            else:
                path = self.use(node, "decorator")
                rows.append([path, node.lineno, self.column(node), self.scope, self.flags, [], {}])
            self.flags &= ~Where.DECORATOR
        return rows

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Record a function or method with all that is in it."""
        decorators = self._decorators(node.decorator_list)
        params = self._params(node.args)
        returns = self.annotation(node.returns)
        name = self._qualified(node.name)
        row: Row = [name, node.lineno, self.column(node), self.owner, self.scope, self.flags, params, returns]
        self.functions.append(row)
        if self.flags & Where.FUNCTION:
            self.names[node.name] = f".{node.name}"
        before = (self.names, self.around, self.owner, self.scope, self.flags)
        self.names = self.around = {**self.around, **self._bound_params(node, decorators)}
        nested = Where.NESTED if self.flags & Where.FUNCTION and not self.owner else 0
        atomic = Where.ATOMIC if any(self.is_atomic(each[0]) for each in decorators) else 0
        self.flags = self.flags & _KEPT | Where.FUNCTION | nested | atomic
        self.owner, self.scope = "", name
        documented, statements = self._suite(node.body)
        self.names, self.around, self.owner, self.scope, self.flags = before
        row += [decorators, documented, isinstance(node, ast.AsyncFunctionDef), statements]

    def _suite(self, nodes: list[ast.stmt]) -> tuple[bool, int]:
        """Walk over the body of a definition; return whether it has a docstring, and how many other statements."""
        start = self.count
        self.body(nodes)
        first = nodes[0]
        documented = (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        )
        return documented, self.count - start - documented

    def _params(self, node: ast.arguments) -> list[Row]:
        positional = (*node.posonlyargs, *node.args)
        defaults = (None,) * (len(positional) - len(node.defaults)) + tuple(node.defaults)
        kinds = ["positional-only"] * len(node.posonlyargs) + ["positional"] * len(node.args)
        each = [
            *zip(positional, kinds, defaults, strict=True),
            *([(node.vararg, "*", None)] if node.vararg else ()),
            *((arg, "keyword-only", default) for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)),
            *([(node.kwarg, "**", None)] if node.kwarg else ()),
        ]
        for _arg, _kind, default in each:
            if default is not None:
                self.visit(default)
        return [[arg.arg, kind, self.annotation(arg.annotation), default is not None] for arg, kind, default in each]

    def _bound_params(self, node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: list[Row]) -> dict[str, str]:
        args = node.args
        every = (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg)
        names = {each.arg: f".{each.arg}" for each in every if each}
        first = next(iter((*args.posonlyargs, *args.args)), None)
        paths = {each[0] for each in decorators}
        if self.owner and first and "builtins.staticmethod" not in paths:
            names[first.arg] = "cls" if "builtins.classmethod" in paths else "self"
        return names

    def annotation(self, node: ast.expr | None) -> list[str] | None:
        """Return the paths of the names in an annotation, None if there is none."""
        if node is None:
            return None
        found: list[str] = []
        self._annotated_names(node, node, found)
        return found

    def _annotated_names(self, node: ast.AST, place: ast.expr, found: list[str]) -> None:
        """Collect the paths of the names in an annotation; strings are read as code that stands at ``place``."""
        if isinstance(node, ast.Name | ast.Attribute):
            path = self.path(node)
            found.append(path)
            if not path.startswith((".", "?", self._own, "builtins.")):
                row = [path, place.lineno, self.column(place), self.scope, self.flags, "annotation", ""]
                self.uses.append(row)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and (code := _parsed(node.value)):
                self._annotated_names(code, place, found)
        elif isinstance(node, ast.Subscript):
            self._annotated_names(node.value, place, found)
            if not found[-1:] or not found[-1].endswith(".Literal"):
                self._annotated_names(node.slice, place, found)
        else:
            for child in ast.iter_child_nodes(node):
                self._annotated_names(child, place, found)

    def class_(self, node: ast.ClassDef) -> None:
        """Record a class with all that is in it."""
        decorators = self._decorators(node.decorator_list)
        bases = [
            self.use(base, "base") if isinstance(base, ast.Name | ast.Attribute | ast.Subscript) else self.path(base)
            for base in node.bases
        ]
        for keyword in node.keywords:
            self.visit(keyword.value)
        name = self._qualified(node.name)
        row: Row = [name, [base.removesuffix("[]") for base in bases], node.lineno, self.column(node)]
        row += [self.scope, self.flags, decorators]
        self.classes.append(row)
        if self.flags & Where.FUNCTION:
            self.names[node.name] = f".{node.name}"
        before = (self.names, self.owner, self.scope, self.flags)
        self.names = dict(self.names)
        self.owner = self.scope = name
        documented, statements = self._suite(node.body)
        self.names, self.owner, self.scope, self.flags = before
        row += [documented, statements, {}]

    def _qualified(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope else name


def _parsed(annotation: str) -> ast.expr | None:
    try:
        return ast.parse(annotation.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None  # a string that is no annotation, as in Annotated[int, "some words"]
