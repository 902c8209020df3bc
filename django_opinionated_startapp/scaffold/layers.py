"""AppRequest of models that are there already → ChangeSet: the layers that are missing around them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.apps import AppConfig

from ..changes import Change, ChangeSet, Create, Replace
from ..errors import OpinionatedError
from ..pattern import Pattern
from .build import Project, entries_for, find_source, finish, packages_for, trial_of, wire
from .common import common_changes
from .grow import planned_content
from .manifest import MANIFEST, Manifest, ManifestFile, WiringRecord, manifest_for
from .migration import polish
from .ready import CHECKS, HANDLERS, ConfigClass, load_in_ready, loaded_modules
from .record import manifest_change, new_folders, other_manifests, shared_records, wiring_records
from .rehearse import Plan, Rehearsal, Stage
from .render import RenderedFile, Templates, format_python, render_app
from .request import AppRequest, choose_components
from .upgrade import Regrowth, regrow, versions_by_hand
from .wire import WireEdit, add_url_include, additions

_URLS, _VERSIONS = "urls.py", "rest_api/urls.py"
# What an AppConfig has to load of a component, and why.
_LOADED = {"checks": (CHECKS, "registers checks"), "signals": (HANDLERS, "connects handlers")}


@dataclass(frozen=True, slots=True)
class Layers:
    """Planned layers: the request that they follow, all changes, and notes on what was left out.

    ``regrowth``: how those that were there before are merged.
    """

    request: AppRequest
    changes: ChangeSet
    notes: tuple[str, ...] = ()
    regrowth: Regrowth | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How layers are made.

    ``asked``: components that have to be made. ``growth``: the others count only as far as they are there.
    ``earlier``: the manifest of what was made before; what a person has changed in it is kept, by a merge.
    ``added``: edits that give the app the models that are new in the request; these come with their migration.
    ``version``: a version of the REST API beside those that somebody made by hand.
    """

    asked: Collection[str] = ()
    install: bool = False
    growth: bool = False
    earlier: Manifest | None = None
    added: Sequence[WireEdit] = ()
    version: str = ""


def build_layers(request: AppRequest, project: Project, config: AppConfig, terms: Terms, stage: Stage) -> Layers:
    """Plan what the app of ``request`` lacks; files that are there stay as they are, whatever they hold.

    A component whose file is there already is left out, unless it was ``asked`` for: then its file is a conflict.
    Lines that connect handlers and URLs are added to ``config`` and ``urls.py``. Raises OpinionatedError where that
    is not certain, or where the project would not start.
    """
    earlier = terms.earlier
    asked = choose_components(request.pattern, only=terms.asked).components if terms.asked else frozenset()
    notes = dict(_obstacles(request, config))
    refused = sorted(notes.keys() & set(asked))
    if refused:
        raise OpinionatedError(f"The component '{refused[0]}' can't be added: {notes[refused[0]]}.")
    request = _without(request, notes)
    bench = Bench(project, frozenset(asked), earlier)
    if terms.growth:
        request = _without(request, bench.absent(request))
    request, taken = bench.settled(request)
    notes |= {} if terms.growth else taken
    files = bench.files(request)
    edits = list(_edits(request, config, files, terms))
    wiring = tuple(wire(request, project)) if terms.install else ()
    regrowth = regrow(earlier, request, project) if earlier else None
    new = {path: file for path, file in files.items() if path not in [edit.path for edit in edits]}
    merged = [] if regrowth is None else [each for each in regrowth.changes.changes if each.path.name != MANIFEST]
    planned = {change.path for change in merged}
    created = [
        Create(path, file.base)
        for path, file in new.items()
        if path not in planned and not (earlier and earlier.file(file.path)) and not _stays(path, request, terms)
    ]
    replaced = [Replace(edit.path, edit.before, edit.after) for edit in (*edits, *wiring)]
    shared = () if regrowth else common_changes(request, project, (file.content for file in created))
    changes: list[Change] = [*merged, *shared, *created, *replaced]
    changes += [Replace(edit.path, edit.before, edit.after) for edit in terms.added]
    rehearsal = _rehearse(request, project, stage, changes, wiring)
    if terms.added and (request.base / "migrations" / "__init__.py").is_file():
        changes += _migrations(rehearsal.certain(request.label), request, project)
    manifest = _manifest(request, project, new.values(), wiring, edits=edits, earlier=earlier, regrowth=regrowth)
    written = manifest_change(request.place.directory, manifest, earlier)
    if earlier or manifest.files or manifest.wiring:
        changes.append(written)
    remarks = tuple(f"Left out {name}: {reason}." for name, reason in notes.items())
    return Layers(request, ChangeSet(request.place.root, tuple(changes)), remarks, regrowth)


def _stays(path: Path, request: AppRequest, terms: Terms) -> bool:
    """Tell whether a file that nobody knows is left alone: beside an API made by hand, or layers made before."""
    made = terms.earlier.components if terms.earlier else ()
    return path.exists() and bool(terms.version or _owners(request).get(path) in made)


