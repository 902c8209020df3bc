"""Imports: taken out, added, written otherwise; the others stay as and where they are."""

import ast
from collections.abc import Iterator

from ...sources import Source, import_rank, import_section
from ..finding import Place
from .classes import is_docstring
from .kinds import Edit
from .names import is_bound, is_bound_once
from .places import above, below, node_at, nodes_of, path_of, without_statement

_LONGEST = 88  # of a line that an import is added to


def import_at(source: Source, place: Place) -> tuple[ast.Import | ast.ImportFrom, ast.alias] | None:
    """Return the import at ``place``, where its findings are: the statement and the name in it."""
    alias = node_at(source, place, ast.alias)
    for node in nodes_of(source) if alias else ():
        if alias and isinstance(node, ast.Import | ast.ImportFrom) and alias in node.names:
            return node, alias
    return None


def without_import(source: Source, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> Edit | None:
    """Return the edit that takes one name out of an import; None where the statement shares its line."""
    if len(statement.names) == 1:
        return without_statement(source, statement)
    position = statement.names.index(alias)
    start, end = source.start(alias), source.end(alias)
    first, last = source.line_start(start), source.line_end(end)
    around = source.text[first:start] + source.text[end:last].partition("#")[0]
    in_brackets = "(" in source.text[source.start(statement) : source.start(statement.names[0])]
    if in_brackets and not around.replace(",", "").strip():
        return Edit(path_of(source), first, last, "")
    if position + 1 < len(statement.names):
        return Edit(path_of(source), start, source.start(statement.names[position + 1]), "")
    return Edit(path_of(source), source.end(statement.names[position - 1]), end, "")


def imported_as(source: Source, module: str, name: str, line: int) -> str:
    """Return what ``from module import name`` at the top level calls it, "" where none stands above ``line``."""
    for statement in _imports_from(source, module, line):
        for alias in statement.names:
            if alias.name == name:
                return alias.asname or name
    return ""


def _imports_from(source: Source, module: str, line: int) -> Iterator[ast.ImportFrom]:
    for statement in source.tree.body:
        is_above = statement.lineno < line
        if is_above and isinstance(statement, ast.ImportFrom) and (statement.module, statement.level) == (module, 0):
            yield statement


def with_import(source: Source, module: str, name: str, line: int) -> tuple[Edit, ...] | None:
    """Return the edits after which ``name`` is ``from module import name`` from ``line`` on, in every function.

    There are none if it is so already. None if it can't be: the name is something else somewhere, or imported later.
    """
    known = imported_as(source, module, name, line)
    if known:
        return () if known == name and is_bound_once(source, name) else None
    if is_bound(source, name):
        return None
    for statement in _imports_from(source, module, line):
        edit = _beside(source, statement, name)
        if edit:
            return (edit,)
    edit = with_statement(source, f"from {module} import {name}")
    return None if edit is None else (edit,)


def _beside(source: Source, statement: ast.ImportFrom, name: str) -> Edit | None:
    """Return the edit that adds ``name`` to an import; None if it is laid out in a way of its own."""
    first, last = source.start(statement.names[0]), source.end(statement.names[-1])
    later = next((each for each in statement.names if each.name.lower() > name.lower()), None)
    if statement.lineno == statement.end_lineno:
        length = source.line_end(last) - source.line_start(first)
        if length + len(name) > _LONGEST or any(each.asname or each.name == "*" for each in statement.names):
            return None
        return _insert(source, source.start(later), f"{name}, ") if later else _insert(source, last, f", {name}")
    lines = {each.lineno for each in statement.names}
    if len(lines) != len(statement.names) or statement.lineno in lines:
        return None
    gap = source.newline(first) + source.indentation(first)
    return _insert(source, source.start(later), f"{name},{gap}") if later else _insert(source, last, f",{gap}{name}")


def _insert(source: Source, offset: int, text: str) -> Edit:
    return Edit(path_of(source), offset, offset, text)


def with_statement(source: Source, text: str) -> Edit | None:
    """Return the edit that gives an import, written out, a line of its own, where isort would look for it."""
    own = _key(ast.parse(text).body[0])
    before: ast.stmt | None = None
    for statement in leading_imports(source.tree.body):
        key = _key(statement)
        if import_rank(key) > import_rank(own):
            if import_section(key) == import_section(own):
                return above(source, statement, [text])
            if not _are_near(before, own):
                return above(source, statement, [text, ""])
            break
        before = statement
    if before is not None:
        return below(source, before, [text] if _are_near(before, own) else ["", text])
    return _on_top(source, text)


def _on_top(source: Source, text: str) -> Edit | None:
    """Return the edit that puts the first import into a module."""
    if not source.tree.body:
        end, newline = len(source.text), source.newline(len(source.text))
        return _insert(source, end, f"{text}{newline}" if source.text[-1:] in {"", "\n", "\r"} else f"{newline}{text}")
    first = source.tree.body[0]
    return below(source, first, ["", text]) if is_docstring(first) else above(source, first, [text, ""])


def _are_near(node: ast.stmt | None, key: tuple[object, ...]) -> bool:
    """Tell whether an import stands in the block in which one belongs that has ``key``."""
    return node is not None and import_section(_key(node)) == import_section(key)


def leading_imports(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports at the beginning of a module, up to the first other statement."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif not is_docstring(statement):
            return


def _key(node: ast.stmt) -> tuple[object, ...]:
    if isinstance(node, ast.ImportFrom):
        return "from", node.level, node.module or ""
    return "import", node.names[0].name if isinstance(node, ast.Import) else ""
