"""What code says about the file that it stands in, or about other migrations, and could not say in another file."""

import ast
import re
import sys
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from .names import Import, Library, absolute
from .refusal import RefusalError
from .sources import ModuleSource

_ABOUT_ITSELF = {"__doc__", "__spec__", "__loader__", "__cached__", "__path__", "__builtins__"}
_OF_THE_PACKAGE = {"parent", "parents", "with_name"}
_NUMBERED = re.compile(r"\d{4}_\w+")
# A number and name of a migration is mere text, unless one of these may be given it.
_READS_MIGRATIONS = {
    *("MigrationExecutor", "MigrationLoader", "MigrationRecorder"),
    *("import_module", "__import__", "call_command"),
}
# Nobody reads these of a class Migration that is carried.
_OF_THE_GRAPH = {"dependencies", "replaces", "run_before"}


def check(library: Library, source: ModuleSource, node: ast.AST, package: str) -> None:
    """Raise RefusalError where ``node`` would not do the same in a file of the package ``package``."""
    _check_globals(source, node, package)
    if _is_model(source, node):
        raise RefusalError(f"it defines a model, which Django takes from one file only, {source.name}")
    to_read_it = any(_identifier(each) in _READS_MIGRATIONS for each in ast.walk(node))
    for each in _walk(node):
        if isinstance(each, ast.Subscript) and _is_own_name(each.slice):
            raise RefusalError(f"it looks up its own module, {source.name}, by its name")
        text = getattr(each, "value", None)
        if (
            isinstance(each, ast.Constant)
            and isinstance(text, str)
            and _names_migration(library, source, text, to_read_it=to_read_it)
        ):
            raise RefusalError(f'it refers to the migration "{text}" when it runs')
        if isinstance(each, (ast.Import, ast.ImportFrom)):
            for module in _imported(source, each):
                if library.migration(module):
                    raise RefusalError(f"it imports the migration {module} when it runs")


def _check_globals(source: ModuleSource, node: ast.AST, package: str) -> None:
    for each, name in source.globals_in(node):
        if name in _ABOUT_ITSELF or (name == "__package__" and source.package != package):
            raise RefusalError(f"it uses {name} of {source.name}")
        if name == "__file__" and (source.package != package or not _asks_for_folder(node, each)):
            raise RefusalError(f"it uses the path of its own file, {source.name}")


def check_import(library: Library, target: Import) -> None:
    """Raise RefusalError where an import would need the file of a migration."""
    for path in target.paths:
        if library.migration(path):
            raise RefusalError(f"it imports the migration {path} by way of its package")


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign) and any(getattr(each, "id", "") in _OF_THE_GRAPH for each in node.targets):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


def _is_model(source: ModuleSource, node: ast.AST) -> bool:
    """Tell whether ``node`` is the class of a model that is registered among those of the project."""
    model = vars(source.module).get(node.name) if isinstance(node, ast.ClassDef) else None
    return (
        isinstance(model, type) and issubclass(model, Model) and not model._meta.abstract and model._meta.apps is apps
    )


def _is_own_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"


def _identifier(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _imported(source: ModuleSource, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    else:
        module = absolute(source, node)
        yield module
        yield from (f"{module}.{each.name}" for each in node.names)


def _names_migration(library: Library, source: ModuleSource, text: str, *, to_read_it: bool) -> bool:
    if _NUMBERED.fullmatch(text):
        return to_read_it and any(name.endswith(f".{text}") for name in sys.modules if library.migration(name))
    name = f"{source.package}{text}" if text.startswith(".") else text
    return library.migration(name) is not None


def _asks_for_folder(node: ast.AST, file: ast.AST) -> bool:
    """Say whether a __file__ inside ``node`` is only asked for the folder: dirname(…), Path(…).….parent."""
    parents = {child: each for each in ast.walk(node) for child in ast.iter_child_nodes(each)}
    while (parent := parents.get(file)) is not None and isinstance(parent, (ast.Call, ast.Attribute)):
        name = getattr(parent, "attr", None) or getattr(getattr(parent, "func", None), "attr", None)
        if isinstance(parent, ast.Call) and "dirname" in (name, getattr(parent.func, "id", None)):
            return True
        if isinstance(parent, ast.Attribute) and parent.attr in _OF_THE_PACKAGE:
            return True
        file = parent
    return False
