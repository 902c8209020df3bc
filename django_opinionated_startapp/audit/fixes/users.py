"""References to ``auth.User``, made to follow the project's user model."""

import ast
from collections.abc import Callable

from ...sources import Source
from ..finding import Place
from .imports import import_at, imported_as, leading_imports, with_import, without_import
from .kinds import Edit, Fix
from .names import is_bound, is_bound_once, plain_uses
from .places import above, below, indentation, node_at, replaced
from .relations import targets_of_relations

_SETTING = "settings.AUTH_USER_MODEL"


def named_by_setting(source: Source, place: Place) -> Fix | None:
    """Return the fix that puts the setting where a relation has the string ``auth.User``."""
    string = node_at(source, place, ast.Constant) or _target(source, place)
    added = with_import(source, "django.conf", "settings", place.line)
    if string is None or added is None or not isinstance(string.value, str):
        return None
    return Fix((replaced(source, string, _SETTING), *added))


def _target(source: Source, place: Place) -> ast.Constant | None:
    """Return the string that the relation field at ``place`` has for its target."""
    call = node_at(source, place, ast.Call)
    targets = targets_of_relations(call) if call else frozenset()
    nodes = ast.walk(call) if call else ()
    return next((each for each in nodes if isinstance(each, ast.Constant) and id(each) in targets), None)


def asked_for(source: Source, place: Place, *, is_early: bool, is_taken: Callable[[str], bool]) -> Fix | None:
    """Return the fix that asks for the user model where ``User`` is imported, and uses the setting in relations.

    None where the class is a base or an annotation, for which a variable is no substitute; where the module
    ``is_early``: the user model may not be there yet when it is imported; and where the name would go and others take
    it from here.
    """
    found = import_at(source, place)
    if found is None or not isinstance(found[0], ast.ImportFrom):
        return None
    statement, alias = found
    name = alias.asname or alias.name
    uses = plain_uses(source, name, alias)
    if not uses or _misfits(source.tree, name):
        return None
    targets = targets_of_relations(source.tree)
    related = [use for use in uses if id(use) in targets]
    asked = len(related) < len(uses)
    if (is_early and statement in source.tree.body) if asked else is_taken(name):
        return None
    gone = without_import(source, statement, alias)
    settings = with_import(source, "django.conf", "settings", related[0].lineno) if related else ()
    if gone is None or settings is None:
        return None
    bound = _bound(source, statement, name, gone) if asked else (gone,)
    return Fix((*bound, *(replaced(source, use, _SETTING) for use in related), *settings)) if bound else None


def _bound(source: Source, statement: ast.Import | ast.ImportFrom, name: str, gone: Edit) -> tuple[Edit, ...] | None:
    """Return the edits after which ``name`` is the user model where it was imported, which ``gone`` removes."""
    text = f"{name} = get_user_model()"
    if statement not in source.tree.body:
        edit = _bound_inside(source, statement, text)
        return (gone, edit) if edit else None
    leading = tuple(leading_imports(source.tree.body))
    last = leading[-1] if statement in leading else statement
    if last is statement and len(statement.names) == 1:  # what is removed there reaches over the lines below
        gone = replaced(source, statement, f"{source.newline(gone.start)}{text}")
        edit = gone
    else:
        edit = below(source, last, ["", text])
    added = with_import(source, "django.contrib.auth", "get_user_model", last.lineno)
    return None if added is None or edit is None else (*dict.fromkeys((gone, edit)), *added)


def _bound_inside(source: Source, statement: ast.Import | ast.ImportFrom, text: str) -> Edit | None:
    """Return the edit that puts ``text`` where ``statement`` stands in a function, with the import that it needs."""
    indent = indentation(source, statement)
    known = imported_as(source, "django.contrib.auth", "get_user_model", statement.lineno) == "get_user_model"
    if is_bound(source, "get_user_model") and not (known and is_bound_once(source, "get_user_model")):
        return None
    lines = [text] if known else ["from django.contrib.auth import get_user_model", "", text]
    return above(source, statement, [f"{indent}{line}" if line else "" for line in lines])


def _misfits(tree: ast.AST, name: str) -> bool:
    """Tell whether ``name`` is a base class or stands in an annotation."""
    for node in ast.walk(tree):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.ClassDef):
            found += node.bases
        elif isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
        elif isinstance(node, ast.Subscript):
            found.append(node)
        parts = (part for each in found if each for part in ast.walk(each))
        if any(isinstance(part, ast.Name) and part.id == name for part in parts):
            return True
    return False
