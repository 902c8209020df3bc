"""Expressions: what they refer to (paths), what they are (values), which calls and uses there are in them.

This and ``walker`` run for every node of every file of a project, so they do without the conveniences of
``ast.NodeVisitor`` and dispatch on the exact type.
"""

import ast
import builtins
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from .kinds import Where
from .mentions import mentions_of_call, mentions_of_comparison, senders_of_comparison
from .values import RAW_OPAQUE, Raw

Row: TypeAlias = list[Any]

_BUILTINS = {name: f"builtins.{name}" for name in dir(builtins)}
_OPERATORS: dict[type, str] = {ast.Add: "+", ast.Div: "/", ast.Mod: "%", ast.BitOr: "|"}
_ATOMIC = ("django.db.transaction.atomic", "django.db.transaction.atomic()")
_LONGEST_PATH = 240  # a chain may grow with every assignment to the same variable
_LONGEST_TEXT = 200  # a longer string names nothing
_MOST_ITEMS = 60  # of a literal in a function; those of settings and classes are kept whole
_LARGEST_NUMBER = 2**63


class Expressions:
    """Reads expressions; keeps the rows, the names that are known here, and what stands around."""

    def __init__(self, module: str, column: Callable[[ast.AST], int]) -> None:
        """Start with the dotted name of the module and a function that gives the column of a node."""
        self.module = module
        self.column = column
        self.names: dict[str, str] = {}
        self.scope = ""
        self.flags = 0
        self.calls: list[Row] = []
        self.uses: list[Row] = []
        self.mentions: list[Row] = []
        self._own = f"{module}."

    def visit(self, node: ast.AST) -> None:
        """Record what is in ``node``."""
        handler = self.handlers.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            self.children(node)

    def children(self, node: ast.AST) -> None:
        """Record what is below ``node``."""
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for each in value:
                    if isinstance(each, ast.AST):
                        self.visit(each)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def path(self, node: ast.AST) -> str:  # noqa: PLR0911  (one for each kind, and this is run for every name)
        """Return the path of ``node`` and record what is inside it; the name at its end is not recorded as a use."""
        kind = type(node)
        if kind is ast.Name:
            return self.lookup(node.id)  # type: ignore[attr-defined]  # told by the exact type, which mypy doesn't follow
        if kind is ast.Attribute:
            path = f"{self.path(node.value)}.{node.attr}"  # type: ignore[attr-defined]  # the same
            return path if len(path) < _LONGEST_PATH else "?"
        if isinstance(node, ast.Call):
            return f"{self.call(node)}()"
        if isinstance(node, ast.Subscript):
            path = self.path(node.value)
            self.visit(node.slice)
            return f"{path}[]"
        if isinstance(node, ast.Await):
            return self.path(node.value)
        if isinstance(node, ast.NamedExpr):
            path = self._source(node.value)
            self.bind(node.target, path)
            return path or "?"
        self.visit(node)
        return "?"

    def lookup(self, name: str) -> str:
        """Return the path of a name; one that is bound nowhere may come from a star import."""
        return self.names.get(name) or _BUILTINS.get(name) or f"{self._own}{name}"

    def use(self, node: ast.AST, role: str = "value", callee: str = "") -> str:
        """Record a use of ``node``, a name or chain, and return its path."""
        path = self.path(node)
        if path[0] not in ".?" and not path.startswith((self._own, "builtins.", "self", "cls")):
            line: int = node.lineno  # type: ignore[attr-defined]  # every expression has one
            self.uses.append([path, line, self.column(node), self.scope, self.flags, role, callee])
        return path

    def call(self, node: ast.Call) -> str:
        """Record a call with all that is in it, and return the path of what is called."""
        path = self.path(node.func)
        before = self.flags
        if path.endswith("on_commit"):
            self.flags |= Where.ON_COMMIT
        args = [self.value(each, "argument", path) for each in node.args]
        keywords: dict[str, Raw] = {}
        for each in node.keywords:
            raw = self.value(each.value, "argument", path)
            if each.arg is not None:
                keywords[each.arg] = raw
        self.flags = before
        row = [path, node.lineno, self.column(node), self.scope, self.flags, args, keywords]
        self.calls.append(row)
        for kind, text in mentions_of_call(path, args, keywords):
            self.mention(kind, text, node)
        return path

    def mention(self, kind: str, text: str, node: ast.expr) -> None:
        """Record a string that names a part of the project."""
        self.mentions.append([kind, text, node.lineno, self.column(node), self.scope, self.flags])

    def value(self, node: ast.expr, role: str = "value", callee: str = "") -> Raw:
        """Return ``node`` as JSON (see ``values``) and record what is inside it."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return ["r", self.use(node, role, callee)]
        reader = self._values.get(type(node))
        if reader is not None:
            return reader(self, node)
        self.visit(node)
        return RAW_OPAQUE

    def _called(self, node: ast.Call) -> Raw:
        """Return a call; in a function without its arguments, which the calls have, so that nothing is kept twice."""
        path = self.call(node)
        if self.flags & Where.FUNCTION:
            return ["r", f"{path}()"]
        row = self.calls[-1]
        return ["c", path, row[5], row[6]]

    def _constant(self, node: ast.Constant) -> Raw:
        value = node.value
        if isinstance(value, str):
            return value if len(value) <= _LONGEST_TEXT else RAW_OPAQUE
        if isinstance(value, int):
            return value if abs(value) < _LARGEST_NUMBER else RAW_OPAQUE
        return value if value is None or isinstance(value, float) else RAW_OPAQUE

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Raw:
        return self._bounded(["l", *map(self.value, node.elts)])

    def _dict(self, node: ast.Dict) -> Raw:
        return self._bounded(["d", *map(self._pair, node.keys, node.values)])

    def _joined(self, node: ast.JoinedStr) -> Raw:
        parts = (each.value if isinstance(each, ast.FormattedValue) else each for each in node.values)
        return ["f", *map(self.value, parts)]

    def _binary(self, node: ast.BinOp) -> Raw:
        left, right = self.value(node.left), self.value(node.right)
        operator = _OPERATORS.get(type(node.op))
        return ["b", operator, left, right] if operator else RAW_OPAQUE

    def _either(self, node: ast.IfExp) -> Raw:
        self.visit(node.test)
        return ["e", self.value(node.body), self.value(node.orelse)]

    def _followed(self, node: ast.Await | ast.NamedExpr) -> Raw:
        path = self.path(node)
        return RAW_OPAQUE if path == "?" else ["r", path]

    def _negative(self, node: ast.UnaryOp) -> Raw:
        raw = self.value(node.operand)
        return -raw if isinstance(node.op, ast.USub) and isinstance(raw, int | float) else RAW_OPAQUE

    def _pair(self, key: ast.expr | None, value: ast.expr) -> Raw:
        return [["*", self.value(value)], None] if key is None else [self.value(key), self.value(value)]

    def _bounded(self, raw: Row) -> Raw:
        return raw if len(raw) <= _MOST_ITEMS or not self.flags & Where.FUNCTION else RAW_OPAQUE

    def bind(self, target: ast.AST, path: str = "") -> None:
        """Note that ``target`` is assigned to; ``path`` is what a single name stands for from now on."""
        if isinstance(target, ast.Name):
            if self.flags & Where.FUNCTION:
                known = path and path[0] != "?" and len(path) < _LONGEST_PATH
                self.names[target.id] = path if known else f".{target.id}"
            else:
                self.names.setdefault(target.id, ".".join(filter(None, (self.module, self.scope, target.id))))
        elif isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self.bind(each)
        elif isinstance(target, ast.Starred):
            self.bind(target.value)
        else:
            self.visit(target)

    def _lambda(self, node: ast.Lambda) -> None:
        names, flags = self.names, self.flags
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
        self.names = {**names, **{each.arg: f".{each.arg}" for each in arguments if each}}
        self.flags |= Where.LAMBDA | Where.FUNCTION
        self.visit(node.body)
        self.names, self.flags = names, flags

    def _source(self, node: ast.expr) -> str:
        """Return the path of an assigned value, "" if it has none; what is inside it is recorded."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return self.use(node)
        if isinstance(node, ast.Call | ast.Await | ast.NamedExpr):
            return self.path(node)
        self.visit(node)
        return ""

    def looped_over(self, node: ast.expr) -> str:
        """Return the path of what a loop goes over; where that is made by a call, the loop is one of ``iter``."""
        path = self._source(node)
        if "(" in path and not path.startswith(("?", "builtins.")):
            row = ["builtins.iter", node.lineno, self.column(node), self.scope, self.flags, [["r", path]], {}]
            self.calls.append(row)
        return path

    def _compare(self, node: ast.Compare) -> None:
        self.children(node)
        for text in mentions_of_comparison(node):
            self.mention("label", text, node)
        for text in senders_of_comparison(node):
            self.mention("compared", text, node)

    def _if_expression(self, node: ast.IfExp) -> None:
        flags = self.flags
        self.visit(node.test)
        self.flags |= Where.CONDITIONAL
        self.visit(node.body)
        self.visit(node.orelse)
        self.flags = flags

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        names, flags = self.names, self.flags
        self.names = dict(names)
        for each in node.generators:
            path = self.looped_over(each.iter)
            self.flags |= Where.LOOP
            self._bind_item(each.target, path)
            for test in each.ifs:
                self.visit(test)
        if isinstance(node, ast.DictComp):
            self.visit(node.key)
            self.visit(node.value)
        else:
            self.visit(node.elt)
        self.names, self.flags = names, flags

    def _bind_item(self, target: ast.expr, path: str) -> None:
        """Bind the variable of a loop, which at the top level too stands for an item of what is looped over."""
        if isinstance(target, ast.Name):
            known = path and path[0] != "?"
            self.names[target.id] = f"{path}[]" if known else f".{target.id}"
        else:
            flags = self.flags
            self.flags |= Where.FUNCTION  # local to the comprehension, so nothing of the module
            self.bind(target)
            self.flags = flags

    def is_atomic(self, path: str) -> bool:
        """Tell whether ``path`` is ``transaction.atomic``, called or not."""
        return path in _ATOMIC

    def _nothing(self, _node: ast.AST) -> None:
        """Record nothing: there is nothing in a constant."""

    def _starred(self, node: ast.Starred) -> Raw:
        return ["*", self.value(node.value)]

    def _any_of(self, node: ast.BoolOp) -> Raw:
        return ["e", *map(self.value, node.values)]

    # Of the class and not of the instance: an instance that refers to itself would be left to the garbage collector.
    handlers: ClassVar[dict[type, Callable[[Any, Any], object]]] = {
        **dict.fromkeys((ast.Name, ast.Attribute, ast.Subscript), use),
        **dict.fromkeys((ast.Constant, ast.Load, ast.Store, ast.Del), _nothing),
        **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), _comprehension),
        ast.Call: call,
        ast.Lambda: _lambda,
        ast.NamedExpr: path,
        ast.Compare: _compare,
        ast.IfExp: _if_expression,
    }
    _values: ClassVar[dict[type, Callable[[Any, Any], Raw]]] = {
        **dict.fromkeys((ast.List, ast.Tuple, ast.Set), _list),
        **dict.fromkeys((ast.Await, ast.NamedExpr), _followed),
        ast.Constant: _constant,
        ast.Call: _called,
        ast.Dict: _dict,
        ast.Starred: _starred,
        ast.JoinedStr: _joined,
        ast.BinOp: _binary,
        ast.IfExp: _either,
        ast.BoolOp: _any_of,
        ast.UnaryOp: _negative,
    }
