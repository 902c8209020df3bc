"""Answers which modules of the project are imported once Django has started."""

from collections.abc import Iterator

from ..facts import Where
from ..project import App, Module, Project
from .loading import loaded, with_packages
from .starting import runs_in_ready

_LOADED = ("models", "admin")  # Django imports the first of every app, the admin the second


def booted_modules(project: Project) -> frozenset[str]:
    """Return the names of the modules that ``django.setup()`` imports, by whatever it imports first.

    These are the packages of the apps, their AppConfigs, models and admin pages, the settings, and what those import
    at their top level, in ``ready`` or in what it calls. What is imported by name counts if the name can be read.
    """
    return project.shared(_booted_modules)


def _booted_modules(project: Project) -> frozenset[str]:
    scopes = _scopes_in_ready(project)
    queue = [each for name in _seeds(project) for each in with_packages(project, name)]
    found: set[str] = set()
    while queue:
        module = queue.pop()
        if module.name not in found:
            found.add(module.name)
            queue.extend(_imported(project, module, scopes.get(module.name, frozenset())))
    return frozenset(found)


def _seeds(project: Project) -> Iterator[str]:
    names = {*_LOADED, *_autodiscovered(project)}
    for app in project.apps.values():
        yield from (f"{app.name}.{name}" for name in names)
        yield _configured(app)
    yield from project.settings.modules


def _configured(app: App) -> str:
    """Return the name of the module that holds the AppConfig of ``app``."""
    return app.config.rpartition(".")[0] or f"{app.name}.apps"


def _autodiscovered(project: Project) -> set[str]:
    return {
        each.text for module in project.production() for each in module.outline.mentions if each.kind == "autodiscover"
    }


def _scopes_in_ready(project: Project) -> dict[str, frozenset[str]]:
    """Return, by module, the functions that run in a ``ready``; in a module with AppConfigs all functions count."""
    found: dict[str, set[str]] = {}
    for app in project.apps.values():
        if module := project.modules.get(_configured(app)):
            found.setdefault(module.name, set()).update(each.name for each in module.body.functions)
            for each in runs_in_ready(project, module):
                found.setdefault(each.module.name, set()).add(each.scope)
    return {name: frozenset(scopes) for name, scopes in found.items()}


def _imported(project: Project, module: Module, scopes: frozenset[str]) -> Iterator[Module]:
    for row in module.outline.imports:
        if row.at_import or row.scope in scopes:
            yield from loaded(project, row)
    for each in module.outline.mentions:
        runs = not each.flags & Where.FUNCTION or each.scope in scopes
        if runs and each.kind in {"class", "module"}:
            yield from with_packages(project, _absolute(project, module, each.text))


def _absolute(project: Project, module: Module, text: str) -> str:
    """Return the dotted name that ``text`` means; one that starts with a dot is relative to the app."""
    app = project.apps.get(module.app)
    return f"{app.name}{text}" if text.startswith(".") and app else text
