"""AppRequest → ChangeSet: the files of the app, its first migration, and the edits that wire it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path, PurePosixPath

from ..changes import Change, ChangeSet, Create, Replace
from ..conf import Config
from .common import common_changes
from .environment import Environment
from .manifest import Manifest, ManifestFile, manifest_for, read_manifest
from .migration import polish, with_missing_tables
from .record import (
    manifest_change,
    new_folders,
    other_manifests,
    recorded,
    refuse_other_answers,
    shared_records,
    wiring_records,
)
from .rehearse import Plan, Stage, Trial
from .render import RenderedFile, Templates, format_python, render_app
from .request import AppRequest
from .wire import AppEntry, CannotWire, SourceFile, WireEdit, add_installed_apps, add_url_include

_WAY = "Without --install the files are made, and every line to add by hand is named."
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
    """A planned app: all changes together, those of them that wire it, and the manifest that is among them.

    ``earlier`` is the manifest that the app has now, if any.
    """

    changes: ChangeSet
    wiring: tuple[WireEdit, ...]
    request: AppRequest
    manifest: Manifest
    earlier: Manifest | None = None

    def settled(self, changes: ChangeSet) -> ChangeSet:
        """Return ``changes``, what was decided to make of the planned ones, with a manifest that says no more."""
        kept = {change.path for change in self.changes.changes} - {change.path for change in changes.changes}
        if not kept:
            return changes
        files = [self._known(file) if self.request.base / file.path in kept else file for file in self.manifest.files]
        manifest = replace(self.manifest, files=tuple(file for file in files if file))
        written = manifest_change(self.request.place.directory, manifest, self.earlier)
        others = (change for change in changes.changes if change.path != written.path)
        return replace(changes, changes=(*others, written))

    def _known(self, file: ManifestFile) -> ManifestFile | None:
        return self.earlier.file(file.path) if self.earlier else None


def build_app(request: AppRequest, project: Project, *, install: bool, stage: Stage) -> Build:
    """Plan the app of ``request``, and with ``install`` its wiring; nothing is written.

    The plan is rehearsed on ``stage``: the project is loaded as it would be, and has to start and to hold the app
    exactly once. Raises OpinionatedError where it does not, or where the wiring can't be sure.
    """
    earlier = read_manifest(request.place.directory)
    refuse_other_answers(earlier, manifest_for(request, project.environment, project.config, (), ()))
    templates = Templates(request.place.root / project.config.templates)
    rendered = render_app(request, project.environment, templates)
    shared = common_changes(request, project, (file.text.encode() for file in rendered))
    wiring = tuple(wire(request, project)) if install else ()
    planned = [
        *((path, _PACKAGE) for path in request.place.packages),
        *((each.path, each.content) for each in shared),
        *((request.base / file.path, file.text.encode()) for file in rendered),
        *((edit.path, edit.after) for edit in wiring),
    ]
    plan = replace(plan_of(request, project, planned, wired=install), trial=trial_of(wiring, request, project))
    with ThreadPoolExecutor(max_workers=1) as pool:
        rehearsal = pool.submit(stage.rehearse, plan)
        files = [ManifestFile(file.path, finish(file, project.config).encode(), file.template) for file in rendered]
        migrations = rehearsal.result().migrations
    for path, text in migrations:
        source = polish(with_missing_tables(text, request.models))
        content = format_python(source, path, project.config.line_length).encode()
        files.append(ManifestFile(request.prefix + path, content))
    manifest = _manifest(request, project, files, wiring, earlier)
    changes: list[Change] = [*(Create(path, _PACKAGE) for path in request.place.packages), *shared]
    changes += [Create(request.base / file.path, file.base) for file in files]
    changes += [Replace(edit.path, edit.before, edit.after) for edit in wiring]
    changes += [manifest_change(request.place.directory, manifest, earlier)]
    return Build(ChangeSet(request.place.root, tuple(changes)), wiring, request, manifest, earlier)


def _manifest(
    request: AppRequest,
    project: Project,
    files: Iterable[ManifestFile],
    wiring: tuple[WireEdit, ...],
    earlier: Manifest | None,
) -> Manifest:
    others = other_manifests(request, project.environment, find_source)
    entries = entries_for(request, project.environment)
    records = {*wiring_records(wiring, entries, request)}
    if wiring:
        records.update(shared_records(others, records, packages_for(request, project.environment)))
    packages = [
        ManifestFile(path.relative_to(request.place.root).as_posix(), _PACKAGE) for path in request.place.packages
    ]
    planned = manifest_for(
        request,
        project.environment,
        project.config,
        files,
        records,
        packages=packages,
        folders=new_folders(files, request),
    )
    return recorded(planned, earlier, request, others)


def entries_for(request: AppRequest, environment: Environment) -> tuple[AppEntry, ...]:
    """Return what INSTALLED_APPS needs for the app: itself, after the packages whose templates its REST API shows."""
    wanted = packages_for(request, environment)
    packages = [AppEntry(name, local=False) for name in wanted if name not in environment.installed]
    return (*packages, AppEntry(request.module, request.config))


def packages_for(request: AppRequest, environment: Environment) -> tuple[str, ...]:
    """Return the packages whose templates the REST API of the app shows."""
    chosen = (each for each in request.pattern.components if each.name in request.components)
    there = environment.packages if environment.rest == "drf" else ()
    return tuple(name for each in chosen for name in each.uses if name in there)


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
    """Yield the edits that the project lacks to hold the app and its URLs; none if it does already.

    Raises CannotWire where that isn't certain. An app that isn't there can't be put into INSTALLED_APPS by hand
    first, so the hint names the way that is open.
    """
    try:
        yield from _wired(request, project)
    except CannotWire as refusal:
        raise CannotWire(refusal.message, f"{refusal.hint}\n{_WAY}".strip()) from refusal


def trial_of(wiring: Iterable[WireEdit], request: AppRequest, project: Project) -> Trial | None:
    """Return what the rehearsal has to prove of ``wiring`` besides what is certain from reading."""
    why = next((edit.doubt for edit in wiring if edit.doubt), "")
    modules = tuple(entry.package for entry in entries_for(request, project.environment))
    return Trial(modules, tuple(sorted(project.environment.installed)), why, _WAY) if why else None


def _wired(request: AppRequest, project: Project) -> Iterable[WireEdit]:
    root = request.place.root
    if project.settings is None:
        return
    entries = entries_for(request, project.environment)
    yield from add_installed_apps(project.settings, entries, find=find_source, root=root)
    if "rest_api" in request.components and project.urlconf:
        module, route = f"{request.module}.urls", route_for(request, project.config)
        yield from add_url_include(project.urlconf, route=route, module=module, find=find_source, root=root)


def plan_of(request: AppRequest, project: Project, files: Iterable[tuple[Path, bytes]], *, wired: bool) -> Plan:
    """Return what is to be rehearsed of an app with ``files``; ``wired``: settings and URLs are among them."""
    includes_urls = wired and project.urlconf and "rest_api" in request.components
    return Plan(
        module=request.module,
        label=request.label,
        settings=project.settings,
        files=tuple(files),
        wired=wired and project.settings is not None,
        entry=request.config,
        urls=f"{request.module}.urls" if includes_urls else "",
        path=str(request.base) if request.pattern.standalone else "",
    )


def finish(file: RenderedFile, config: Config) -> str:
    """Return the text as it is written: Python as black formats it, without blank lines at the end."""
    if PurePosixPath(file.path).suffix == ".py":
        return format_python(file.text, file.template, config.line_length)
    text = file.text.strip("\n")
    lines = text.split("\n") if text else []
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "".join(f"{line.rstrip()}\n" for line in kept)
