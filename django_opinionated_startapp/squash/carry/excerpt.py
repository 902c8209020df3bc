"""Finding the expression that made a live object in the source of its migration."""

import ast
import types
from collections.abc import Iterable, Iterator
from typing import Any

from .compare import first_difference, same_code
from .expression import Excerpt
from .names import Library
from .sources import ModuleSource

_MAKING = (ast.Call, ast.Name, ast.Attribute, ast.Subscript)


def operation_excerpt(library: Library, module: types.ModuleType, index: int) -> Excerpt | None:
    """Return the element of ``operations = […]`` that made the operation at ``index``; None where none can be told.

    What is found has been evaluated in the module, and came out alike.
    """
    source = library.source(module.__name__)
    operations = _migration_class(module).operations
    node = _element(_operations_node(source), index, len(operations))
    if node is None or not _makes(node, module, operations[index]):
        return None
    start, end = source.span(node)
    return Excerpt(source.name, node, source.remarks_above(start), end)


def lambda_excerpt(library: Library, function: object) -> Excerpt | None:
    """Return the source of a lambda of a migration module that has closed over nothing; None for all else."""
    if not isinstance(function, types.LambdaType) or function.__name__ != "<lambda>" or function.__closure__:
        return None
    if not library.migration(function.__module__):
        return None
    source = library.source(function.__module__)
    line = function.__code__.co_firstlineno
    nodes = [node for node in ast.walk(source.tree) if isinstance(node, ast.Lambda) and node.lineno == line]
    found = [node for node in nodes if _makes(node, source.module, function)]
    return Excerpt(source.name, found[0], *source.span(found[0])) if found else None


def value_excerpt(library: Library, modules: Iterable[types.ModuleType], value: object) -> Excerpt | None:
    """Return an argument in the operations of ``modules`` that makes a value like ``value``; None where there is none.

    Of the same class exactly: some values that no migration can write out say that they equal everything.
    """
    for module in modules:
        source = library.source(module.__name__)
        operations = _operations_node(source)
        calls = (node for node in ast.walk(operations) if isinstance(node, ast.Call)) if operations else ()
        for node in (each for call in calls for each in (*call.args, *(named.value for named in call.keywords))):
            made = values_of(node, module) if isinstance(node, _MAKING) else ()
            if any(type(each) is type(value) and not first_difference(value, each, same_code) for each in made):
                return Excerpt(source.name, node, *source.span(node))
    return None


def operation_index(module: types.ModuleType | None, operation: object) -> int | None:
    """Return where ``operation`` itself, not one like it, is among the operations of ``module``."""
    operations = getattr(_migration_class(module), "operations", ()) if module else ()
    return next((index for index, each in enumerate(operations) if each is operation), None)


def _migration_class(module: types.ModuleType | None) -> Any:  # noqa: ANN401 - a class that some project defines
    return getattr(module, "Migration", None)


def values_of(node: ast.expr, module: types.ModuleType) -> tuple[object, ...]:
    """Return what ``node`` is when evaluated in ``module``, in a tuple that is empty where that doesn't work."""
    code = compile(ast.Expression(node), str(module.__file__), "eval")
    try:
        return (eval(code, vars(module)),)  # noqa: S307 - Python ran it already when it imported the module
    except Exception:  # noqa: BLE001 - code of others; names of a class body are missing, a file may be gone
        return ()


def _makes(node: ast.expr, module: types.ModuleType, value: object) -> bool:
    return any(not first_difference(value, made, same_code) for made in values_of(node, module))


def _operations_node(source: ModuleSource) -> ast.expr | None:
    """Return the expression of ``operations = …`` in the class Migration; None where there is not exactly one."""
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef) and node.name == "Migration"]
    found = [
        node.value
        for each in classes
        for node in each.body
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))
        and any(getattr(target, "id", "") == "operations" for target in getattr(node, "targets", [node]))
    ]
    return found[0] if len(found) == 1 else None


def _element(node: ast.expr | None, index: int, count: int) -> ast.expr | None:
    """Return the element at ``index`` of ``count``, where lists are written out; one part may be anything else."""
    elements = [*_elements(node)] if node else [None]
    if elements.count(None) > 1:
        return None
    if None in elements:
        gap = elements.index(None)
        elements[gap : gap + 1] = [None] * (count - len(elements) + 1)
    return elements[index] if len(elements) == count else None


def _elements(node: ast.expr) -> Iterator[ast.expr | None]:
    if isinstance(node, (ast.List, ast.Tuple)):
        for element in node.elts:
            yield None if isinstance(element, ast.Starred) else element
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _elements(node.left)
        yield from _elements(node.right)
    else:
        yield None
