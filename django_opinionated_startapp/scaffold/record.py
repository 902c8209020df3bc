"""What the manifest of a planned app records: what is made now, what was before, and what it shares with others."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..changes import Change, Create, Replace
from ..errors import OpinionatedError
from .environment import Environment
from .generated import modules_naming, project_files
from .manifest import MANIFEST, Manifest, ManifestFile, WiringRecord, dump, read_manifest
from .request import AppRequest
from .wire import AppEntry, Find, WireEdit, additions

_WORDS = {"api_versions": "API versions", "specs": "models", "from_models": "models"}


def refuse_other_answers(earlier: Manifest | None, planned: Manifest) -> None:
    """Raise OpinionatedError if the app was generated before, from other answers than the ``planned`` one."""
    if earlier is None or earlier.answers == planned.answers:
        return
    names = [name for name, value in planned.answers.items() if earlier.answers[name] != value]
    words = dict.fromkeys(_WORDS.get(name, name) for name in names)
    raise OpinionatedError(
        f"{planned.module} was generated from other answers before ({', '.join(words)}).",
        f"Give the same ones again, or take it back first: manage.py startpatternapp {planned.module} --undo",
    )


def recorded(
    planned: Manifest, earlier: Manifest | None, request: AppRequest, others: Sequence[Manifest] = ()
) -> Manifest:
    """Return the manifest ``planned``, with what ``earlier`` and the ``others`` know of the same places.

    A file that stands there already, and that no manifest knows, is a person's. What several apps need, such as the
    import of ``include``, is recorded for each of them, so that the last one takes it along.
    """
    known = {file.path for file in earlier.files} if earlier else set()
    own = [file for file in planned.files if file.path in known or not _stands(request.base / file.path, file.base)]
    packages = [file for other in others for file in other.packages if _holds(file.path.rpartition("/")[0], request)]
    files = _united(own, earlier.files if earlier else ())
    above = _united([*planned.packages, *packages], earlier.packages if earlier else ())
    wiring = {*planned.wiring, *(earlier.wiring if earlier else ())}
    shared = (folder for other in others for folder in other.folders if _holds(folder, request))
    folders = {*planned.folders, *shared, *(earlier.folders if earlier else ())}
    return replace(planned, files=files, packages=above, wiring=tuple(sorted(wiring)), folders=tuple(sorted(folders)))


def _united(new: Iterable[ManifestFile], old: Iterable[ManifestFile]) -> tuple[ManifestFile, ...]:
    found = {file.path: file for file in (*old, *new)}
    return tuple(found[path] for path in sorted(found))


def _stands(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _holds(folder: str, request: AppRequest) -> bool:
    return request.place.root / folder in request.place.directory.parents


def new_folders(files: Iterable[ManifestFile], request: AppRequest) -> set[str]:
    """Return the folders that ``files`` of the app need and that are not there yet, relative to the root."""
    root = request.place.root
    needed = {folder for file in files for folder in (request.base / file.path).parents if root in folder.parents}
    return {folder.relative_to(root).as_posix() for folder in needed if not folder.exists()}


def wiring_records(
    edits: Iterable[WireEdit], entries: Sequence[AppEntry], request: AppRequest
) -> Iterator[WiringRecord]:
    """Yield what ``edits`` add to the files of the project."""
    for edit in edits:
        # What Python finds may have another name for the root.
        file = edit.path.resolve().relative_to(request.place.root).as_posix()
        for added in additions(edit, entries, f"{request.module}.urls"):
            users = _users(added.module, request) if added.kind == "app" and added.module != request.module else 0
            yield WiringRecord(file, added.kind, added.text, added.module, users)


def _users(package: str, request: AppRequest) -> int:
    """Return how many modules of the project name a package already that is added now: these do without the entry."""
    root, directory = request.place.root, request.place.directory
    own = {path for path in project_files(root) if directory in path.parents}
    return modules_naming(package, root, own, {})


def shared_records(
    others: Iterable[Manifest], own: Collection[WiringRecord], packages: Collection[str]
) -> Iterator[WiringRecord]:
    """Yield what was added for ``others`` and is needed by an app with the records ``own`` and ``packages`` too."""
    routed = {record.file for record in own if record.kind in {"url", "statement"}}
    for record in (record for other in others for record in other.wiring):
        if (record.kind == "app" and record.module in packages) or (record.kind == "import" and record.file in routed):
            yield record


def other_manifests(request: AppRequest, environment: Environment, find: Find) -> tuple[Manifest, ...]:
    """Return the manifests of other apps: of those that are installed, and of those in the folders above this one."""
    place, folders = request.place, []
    for name in sorted(environment.installed):
        source = None if name.startswith("django.") else find(name)
        folders += [source.path.parent.resolve()] if source else []
    for above in place.directory.parents:
        if place.root in above.parents:
            folders += sorted(path.parent for path in above.glob(f"*/{MANIFEST}"))
    return tuple(_manifests(dict.fromkeys(folder for folder in folders if folder != place.directory)))


def _manifests(folders: Iterable[Path]) -> Iterator[Manifest]:
    for folder in folders:
        with suppress(OpinionatedError):  # it is about another app
            manifest = read_manifest(folder)
            if manifest:
                yield manifest


def manifest_change(directory: Path, manifest: Manifest, earlier: Manifest | None) -> Change:
    """Return the change that writes ``manifest`` where ``earlier`` stands; the same one is left as it is."""
    path = directory / MANIFEST
    if earlier is None:
        return Create(path, dump(manifest))
    before = path.read_bytes()
    return Replace(path, before, before if manifest == earlier else dump(manifest))
