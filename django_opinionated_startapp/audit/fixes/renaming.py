"""Modules that get a private name, and are offered by their package instead."""

import ast
import re

from ...sources import Source
from ..lookups.loading import loaded
from ..project import Module, Project
from .imports import with_statement
from .kinds import Edit, Fix, Move
from .names import is_bound
from .places import path_of
from .texts import Texts


def made_private(module: Module, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that gives ``module`` an underscore, in its path and in all imports of what is in it.

    None where something imports it as a module, or names it in a string, and where tasks go by its name.
    """
    if any("task" in each.name.lower() for function in module.body.functions for each in function.decorators):
        return None
    last = module.name.rpartition(".")[2]
    folder = module.path.removesuffix(f"{last}.py")
    written = ".".join(module.name.split(".")[-2:])
    edits: list[Edit] = []
    for other in project.modules.values():
        rows = [row for row in other.outline.imports if module.name in (row.target, row.module)]
        if any(row.target == module.name or row.name in ("", "*") for row in rows):
            return None
        source = texts.source(other.path) if rows or written.encode() in (texts.content(other.path) or b"") else None
        found = _renamed(source, last, {row.line for row in rows}) if rows else []
        places = re.finditer(rf"{re.escape(written)}(?!\w)", source.text) if source else ()
        if found is None or any(each.end() - len(last) not in {edit.start for edit in found} for each in places):
            return None
        edits += found
    return Fix((Move(module.path, f"{folder}_{last}.py"), *edits))


def offered(module: Module, name: str, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that has the package of a private ``module`` import ``name`` from it.

    None where what the module imports leads back to the package: one of the two would come half loaded.
    """
    last, package = module.name.rpartition(".")[2], project.modules.get(module.package)
    source = texts.source(package.path) if package else None
    if source is None or not last.startswith("_") or is_bound(source, name):
        return None
    if package and _leads_back(project, module, package):
        return None
    edit = with_statement(source, f"from .{last} import {name}")
    return Fix((edit,)) if edit else None


def _leads_back(project: Project, module: Module, package: Module) -> bool:
    """Tell whether importing ``module`` runs a module that imports something of ``package``, as it runs itself."""
    queue, seen = [module], {package.name}
    while queue:
        each = queue.pop()
        if each.name in seen:
            continue
        seen.add(each.name)
        for row in each.outline.imports:
            runs = tuple(loaded(project, row)) if row.at_import else ()
            is_beside = row.module != package.name or row.target in project.modules
            if package in runs and not (is_beside and each.package == package.name):
                return True
            queue += runs
    return False


def _renamed(source: Source | None, last: str, lines: set[int]) -> list[Edit] | None:
    """Return the edits of the imports that ``lines`` are parts of; None if one of them can't be found."""
    if source is None:
        return None
    found = []
    for node in ast.walk(source.tree):
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2] == last
        if isinstance(node, ast.ImportFrom) and ours and not lines.isdisjoint(_lines(node)):
            text = source.text[source.start(node) : source.start(node.names[0])]
            match = re.search(rf"\b{last}(?=\s+import\b)", text)
            if match is None:
                return None
            start = source.start(node) + match.start()
            found.append(Edit(path_of(source), start, start, "_"))
    return found or None


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
