"""Where a name of a module is used, if that is certain."""

import ast
import re
from collections.abc import Iterator

from ...sources import Source
from .places import nodes_of


def plain_uses(source: Source, name: str, binder: ast.alias | None) -> tuple[ast.Name, ...] | None:
    """Return where ``name`` is read, if nothing but the import ``binder`` gives it a value; else None.

    None also where it stands in an f-string, whose parts older Pythons can't place, or in a string that may be code.
    """
    uses: list[ast.Name] = []
    inside = {id(part) for node in nodes_of(source) if _is_template(node) for part in ast.walk(node)}
    for node in nodes_of(source):
        if isinstance(node, ast.Name) and node.id == name:
            if not isinstance(node.ctx, ast.Load) or id(node) in inside:
                return None
            uses.append(node)
        elif (node is not binder and name in _bound(node)) or _is_code(node, name):
            return None
    return tuple(sorted(uses, key=lambda each: (each.lineno, each.col_offset)))


def is_bound(source: Source, name: str) -> bool:
    """Tell whether anything in the module gives ``name`` a value, or uses it as one that is built in."""
    return any(name in _bound(node) or (isinstance(node, ast.Name) and node.id == name) for node in nodes_of(source))


def is_bound_once(source: Source, name: str) -> bool:
    """Tell whether a single place in the module gives ``name`` a value, so that it means the same everywhere."""
    return len(binders(source, name)) == 1


def binders(source: Source, name: str) -> tuple[ast.AST, ...]:
    """Return the nodes of the module that give ``name`` a value, wherever they do."""
    return tuple(node for node in nodes_of(source) if name in _bound(node) or _is_stored(node, name))


def _is_stored(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)


def _is_template(node: ast.AST) -> bool:
    return type(node).__name__ in {"JoinedStr", "TemplateStr"}


def _is_code(node: ast.AST, name: str) -> bool:
    """Tell whether a node is a string that may be an annotation with ``name`` in it, or the name itself."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or name not in node.value:
        return False
    text = node.value
    return text == name or bool(re.fullmatch(r"[\w.]+(?:\s*[\[|].*)?", text) and re.search(rf"\b{name}\b", text))


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that ``node`` itself gives a value, plain names apart."""
    match node:
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.arg():
            yield node.arg
        case ast.Global() | ast.Nonlocal():
            yield from node.names
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
            yield from filter(None, (node.name,))
        case ast.MatchMapping():
            yield from filter(None, (node.rest,))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
