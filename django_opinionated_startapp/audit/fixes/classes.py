"""Classes: attributes and methods put into them."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from ...sources import Source, quoted
from .kinds import Edit
from .places import above, below, indentation, replaced


def class_named(source: Source, name: str) -> ast.ClassDef | None:
    """Return the class ``name``, qualified (``Order.Meta``), None if there is not exactly one."""
    body: list[ast.stmt] = source.tree.body
    found: ast.ClassDef | None = None
    for part in name.split("."):
        every = [each for each in body if isinstance(each, ast.ClassDef) and each.name == part]
        if len(every) != 1:
            return None
        found, body = every[0], every[0].body
    return found


def with_lines(source: Source, cls: ast.ClassDef, lines: Sequence[str], *, below_name: str = "") -> Edit | None:
    """Return the edit that puts ``lines`` into the body of a class, indented: below an assignment, else on top.

    None for a class on one line. A body of nothing but ``pass`` is replaced.
    """
    first = cls.body[0]
    if first.lineno == cls.lineno or source.text[source.line_start(source.start(first)) : source.start(first)].strip():
        return None
    indent = indentation(source, first)
    texts = [f"{indent}{line}" if line else "" for line in lines]
    after = assignment(cls, below_name)
    if after is not None:
        return below(source, after, texts)
    if is_docstring(first) and len(cls.body) == 1:
        return below(source, first, ["", *texts])
    if len(cls.body) == 1 and is_nothing(first):
        return replaced(source, first, source.newline(source.start(first)).join(texts).strip())
    return _above_comments(source, cls.body[int(is_docstring(first))], texts)


def _above_comments(source: Source, node: ast.stmt, lines: Sequence[str]) -> Edit | None:
    """Return the edit that puts ``lines`` above ``node`` and the comments that belong to it."""
    edit = above(source, node, lines)
    if edit is None:
        return None
    number = source.line_number(edit.start)
    texts = source.lines()
    while texts[number - 2].lstrip().startswith("#"):
        number -= 1
    start = source.line_starts[number - 1]
    return replace(edit, start=start, end=start)


def assignment(cls: ast.ClassDef, name: str) -> ast.Assign | ast.AnnAssign | None:
    """Return the statement in the body of a class that gives ``name`` a value; the last one."""
    found: ast.Assign | ast.AnnAssign | None = None
    for each in cls.body:
        targets = each.targets if isinstance(each, ast.Assign) else []
        if isinstance(each, ast.AnnAssign) and each.value is not None:
            targets = [each.target]
        if isinstance(each, ast.Assign | ast.AnnAssign) and any(
            isinstance(target, ast.Name) and target.id == name for target in targets
        ):
            found = each
    return found


def method(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """Return the method ``name`` of a class, None if there is none or several."""
    found = [each for each in cls.body if isinstance(each, ast.FunctionDef) and each.name == name]
    return found[0] if len(found) == 1 else None


def with_method(source: Source, cls: ast.ClassDef, head: str, lines: Sequence[str]) -> Edit | None:
    """Return the edit that ends the body of a class with a method."""
    first, last = cls.body[0], cls.body[-1]
    if first.lineno == cls.lineno:
        return None
    indent = indentation(source, first)
    texts = [f"{indent}{head}", *(f"{indent * 2}{line}" for line in lines)]
    if len(cls.body) == 1 and is_nothing(first):
        return replaced(source, first, source.newline(source.start(first)).join(texts).strip())
    return below(source, last, ["", *texts])


def with_last(source: Source, function: ast.FunctionDef, text: str) -> Edit | None:
    """Return the edit that ends a function with a statement; None if it may have been left before."""
    last = function.body[-1]
    leaves = any(isinstance(each, ast.Return | ast.Yield) for each in ast.walk(function))
    if last.lineno == function.lineno or leaves or isinstance(last, ast.Raise):
        return None
    if is_nothing(last) and len(function.body) == 1:
        return replaced(source, last, text)
    return below(source, last, [f"{indentation(source, function.body[0])}{text}"])


def with_first(source: Source, function: ast.FunctionDef, text: str) -> Edit | None:
    """Return the edit that begins the body of a function with a statement, below its docstring."""
    first = function.body[0]
    if first.lineno == function.lineno:
        return None
    if is_nothing(first) and len(function.body) == 1:
        return replaced(source, first, text)
    line = f"{indentation(source, first)}{text}"
    return below(source, first, [line]) if is_docstring(first) else above(source, first, [line])


def literal(source: Source, text: str, beside: ast.AST) -> str:
    """Return ``text`` as a string in the quotes that are used in ``beside``, or else in the file."""
    return quoted(text, source.quote(ast.walk(beside)))


def is_docstring(node: ast.stmt) -> bool:
    """Tell whether a statement is nothing but a string."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_nothing(node: ast.stmt) -> bool:
    """Tell whether a statement is ``pass`` or ``...``."""
    is_dots = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...
    return isinstance(node, ast.Pass) or is_dots
