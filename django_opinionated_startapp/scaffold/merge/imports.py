"""Imports that a merged module still needs: one side dropped them, the other side uses them."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...sources import import_rank, import_section
from ..tidy import used_names
from .statement import merge_import

if TYPE_CHECKING:
    from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, as a statement; ``typed``: below ``if TYPE_CHECKING:``."""

    binds: str
    statement: str
    typed: bool


def complete_imports(merged: str, *sources: str) -> str:
    """Return ``merged`` with the imports that it uses and lacks, as the first of ``sources`` that has one has it."""
    tree = ast.parse(merged)
    lacking = set(used_names(tree)) - set(_bound(tree)) - set(dir(builtins))
    for source in sources:
        for found in imports_of(ast.parse(source)):
            if found.binds in lacking:
                lacking.remove(found.binds)
                merged = _added(merged, found)
    return merged


def imports_of(tree: ast.Module) -> Iterator[Import]:
    """Yield the names that ``tree`` imports at its top, for all or for the types only."""
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _each(node, typed=False)
        elif _is_typing(node):
            for inner in node.body:
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield from _each(inner, typed=True)


def _each(node: ast.Import | ast.ImportFrom, *, typed: bool) -> Iterator[Import]:
    for alias in node.names:
        single = (
            ast.Import([alias]) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, [alias], node.level)
        )
        yield Import(alias.asname or alias.name.partition(".")[0], ast.unparse(single), typed)


def _is_typing(node: ast.stmt) -> "TypeGuard[ast.If]":
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(name := getattr(node, "name", None), str):  # functions, classes, handlers, patterns
            yield name


def _added(merged: str, wanted: Import) -> str:
    """Return ``merged`` with one more import: beside its kin, else below the last import."""
    tree, lines = ast.parse(merged), merged.split("\n")
    bodies = [node.body for node in tree.body if _is_typing(node)] if wanted.typed else [tree.body]
    if not bodies:
        at = _below(tree.body)
        lines[at:at] = ["", "if TYPE_CHECKING:", f"    {wanted.statement}"]
        return complete_imports("\n".join(lines), "from typing import TYPE_CHECKING")
    kin = wanted.statement.partition(" import ")[0] + " import "
    indent = lines[bodies[0][0].lineno - 1][: bodies[0][0].col_offset] if wanted.typed else ""
    for node in bodies[0]:
        if isinstance(node, ast.ImportFrom) and _is_kin(node, lines, kin):
            start, stop = node.lineno - 1, node.end_lineno or node.lineno
            old, new = "\n".join(lines[start:stop]) + "\n", f"{indent}{wanted.statement}\n"
            lines[start:stop] = merge_import(f"{indent}{kin}()\n", old, new).split("\n")[:-1]
            return "\n".join(lines)
    at, block = _sorted_in(wanted, bodies[0])
    lines[at:at] = [indent + line if line else "" for line in block]
    return "\n".join(lines)


def _sorted_in(wanted: Import, body: list[ast.stmt]) -> tuple[int, list[str]]:
    """Return the line above which ``wanted`` goes, and the lines that go there: blank ones between the sections."""
    own = _key(ast.parse(wanted.statement).body[0])
    section, above, end = import_section(own), 0, 0
    for node in body:
        if not (key := _key(node)):
            continue
        if import_rank(key) > import_rank(own):
            if import_section(key) == section:
                return node.lineno - 1, [wanted.statement]
            return (end, [wanted.statement]) if above == section else (node.lineno - 1, [wanted.statement, ""])
        above, end = import_section(key), node.end_lineno or node.lineno
    return _below(body), [""] * (above != section) + [wanted.statement]


def _key(node: ast.stmt) -> tuple[object, ...]:
    """Return what an import is sorted by; nothing for any other statement."""
    if isinstance(node, ast.ImportFrom):
        return "from", node.level, node.module
    return ("import", node.names[0].name) if isinstance(node, ast.Import) else ()


def _is_kin(node: ast.ImportFrom, lines: list[str], kin: str) -> bool:
    plain = not any(alias.asname for alias in node.names)
    return plain and " as " not in kin and lines[node.lineno - 1].lstrip().startswith(kin)


def _below(body: list[ast.stmt]) -> int:
    """Return the number of the line below the imports of ``body``, or below its docstring."""
    head = [
        node
        for number, node in enumerate(body)
        if isinstance(node, ast.Import | ast.ImportFrom)
        or (not number and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    return max((node.end_lineno or 0 for node in head), default=0)
