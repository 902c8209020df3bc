"""Lines in an AppConfig that is there already: they load signal handlers and checks, and the rest of it stays."""

import ast
import io
import sys
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from ..errors import OpinionatedError

IMPORT = "from importlib import import_module"
HANDLERS, CHECKS = "signals.handlers", "checks"
_WORDS = {HANDLERS: "connect the signal handlers", CHECKS: "register the checks"}
_READY = "def ready(self) -> None:"


def _docstring(modules: Sequence[str]) -> str:
    return f'"""{" and ".join(_WORDS[module] for module in modules).capitalize()}."""'


_DOCSTRINGS = tuple(_docstring(modules) for modules in ((CHECKS,), (HANDLERS,), (CHECKS, HANDLERS)))


# What Python raises for a source that it can't read.
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class ConfigClass:
    """A class of an AppConfig: the file that holds it, its name, and whether a base of it has a ``ready()``."""

    path: Path
    name: str
    inherits_ready: bool = False


def load_in_ready(config: ConfigClass, content: bytes, modules: Sequence[str]) -> bytes:
    """Return the ``content`` of the file with the lines that load ``modules``, without those that it loads already.

    Raises OpinionatedError, with the line to add, where it is not certain where these go.
    """
    try:
        encoding, text = _decoded(content)
        tree = ast.parse(content)
    except _UNREADABLE as error:
        raise _refusal(config, modules) from error
    missing = [module for module in modules if not (f".{module}" in text or _imports(tree, module))]
    if not missing:
        return content
    ours = loaded_modules(content)
    plain = take_back_ready(content, ours)
    if plain != content and load_in_ready(config, plain, ours) == content:  # as if all had been asked for at once
        return load_in_ready(config, plain, [module for module in (CHECKS, HANDLERS) if module in {*ours, *missing}])
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    insertions = [_method(_class(config, tree, missing), config, missing)]
    if not any(ast.unparse(node) == IMPORT for node in tree.body):
        insertions.append(_import(tree))
    for at, added in sorted(insertions, reverse=True):
        lines[at:at] = added
    result = newline.join(lines).encode(encoding)
    try:
        ast.parse(result)
    except _UNREADABLE as error:
        raise _refusal(config, missing) from error
    return result


def loaded_modules(content: bytes) -> tuple[str, ...]:
    """Return which modules of the app lines such as those above load in ``content``."""
    lines = {line.strip() for line in content.decode("utf-8", "replace").splitlines()}
    return tuple(module for module in (CHECKS, HANDLERS) if _call(module) in lines)


def take_back_ready(content: bytes, modules: Sequence[str]) -> bytes:
    """Return ``content`` without the lines that load ``modules``, and without what only they needed.

    It stays as it is where these lines are gone, or can't go.
    """
    try:
        encoding, text = _decoded(content)
    except _UNREADABLE:
        return content
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [line for line in text.split(newline) if line.strip() not in map(_call, modules)]
    lines = _without_import(_without_method(lines))
    result = newline.join(lines).encode(encoding)
    try:
        ast.parse(result)
    except _UNREADABLE:
        return content
    return result


def _decoded(content: bytes) -> tuple[str, str]:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    text = content.decode(encoding)
    without = text.replace("\r\n" if "\r\n" in text else "\n", "")
    if "\n" in without or "\r" in without:
        raise ValueError("its lines end in several ways")
    return encoding, text


def _without_method(lines: list[str]) -> list[str]:
    """Return ``lines`` without a ``ready()`` that does nothing any more but what we have written."""
    for at, line in enumerate(lines):
        if line.strip() == _READY:
            indent = line[: -len(line.lstrip())]
            body = _deeper(lines[at + 1 :], indent)
            if {each.strip() for each in body} <= {*_DOCSTRINGS, "super().ready()"}:
                above = lines[: at - 1] if not lines[at - 1] else lines[:at]
                return above + lines[at + 1 + len(body) :]
    return lines


def _deeper(lines: list[str], indent: str) -> list[str]:
    """Return the first of ``lines``, as far as they stand deeper than ``indent``."""
    return list(takewhile(lambda each: each.startswith(f"{indent} "), lines))


def _without_import(lines: list[str]) -> list[str]:
    if any("import_module" in line for line in lines if line != IMPORT) or IMPORT not in lines:
        return lines
    at = lines.index(IMPORT)
    return lines[:at] + lines[at + 1 + (lines[at + 1 : at + 2] == [""]) :]


def _call(module: str) -> str:
    return f'import_module(f"{{self.name}}.{module}")'


def _imports(tree: ast.Module, module: str) -> bool:
    """Tell whether a statement such as ``from .signals import handlers`` is there."""
    package, _, name = module.rpartition(".")
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    near = (node for node in found if (node.module or "").endswith(package) and (package or not node.module))
    return any(name in [alias.name for alias in node.names] for node in near)


def _class(config: ConfigClass, tree: ast.Module, modules: Sequence[str]) -> ast.ClassDef:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == config.name:
            return node
    raise _refusal(config, modules)


def _method(node: ast.ClassDef, config: ConfigClass, modules: Sequence[str]) -> tuple[int, list[str]]:
    """Return the line below which to add, and the lines: statements in ``ready()``, or all of the method."""
    first = node.body[0]
    if first.lineno == node.lineno:
        raise _refusal(config, modules)
    calls = [_call(module) for module in modules]
    indent = " " * first.col_offset
    last = node.body[-1].end_lineno or first.lineno
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "ready":
            body = method.body[-1]
            if body.lineno == method.lineno or isinstance(body, ast.Return):
                raise _refusal(config, modules)
            return body.end_lineno or body.lineno, [" " * body.col_offset + call for call in calls]
    above = ["super().ready()"] if config.inherits_ready else []
    doc = _docstring(modules)
    head = ["", f"{indent}{_READY}"]
    return last, [*head, *(indent * 2 + line for line in (doc, *above, *calls))]


def _import(tree: ast.Module) -> tuple[int, list[str]]:
    """Return the line below which the import may stand, and the lines, as isort parts them."""
    first = next(node for node in tree.body if not _is_head(node))  # the class at least
    decorators = getattr(first, "decorator_list", [])
    line = min([first.lineno, *(each.lineno for each in decorators)])
    beside = isinstance(first, ast.Import | ast.ImportFrom) and _is_stdlib(first)
    return line - 1, [IMPORT, *([] if beside else [""])]


def _is_stdlib(node: ast.Import | ast.ImportFrom) -> bool:
    """Tell whether an import is one of the standard library."""
    module = node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")
    return module.partition(".")[0] in sys.stdlib_module_names


def _is_head(node: ast.stmt) -> bool:
    """Tell whether nothing may stand above ``node``, since it is a docstring or an import from ``__future__``."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _refusal(config: ConfigClass, modules: Sequence[str]) -> OpinionatedError:
    """Return what is said where nobody can tell where the lines go."""
    imports = ("from .signals import handlers" if module == HANDLERS else "from . import checks" for module in modules)
    return OpinionatedError(
        f"It is not certain where {config.path.name} could {' and '.join(_WORDS[module] for module in modules)}.",
        f"Add to {config.name}.ready(): {'; '.join(imports)}",
    )
