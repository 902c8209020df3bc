"""What a migration module does when it is imported, besides giving names to things: that has to come along.

A function that is carried may count on it, and nothing in the function tells: registrations, settings of libraries,
imports of modules that register something.
"""

import ast
import sys
from collections.abc import Iterator

from django.apps import apps

from .names import Import, Library, Reference, Symbol, absolute
from .refusal import RefusalError
from .scopes import bound_by
from .sources import ModuleSource, Unit

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
# Of Django, what makes nothing known to anybody by being a decorator.
_KEEPS_QUIET = ("django.db.transaction", "django.utils", "django.db.models")


def acting(library: Library, source: ModuleSource) -> list[Unit]:
    """Return the statements of a module that do something; raises RefusalError where an import comes too late."""
    found: list[Unit] = []
    for unit in source.units:
        if "Migration" not in unit.binds and _acts(library, source, unit.node):
            found.append(unit)
        elif found and isinstance(unit.node, _IMPORTS):
            raise RefusalError(f"{source.name} imports something after it has done something else")
    return found


def imported_only(library: Library, source: ModuleSource) -> Iterator[Reference]:
    """Yield references to what a module imports and never names: perhaps for what that does when it is imported."""
    used = {
        name for unit in source.units for node, name in source.globals_in(unit.node) if not isinstance(node, ast.alias)
    }
    for unit in source.units:
        if isinstance(unit.node, _IMPORTS):
            for alias in unit.node.names:
                name = bound_by(alias)[0]
                if name not in used | {"*"} and _may_act(library, source, unit.node, alias):
                    yield library.reference(source.name, name)


def _may_act(library: Library, source: ModuleSource, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    """Tell whether an import may have been made for its own sake: of what isn't imported everywhere anyhow."""
    module = absolute(source, node) if isinstance(node, ast.ImportFrom) else alias.name
    names = {module, f"{module}.{alias.name}"}
    models = {app.models_module.__name__ for app in apps.get_app_configs() if app.models_module}
    return not (
        _is_of(module, "django", *sys.stdlib_module_names) or names & models or any(map(library.migration, names))
    )


def _is_of(module: str, *packages: str) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in packages)


def _acts(library: Library, source: ModuleSource, node: ast.stmt) -> bool:
    if isinstance(node, _DEFINITIONS):
        return any(_registers(library, source, each) for each in node.decorator_list) or (
            isinstance(node, ast.ClassDef) and _is_noticed(library, source, node)
        )
    if isinstance(node, ast.Expr):
        return any(isinstance(each, ast.Call) for each in ast.walk(node))
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete)):
        return any(_changes(each) or _calls_own(library, source, each) for each in ast.walk(node))
    return any(isinstance(each, ast.stmt) and _acts(library, source, each) for each in _inside(node))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements in a compound one; those of an exception handler and a case stand one level deeper."""
    for child in ast.iter_child_nodes(node):
        yield from [child] if isinstance(child, ast.stmt) else _inside(child)


def _changes(node: ast.AST) -> bool:
    return isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load)


def _calls_own(library: Library, source: ModuleSource, node: ast.AST) -> bool:
    """Tell whether ``node`` calls something that a migration defines: that may change what is carried."""
    return isinstance(node, ast.Call) and isinstance(_meaning(library, source, node), Symbol)


def _registers(library: Library, source: ModuleSource, decorator: ast.expr) -> bool:
    """Tell whether a decorator may tell others of what it decorates."""
    target = _meaning(library, source, decorator)
    return isinstance(target, Symbol) or (
        isinstance(target, Import) and not _is_of(_path(target), *_KEEPS_QUIET, *sys.stdlib_module_names)
    )


def _is_noticed(library: Library, source: ModuleSource, node: ast.ClassDef) -> bool:
    """Tell whether a class may be noticed by what it inherits from, or made by another class than usual."""
    targets = [_meaning(library, source, base) for base in node.bases]
    return bool(node.keywords) or any(
        isinstance(each, Symbol)
        or (isinstance(each, Import) and not _is_of(_path(each), "django", *sys.stdlib_module_names))
        for each in targets
    )


def _path(target: Import) -> str:
    return f"{target.module}.{target.attribute}"


def _meaning(library: Library, source: ModuleSource, node: ast.expr) -> Symbol | Import | None:
    """Return what the name at the root of an expression stands for."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    found = [name for each, name in source.globals_in(node) if each is node]
    return library.meaning(Symbol(source.name, found[0])) if found else None
