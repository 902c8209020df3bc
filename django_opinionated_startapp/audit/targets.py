"""What a run was asked about: labels and paths from the command line, files that a branch has changed."""

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import OpinionatedError, nearest
from .finding import Finding
from .project import App, Project
from .scope import Scope


def scope_of(targets: Iterable[str], project: Project, rules: frozenset[str]) -> Scope:
    """Return what ``targets`` mean: labels or dotted names of apps, or paths below the root.

    Raises ``OpinionatedError`` for what is neither.
    """
    labels: set[str] = set()
    paths: set[str] = set()
    for target in targets:
        apps = _apps(target, project)
        if apps:
            labels.update(app.label for app in apps)
        else:
            paths |= _below(target, project)
    if not paths:
        return Scope(rules, apps=frozenset(labels) or None)
    for app in project.apps.values():
        if app.label in labels:
            paths |= {app.path, *(module.path for module in project.modules.values() if module.app == app.label)}
    return Scope(rules, paths=frozenset(paths))


def _apps(target: str, project: Project) -> list[App]:
    """Return the app that ``target`` names, with the applets in it."""
    named = [app for app in project.apps.values() if target in (app.label, app.name)]
    return named + [
        app for app in project.apps.values() if app.is_applet and app.parent in {each.label for each in named}
    ]


def _below(target: str, project: Project) -> set[str]:
    """Return the paths of all modules and apps in the file or folder ``target``."""
    every = {module.path for module in project.modules.values()} | {app.path for app in project.apps.values()}
    path = Path(os.path.realpath(project.root / target))  # resolve() fails at a link to itself before Python 3.13
    if path.is_relative_to(project.root) and path.exists():
        inside = path.relative_to(project.root).as_posix()
        return {inside, *(each for each in every if inside == "." or f"{each}/".startswith(f"{inside}/"))}
    labels = {name for app in project.apps.values() for name in (app.label, app.name)}
    hint = nearest(target, labels) if labels else "The project has no apps."
    raise OpinionatedError(f"'{target}' is neither an app nor a path below {project.root}.", hint)


def touches(finding: Finding, changed: frozenset[str]) -> bool:
    """Tell whether a finding has to do with one of the ``changed`` files.

    It does where it stands in one, where one is among its evidence (a new import closes a cycle that is reported
    elsewhere), and where it is about a folder in which one lies.
    """
    places = {finding.place.path, *(place.path for place, _caption in finding.related)}
    return any(path in changed or any(each.startswith(f"{path}/") for each in changed) for path in places)
