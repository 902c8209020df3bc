"""AppRequest: where an app goes and what it is called. An invalid one cannot be made."""

import importlib
import keyword
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

from ..errors import OpinionatedError, nearest
from ..pattern import BUILTIN, Pattern
from . import names
from .model import ModelSpec

# What every app has.
_FRAME = ("__init__.py", "apps.py", "models.py", "migrations/__init__.py")
_LABEL_HINT = "Give the app a label of its own with --label."


@dataclass(frozen=True, slots=True)
class Place:
    """Where an app goes.

    ``module``: its dotted path. ``directory``: its folder. ``packages``: the ``__init__.py`` files that the folders
    above it lack. ``root``: the folder that the command was started in.
    """

    name: str
    module: str
    directory: Path
    root: Path
    packages: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class AppRequest:
    """One app to generate.

    ``api_versions``: versions of its REST API, oldest first. ``options``: name and value of each option of the
    pattern. ``specs``: what ``models`` were parsed from, as on the command line. ``from_models``: the models, or the
    app, that were there first: only layers are made around them. ``common``: dotted path of the package with what the
    apps of the project share; empty where this one shares nothing.
    """

    place: Place
    label: str
    pattern: Pattern
    components: frozenset[str]
    models: tuple[ModelSpec, ...]
    api_versions: tuple[str, ...] = ("v1",)
    options: tuple[tuple[str, str], ...] = ()
    specs: tuple[str, ...] = ()
    from_models: tuple[str, ...] = ()
    common: str = ""

    @property
    def bare(self) -> "AppRequest":
        """The same app without what every app has, if that was there first; the project's templates of it stay known.

        The files are then those of a component that no app has.
        """
        if not self.from_models:
            return self
        files = (
            replace(file, components=("frame",)) if file.target in _FRAME else file for file in self.pattern.files
        )
        return replace(self, pattern=replace(self.pattern, files=tuple(files)))

    @property
    def name(self) -> str:
        """Last part of the dotted path: ``orders``."""
        return self.place.name

    @property
    def module(self) -> str:
        """Dotted path: ``apps.orders``."""
        return self.place.module

    @property
    def base(self) -> Path:
        """Folder that the paths of its files are relative to: the app's, or that of the distribution around it."""
        return self.place.directory.parent if self.pattern.standalone else self.place.directory

    @property
    def prefix(self) -> str:
        """What the paths of the app's own files begin with, relative to ``base``."""
        return f"{self.name}/" if self.pattern.standalone else ""

    @property
    def distribution(self) -> str:
        """Name of the app as a distribution: ``django-order-items``."""
        return self.name.replace("_", "-")

    @property
    def config(self) -> str:
        """Dotted path of the AppConfig."""
        return f"{self.module}.apps.{self.camel}Config"

    @property
    def camel(self) -> str:
        """Prefix of class names: ``OrderItems``."""
        return names.camel(self._plain)

    @property
    def verbose(self) -> str:
        """Name for people: "order items"."""
        return self._plain.replace("_", " ").strip()

    @property
    def _plain(self) -> str:
        """The name without the prefix that distributions for Django have."""
        return self.name.removeprefix("django_") if self.pattern.standalone else self.name


def locate(name: str, directory: str | None, root: Path, path: Iterable[str] | None = None) -> Place:
    """Return the place of the app ``name`` (``orders``, ``apps.orders``, ``apps/orders``).

    ``directory``, as in ``startapp``, is the folder that becomes the app. ``path`` is the import path (default:
    ``sys.path``). Raises OpinionatedError where no app can be.
    """
    root = root.resolve()
    entries = [str(root / entry) for entry in (sys.path if path is None else path)]
    plain = name.replace("\\", "/").removeprefix("./").rstrip("/")
    parts = plain.replace("/", ".").split(".")
    if not all(parts):
        raise OpinionatedError(f"'{name}' can't name an app.", "Name it like orders, apps.orders or src/apps/orders.")
    roots = _import_roots(root, entries)
    is_path = plain.count("/") > 0 or name.startswith(".")
    folder = (root / directory).resolve() if directory else root / _folder(parts, roots, is_path=is_path)
    base = _base(folder, root, roots)
    dotted = folder.relative_to(base).parts
    for part in (*dotted, parts[-1]):
        _check_part(part, name)
    place = Place(parts[-1], ".".join(dotted), folder, root, _missing_packages(folder, base, entries))
    _check_free(place, base, entries)
    return place


