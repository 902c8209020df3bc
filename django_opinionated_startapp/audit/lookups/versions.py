"""Answers which versions of its REST API an app has, and which modules belong to one."""

import re

from ..project import App, Module, Project

_VERSION = re.compile(r"v\d+([._]?\d+|[._]?(alpha|beta|rc)\d*)*")


def versioned_folders(app: App) -> tuple[str, ...]:
    """Return the folders of the pattern, relative to the app, that have one folder for each version."""
    names = {each.name for each in app.pattern.components if each.versioned} if app.pattern else frozenset[str]()
    files = app.pattern.files if app.pattern else ()
    folders = (each.target.partition("/{version}/") for each in files if names.intersection(each.components))
    return tuple(dict.fromkeys(before for before, found, _name in folders if found))


def version_of(app: App, module: Module) -> str:
    """Return the folder of the version that ``module`` lies in, relative to the app, "" if it is in none."""
    before, rest = around_versions(app, module)
    name, deeper, _rest = rest.partition("/")
    return f"{before}/{name}" if deeper and _VERSION.fullmatch(name) else ""


def around_versions(app: App, module: Module) -> tuple[str, str]:
    """Return the folder of all versions that ``module`` lies in, and the rest of the path; "" for both if in none.

    The folder is relative to the app, and may lie in a package inside it.
    """
    for folder in versioned_folders(app):
        before, found, rest = f"/{app.inner(module)}".rpartition(f"/{folder}/")
        if found:
            return f"{before}/{folder}".lstrip("/"), rest
    return "", ""


def versions(project: Project, app: App) -> dict[str, list[Module]]:
    """Return the modules of each version of the app, by the folder of the version."""
    found: dict[str, list[Module]] = {}
    for module in project.modules_of(app):
        if folder := version_of(app, module):
            found.setdefault(folder, []).append(module)
    return found
