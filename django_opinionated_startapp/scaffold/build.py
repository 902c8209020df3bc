"""AppRequest → ChangeSet: the files of the app, its first migration, and the edits that wire it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path, PurePosixPath

from ..changes import Change, ChangeSet, Create, Replace
from ..conf import Config
from .environment import Environment
from .migration import polish
from .rehearse import Plan, Stage
from .render import RenderedFile, Templates, format_python, render_app
from .request import AppRequest
from .wire import AppEntry, SourceFile, WireEdit, add_installed_apps, add_url_include

_PACKAGE = b'"""Apps of this project."""\n'


@dataclass(frozen=True, slots=True)
class Project:
    """What of the project the app is wired into; ``settings`` is None where they can't be imported."""

    environment: Environment
    config: Config
    settings: str | None = None
    urlconf: str | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """A planned app: all changes together, and those of them that wire it."""

    changes: ChangeSet
    wiring: tuple[WireEdit, ...] = ()


def build_app(request: AppRequest, project: Project, *, install: bool, stage: Stage) -> Build:
    """Plan the app of ``request``, and with ``install`` its wiring; nothing is written.

    The plan is rehearsed on ``stage``: the project is loaded as it would be, and has to start and to hold the app
    exactly once. Raises OpinionatedError where it does not, or where the wiring can't be sure.
    """
    templates = Templates(request.place.root / project.config.templates)
    rendered = render_app(request, project.environment, templates)
    wiring = tuple(wire(request, project)) if install else ()
    plan = _plan(request, project, rendered, wiring, wired=install)
    with ThreadPoolExecutor(max_workers=1) as pool:
        rehearsal = pool.submit(stage.rehearse, plan)
        files = [(file.path, _finish(file, project.config)) for file in rendered]
        migrations = rehearsal.result().migrations
    length = project.config.line_length
    files += [(path, format_python(polish(text), path, length)) for path, text in migrations]
    changes: list[Change] = [Create(path, _PACKAGE) for path in request.place.packages]
    changes += [Create(request.place.directory / path, text.encode()) for path, text in files]
    changes += [Replace(edit.path, edit.before, edit.after) for edit in wiring]
    return Build(ChangeSet(request.place.root, tuple(changes)), wiring)


def entries_for(request: AppRequest, environment: Environment) -> tuple[AppEntry, ...]:
    """Return what INSTALLED_APPS needs for the app: itself, after the packages whose templates its REST API shows."""
    wanted = []
    if "rest_api" in request.components and environment.rest == "drf":
        wanted = ["rest_framework", *(["django_filters"] if environment.filters else [])]
    packages = [AppEntry(name, local=False) for name in wanted if name not in environment.installed]
    return (*packages, AppEntry(request.module, request.config))


def route_for(request: AppRequest, config: Config) -> str:
    """Return the route under which the URLs of the app are mounted, such as ``api/orders/``."""
    return config.api_prefix.replace("{label}", request.label)


def find_source(module: str) -> SourceFile | None:
    """Return the file of a dotted module, found as Python would, but without importing anything."""
    spec: ModuleSpec | None = None
    parts = module.split(".")
    for number in range(1, len(parts) + 1):
        above = spec.submodule_search_locations if spec else None
        if spec is not None and above is None:
            return None
        spec = PathFinder.find_spec(".".join(parts[:number]), above)
        if spec is None:
            return None
    origin = Path(spec.origin) if spec and spec.origin else None
    if origin is None or origin.suffix != ".py" or not origin.is_file():
        return None
    return SourceFile(origin, origin.read_bytes())


def wire(request: AppRequest, project: Project) -> Iterable[WireEdit]:
    """Yield the edits that the project lacks to hold the app and its URLs; none if it does already."""
    root = request.place.root
    if project.settings is None:
        return
    entries = entries_for(request, project.environment)
    yield from add_installed_apps(project.settings, entries, find=find_source, root=root)
    if "rest_api" in request.components and project.urlconf:
        module, route = f"{request.module}.urls", route_for(request, project.config)
        yield from add_url_include(project.urlconf, route=route, module=module, find=find_source, root=root)


def _plan(
    request: AppRequest, project: Project, rendered: Iterable[RenderedFile], wiring: Iterable[WireEdit], *, wired: bool
) -> Plan:
    place = request.place
    files = [(path, _PACKAGE) for path in place.packages]
    files += [(place.directory / file.path, file.text.encode()) for file in rendered]
    files += [(edit.path, edit.after) for edit in wiring]
    includes_urls = wired and project.urlconf and "rest_api" in request.components
    return Plan(
        module=request.module,
        label=request.label,
        settings=project.settings,
        files=tuple(files),
        wired=wired and project.settings is not None,
        entry=request.config,
        urls=f"{request.module}.urls" if includes_urls else "",
    )


def _finish(file: RenderedFile, config: Config) -> str:
    """Return the text as it is written: Python as black formats it, without blank lines at the end."""
    if PurePosixPath(file.path).suffix == ".py":
        return format_python(file.text, file.template, config.line_length)
    text = file.text.strip("\n")
    lines = text.split("\n") if text else []
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "".join(f"{line.rstrip()}\n" for line in kept)
