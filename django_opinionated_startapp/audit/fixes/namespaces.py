"""Namespaces for URLconfs whose names nobody reverses yet."""

import ast

from ..project import App, Module
from .kinds import Fix
from .places import above
from .texts import Texts


def with_app_name(app: App, module: Module, texts: Texts) -> Fix | None:
    """Return the fix that sets ``app_name`` in the URLconf ``module``.

    None where a name of it stands in another module or in a template, which would have to change, or where it includes
    other URLconfs.
    """
    source = texts.source(module.path)
    if source is None or "include(" in source.text or "app_name" in source.text:
        return None
    names = {
        each.value.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        for each in node.keywords
        if each.arg == "name" and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
    }
    if any(texts.quoting(name) - {module.path} for name in names):
        return None
    patterns = next((each for each in source.tree.body if _sets_patterns(each)), None)
    quote = source.quote(())
    edit = above(source, patterns, [f"app_name = {quote}{app.label}{quote}"]) if patterns else None
    return Fix((edit,)) if edit else None


def _sets_patterns(node: ast.stmt) -> bool:
    targets = (
        node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    )
    return any(isinstance(each, ast.Name) and each.id == "urlpatterns" for each in targets)
