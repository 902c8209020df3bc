"""What names mean before a module is walked over: imports made absolute, names bound at the top level."""

import ast
from collections.abc import Iterable, Iterator


def absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the absolute name of the module that ``node`` imports from; ``package`` is that of the importer."""
    return absolute_name(node.module or "", node.level, package)


def absolute_name(dotted: str, level: int, package: str) -> str:
    """Return what ``dotted`` behind ``level`` dots means in ``package``.

    Where there are more dots than packages the import fails at run time; the name then starts with a dot.
    """
    if not level:
        return dotted
    parts = package.split(".") if package else []
    missing = level - 1 - len(parts)
    if missing > 0:
        return f"{'.' * missing}{dotted}"
    return ".".join((*parts[: len(parts) - (level - 1)], *filter(None, (dotted,))))


def top_level_names(body: Iterable[ast.stmt], module: str, package: str) -> dict[str, str]:
    """Return the paths of all names that a module binds at its top level; an import goes before an assignment.

    Functions run later than the module, so they see names that are bound below them.
    """
    imported: dict[str, str] = {}
    bound: dict[str, str] = {}
    for node in flat(body):
        if isinstance(node, ast.Import):
            for each in node.names:
                root = each.name.partition(".")[0]
                imported.setdefault(each.asname or root, each.name if each.asname else root)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(node, package)
            for each in node.names:
                imported.setdefault(each.asname or each.name, f"{source}.{each.name}")
        else:
            for name in bound_names(node):
                bound[name] = f"{module}.{name}"
    return {**bound, **imported}


def flat(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of ``body`` and those inside its compound statements, but not inside definitions."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ("body", "handlers", "orelse", "finalbody", "cases"):
                inner = getattr(node, part, None)
                if isinstance(inner, list):
                    yield from flat(inner)


def bound_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds other than by an import."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For | ast.AsyncFor):
        yield from _targets(node.target)
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _targets(each)
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value)