def locate_distribution(name: str, directory: str | None, root: Path, path: Iterable[str] | None = None) -> Place:
    """Return the place of an app that is a distribution of its own: ``django_shop`` in the folder ``django-shop``.

    ``name``: ``django-shop``, ``shop`` or ``packages/django-shop``. ``directory`` is the folder that becomes the
    distribution. Raises OpinionatedError where none can be.
    """
    root = root.resolve()
    entries = [str(root / entry) for entry in (sys.path if path is None else path)]
    above, _, last = name.replace("\\", "/").rstrip("/").rpartition("/")
    package = last.replace("-", "_")
    package = package if package.startswith("django_") else f"django_{package}"
    _check_part(package, name)
    folder = (root / (directory or Path(above, package.replace("_", "-")))).resolve()
    if folder == root or not folder.is_relative_to(root):
        raise OpinionatedError(f"{folder} is not inside of {root}.", "Name a folder inside of it.")
    for each in (folder, folder / package):
        _check_siblings(each)
    importlib.invalidate_caches()
    if (spec := PathFinder.find_spec(package, entries)) and Path(spec.origin or "").parent != folder / package:
        raise OpinionatedError(f"'{package}' is already the name of an installed module.", "Choose another name.")
    return Place(package, package, folder / package, root)


def _import_roots(root: Path, entries: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders of the project that Python imports from, deepest first."""
    folders = {Path(entry).resolve() for entry in entries}
    inside = {entry for entry in folders if entry.is_relative_to(root) and entry.is_dir() and not _foreign(entry)}
    return tuple(sorted(inside | {root}, key=lambda entry: (-len(entry.parts), entry)))


def _foreign(folder: Path) -> bool:
    return bool({"site-packages", "dist-packages"} & set(folder.parts)) or (folder / "pyvenv.cfg").exists()


def _folder(parts: list[str], roots: tuple[Path, ...], *, is_path: bool) -> Path:
    """Return the folder of a new app: for a dotted name below the import root that has its parent package."""
    if not is_path and len(parts) > 1:
        for base in roots:
            if base.joinpath(*parts[:-1]).is_dir():
                return base.joinpath(*parts)
    return Path(*parts)


def _base(folder: Path, root: Path, roots: tuple[Path, ...]) -> Path:
    """Return the import root of ``folder``; a link may not lead out of the project."""
    if not folder.resolve().is_relative_to(root):
        raise OpinionatedError(f"{folder} is outside of {root}.", "Start the command in the folder of manage.py.")
    if folder in roots:
        raise OpinionatedError(
            f"{folder} is a folder that Python imports from, and can't be an app itself.",
            "Name a folder inside of it.",
        )
    return next(base for base in roots if folder.is_relative_to(base))


def _check_part(part: str, name: str) -> None:
    if keyword.iskeyword(part):
        raise OpinionatedError(f"'{name}' can't name an app: '{part}' is a keyword of Python.", "Choose another name.")
    if not names.is_identifier(part):
        raise OpinionatedError(
            f"'{name}' can't name an app: '{part}' is no name that Python can import.",
            "Use letters, digits and underscores, and start with a letter.",
        )


def _missing_packages(folder: Path, base: Path, entries: Sequence[str]) -> tuple[Path, ...]:
    """Return the ``__init__.py`` files that are missing between ``base`` and ``folder``.

    Without them unittest finds no tests in the app. A namespace package that is spread over several folders stays one.
    """
    return tuple(
        parent / "__init__.py"
        for parent in _between(folder, base)
        if not (parent / "__init__.py").exists() and not _is_spread(parent, base, entries)
    )


def _between(folder: Path, base: Path) -> list[Path]:
    """Return the folders above ``folder`` and below ``base``, outermost first."""
    return [parent for parent in reversed(folder.parents) if parent != base and parent.is_relative_to(base)]


def _is_spread(folder: Path, base: Path, entries: Sequence[str]) -> bool:
    if folder.parent != base:
        return False
    spec = PathFinder.find_spec(folder.name, entries)
    return spec is not None and len(list(spec.submodule_search_locations or ())) > 1


def _check_free(place: Place, base: Path, entries: Sequence[str]) -> None:
    """Refuse a place where something else is, or would be hidden."""
    top = place.module.partition(".")[0]
    if top in sys.stdlib_module_names:
        raise OpinionatedError(f"'{top}' is a module of Python itself.", "Choose another name.")
    for folder in (*_between(place.directory, base), place.directory):
        _check_siblings(folder)
    importlib.invalidate_caches()
    spec = PathFinder.find_spec(top, entries) or find_spec(top)
    locations = [] if spec is None else [*(spec.submodule_search_locations or ()), spec.origin or ""]
    if locations and (base / top).resolve() not in {Path(each).resolve() for each in locations if each}:
        raise OpinionatedError(f"'{top}' is already the name of an installed module.", "Choose another name.")


def _check_siblings(folder: Path) -> None:
    parent, name = folder.parent, folder.name
    siblings = sorted(path.name for path in parent.iterdir()) if parent.is_dir() else []
    for sibling in siblings:
        if sibling != name and sibling.lower() == name.lower():
            raise OpinionatedError(
                f"{parent / sibling} is there already, and differs in case only.", "Choose another name."
            )
    if f"{name}.py" in siblings:
        raise OpinionatedError(f"{folder}.py is a module of that name already.", "Choose another name.")
    if folder.exists() and not folder.is_dir():
        raise OpinionatedError(f"{folder} is a file.", "Choose another name.")


def choose_label(place: Place, label: str | None, installed: dict[str, str]) -> str:
    """Return the label of the app at ``place``.

    ``installed``: dotted paths of the installed apps by label. Raises OpinionatedError where another app has it.
    """
    chosen = label or place.name
    if not names.is_identifier(chosen):
        raise OpinionatedError(f"'{chosen}' can't be an app label.", "Use letters, digits and underscores.")
    for taken, module in installed.items():
        if taken.lower() == chosen.lower() and module != place.module:
            raise OpinionatedError(f"The label '{chosen}' is taken by the app {module}.", _LABEL_HINT)
    return chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """Components as they were asked for; ``left_out`` holds those that this project can't use, with the reason."""

    components: frozenset[str]
    left_out: tuple[tuple[str, str], ...] = ()


def choose_components(  # noqa: PLR0913  (one for each option of the command line)
    pattern: Pattern,
    *,
    default: Iterable[str] | None = None,
    with_: Iterable[str] = (),
    without: Iterable[str] = (),
    only: Iterable[str] = (),
    missing: Iterable[str] = (),
) -> Choice:
    """Return the components of ``pattern`` that were chosen.

    ``default``: the project's own choice (None: all). ``missing``: components that need an app which is not installed.
    Components that chosen ones are written with come along. Raises OpinionatedError for unknown components and for
    choices that contradict each other.
    """
    with_, without, only = set(with_), set(without), set(only)
    for name in sorted(with_ | without | only):
        if name not in pattern.component_names:
            raise OpinionatedError(
                f"The pattern {pattern.name} has no component '{name}'.", nearest(name, pattern.component_names)
            )
    if only and (with_ or without):
        raise OpinionatedError("--only can't go with --with or --without.", "Name all that you want after --only.")
    both = sorted(with_ & without)
    if both:
        raise OpinionatedError(f"'{both[0]}' is both in --with and in --without.", "Take it out of one of them.")
    base = set(pattern.component_names if default is None else default)
    chosen = _completed(pattern, only or (base | with_) - without, without)
    absent = set(missing) & chosen
    needs = {component.name: component.needs_app for component in pattern.components}
    for name in sorted(absent & (only | with_)):
        raise OpinionatedError(
            f"The component '{name}' needs {needs[name]}, which is not installed.", "Add it to INSTALLED_APPS first."
        )
    return Choice(
        frozenset(chosen - absent), tuple((name, f"{needs[name]} is not installed") for name in sorted(absent))
    )


def _completed(pattern: Pattern, chosen: set[str], without: set[str]) -> set[str]:
    """Return ``chosen`` with what it needs. Raises OpinionatedError where that was to be left out."""
    needs = {component.name: set(component.needs) for component in pattern.components}
    complete = set(chosen)
    while more := {need for name in complete for need in needs[name]} - complete:
        if left_out := sorted(more & without):
            users = sorted(name for name in complete if left_out[0] in needs[name])
            raise OpinionatedError(
                f"'{left_out[0]}' can't be left out, since it is what '{users[0]}' is written with.",
                f"Leave them out together: --without {' '.join([left_out[0], *users])}",
            )
        complete |= more
    return complete


def choose_options(pattern: Pattern, given: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return name and value of each option of ``pattern``: what was ``given``, or else what is usual.

    Raises OpinionatedError for an option that another pattern has, and for a value that there is not.
    """
    chosen = {name: value for name, value in given.items() if value}
    known = {option.name: option.values for option in pattern.options}
    for name, value in chosen.items():
        ours = any(name == option.name for built_in in BUILTIN.values() for option in built_in.options)
        spelling = f"--{name.replace('_', '-')}" if ours else f"--option {name}"
        if name not in known:
            raise OpinionatedError(f"{spelling} means nothing for the pattern {pattern.name}.", "Leave it out.")
        if value not in known[name]:
            raise OpinionatedError(f"{spelling} can't be '{value}'.", nearest(value, known[name]))
    return tuple(pattern.chosen(chosen).items())
