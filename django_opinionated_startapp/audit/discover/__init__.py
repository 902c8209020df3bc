"""The project below a folder: settings, apps, modules. The only place that knows INSTALLED_APPS or the registry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from ...conf import AuditConfig
from ...pattern import PATTERNS
from ..finding import Place
from ..globs import matches_module, matches_path
from ..inputs import Inputs
from ..project import App, FactSource, Module, Project, Settings
from ..report import Unseen
from .archives import in_archives
from .installed import Found, installed, marked
from .kinds import in_tests, kind_of
from .registry import Registered
from .roots import Roots
from .settings import SettingsReader
from .walk import Tree, walk

Profiles: TypeAlias = Callable[[str, str], frozenset[str]]


def discover(  # noqa: PLR0913  (each of them says where to look)
    root: Path,
    config: AuditConfig,
    source: FactSource,
    profiles: Profiles,
    *,
    settings: tuple[str, ...] = (),
    registered: tuple[Registered, ...] | None = None,
    inputs: Inputs | None = None,
) -> Project:
    """Return the project below ``root``, an absolute path without symbolic links.

    ``profiles`` gives those of an app by its label and name. ``settings`` are the only settings modules to look at,
    if any are given. Raises ``OpinionatedError`` for one of them that there is not. ``registered`` are the apps of a
    booted Django; without them INSTALLED_APPS tells, and where there are no settings the files that apps have.
    ``inputs`` notes what is read besides the facts of modules.
    """
    tree = walk(root, lambda path: any(matches_path(glob, path) for glob in config.exclude), inputs)
    roots = Roots(tree)
    reader = SettingsReader(tree, roots, source)
    evaluated = reader.read(settings or config.settings)
    entries = tuple(reader.installed_apps(evaluated))
    listed = installed(entries, tree, roots)
    found = _outside_tests(listed) if registered is None else list(_registered(registered, listed, tree, roots))
    looks = _by_looks(tree, roots, found, config)
    if not found:
        for each in looks:
            roots.trust(each.folder, each.name)
    apps = _unique(_apps(found or looks, tree, roots, config), profiles)
    modules = _modules(tree, roots, apps, evaluated, source)
    evaluated = reader.renamed(evaluated, {module.path: module.name for module in modules.values()})
    uninstalled = _uninstalled(looks, found, tree)
    unseen = (
        *tree.unseen,
        *reader.unseen(evaluated, booted=registered is not None),
        *_without_init(modules.values(), tree),
        *in_archives(_elsewhere(entries, listed, registered), tree),
        *_told_by_looks(found, apps, tree, evaluated, booted=registered is not None),
    )
    return Project(
        root,
        {each.label: each for each in apps},
        modules,
        evaluated,
        config,
        uninstalled,
        profiles("", ""),
        booted=registered is not None,
        unseen=tuple(dict.fromkeys(unseen)),
    )


def _by_looks(tree: Tree, roots: Roots, found: Iterable[Found], config: AuditConfig) -> list[Found]:
    """Return what looks like an app, whether it was ``found`` otherwise or not."""
    outside = _outside_tests(marked(tree, roots), {each.folder for each in found})
    return [each for each in outside if not any(_is_applet(glob, each.name) for glob in config.applets)]


def _registered(
    registered: Iterable[Registered], listed: Iterable[Found], tree: Tree, roots: Roots
) -> Iterator[Found]:
    """Yield the apps of the registry that lie below the root, with the entries of the settings that install them."""
    entries = {each.folder: each.entries for each in listed}
    for app in registered:
        folder = app.path.relative_to(tree.root).as_posix() if app.path.is_relative_to(tree.root) else ""
        if folder in tree.entries and folder:
            roots.trust(folder, app.name)
            yield Found(folder, app.name, app.label, app.config, app.explicit_label, entries.get(folder, ()))


def _uninstalled(looks: Iterable[Found], found: Iterable[Found], tree: Tree) -> tuple[App, ...]:
    """Return what looks like an app and is none, where it was ``found`` otherwise what is one."""
    folders = {each.folder for each in found}
    return tuple(_app(each, tree) for each in looks if folders and each.folder not in folders)


def _outside_tests(found: Iterable[Found], others: Iterable[str] = ()) -> list[Found]:
    """Return those apps that do not lie in folders of tests; an app may itself be called ``test``."""
    every = list(found)
    folders = frozenset((*others, *(each.folder for each in every))) if not others else frozenset(others)
    return [each for each in every if not in_tests(each.folder, folders)]


def _app(found: Found, tree: Tree) -> App:
    return App(
        found.label,
        found.name,
        found.folder,
        declared_label=found.label,
        config=found.config,
        explicit_label=found.explicit_label,
        entries=found.entries,
        files=tree.entries.get(found.folder, frozenset()),
    )


def _apps(found: Iterable[Found], tree: Tree, roots: Roots, config: AuditConfig) -> list[App]:
    """Return the apps, each with the one around it, and the applets in them."""
    apps = [_app(each, tree) for each in found]
    folders = {app.path for app in apps}
    for folder in tree.entries if config.applets else ():
        dotted = roots.name_of(folder) if folder not in folders and tree.is_package(folder) else ""
        if dotted and any(_is_applet(glob, dotted) for glob in config.applets) and (outer := _around(folder, apps)):
            label = f"{outer.label}.{dotted.rpartition('.')[2]}"
            apps.append(App(label, dotted, folder, is_applet=True, declared_label=label, files=tree.entries[folder]))
    return [replace(app, parent=outer.label) if (outer := _around(app.path, apps)) else app for app in apps]


def _is_applet(glob: str, dotted: str) -> bool:
    """Tell whether ``glob`` means the package itself: what is inside an applet is no applet."""
    return matches_module(glob, dotted) and not matches_module(glob, dotted.rpartition(".")[0])


def _around(path: str, apps: Iterable[App]) -> App | None:
    outer = [app for app in apps if path.startswith(f"{app.path}/")]
    return max(outer, key=lambda app: len(app.path), default=None)


def _unique(apps: Iterable[App], profiles: Profiles) -> list[App]:
    """Return the apps with their profiles; where two have one label, the later one is called by its dotted name."""
    found: dict[str, App] = {}
    for app in sorted(apps, key=lambda each: each.path):
        label = app.name if app.label in found else app.label
        chosen = profiles(label, app.name)
        pattern = next((PATTERNS[name] for name in sorted(chosen) if name in PATTERNS), None)
        found[label] = replace(app, label=label, profiles=chosen, pattern=pattern)
    return list(found.values())


def _modules(tree: Tree, roots: Roots, apps: list[App], settings: Settings, source: FactSource) -> dict[str, Module]:
    folders = frozenset(app.path for app in apps)
    homes = _migrations(tree, apps, settings, roots)
    owners: dict[str, str] = {app.path: app.label for app in apps}
    found: dict[str, Module] = {}
    for path in tree.python:
        folder = path.rpartition("/")[0]
        name = roots.name_of(path)
        if not name or name in found:  # two files that are imported from different roots
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        name = path if name in found else name
        is_package = path.endswith("/__init__.py")
        found[name] = Module(path, name, _owner(folder, owners), kind_of(path, folders, homes), is_package, source)
    return found


def _owner(folder: str, owners: dict[str, str]) -> str:
    """Return the label of the innermost app around ``folder``; what was found is remembered in ``owners``."""
    inside = []
    while folder and folder not in owners:
        inside.append(folder)
        folder = folder.rpartition("/")[0]
    label = owners.get(folder, "")
    owners.update(dict.fromkeys(inside, label))
    return label


def _migrations(tree: Tree, apps: Iterable[App], settings: Settings, roots: Roots) -> frozenset[str]:
    """Return the folders of migrations: below each app, and where MIGRATION_MODULES says."""
    folders = {f"{app.path}/migrations" for app in apps}
    folders |= {folder for folder in tree.entries if folder.endswith("/migrations")}
    for setting in settings.get("MIGRATION_MODULES"):
        for dotted in setting.value.values() if isinstance(setting.value, dict) else ():
            if isinstance(dotted, str) and (path := roots.find(dotted)):
                folders.add(path.removesuffix("/__init__.py"))
    return frozenset(folders)


def _elsewhere(
    entries: Iterable[tuple[str, Place]], listed: Iterable[Found], registered: tuple[Registered, ...] | None
) -> Iterator[str]:
    """Yield what is installed and has no folder, or for INSTALLED_APPS alone none below the root."""
    if registered is not None:
        yield from (each.name for each in registered if not each.path.is_dir())
        return
    below = {entry for each in listed for entry, _ in each.entries}
    yield from (entry for entry, _ in entries if entry not in below)


def _told_by_looks(
    found: list[Found], apps: list[App], tree: Tree, settings: Settings, *, booted: bool
) -> Iterator[Unseen]:
    """Say how it was decided what is an app, where neither settings nor a ``booted`` Django did."""
    if apps and not found:
        known = booted or any(isinstance(each.value, list) for each in settings.get("INSTALLED_APPS"))
        why = "INSTALLED_APPS names no app of the project" if known else "no INSTALLED_APPS could be read"
        yield Unseen(Place("."), f"{why}: what has an AppConfig or models counts as an app")
    if tree.is_package("") and not {"manage.py", "setup.py", "pyproject.toml"} & tree.entries[""]:
        yield Unseen(Place("."), "is a package itself: run it in the folder from which the package is imported")


def _without_init(modules: Iterable[Module], tree: Tree) -> Iterator[Unseen]:
    folders = {module.path.rpartition("/")[0] for module in modules if module.app}
    for folder in sorted(folders):
        if not tree.is_package(folder):
            yield Unseen(Place(folder), "has no __init__.py, so other tools do not see what is in it")
