"""Statements: definitions, imports, assignments, and what stands around the expressions in them."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from .definitions import Definitions
from .kinds import Where
from .names import absolute, top_level_names
from .values import Raw

if TYPE_CHECKING:
    from .expressions import Row

_TRY: tuple[type[ast.stmt], ...] = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_LIST_METHODS = {"append", "extend", "insert", "remove", "update"}
_AUGMENTED: dict[type, str] = {ast.Add: "+=", ast.BitOr: "|="}
_RUN = ("RunPython", "RunSQL", "SeparateDatabaseAndState")


def _subclasses(kind: type) -> set[type]:
    direct: list[type] = kind.__subclasses__()
    return {each for sub in direct for each in (sub, *_subclasses(sub))}


class Walker(Definitions):
    """Walks over one module, once, and keeps its rows."""

    def __init__(self, module: str, *, is_package: bool, column: Callable[[ast.AST], int]) -> None:
        """Start with the module's dotted name and a function that gives the column of a node."""
        super().__init__(module, column)
        self.package = module if is_package else module.rpartition(".")[0]
        self.imports: list[Row] = []
        self.assigns: list[Row] = []
        self.returns: list[Row] = []
        self.conditions: list[Row] = []

    def module_body(self, tree: ast.Module) -> None:
        """Walk over the whole module."""
        self.names = top_level_names(tree.body, self.module, self.package)
        self.around = self.names
        self.body(tree.body)

    def statement(self, node: ast.stmt) -> None:
        """Record a statement with all that is in it."""
        self.count += 1
        handler = self._statements.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            self.children(node)

    def _import(self, node: ast.Import) -> None:
        for each in node.names:
            bound = each.asname or each.name.partition(".")[0]
            self._imported(each, each.name, each.name, "", bound, 0)
            if self.flags & Where.FUNCTION:
                self.names[bound] = each.name if each.asname else bound

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = absolute(node, self.package)
        for each in node.names:
            bound = "" if each.name == "*" else each.asname or each.name
            target = module if each.name == "*" else f"{module}.{each.name}"
            self._imported(each, target, module, each.name, bound, node.level)
            if self.flags & Where.FUNCTION:
                self.names[bound] = target

    def _imported(self, node: ast.alias, target: str, module: str, name: str, bound: str, level: int) -> None:  # noqa: PLR0913, PLR0917  (the row has that many parts)
        column = self.column(node)
        self.imports.append([target, module, name, bound, node.lineno, column, self.scope, self.flags, level])

    @property
    def _in_function(self) -> bool:
        return bool(self.flags & Where.FUNCTION) and not self.owner

    def _assign(self, node: ast.Assign) -> None:
        if self._in_function:
            path = self._source(node.value)
            for target in node.targets:
                self.bind(target, path)
            return
        if self._is_operations(node.targets, node.value):
            return
        raw = self.value(node.value)
        for target in node.targets:
            self._record(target, "=", raw, None)
        self._dependencies(node.targets, node.value, raw)

    def _record(self, target: ast.expr, operation: str, raw: Raw, annotation: list[str] | None) -> None:
        """Record an assignment in a module or class body."""
        if isinstance(target, ast.Tuple | ast.List):
            values = raw[1:] if isinstance(raw, list) and raw[0] == "l" and len(raw) == len(target.elts) + 1 else None
            for position, each in enumerate(target.elts):
                self._record(each, operation, values[position] if values else ["?"], annotation)
            return
        self.bind(target)
        name = _target_name(target)
        if name:
            where = [target.lineno, self.column(target), self.scope, self.flags]
            self.assigns.append([name, operation, raw, *where, annotation])

    def _is_operations(self, targets: list[ast.expr], node: ast.expr) -> bool:
        """Look only at the operations that run code: the others repeat models, and nobody asks for that."""
        if not self._gives("operations", targets) or not isinstance(node, ast.List):
            return False
        for each in node.elts:
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in _RUN:
                self.visit(each)
        return True

    def _gives(self, name: str, targets: list[ast.expr]) -> bool:
        """Tell whether an assignment gives a migration its attribute ``name``."""
        return self.owner == "Migration" and any(isinstance(each, ast.Name) and each.id == name for each in targets)

    def _dependencies(self, targets: list[ast.expr], node: ast.expr, raw: Raw) -> None:
        if not self._gives("dependencies", targets):
            return
        for each in raw[1:] if isinstance(raw, list) and raw[0] == "l" else ():
            if isinstance(each, list) and each[0] == "l" and all(isinstance(part, str) for part in each[1:]):
                self.mention("dependency", ".".join(each[1:]), node)

    def _annotated(self, node: ast.AnnAssign) -> None:
        annotation = self.annotation(node.annotation)
        if self._in_function:
            self.bind(node.target, self._source(node.value) if node.value else "")
        elif not node.value:
            self._record(node.target, ":", ["?"], annotation)
        elif not self._is_operations([node.target], node.value):
            raw = self.value(node.value)
            self._record(node.target, "=", raw, annotation)
            self._dependencies([node.target], node.value, raw)

    def _augmented(self, node: ast.AugAssign) -> None:
        operation = _AUGMENTED.get(type(node.op), "?=")
        if not self._in_function:
            self._record(node.target, operation, self.value(node.value), None)
        elif _is_constant(node.target):  # a global one, or it would be none
            self._changed(_target_name(node.target), operation, self.value(node.value), node)
        else:
            self.children(node)

    def _changed(self, name: str, operation: str, raw: Raw, node: ast.stmt) -> None:
        where = [node.lineno, self.column(node), self.scope, self.flags]
        self.assigns.append([name, operation, raw, *where, None])

    def _expression(self, node: ast.Expr) -> None:
        value = node.value
        self.visit(value)
        func = value.func if isinstance(value, ast.Call) else None
        if not isinstance(func, ast.Attribute) or (self._in_function and not _is_constant(func.value)):
            return
        if func.attr in _LIST_METHODS and (name := _target_name(func.value)):
            raw = self.calls[-1][5][-1:] or [["?"]]
            self._changed(name, func.attr, raw[0], node)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            raw = self.value(node.value)
            self.returns.append([self.scope, raw, node.lineno, self.column(node)])

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        if node.value is not None:
            raw = self.value(node.value)
            self.returns.append([self.scope, raw, node.lineno, self.column(node)])

    def _if(self, node: ast.If) -> None:
        self.visit(node.test)
        if not self.scope:
            self._condition(node.test)
        typing = _is_type_checking(node.test)
        self.body(node.body, Where.TYPING if typing else Where.CONDITIONAL)
        self.body(node.orelse, 0 if typing else Where.CONDITIONAL)

    def _condition(self, test: ast.expr) -> None:
        paths, texts = [], []
        for node in ast.walk(test):
            if isinstance(node, ast.Name):
                paths.append(self.lookup(node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                paths.append(f"{self.lookup(node.value.id)}.{node.attr}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
        self.conditions.append([paths, texts, test.lineno, self.column(test)])

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        path = self.looped_over(node.iter)
        if self.flags & Where.FUNCTION:
            self._bind_item(node.target, path)
        else:
            self.bind(node.target)
        self.body(node.body, Where.LOOP | Where.CONDITIONAL)
        self.body(node.orelse)

    def _while(self, node: ast.While) -> None:
        self.visit(node.test)
        self.body(node.body, Where.LOOP | Where.CONDITIONAL)
        self.body(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        atomic = 0
        for item in node.items:
            path = self._source(item.context_expr)
            if self.is_atomic(path):
                atomic = Where.ATOMIC
            if item.optional_vars is not None:
                self.bind(item.optional_vars, path)
        self.body(node.body, atomic)

    def _match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        self.body(node.cases, Where.CONDITIONAL)

    def _try(self, node: ast.Try) -> None:
        self.body(node.body, Where.TRY)
        for handler in node.handlers:
            if handler.type is not None:
                self.visit(handler.type)
            if handler.name and self.flags & Where.FUNCTION:
                self.names[handler.name] = f".{handler.name}"
            self.body(handler.body, Where.TRY | Where.CONDITIONAL)
        self.body((*node.orelse, *node.finalbody), Where.TRY)

    _statements: ClassVar[dict[type, Callable[[Any, Any], None]]] = {
        **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), Definitions.function),
        **dict.fromkeys((ast.For, ast.AsyncFor), _for),
        **dict.fromkeys((ast.With, ast.AsyncWith), _with),
        **dict.fromkeys(_TRY, _try),
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.ClassDef: Definitions.class_,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Expr: _expression,
        ast.Return: _return,
        ast.If: _if,
        ast.While: _while,
        ast.Match: _match,
    }
    handlers: ClassVar[dict[type, Callable[[Any, Any], object]]] = {
        **Definitions.handlers,
        **dict.fromkeys(_subclasses(ast.stmt), statement),
        **dict.fromkeys((ast.Yield, ast.YieldFrom), _yield),
    }


def _is_type_checking(test: ast.expr) -> bool:
    """Tell whether ``test`` is TYPE_CHECKING, typing.TYPE_CHECKING, or one of them compared with True."""
    if isinstance(test, ast.Compare) and isinstance(test.comparators[0], ast.Constant):
        return test.comparators[0].value is True and _is_type_checking(test.left)
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id.isupper()


def _target_name(target: ast.expr) -> str:
    """Return the name that is assigned to, with the key of a subscript (``DATABASES['default']``); "" for others."""
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = _target_name(target.value)
        return f"{name}[{target.slice.value!r}]" if name else ""
    return ""
