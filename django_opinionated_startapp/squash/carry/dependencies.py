"""Dependencies as expressions: a swappable one names its setting, not the app that the setting names today."""

import ast
from collections.abc import Iterable, Iterator
from types import ModuleType

from django.conf import settings
from django.db.migrations import swappable_dependency
from django.db.migrations.migration import SwappableTuple

from .excerpt import values_of
from .expression import Excerpt, Expression, joined
from .names import Import, Library

_SETTINGS = Expression((), frozenset({(Import("django.conf", "settings"), "settings")}))


def dependency_expression(dependency: tuple[str, str], library: Library, modules: Iterable[ModuleType]) -> Expression:
    """Return the expression for a dependency; a swappable one is written as one of ``modules`` has it, if one does."""
    if dependency[0] == "__setting__":
        return _swappable(dependency[1])
    if not isinstance(dependency, SwappableTuple):
        return joined(repr((*dependency,)))
    if dependency.setting == settings.AUTH_USER_MODEL:
        return _swappable("AUTH_USER_MODEL")
    for module in modules:
        for node in _arguments(library, module):
            source = library.source(module.__name__)
            if values_of(node, module) == (dependency.setting,):
                excerpt = Expression((Excerpt(source.name, node, *source.span(node)),))
                return joined("migrations.swappable_dependency(", excerpt, ")")
    return joined(f"migrations.swappable_dependency({dependency.setting!r})")


def _swappable(setting: str) -> Expression:
    return joined(f"migrations.swappable_dependency(settings.{setting})", _SETTINGS)


def _arguments(library: Library, module: ModuleType) -> Iterator[ast.expr]:
    """Yield what a module gives to swappable_dependency()."""
    for node in ast.walk(library.source(module.__name__).tree):
        if isinstance(node, ast.Call) and len(node.args) == 1:
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name == swappable_dependency.__name__:
                yield node.args[0]
