"""What a pattern is made of."""

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
    app without which the component is useless. ``needs``: components of the pattern that it is written with.
    ``uses``: optional packages that its code is written with where they are there, and that have to be installed apps.
    """

    name: str
    summary: str
    public: bool = False
    stdlib_only: bool = False
    versioned: bool = False
    homes: tuple[tuple[Construct, str], ...] = ()
    needs_app: str = ""
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A choice between ways to write the same pattern, such as ``api_style``; the first of ``values`` is usual."""

    name: str
    summary: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternFile:
    """One file of a pattern.

    ``target`` is its POSIX path below the app; ``{version}`` in it stands for each version of the REST API,
    ``{model}`` for the name of each model (``order_item``), ``{models}`` for its plural.
    It belongs to an app that has every component of ``components``, where the options have the values of ``when``.
    ``beside``: the path is relative to the folder above the app, as that of the ``pyproject.toml`` of an app which is
    a distribution of its own.
    """

    target: str
    components: tuple[str, ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    beside: bool = False

    @property
    def template(self) -> str:
        """Name of its template below the pattern's folder, such as ``rest_api/v1/urls.py.jinja``."""
        folder = "beside/" if self.beside else ""
        name = self.target.replace("{version}", "v1").replace("{model}", "model").replace("{models}", "models")
        return f"{folder}{name}.jinja"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A layout of apps, with where it is written down (``source``).

    ``entries`` are files, relative to the app, that code outside of it may import beside those of public components:
    what Django itself enters by, and modules that an app may add to its public ones.
    ``standalone``: such an app is a distribution of its own, and not wired into the project. ``base``: the pattern
    that it goes on from, whose demands it shares. ``templates``: the folder of its templates, if not built in.
    """

    name: str
    summary: str
    source: str
    components: tuple[Component, ...]
    files: tuple[PatternFile, ...]
    entries: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    standalone: bool = False
    base: str = ""
    templates: str = ""

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

    def files_for(self, components: frozenset[str], options: Mapping[str, str]) -> tuple[PatternFile, ...]:
        """Return the files of an app that has ``components``, where the ``options`` have these values."""
        chosen = self.chosen(options)
        return tuple(
            file
            for file in self.files
            if components.issuperset(file.components) and chosen.items() >= dict(file.when).items()
        )

    def chosen(self, options: Mapping[str, str]) -> dict[str, str]:
        """Return the value of every option: what ``options`` say, or what is usual."""
        return {option.name: options.get(option.name, option.values[0]) for option in self.options}
