"""Finds settings modules: those that scripts and configurations name, and those that look like some."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatch

from ...errors import OpinionatedError, nearest
from ..finding import Place
from ..project import FactSource, Kind, Module, Setting, Settings
from ..report import Unseen
from .evaluate import Evaluator
from .roots import Roots
from .walk import Tree

_NAMED = re.compile(
    r"""DJANGO_SETTINGS_MODULE["'\]]*\s*[,:=]+\s*(?:[\w.]*get\([^,]*,\s*)?["']?([A-Za-z_][\w.]*)""", re.ASCII
)
_ASSIGNED = re.compile(
    r"^[ \t]*INSTALLED_APPS[ \t]*(?:[+:=]|\.\w+\()|^from [\w.]*settings[\w.]* import \*", re.MULTILINE
)
_SCRIPTS = {
    "manage.py",
    "wsgi.py",
    "asgi.py",
    "celery.py",
    "celery_app.py",
    "conftest.py",
    "runtests.py",
    "__main__.py",
}
_CONFIGURATIONS = {"pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc"}


@dataclass(frozen=True, slots=True)
class Named:
    """A settings module: dotted name, path, and where it is named (its own file where nothing names it)."""

    dotted: str
    path: str
    place: Place


def named_settings(tree: Tree, roots: Roots) -> tuple[list[Named], list[Named]]:
    """Return the settings modules that scripts and configurations name: those there are, and those there are not."""
    found: dict[str, Named] = {}
    missing: list[Named] = []
    for folder, names in tree.entries.items():
        for name in sorted((_SCRIPTS | _CONFIGURATIONS) & names):
            script = f"{folder}/{name}" if folder else name
            text = tree.read(script)
            for match in _NAMED.finditer(text):
                dotted = match.group(1)
                place = Place(script, text.count("\n", 0, match.start()) + 1, 1)
                path = roots.find(dotted, near=script)
                if path:
                    roots.trust(path, dotted)
                    found.setdefault(path, Named(dotted, path, place))
                elif "." in dotted and name in _SCRIPTS:
                    missing.append(Named(dotted, "", place))
    return list(found.values()), missing


def likely_settings(tree: Tree, roots: Roots) -> Iterator[Named]:
    """Yield the modules that are called settings, or lie in a package that is, and set INSTALLED_APPS."""
    for path in tree.python:
        folder, _, name = path.rpartition("/")
        if "settings" not in name and "settings" not in folder.rpartition("/")[2]:
            continue
        if name == "settings_api.py":  # functions by which plugins add to the settings of others
            continue
        if _ASSIGNED.search(tree.read(path)):
            yield Named(roots.name_of(path), path, Place(path))