def _manifest(  # noqa: PLR0913  (the request, what is planned for it, and what was before)
    request: AppRequest,
    project: Project,
    files: Iterable[ManifestFile],
    wiring: Sequence[WireEdit],
    *,
    edits: Sequence[WireEdit],
    earlier: Manifest | None,
    regrowth: Regrowth | None,
) -> Manifest:
    """Return the manifest of the layers: of the files that are made now or were before, and of every line added."""
    records = {*wiring_records(wiring, entries_for(request, project.environment), request)}
    if wiring:
        others = other_manifests(request, project.environment, find_source)
        records.update(shared_records(others, records, packages_for(request, project.environment)))
    for edit in edits:
        records.update(_records(edit, request))
    if earlier and regrowth:
        return replace(regrowth.manifest, wiring=tuple(sorted({*earlier.wiring, *records})))
    own = [file for file in files if not (request.base / file.path).exists()]
    return manifest_for(request, project.environment, project.config, own, records, folders=new_folders(own, request))


def _records(edit: WireEdit, request: AppRequest) -> Iterator[WiringRecord]:
    """Yield what ``edit`` adds to a file of the app itself."""
    file = edit.path.resolve().relative_to(request.place.root).as_posix()
    if edit.path == request.base / _URLS:
        yield from _included(edit, file, f"{request.module}.rest_api.urls")
        return
    if edit.path == request.base / _VERSIONS:
        yield from _included(edit, file, f"{request.module}.rest_api.{request.api_versions[-1]}.urls")
        return
    for module, _ in _LOADED.values():
        if module in loaded_modules(edit.after) and module not in loaded_modules(edit.before):
            yield WiringRecord(file, "ready", "", module)


class Bench:
    """Renders the layers of several requests, each file that comes out alike only once."""

    def __init__(self, project: Project, asked: frozenset[str], earlier: Manifest | None = None) -> None:
        """Keep the components that were ``asked`` for, which are never left out, and those that were made before."""
        self._project = project
        self._made = frozenset(earlier.components) if earlier else frozenset()
        self._asked = asked | self._made
        self._known = {file.path for file in earlier.files} if earlier else set()
        self._finished: dict[tuple[str, str], bytes] = {}

    def files(self, request: AppRequest) -> dict[Path, ManifestFile]:
        """Return what the layers consist of, without what every app has and package markers that are there."""
        templates = Templates(request.place.root / self._project.config.templates)
        rendered = render_app(request.bare, self._project.environment, templates)
        strange = versions_by_hand(request, self._known)
        files = {request.base / each.path: each for each in rendered if each.path not in strange}
        new = {path: each for path, each in files.items() if self._is_ours(path, each)}
        return {path: ManifestFile(each.path, self._finish(each), each.template) for path, each in new.items()}

    def _is_ours(self, path: Path, file: RenderedFile) -> bool:
        """Tell whether ``file`` counts: a marker of a package that is there already does for us too."""
        return file.path in self._known or path.name != "__init__.py" or not path.exists()

    def _finish(self, file: RenderedFile) -> bytes:
        key = (file.path, file.text)
        if key not in self._finished:
            self._finished[key] = finish(file, self._project.config).encode()
        return self._finished[key]

    def absent(self, request: AppRequest) -> frozenset[str]:
        """Return the components that were not asked for and lack a file."""
        missing = {component for path, component in _owners(request).items() if not path.is_file()}
        return frozenset(missing - self._asked)

    def settled(self, request: AppRequest) -> tuple[AppRequest, dict[str, str]]:
        """Return the request without components that are there in another form, and for each the reason.

        What a file holds depends on the other components. So the one is left out first without which most fit.
        """
        notes = dict[str, str]()
        while taken := self._taken(request):
            names = [name for name in request.pattern.component_names if name in taken]
            worst = min(names, key=lambda name: len(self._taken(_without(request, [name])))) if names[1:] else names[0]
            fewer = _without(request, [worst])
            lost = sorted(request.components - fewer.components - {worst})
            notes |= {worst: taken[worst], **dict.fromkeys(lost, f"it is written with {worst}")}
            request = fewer
        return request, notes

    def _taken(self, request: AppRequest) -> dict[str, str]:
        owners = _owners(request)
        return {
            owners[path]: f"{path.relative_to(request.place.root).as_posix()} is there already"
            for path, file in self.files(request).items()
            if owners.get(path, "") not in {"", *self._asked} and path.is_file() and path.read_bytes() != file.base
        }


def config_class(config: AppConfig) -> ConfigClass | None:
    """Return the class of ``config``; None where the app has none of its own."""
    kind = type(config)
    source = find_source(kind.__module__)
    if source is None or kind is AppConfig or not source.path.resolve().is_relative_to(Path(config.path).resolve()):
        return None
    return ConfigClass(source.path, kind.__name__, inherits_ready=kind.ready is not AppConfig.ready)


