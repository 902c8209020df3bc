"""The project as the audit sees it: apps and modules, read and never imported, never changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..conf import AuditConfig
from ..pattern import Pattern
from .facts import Assign, Body, Class, Import, Outline, Value
from .finding import Place
from .lookups.bases import is_model_base
from .report import Unseen

T = TypeVar("T")


class Kind(Enum):
    """What a module is for."""

    PRODUCTION = "production"
    TEST = "test"
    MIGRATION = "migration"


class FactSource(Protocol):
    """Where facts come from: the cache or the source."""

    def outline(self, module: "Module") -> Outline:
        """Return the outline of ``module``; of one that can't be read, an empty one with ``error`` set."""

    def body(self, module: "Module") -> Body:
        """Return the body of ``module``."""


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file.

    ``path`` is POSIX and relative to the project's root, ``name`` the dotted name under which it is imported.
    ``app`` is the label of the innermost app (or applet) that it belongs to, "" where there is none.
    """

    path: str
    name: str
    app: str
    kind: Kind
    is_package: bool
    source: FactSource = field(repr=False, compare=False)

    @property
    def outline(self) -> Outline:
        """Imports, classes, names, mentions."""
        return self.source.outline(self)

    @property
    def body(self) -> Body:
        """Functions, assignments, calls, uses, returns."""
        return self.source.body(self)

    @property
    def package(self) -> str:
        """Dotted name of the package that it lies in, itself if it is an ``__init__``."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def at(self, row: "Located | None" = None) -> Place:
        """Return the place of a row of its facts, or of the file as a whole."""
        return Place(self.path, row.line, row.column) if row is not None else Place(self.path)

    def attributes(self, scope: str) -> dict[str, Assign]:
        """Return what is assigned in the body of the class ``scope`` ("" for the module); the last counts."""
        return {each.target: each for each in self.body.assigns if each.scope == scope}


class Located(Protocol):
    """A row of the facts that has a position."""

    @property
    def line(self) -> int:
        """The line, from 1."""

    @property
    def column(self) -> int:
        """The column, from 1, in characters."""


@dataclass(frozen=True, slots=True)
class App:
    """An app of the project, or an applet: a declared sub-package of one that is treated alike.

    ``name`` is the dotted path of the package, ``path`` its folder, POSIX and relative to the root. ``label`` is
    unique here: where two apps have the same ``declared_label``, one of them goes by its name. ``parent`` is the label
    of the app around it. ``config`` is the dotted path of its AppConfig ("" where there is none), ``explicit_label``
    tells whether that one sets a label. ``entries`` are what installs it in settings, each with its place.
    ``files`` are the names of the files and folders in its folder. ``profiles`` are those that hold for it;
    ``pattern`` is the one that it follows, None where it follows none.
    """

    label: str
    name: str
    path: str
    parent: str = ""
    is_applet: bool = False
    declared_label: str = ""
    config: str = ""
    explicit_label: bool = False
    entries: tuple[tuple[str, Place], ...] = ()
    files: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset({"default"})
    pattern: Pattern | None = None

    @property
    def place(self) -> Place:
        """The folder as a place for findings."""
        return Place(self.path)

    def contains(self, dotted: str) -> bool:
        """Tell whether ``dotted`` is the app's package or something in it."""
        return dotted == self.name or dotted.startswith(f"{self.name}.")

    def inner(self, module: Module) -> str:
        """Return the path of ``module`` relative to the app: ``rest_api/v1/views.py``."""
        return module.path.removeprefix(f"{self.path}/")


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a settings module gives to a name; what could not be evaluated in it is ``OPAQUE`` or a ``Ref``."""

    name: str
    value: Value | list[Any] | dict[Any, Any]
    module: str
    place: Place


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings modules of the project, and what they say, evaluated without running them.

    ``roots`` are the modules that a process may be started with; ``modules`` are these and those they are made of.
    """

    roots: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    values: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)

    def get(self, name: str) -> tuple[Setting, ...]:
        """Return the values of the setting ``name``: one for each root that gives it one, without duplicates."""
        return self.values.get(name, ())


@dataclass(frozen=True, slots=True)
class Model:
    """A model class of the project.

    ``app`` is the label under which Django knows it ("" where nothing tells). ``abstract`` ones have no table.
    """

    name: str
    module: Module
    row: Class
    app: str
    abstract: bool
    proxy: bool

    @property
    def reference(self) -> str:
        """The lower-case reference that Django uses: ``orders.order``."""
        return f"{self.app}.{self.row.simple_name}".lower()