class SettingsReader:
    """Finds and evaluates the settings of a project, and remembers what could not be known."""

    def __init__(self, tree: Tree, roots: Roots, source: FactSource) -> None:
        """Take the files, the roots (which become surer by what is found), and where facts come from."""
        self._tree = tree
        self._roots = roots
        self._source = source
        self._evaluator = Evaluator(self._module_named, self._beside)
        self._missing: list[Named] = []

    def read(self, wanted: tuple[str, ...] = ()) -> Settings:
        """Return the settings of the modules ``wanted``, or of all that are found.

        Raises ``OpinionatedError`` for a wanted module that is not below the root.
        """
        roots = [self._wanted(each) for each in wanted] or self._all()
        values: dict[str, dict[str, Setting]] = {}
        for each in roots:
            for name, found in self._evaluator.names_of(self._module(each.path, each.dotted)).items():
                if name.isupper():
                    for setting in found:
                        values.setdefault(name, {}).setdefault(f"{setting.place} {setting.value!r}", setting)
        modules = tuple(sorted({module.name for module in self._evaluator.read.values()}))
        merged = {name: tuple(found.values()) for name, found in sorted(values.items())}
        return Settings(tuple(sorted({each.dotted for each in roots})), modules, merged)

    def renamed(self, settings: Settings, names: Mapping[str, str]) -> Settings:
        """Return the settings with the modules' names as they are in the end, by path: roots get surer."""
        before = {module.name: names.get(path, module.name) for path, module in self._evaluator.read.items()}
        values = {
            name: tuple(replace(each, module=names.get(each.place.path, each.module)) for each in found)
            for name, found in settings.values.items()
        }
        roots, modules = (
            tuple(sorted({before.get(each, each) for each in part})) for part in (settings.roots, settings.modules)
        )
        return Settings(roots, modules, values)

    def _wanted(self, dotted: str) -> Named:
        path = self._roots.find(dotted)
        if not path:
            known = [each.dotted for each in self._all()]
            raise OpinionatedError(f"There is no settings module '{dotted}' below the root.", nearest(dotted, known))
        self._roots.trust(path, dotted)
        return Named(dotted, path, Place(path))

    def _all(self) -> list[Named]:
        named, self._missing = named_settings(self._tree, self._roots)
        paths = {each.path for each in named}
        likely = [each for each in likely_settings(self._tree, self._roots) if each.path not in paths]
        names = {
            each.path: self._evaluator.names_of(self._module(each.path, each.dotted)) for each in (*named, *likely)
        }
        parts = {
            source.path
            for module in tuple(self._evaluator.read.values())
            for row in module.outline.imports
            if row.name == "*" and (source := self._module_named(row.module, module))
        }
        return [*named, *(each for each in likely if each.path not in parts and "INSTALLED_APPS" in names[each.path])]

    def installed_apps(self, settings: Settings) -> list[tuple[str, Place]]:
        """Return the entries of INSTALLED_APPS in all settings, without duplicates, with where they stand."""
        found: dict[str, Place] = {}
        for setting in settings.get("INSTALLED_APPS"):
            for item in setting.value if isinstance(setting.value, list) else ():
                if isinstance(item, str):
                    found.setdefault(item, setting.place)
        texts = {path: self._tree.read(path).split("\n") for path in {place.path for place in found.values()}}
        return [(entry, _precise(entry, place, texts[place.path])) for entry, place in found.items()]

    def unseen(self, settings: Settings, *, booted: bool) -> Iterator[Unseen]:
        """Yield what could not be known about the settings; where Django isn't ``booted``, who does know it."""
        yield from self._evaluator.unseen
        for each in self._missing:
            yield Unseen(
                each.place, f"the settings module '{each.dotted}', which is named here, is not below the root"
            )
        way = "" if booted else ": apps that only that part names are not known here, but to manage.py auditapps"
        for setting in settings.get("INSTALLED_APPS"):
            if not isinstance(setting.value, list) or any(not isinstance(item, str) for item in setting.value):
                yield Unseen(setting.place, f"a part of {setting.name} is decided at run time{way}")

    def _module(self, path: str, dotted: str) -> Module:
        return Module(path, dotted, "", Kind.PRODUCTION, path.endswith("/__init__.py"), self._source)

    def _module_named(self, dotted: str, importer: Module) -> Module | None:
        path = self._roots.find(dotted, near=importer.path)
        return self._module(path, dotted) if path.endswith(".py") else None

    def _beside(self, module: Module, pattern: str) -> list[Module]:
        folder = module.path.rpartition("/")[0]
        wanted = f"{folder}/{pattern}" if folder else pattern
        return [self._module(path, self._roots.name_of(path)) for path in self._tree.python if fnmatch(path, wanted)]


def _precise(entry: str, place: Place, lines: Iterable[str]) -> Place:
    """Return the place of the string ``entry`` itself, from that of the assignment that it comes from."""
    for number, line in enumerate(lines, start=1):
        if number >= place.line and (match := re.search(rf"""["']{re.escape(entry)}["']""", line)):
            return Place(place.path, number, match.start() + 1)
    return place