def _without(request: AppRequest, left_out: Iterable[str]) -> AppRequest:
    """Return ``request`` without the components ``left_out``, and without those that are written with them."""
    gone = set(left_out)
    needs = {each.name: set(each.needs) for each in request.pattern.components}
    while more := {name for name in request.components - gone if needs.get(name, set()) & gone}:
        gone |= more
    return replace(request, components=request.components - gone)


def _obstacles(request: AppRequest, config: AppConfig) -> Iterator[tuple[str, str]]:
    """Yield the components that the app has no place for, each with the reason."""
    if config_class(config) is None:
        for name in sorted(request.components & _LOADED.keys()):
            yield name, f"{request.module} has no AppConfig of its own, whose ready() {_LOADED[name][1]}"
    for name, reason in blocked(request.pattern, request.base):
        if name in request.components:
            yield name, reason


def blocked(pattern: Pattern, directory: Path) -> Iterator[tuple[str, str]]:
    """Yield the components whose folder has the name of a module that is there already."""
    folders = {
        (component, file.target.partition("/")[0])
        for file in pattern.files
        for component in file.components
        if "/" in file.target
    }
    for component, folder in sorted(folders):
        if component == folder and (directory / f"{folder}.py").exists():
            yield component, f"{folder}.py is where the package {folder}/ has to be"


def _owners(request: AppRequest) -> dict[Path, str]:
    """Return the component that each file belongs to; urls.py, which many apps have, belongs to none."""
    return {
        request.base / file.target.replace("{version}", version): file.components[0]
        for file in request.pattern.files
        for version in request.api_versions
        if file.components and file.target != _URLS
    }


def _edits(
    request: AppRequest, config: AppConfig, files: Mapping[Path, ManifestFile], terms: Terms
) -> Iterator[WireEdit]:
    """Yield the edits of the app's own files that get a line more; one that has it already is left as it is."""
    own = config_class(config)
    loaded = [module for name, (module, _) in _LOADED.items() if name in request.components]
    if loaded and own:
        before = own.path.read_bytes()
        after = load_in_ready(own, before, loaded)
        if after != before:
            yield WireEdit(own.path, before, after, 0, "")
    versions = request.base / _VERSIONS
    if terms.version and versions in files and not _is_known(versions, request, terms) and versions.is_file():
        yield from _with_version(request, terms.version)
    urls = request.base / _URLS
    known = _is_known(urls, request, terms)
    if urls in files and not known and urls.is_file() and urls.read_bytes() != files[urls].base:
        module, included = f"{request.module}.urls", f"{request.module}.rest_api.urls"
        if not _has_namespace(urls, request.label):
            raise OpinionatedError(
                f'{urls.relative_to(request.place.root).as_posix()} does not set app_name = "{request.label}".',
                "The URLs of the REST API are looked up in it. Add it, or leave them out with --without rest_api.",
            )
        edits = add_url_include(module, route="", module=included, find=find_source, root=request.place.root)
        yield from edits
        if not edits:
            yield WireEdit(urls, urls.read_bytes(), urls.read_bytes(), 0, "")


def _is_known(path: Path, request: AppRequest, terms: Terms) -> bool:
    return bool(terms.earlier and terms.earlier.file(path.relative_to(request.base).as_posix()))


def _with_version(request: AppRequest, version: str) -> Iterator[WireEdit]:
    """Yield the edit that includes ``version`` beside the versions that somebody made by hand."""
    module, included = f"{request.module}.rest_api.urls", f"{request.module}.rest_api.{version}.urls"
    root = request.place.root
    for edit in add_url_include(module, route=f"{version}/", module=included, find=find_source, root=root):
        plain = f'include("{included}")'.encode()
        named = f'include(("{included}", "{version}"))'.encode()
        quoted = edit.after.replace(plain.replace(b'"', b"'"), named.replace(b'"', b"'"))
        yield replace(edit, after=quoted.replace(plain, named))


def _has_namespace(urls: Path, label: str) -> bool:
    text = urls.read_text(encoding="utf-8", errors="replace").replace("'", '"')
    return f'app_name = "{label}"' in text


def _included(edit: WireEdit, file: str, module: str) -> Iterator[WiringRecord]:
    for added in additions(edit, (), module):
        yield WiringRecord(file, added.kind, added.text, added.module)


def _migrations(found: Iterable[tuple[str, str]], request: AppRequest, project: Project) -> Iterator[Create]:
    """Yield the migrations that are ``found`` to be needed. Like the models they stay when the layers go."""
    for path, text in found:
        source = format_python(polish(text), path, project.config.line_length)
        yield Create(request.base / path, source.encode())


def _rehearse(
    request: AppRequest, project: Project, stage: Stage, changes: Iterable[Change], wiring: Iterable[WireEdit]
) -> Rehearsal:
    """Load the project as it would be; return what its models need of migrations then."""
    return stage.rehearse(
        Plan(
            module=request.module,
            label=request.label,
            settings=project.settings,
            files=tuple(content for change in changes for content in planned_content(change)),
            wired=True,
            entry=request.config,
            trial=trial_of(wiring, request, project),
        )
    )
