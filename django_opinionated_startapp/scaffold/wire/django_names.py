"""Which names a URLconf has for ``path`` and ``include``, and how it comes by one that it lacks."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .following import absolute_module
from .library import Library
from .series import import_series, inserted
from .source import Insertion, Source

URLS = "django.urls"
_HOMES = {
    "path": {"django.urls.path", "django.urls.conf.path"},
    "include": {"django.urls.include", "django.urls.conf.include", "django.conf.urls.include"},
}
_STARRED = {URLS: ("include", "path", "re_path"), "django.conf.urls": ("include",)}


@dataclass(frozen=True, slots=True)
class Names:
    """The names bound at the top of a file: to what they were imported from, or "" if it is something else."""

    bound: dict[str, str]
    modules: frozenset[str]

    def dotted(self, node: ast.expr) -> str:
        """Return what ``a.b.c`` means with ``a`` replaced by what was imported; "" for other expressions."""
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return owner and f"{owner}.{node.attr}"
        return self.bound.get(node.id, "") if isinstance(node, ast.Name) else ""

    def spelling(self, function: str) -> str:
        """Return how the file may write ``path`` or ``include``; "" if it has not imported it."""
        for name, meaning in self.bound.items():
            if meaning in _HOMES[function]:
                return name
            if meaning == URLS:
                return f"{name}.{function}"
        return f"{URLS}.{function}" if URLS in self.modules and self.bound.get("django") == "django" else ""

    def means(self, node: ast.expr, function: str) -> bool:
        """Tell whether ``node`` is ``path`` or ``include``, for certain."""
        return self.dotted(node) in _HOMES[function]


@lru_cache(maxsize=128)  # asked again for every pattern of a file
def names_of(source: Source, before: int | None = None) -> Names:
    """Return the names that top-level statements of ``source`` bind, if given only those in front of ``before``."""
    bound: dict[str, str] = {}
    modules: set[str] = set()
    for statement in source.tree.body:
        if before is None or source.start(statement) < before:
            bound.update(_bindings(statement, source))
            if isinstance(statement, ast.Import):
                modules.update(alias.name for alias in statement.names if not alias.asname)
    return Names(bound, frozenset(modules))


def _bindings(statement: ast.stmt, source: Source) -> Iterator[tuple[str, str]]:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or name, name
    elif isinstance(statement, ast.ImportFrom):
        module = absolute_module(statement, source)
        for alias in statement.names:
            for name in _STARRED.get(module, ()) if alias.name == "*" else (alias.name,):
                yield alias.asname or name, f"{module}.{name}"
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name, ""
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id, ""
            elif isinstance(node, ast.alias):  # an import that may not be reached
                yield node.asname or node.name.partition(".")[0], ""


def with_import(library: Library, source: Source, function: str, before: int) -> Library:
    """Return the library with ``from django.urls import function`` in ``source``, in front of ``before``."""
    above = [each for each in source.tree.body if source.start(each) < before]
    plain = [each for each in above if isinstance(each, ast.Import | ast.ImportFrom)]
    for statement in plain:
        if isinstance(statement, ast.ImportFrom) and _imports_urls(statement):
            names = [alias.name for alias in statement.names]
            later = [index for index, name in enumerate(names) if name > function]
            index = later[0] if later and names == sorted(names) else len(names)
            return library.with_insertions(source, inserted(source, import_series(source, statement), index, function))
    return library.with_insertions(source, (_new_import(source, plain, function),))


def _imports_urls(statement: ast.ImportFrom) -> bool:
    return statement.module == URLS and not statement.level and statement.names[0].name != "*"


def _new_import(source: Source, above: list[ast.Import | ast.ImportFrom], function: str) -> Insertion:
    """Return a line of its own: where it sorts among Django's imports, or behind the last import, or at the top."""
    line = f"from {URLS} import {function}"
    django = [each for each in above if isinstance(each, ast.ImportFrom) and _is_django(each)]
    earlier = [each for each in django if (each.module or "") < URLS]
    if django and not earlier:
        at = source.line_start(source.start(django[0]))
        return Insertion(at, line + source.newline(at))
    if above:
        at = source.below((earlier or above)[-1])
        return Insertion(at, line + source.newline(at))
    body = source.tree.body
    first = body[1] if ast.get_docstring(source.tree, clean=False) is not None else body[0]
    at = source.line_start(source.start(first))
    return Insertion(at, line + 2 * source.newline(at))


def _is_django(statement: ast.ImportFrom) -> bool:
    return not statement.level and (statement.module or "").partition(".")[0] == "django"
