"""INSTALLED_APPS → the apps of the project: which of the entries lie below the root, and where."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..finding import Place
from .roots import Roots
from .walk import Tree

_NAME = re.compile(r"""^[ \t]+name\s*(?::[^=\n]+)?=\s*["']([\w.]+)["']""", re.MULTILINE)
_LABEL = re.compile(r"""^[ \t]+label\s*(?::[^=\n]+)?=\s*["'](\w+)["']""", re.MULTILINE)
_CONFIG = re.compile(r"^class\s+(\w+)\s*\(([^)]*)\):(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_DEFAULT = re.compile(r"^[ \t]+default\s*=\s*True", re.MULTILINE)
_MOST_BASES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A package that is an app: ``folder`` and ``name``, its AppConfig if there is one, and the entries for it."""

    folder: str
    name: str
    label: str
    config: str
    explicit_label: bool
    entries: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True)
class _Config:
    """An AppConfig as it stands in the source; ``name`` and ``label`` are "" where it doesn't say."""

    cls: str
    bases: str
    name: str
    label: str
    default: bool


def installed(entries: Iterable[tuple[str, Place]], tree: Tree, roots: Roots) -> list[Found]:
    """Return the apps below the root that ``entries`` install; what lies elsewhere is not the project's."""
    by_folder: dict[str, list[tuple[str, Place]]] = {}
    chosen: dict[str, tuple[str, str]] = {}
    for entry, place in entries:
        located = _located(entry, place.path, tree, roots)
        if located is None:
            continue
        folder, dotted, config = located
        by_folder.setdefault(folder, []).append((entry, place))
        if config or folder not in chosen:
            chosen[folder] = (dotted, config)
    return [_found(folder, *chosen[folder], tuple(each), tree) for folder, each in by_folder.items()]


def _located(entry: str, near: str, tree: Tree, roots: Roots) -> tuple[str, str, str] | None:
    """Return folder, dotted name and AppConfig ("" for none named) of an entry, None if it is not below the root."""
    path = roots.find(entry, near=near)
    if path and not path.endswith(f"{entry.rpartition('.')[2]}.py"):
        roots.trust(path, entry)
        return path.removesuffix("/__init__.py"), entry, ""
    module, _, config = entry.rpartition(".")
    path = roots.find(module, near=near) if module else ""
    if not path:
        return None
    roots.trust(path, module)
    folder = path.removesuffix("/__init__.py") if path.endswith("/__init__.py") else path.rpartition("/")[0]
    package = module if path.endswith("/__init__.py") else module.rpartition(".")[0]
    named = _name_of(config, path, tree, roots)
    if not named and path.endswith("/apps/__init__.py"):
        return None  # the config of an app from elsewhere, in a package of configs
    if named and named != package and (home := roots.find(named, near=near)):
        folder, package = home.removesuffix("/__init__.py"), named
    return folder, package, f"{module}.{config}"


def _name_of(config: str, path: str, tree: Tree, roots: Roots) -> str:
    """Return the ``name`` of an AppConfig, its own or that of a base that is imported by name; "" if none is seen."""
    for _ in range(_MOST_BASES):
        own = next((each for each in configs_in(tree, path) if each.cls == config), None)
        if own is None or own.name:
            return own.name if own else ""
        config = own.bases.partition(",")[0].strip()
        source = re.search(rf"^from\s+([\w.]+)\s+import\s[^\n]*\b{re.escape(config)}\b", tree.read(path), re.MULTILINE)
        path = roots.find(source.group(1), near=path) if source else path
    return ""


def _found(folder: str, dotted: str, config: str, entries: tuple[tuple[str, Place], ...], tree: Tree) -> Found:
    module = config.rpartition(".")[0] or f"{dotted}.apps"
    file = f"{folder}/{module.rpartition('.')[2]}.py" if module != dotted else f"{folder}/__init__.py"
    known = configs_in(tree, file if tree.has(file) else f"{file.removesuffix('.py')}/__init__.py")
    wanted = config.rpartition(".")[2]
    if wanted:
        own = next((each for each in known if each.cls == wanted), None)
    else:  # as Django does: the only one, or the one that says so
        defaults = [each for each in known if each.default] or known
        own = defaults[0] if len(defaults) == 1 else None
    label = own.label if own else ""
    return Found(
        folder,
        dotted,
        label or dotted.rpartition(".")[2],
        config or (f"{module}.{own.cls}" if own else ""),
        bool(label),
        entries,
    )


def configs_in(tree: Tree, path: str) -> list[_Config]:
    """Return the AppConfigs in a file: classes with a base that is called like one."""
    return [
        _Config(name, bases, _text(_NAME, body), _text(_LABEL, body), bool(_DEFAULT.search(body)))
        for name, bases, body in _CONFIG.findall(tree.read(path) if tree.has(path) else "")
        if "Config" in bases
    ]


def _text(pattern: re.Pattern[str], body: str) -> str:
    match = pattern.search(body)
    return match.group(1) if match else ""


def marked(tree: Tree, roots: Roots) -> Iterator[Found]:
    """Yield the packages that look like apps: those with an ``apps`` module that has an AppConfig, or with models.

    Models in a package inside an app belong to that app, unless they have migrations of their own.
    """
    known: set[str] = set()
    for folder, names in tree.entries.items():
        if not folder or folder.endswith(("/migrations", "/management")):
            continue
        configs = configs_in(tree, f"{folder}/apps.py") if "apps.py" in names else []
        if configs or "models.py" in names or ("models" in names and tree.is_package(f"{folder}/models")):
            if not configs and "migrations" not in names and any(folder.startswith(f"{each}/") for each in known):
                continue
            known.add(folder)
            for config in configs[:1]:
                roots.trust_if_plausible(folder, config.name)
            dotted = roots.name_of(folder)
            yield _found(folder, dotted, "", (), tree)
