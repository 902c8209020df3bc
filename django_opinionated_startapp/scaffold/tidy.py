"""Imports of rendered modules: what the chosen components don't use goes, what is left is sorted.

So a template names every import that it may need, once, and holds no condition about it.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from ..errors import OpinionatedError

Import = ast.Import | ast.ImportFrom


def tidy_imports(source: str, template: str) -> str:
    """Return ``source`` without unused imports, the names of each ``from`` import in isort's order.

    Only imports at the top and in ``if TYPE_CHECKING:`` are looked at. An import with a comment is kept as it is.
    Raises OpinionatedError, naming ``template``, where the source can't be parsed or two imports bind one name.
    """
    tree = _parse(source, template)
    imports = list(_imports(tree))
    _check_bindings(imports, template)
    used = set(used_names(tree))
    exported = {name for node in tree.body for name in _exported(node)}
    lines = source.splitlines()
    for node in sorted(imports, key=lambda node: -node.lineno):
        last = node.end_lineno or node.lineno
        if "#" in "".join(lines[node.lineno - 1 : last]):
            continue
        kept = [alias for alias in node.names if _bound(alias) in used | exported]
        indent = " " * node.col_offset
        lines[node.lineno - 1 : last] = [indent + line for line in _write(node, kept)]
    return _without_empty_blocks("\n".join(lines) + "\n")


def _parse(source: str, template: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        line = (source.splitlines() or [""])[min(error.lineno or 1, source.count("\n") or 1) - 1].strip()
        raise OpinionatedError(
            f"The template {template} does not make Python: {error.msg} in '{line}'.", "Mend the template."
        ) from error


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in tree.body:
        if isinstance(node, Import):
            yield node
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield from (inner for inner in node.body if isinstance(inner, Import))


def _check_bindings(imports: Iterable[Import], template: str) -> None:
    bound: dict[str, str] = {}
    for node in imports:
        module = "." * getattr(node, "level", 0) + (getattr(node, "module", "") or "")
        for alias in node.names:
            name, what = _bound(alias), f"{module}:{alias.name}"
            if bound.setdefault(name, what) != what:
                raise OpinionatedError(
                    f"In {template} the name {name} means two things: {bound[name]} and {what}.",
                    "Choose another name for the model.",
                )


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def used_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that ``tree`` uses, also those in the strings that stand for types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        for typed in _annotations(node):
            for part in ast.walk(typed):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from re.findall(r"\w+", part.value)


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions below ``node`` in which a string stands for a type."""
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        yield node.annotation
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
    elif isinstance(node, ast.Subscript) and _last_name(node.value)[:1].isupper():  # QuerySet["Order"]
        yield node.slice
    elif isinstance(node, ast.Call) and _last_name(node.func) in {"cast", "TypeVar"}:
        yield from node.args
        yield from (keyword.value for keyword in node.keywords)


def _last_name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _exported(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
        yield from (str(item.value) for item in ast.walk(node.value) if isinstance(item, ast.Constant))


def _write(node: Import, kept: list[ast.alias]) -> list[str]:
    """Return the lines of the import, one line for each name that has an alias, as isort writes them."""
    if isinstance(node, ast.Import):
        return [f"import {_alias(alias)}" for alias in kept]
    start = f"from {'.' * node.level}{node.module or ''} import "
    plain = members_sorted(alias.name for alias in kept if not alias.asname)
    renamed = members_sorted(_alias(alias) for alias in kept if alias.asname)
    return [start + name for name in ([", ".join(plain)] if plain else []) + renamed]


def _alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def members_sorted(members: Iterable[str]) -> list[str]:
    """Return the names in the order in which isort puts them: CONSTANTS, Classes, functions."""
    return sorted(set(members), key=_member_order)


def _member_order(name: str) -> tuple[int, str, str]:
    word = name.partition(" ")[0]
    rank = 0 if word.isupper() and len(word) > 1 else 1 if word[:1].isupper() else 2
    return rank, word.lower(), word


def _without_empty_blocks(source: str) -> str:
    """Drop ``if TYPE_CHECKING:`` blocks that have lost all their imports, and then the name itself if unused."""
    source = re.sub(r"^if TYPE_CHECKING:\n(?=\s*^(?:\S|\Z))", "", source, flags=re.MULTILINE)
    if len(re.findall(r"\bTYPE_CHECKING\b", source)) == 1:
        source = re.sub(r"^(from typing import .*?)TYPE_CHECKING(?:, )?(.*)$", r"\1\2", source, flags=re.MULTILINE)
        source = re.sub(r"^from typing import *\n", "", source, flags=re.MULTILINE)
    return source
