"""Namespaces for URLconfs whose names nobody reverses yet."""

import ast

from ..project import App, Module
from .kinds import Fix
from .places import above, nodes_of
from .texts import Texts, is_sought

_ROUTES = frozenset({"path", "re_path", "url"})
_NAMELESS = frozenset({"route", "regex", "view", "kwargs"})
_BEFORE_NAME = 3  # arguments by position


def with_app_name(app: App, module: Module, texts: Texts) -> Fix | None:
    """Return the fix that sets ``app_name`` in the URLconf ``module``.

    None where a name of it stands somewhere else, here or in another module or in a template, which would have to
    change, and where ``urlpatterns`` is more than a list of routes whose names are written out.
    """
    source = texts.source(module.path)
    if source is None or "app_name" in source.text:
        return None
    mentions = [node for node in nodes_of(source) if isinstance(node, ast.Name) and node.id == "urlpatterns"]
    patterns = next((each for each in source.tree.body if _target(each) in mentions), None)
    names = _names(patterns.value) if isinstance(patterns, ast.Assign | ast.AnnAssign) else None
    if patterns is None or names is None or len(mentions) > 1 or any(map(texts.quoting, names)):
        return None
    quote = source.quote(())
    edit = above(source, patterns, [f"app_name = {quote}{app.label}{quote}"])
    return Fix((edit,)) if edit else None


def _target(node: ast.stmt) -> ast.expr | None:
    """Return what a statement gives a value, None if it is no assignment to one thing."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.targets[0]
    return node.target if isinstance(node, ast.AnnAssign) else None


def _names(patterns: ast.expr | None) -> set[str] | None:
    """Return the names of routes, None where one can't be read."""
    found: set[str] = set()
    for route in patterns.elts if isinstance(patterns, ast.List) else (None,):
        if not isinstance(route, ast.Call) or ast.unparse(route.func).rpartition(".")[2] not in _ROUTES:
            return None
        includes = any(
            isinstance(each, ast.Call) and ast.unparse(each.func).endswith("include") for each in route.args
        )
        if includes or len(route.args) > _BEFORE_NAME:
            return None
        for each in (keyword.value for keyword in route.keywords if keyword.arg not in _NAMELESS):
            if not (isinstance(each, ast.Constant) and isinstance(each.value, str) and is_sought(each.value)):
                return None
            found.add(each.value)
    return found
