"""Parameters that become keyword-only, with the calls that gave them by position."""

import ast
from collections.abc import Iterator

from ...sources import Source
from ..project import Module, Project
from .kinds import Edit, Fix
from .places import nodes_of, path_of
from .texts import Texts


def keyword_only(module: Module, name: str, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that leaves ``name`` of ``module`` one parameter by position, and has all calls name the others.

    None where the function is used otherwise than called, by a star import or with ``*arguments``, and where a
    decorator may call it.
    """
    source = texts.source(module.path)
    every = [each for each in source.tree.body if getattr(each, "name", "") == name] if source else []
    function = every[0] if len(every) == 1 else None
    if source is None or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not _is_plain(function):
        return None
    parameters = [each.arg for each in function.args.args]
    edits = [_star(source, function)]
    for other in project.modules.values():
        names = _names(other, module, name, project)
        if names is None:
            return None
        found = _calls(texts.source(other.path), names, parameters) if names else []
        if found is None:
            return None
        edits += found
    return Fix(tuple(edits))


def _is_plain(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    args = function.args
    decorators = [ast.unparse(each).partition("(")[0].rpartition(".")[2] for each in function.decorator_list]
    return set(decorators) <= {"atomic"} and not (args.posonlyargs or args.vararg or args.kwonlyargs)


def _star(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Edit:
    first, second = function.args.args[:2]
    offset = _offset(source, second)
    gap = source.newline(offset) + source.indentation(offset) if second.lineno != first.lineno else " "
    return Edit(path_of(source), offset, offset, f"*,{gap}")


def _offset(source: Source, node: ast.arg) -> int:
    return source.start(ast.Name(node.arg, lineno=node.lineno, col_offset=node.col_offset))


def _names(other: Module, module: Module, name: str, project: Project) -> set[str] | None:
    """Return what ``other`` calls the function, ``module.name`` for one that it has of a module; None if unsure."""
    found = {name} if other.path == module.path else set()
    for row in other.outline.imports:
        if row.name == "*" and row.module == module.name:
            return None
        if row.target == module.name:
            if row.name == "" and "." in row.module and row.bound == row.module.partition(".")[0]:
                return None
            found.add(f"{row.bound}.{name}")
        elif row.name and project.resolve(row.target) == f"{module.name}.{name}":
            found.add(row.bound)
    return found


def _calls(source: Source | None, names: set[str], parameters: list[str]) -> list[Edit] | None:
    """Return the edits that name the arguments of all calls; None if there is a use that is no plain call."""
    if source is None:
        return None
    edits: list[Edit] = []
    called: set[int] = set()
    for node in nodes_of(source):
        if type(node).__name__ in {"JoinedStr", "TemplateStr"} and any(
            _is_use(part, names) for part in ast.walk(node)
        ):
            return None
        if isinstance(node, ast.Call) and _is_use(node.func, names):
            named = {each.arg for each in node.keywords}
            if len(node.args) > len(parameters) or None in named or any(isinstance(a, ast.Starred) for a in node.args):
                return None
            called.add(id(node.func))
            edits += _named(source, node, parameters)
    unsure = any(_is_use(node, names) and id(node) not in called for node in nodes_of(source))
    return None if unsure else edits


def _named(source: Source, call: ast.Call, parameters: list[str]) -> Iterator[Edit]:
    for argument, name in list(zip(call.args, parameters, strict=False))[1:]:
        start = source.start(argument)
        before = source.text[:start].rstrip()
        if before.endswith("(") and source.text[source.end(argument) :].lstrip()[:1] == ")":
            start = len(before) - 1  # the brackets around it
        yield Edit(path_of(source), start, start, f"{name}=")


def _is_use(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" in names
    return isinstance(node, ast.Name) and node.id in names
