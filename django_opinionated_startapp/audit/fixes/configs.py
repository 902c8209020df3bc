"""AppConfigs: a label, a type of primary keys, an import in ``ready``."""

import ast
from dataclasses import dataclass

from ...sources import Source
from ..lookups.classes import outsiders
from ..lookups.configs import APP_CONFIGS, configs_in
from ..project import App, Module, Project
from .classes import class_named, literal, method, with_last, with_lines, with_method
from .kinds import Edit
from .texts import Texts


@dataclass(frozen=True, slots=True)
class Config:
    """The AppConfig of an app as it stands in the source.

    ``plain``: nothing but Django is above it. ``alone``: its module defines no other.
    """

    module: Module
    source: Source
    node: ast.ClassDef
    plain: bool
    alone: bool


def config_of(app: App, project: Project, texts: Texts) -> Config | None:
    """Return the AppConfig that Django takes for ``app``, None where that is not certain, or it can't be edited."""
    module = project.modules.get(app.config.rpartition(".")[0] or f"{app.name}.apps")
    rows = tuple(configs_in(project, module)) if module else ()
    named = [row for row in rows if row.name == app.config.rpartition(".")[2]] if app.config else rows
    if module is None or len(named) != 1:
        return None
    source = texts.source(module.path)
    node = class_named(source, named[0].name) if source else None
    if source is None or node is None:
        return None
    plain = outsiders(project, f"{module.name}.{node.name}") <= APP_CONFIGS
    return Config(module, source, node, plain, alone=len(rows) == 1)


def with_attribute(config: Config, name: str, value: str) -> Edit | None:
    """Return the edit that gives an AppConfig a string, below its ``name`` and ``label``."""
    above = next((each for each in ("label", "name") if _assigned(config.node, each)), "")
    text = f"{name} = {literal(config.source, value, config.node)}"
    return with_lines(config.source, config.node, [text], below_name=above)


def imported_in_ready(config: Config, app: App, module: str) -> Edit | None:
    """Return the edit that imports ``module`` as the last thing in ``ready``; the method is added if there is none.

    None where its name means something else in ``ready``: the import would make that a variable without a value.
    """
    statement = f"{_import(config.module.package, app, module)}  # noqa: F401"
    ready = method(config.node, "ready")
    if ready is None:
        return with_ready(config, statement)
    last = module.rpartition(".")[2]
    if any(isinstance(each, ast.Name) and each.id == last for each in ast.walk(ready)):
        return None
    return with_last(config.source, ready, statement)


def with_ready(config: Config, statement: str) -> Edit | None:
    """Return the edit that gives an AppConfig without a ``ready`` one; None where something else is called so."""
    if any(getattr(each, "name", "") == "ready" for each in config.node.body) or _assigned(config.node, "ready"):
        return None
    first = [] if _is_direct(config.node) else ["super().ready()"]
    return with_method(config.source, config.node, "def ready(self):", [*first, statement])


def _assigned(node: ast.ClassDef, name: str) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id == name
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
    )


def _is_direct(node: ast.ClassDef) -> bool:
    return [ast.unparse(each).rpartition(".")[2] for each in node.bases] == ["AppConfig"]


def _import(package: str, app: App, module: str) -> str:
    """Return the statement: relative inside the app's own package, else absolute."""
    around, _, last = module.rpartition(".")
    if around == package == app.name:
        return f"from . import {last}"
    if package == app.name and around.startswith(f"{package}."):
        return f"from .{around[len(package) + 1 :]} import {last}"
    return f"from {around} import {last}"