@dataclass(frozen=True)
class Project:
    """Apps and modules below one root, with the questions that most rules have.

    ``modules`` is keyed by dotted name, ``apps`` by label. ``uninstalled`` are packages that look like apps and that
    no settings install. ``profiles`` are those of code that belongs to no app. ``config`` is what was chosen.
    ``booted`` tells whether apps and settings come from Django's registry rather than from the source.
    """

    root: Path
    apps: Mapping[str, App]
    modules: Mapping[str, Module]
    settings: Settings = field(default_factory=Settings)
    config: AuditConfig = field(default_factory=AuditConfig)
    uninstalled: tuple[App, ...] = ()
    profiles: frozenset[str] = frozenset({"default"})
    booted: bool = False
    unseen: tuple[Unseen, ...] = ()

    def production(self) -> Iterator[Module]:
        """Yield the modules that are neither tests nor migrations."""
        return (each for each in self.modules.values() if each.kind is Kind.PRODUCTION)

    def modules_of(self, app: App, *kinds: Kind) -> Iterator[Module]:
        """Yield the modules of ``app``, without those of apps inside it, of ``kinds`` (production by default)."""
        wanted = kinds or (Kind.PRODUCTION,)
        return (each for each in self._by_app.get(app.label, ()) if each.kind in wanted)

    def module_of(self, dotted: str) -> Module | None:
        """Return the module that ``dotted`` is, or the innermost one that it lies in."""
        known = self._known.modules
        if dotted not in known:
            known[dotted] = self.modules.get(dotted) or (
                self.module_of(dotted.rpartition(".")[0]) if "." in dotted else None
            )
        return known[dotted]

    def app_of(self, dotted: str) -> App | None:
        """Return the innermost app that the dotted name lies in: by its module, else by the packages of the apps."""
        known = self._known.apps
        if dotted not in known:
            module = self.module_of(dotted)
            inside = () if module and module.app else [app for app in self.apps.values() if app.contains(dotted)]
            nearest = max(inside, key=lambda app: len(app.name), default=None)
            known[dotted] = self.apps[module.app] if module and module.app else nearest
        return known[dotted]

    def imported(self, row: Import) -> Module | None:
        """Return the module that is imported: for ``from a.b import c`` ``a.b.c`` if that is one, else ``a.b``."""
        return self.modules.get(row.target) or self.modules.get(row.module)

    def resolve(self, path: str) -> str:
        """Return ``path`` with re-exports followed to the definition: ``orders.Order`` → ``orders.models.Order``."""
        known = self._known.paths
        if path not in known:
            seen: set[str] = set()
            followed = path
            while followed not in seen:
                seen.add(followed)
                followed = self._followed(followed)
            known[path] = followed
        return known[path]

    def _followed(self, path: str) -> str:
        module = self.module_of(path.partition("(")[0].partition("[")[0])
        if module is None or len(path) <= len(module.name):
            return path
        rest = path[len(module.name) + 1 :]
        name = rest.partition(".")[0].partition("(")[0].partition("[")[0]
        outline = module.outline
        if name in outline.bound:
            return outline.bound[name].target + rest[len(name) :]
        if name not in outline.names:
            for row in outline.imports:
                source = self.modules.get(row.module) if row.name == "*" else None
                if source is not None and name in (*source.outline.names, *source.outline.bound):
                    return f"{row.module}.{rest}"
        return path

    def ancestors(self, base: str) -> frozenset[str]:
        """Return the dotted names of a class and of all its bases, as far as the project defines them."""
        dotted, memo = self.resolve(base), self._known.ancestors
        if dotted not in memo:
            found, queue = set[str](), [dotted]
            while queue:
                name = self.resolve(queue.pop())
                if name not in found:
                    found |= memo.get(name, {name})
                    known = self.classes.get(name) if name not in memo else None
                    queue.extend(known[1].bases if known else ())
            memo[dotted] = frozenset(found)
        return memo[dotted]

    @cached_property
    def classes(self) -> Mapping[str, tuple[Module, Class]]:
        """The classes of production modules by dotted name."""
        return {
            f"{module.name}.{row.name}": (module, row)
            for module in self.production()
            for row in module.outline.classes
        }

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """The model classes of the project, abstract ones too, by dotted name."""
        return {
            name: self._model(name, module, row)
            for name, (module, row) in self.classes.items()
            if any(each not in self.classes and is_model_base(each) for each in self.ancestors(name))
        }

    def model(self, path: str) -> Model | None:
        """Return the model that ``path`` leads to: a dotted name, also by way of a re-export."""
        known = self._known.models
        if path not in known:
            known[path] = self.models.get(self.resolve(path))
        return known[path]

    def model_named(self, reference: str) -> Model | None:
        """Return the model that a string such as ``orders.Order`` refers to."""
        return self._by_reference.get(reference.lower())

    def shared(self, factory: "Callable[[Project], T]") -> T:
        """Return ``factory(project)``, made once however many rules ask for it."""
        if factory not in self._known.shared:
            self._known.shared[factory] = factory(self)
        made: T = self._known.shared[factory]
        return made

    def _model(self, name: str, module: Module, row: Class) -> Model:
        label = row.meta.get("app_label")
        return Model(
            name,
            module,
            row,
            label if isinstance(label, str) else self._django_label(module),
            row.meta.get("abstract") is True,
            row.meta.get("proxy") is True,
        )

    def _django_label(self, module: Module) -> str:
        """Return the label that Django gives the models of ``module``: it knows nothing of applets."""
        app = self.apps.get(module.app)
        while app is not None and app.is_applet:
            app = self.apps[app.parent]
        return app.declared_label if app else ""

    @cached_property
    def _by_reference(self) -> dict[str, Model]:
        return {each.reference: each for each in self.models.values() if not each.abstract}

    @cached_property
    def _by_app(self) -> dict[str, list[Module]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules.values():
            found.setdefault(module.app, []).append(module)
        return found

    @cached_property
    def _known(self) -> "_Known":
        return _Known()


@dataclass(slots=True)
class _Known:
    """Answers that a project has given before."""

    modules: dict[str, Module | None] = field(default_factory=dict)
    apps: dict[str, App | None] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    models: dict[str, Model | None] = field(default_factory=dict)
    ancestors: dict[str, frozenset[str]] = field(default_factory=dict)
    shared: dict[Callable[[Project], Any], Any] = field(default_factory=dict)
