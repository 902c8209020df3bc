"""Parameters that become keyword-only, with the calls that gave them by position."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...sources import Source
from ..facts.names import absolute
from ..project import Module, Project
from .kinds import Edit, Fix
from .names import binders
from .places import nodes_of, path_of
from .texts import Texts


@dataclass(frozen=True, slots=True)
class _Function:
    """What is to take its arguments by name; ``full`` is where it is defined, dotted."""

    project: Project
    module: Module
    name: str
    parameters: tuple[str, ...]

    @property
    def full(self) -> str:
        return f"{self.module.name}.{self.name}"

    def is_at(self, path: str) -> bool:
        """Tell whether ``path`` leads to the function, also by way of modules that pass it on."""
        return self.project.resolve(path) == self.full


def keyword_only(module: Module, name: str, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that leaves ``name`` of ``module`` one parameter by position, and has all calls name the others.

    None where the function is used otherwise than called, by a star import or with ``*arguments``, where a string
    names it, and where a decorator may call it.
    """
    source = texts.source(module.path)
    node, *others = binders(source, name) if source else (None,)
    if source is None or others or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not _is_plain(node):
        return None
    function = _Function(project, module, name, tuple(each.arg for each in node.args.args))
    edits = [_star(source, node)]
    for other in project.modules.values():
        content = texts.content(other.path)
        found = _calls(other, function, texts) if content is None or name.encode() in content else []
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


def _calls(other: Module, function: _Function, texts: Texts) -> list[Edit] | None:
    """Return the edits that name the arguments of all calls; None if there may be a use that is no plain call."""
    source = texts.source(other.path)
    bound = _bound(source, other, function) if source else None
    if source is None or bound is None or any(_is_text(each, function, bound) for each in _strings(source)):
        return None
    uses = {id(node): node for node in nodes_of(source) if _is_use(node, function, bound)}
    if _are_unsure(source, tuple(uses.values()), function, bound):
        return None
    edits: list[Edit] = []
    for node in nodes_of(source):
        if isinstance(node, ast.Call) and id(node.func) in uses:
            del uses[id(node.func)]
            named = {each.arg for each in node.keywords}
            starred = any(isinstance(each, ast.Starred) for each in node.args)
            if len(node.args) > len(function.parameters) or None in named or starred:
                return None
            edits += _named(source, node, function.parameters)
    return None if uses else edits


def _bound(source: Source, other: Module, function: _Function) -> dict[str, set[str]] | None:
    """Return what the names mean that a module imports, wherever it does; None if a star may bring the function."""
    found: dict[str, set[str]] = {}
    if other.path == function.module.path:
        found[function.name] = {function.full}
    for node in nodes_of(source):
        if isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                found.setdefault(each.asname or top, set()).add(each.name if each.asname else top)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node, other.package)
            for each in node.names:
                if each.name == "*" and function.is_at(f"{module}.{function.name}"):
                    return None
                found.setdefault(each.asname or each.name, set()).add(f"{module}.{each.name}")
    return found


def _is_use(node: ast.AST, function: _Function, bound: Mapping[str, set[str]]) -> bool:
    """Tell whether a node is the function: its name, or a chain of attributes that leads to it."""
    root, rest = _chain(node)
    whole = not rest or rest.endswith(f".{function.name}")
    return whole and any(function.is_at(f"{path}{rest}") for path in bound.get(root, ()))


def _chain(node: ast.AST) -> tuple[str, str]:
    """Return the name that a chain of attributes starts with, and the attributes; "" for any other node."""
    rest = ""
    while isinstance(node, ast.Attribute):
        rest = f".{node.attr}{rest}"
        node = node.value
    return (node.id if isinstance(node, ast.Name) else ""), rest


def _are_unsure(source: Source, uses: tuple[ast.AST, ...], function: _Function, bound: Mapping[str, set[str]]) -> bool:
    """Tell whether a name of the ``uses`` may mean something else, or the module of the function is passed on.

    So it is with uses in f-strings, whose parts older Pythons can't place.
    """
    templates = (node for node in nodes_of(source) if type(node).__name__ in {"JoinedStr", "TemplateStr"})
    if any(part in uses for node in templates for part in ast.walk(node)):
        return True
    own = source.path.as_posix() == function.module.path
    for root in {_chain(each)[0] for each in uses}:
        others = [each for each in binders(source, root) if not isinstance(each, ast.alias)]
        if len(bound[root]) > 1 or len(others) > (own and root == function.name):
            return True
    heads = {id(node.value) for node in nodes_of(source) if isinstance(node, ast.Attribute)}
    return any(
        isinstance(node, ast.Name) and id(node) not in heads and function.module.name in bound.get(node.id, ())
        for node in nodes_of(source)
    )


def _strings(source: Source) -> Iterator[str]:
    """Yield the strings of a module, those of ``__all__`` left out."""
    exported = {
        id(part)
        for node in nodes_of(source)
        if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == ["__all__"]
        for part in ast.walk(node.value)
    }
    for node in nodes_of(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in exported:
            yield node.value


def _is_text(text: str, function: _Function, bound: Mapping[str, set[str]]) -> bool:
    """Tell whether a string may name the function: with its module, or alone where the module is imported."""
    if text == function.name:
        return any(function.module.name in paths for paths in bound.values())
    return text.endswith(f"{function.module.name.rpartition('.')[2]}.{function.name}") or function.is_at(text)


def _named(source: Source, call: ast.Call, parameters: tuple[str, ...]) -> Iterator[Edit]:
    for argument, name in list(zip(call.args, parameters, strict=False))[1:]:
        start = source.start(argument)
        before = source.text[:start].rstrip()
        if before.endswith("(") and source.text[source.end(argument) :].lstrip()[:1] == ")":
            start = len(before) - 1  # the brackets around it
        yield Edit(path_of(source), start, start, f"{name}=")
