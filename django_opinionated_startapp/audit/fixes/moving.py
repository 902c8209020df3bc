"""Imports that move into ``ready``."""

import ast

from ..finding import Place
from ..project import App, Project
from .classes import method, with_first
from .configs import config_of, with_ready
from .imports import import_at, without_import
from .kinds import Fix
from .names import plain_uses
from .texts import Texts


def moved_to_ready(app: App, place: Place, project: Project, texts: Texts) -> Fix | None:
    """Return the fix that has ``ready`` import what the module of the AppConfig imports at ``place``.

    None where the name is used outside of ``ready``, where other modules take it from there, and where the module has
    a second AppConfig, which may be the one that runs.
    """
    config = config_of(app, project, texts)
    found = import_at(config.source, place) if config and config.module.path == place.path else None
    if config is None or not config.alone or found is None or found[0] not in config.source.tree.body:
        return None
    statement, alias = found
    name = alias.asname or alias.name.partition(".")[0]
    uses, ready = plain_uses(config.source, name, alias), method(config.node, "ready")
    if uses is None or alias.name == "*" or texts.is_taken_from(config.module, name):
        return None
    if any(ready is None or not _is_inside(use, ready) for use in uses):
        return None
    gone = without_import(config.source, statement, alias)
    text = _alone(statement, alias) + ("" if uses else "  # noqa: F401")
    added = with_ready(config, text) if ready is None else with_first(config.source, ready, text)
    return Fix((gone, added)) if gone and added else None


def _is_inside(use: ast.Name, function: ast.FunctionDef) -> bool:
    return function.body[0].lineno <= use.lineno <= (function.end_lineno or 0)


def _alone(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(statement, ast.Import):
        return ast.unparse(ast.Import([alias]))
    return ast.unparse(ast.ImportFrom(statement.module, [alias], statement.level))
