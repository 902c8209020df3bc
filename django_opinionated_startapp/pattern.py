"""The opinion as data: what an app that follows a pattern consists of.

The scaffolder renders a ``Pattern``; the auditor holds apps to the same object. Nothing about a pattern is said
anywhere else: components, files and demands are read from here by the command line, the templates and the docs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Construct(Enum):
    """A kind of code that a pattern gives a home to."""

    SIGNAL = "signal"
    RECEIVER = "receiver"
    TASK = "task"
    REST = "REST view, serializer or permission"
    WRITE = "function that changes data"
    READ = "function that reads data"
    LOGIC = "logic that knows neither database nor HTTP"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of an app that can be chosen or left out.

    ``public``: other apps may import it. ``stdlib_only``: it imports nothing but the standard library.
    ``homes``: ``(construct, glob)`` pairs; such code lives in files that match the glob, relative to the app, and
    nowhere else. ``versioned``: it has one folder for each API version. ``needs_app``: dotted path of an installed
    app without which the component is useless.
    """

    name: str
    summary: str
    public: bool = False
    stdlib_only: bool = False
    versioned: bool = False
    homes: tuple[tuple[Construct, str], ...] = ()
    needs_app: str = ""


@dataclass(frozen=True, slots=True)
class PatternFile:
    """One file of a pattern.

    ``target`` is its POSIX path below the app; ``{version}`` in it stands for the API version.
    It belongs to an app that has every component of ``components``.
    """

    target: str
    components: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """Name of its template below the pattern's folder, such as ``rest_api/v1/urls.py.jinja``."""
        return self.target.replace("{version}", "v1") + ".jinja"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A layout of apps, with where it is written down (``source``).

    ``entries`` are files, relative to the app, that code outside of it may import beside those of public components:
    what Django itself enters by, and modules that an app may add to its public ones.
    """

    name: str
    summary: str
    source: str
    components: tuple[Component, ...]
    files: tuple[PatternFile, ...]
    entries: tuple[str, ...] = ()

    @property
    def component_names(self) -> tuple[str, ...]:
        """Names of the components, in the order in which they are shown."""
        return tuple(component.name for component in self.components)

    @property
    def public_files(self) -> tuple[str, ...]:
        """Files, relative to the app, that code outside of it may import: its interface, its signals, ``entries``."""
        return (*self.interface, *self.homes_of(Construct.SIGNAL), *self.entries)

    @property
    def interface(self) -> tuple[str, ...]:
        """Files of the public components, relative to the app."""
        public = {(component.name,) for component in self.components if component.public}
        return tuple(file.target for file in self.files if file.components in public)

    def homes_of(self, construct: Construct) -> tuple[str, ...]:
        """Return the globs, relative to the app, of the files where such code lives; none if it may live anywhere."""
        homes = (home for component in self.components for home in component.homes)
        return tuple(glob for each, glob in homes if each is construct)

    def files_for(self, components: frozenset[str]) -> tuple[PatternFile, ...]:
        """Return the files of an app that has ``components``."""
        return tuple(file for file in self.files if components.issuperset(file.components))


OEP49 = Pattern(
    name="oep49",
    summary="one Python API, public data classes, a versioned REST API, signals and tasks",
    source="OEP-49, Django App Patterns (Open edX)",
    components=(
        Component("api", "api.py, the one entry for other Python code", public=True),
        Component("data", "data.py, the data structures that api.py returns", public=True, stdlib_only=True),
        Component(
            "rest_api",
            "rest_api/<version>/, the REST API",
            versioned=True,
            homes=((Construct.REST, "rest_api/*/*.py"),),
        ),
        Component(
            "signals",
            "signals/, the signals that the app sends and the handlers of those that it listens to",
            homes=((Construct.SIGNAL, "signals/signals.py"), (Construct.RECEIVER, "signals/handlers.py")),
        ),
        Component("tasks", "tasks.py, the work done outside of a request", homes=((Construct.TASK, "tasks.py"),)),
        Component("admin", "admin.py, the admin pages", needs_app="django.contrib.admin"),
        Component("tests", "tests/, the tests of each layer"),
        Component("readme", "README.rst, purpose and vocabulary (OEP-19)"),
        Component("adr", "docs/decisions/, the first decision record"),
    ),
    files=(
        PatternFile("__init__.py"),
        PatternFile("apps.py"),
        PatternFile("models.py"),
        PatternFile("migrations/__init__.py"),
        PatternFile("api.py", ("api",)),
        PatternFile("data.py", ("data",)),
        PatternFile("urls.py", ("rest_api",)),
        PatternFile("rest_api/__init__.py", ("rest_api",)),
        PatternFile("rest_api/urls.py", ("rest_api",)),
        PatternFile("rest_api/{version}/__init__.py", ("rest_api",)),
        PatternFile("rest_api/{version}/permissions.py", ("rest_api",)),
        PatternFile("rest_api/{version}/serializers.py", ("rest_api",)),
        PatternFile("rest_api/{version}/urls.py", ("rest_api",)),
        PatternFile("rest_api/{version}/views.py", ("rest_api",)),
        PatternFile("signals/__init__.py", ("signals",)),
        PatternFile("signals/handlers.py", ("signals",)),
        PatternFile("signals/signals.py", ("signals",)),
        PatternFile("tasks.py", ("tasks",)),
        PatternFile("admin.py", ("admin",)),
        PatternFile("tests/__init__.py", ("tests",)),
        PatternFile("tests/factories.py", ("tests",)),
        PatternFile("tests/test_models.py", ("tests",)),
        PatternFile("tests/test_api.py", ("tests", "api")),
        PatternFile("tests/test_data.py", ("tests", "data")),
        PatternFile("tests/test_rest_api_{version}.py", ("tests", "rest_api")),
        PatternFile("tests/test_signals.py", ("tests", "signals")),
        PatternFile("tests/test_tasks.py", ("tests", "tasks")),
        PatternFile("tests/test_admin.py", ("tests", "admin")),
        PatternFile("README.rst", ("readme",)),
        PatternFile("docs/decisions/0001-purpose-of-this-app.rst", ("adr",)),
    ),
    entries=("apps.py", "urls.py", "models_api.py", "settings_api.py"),
)

PATTERNS = {pattern.name: pattern for pattern in (OEP49,)}

_SIGNALS = (
    (Construct.SIGNAL, "signals.py"),
    (Construct.SIGNAL, "signals/*.py"),
    (Construct.RECEIVER, "receivers.py"),
    (Construct.RECEIVER, "receivers/*.py"),
    (Construct.RECEIVER, "handlers.py"),
    (Construct.RECEIVER, "signals.py"),
    (Construct.RECEIVER, "signals/*.py"),
)

_VIEWS = ((Construct.VIEW, "views.py"), (Construct.VIEW, "views/*.py"), (Construct.VIEW, "viewsets.py"))

# The homes of code in styles that apps are held to and that nothing generates: what is no ``Pattern``.
CONVENTIONS: Mapping[str, tuple[tuple[Construct, str], ...]] = {
    "services": (
        *_SIGNALS,
        *_VIEWS,
        (Construct.WRITE, "services.py"),
        (Construct.WRITE, "services/*.py"),
        (Construct.READ, "selectors.py"),
        (Construct.READ, "selectors/*.py"),
    ),
    "domain": (
        *_SIGNALS,
        *_VIEWS,
        (Construct.WRITE, "domain/mutations/*.py"),
        (Construct.READ, "domain/queries/*.py"),
        (Construct.LOGIC, "domain/*.py"),
    ),
}
