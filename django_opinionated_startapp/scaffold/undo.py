"""A generated app → the ChangeSet that takes it back: the files that nobody has edited, and the lines added for it."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..changes import Change, ChangeSet, Delete, Replace
from ..errors import OpinionatedError
from ..pattern import PATTERNS
from .generated import Generated, modules_naming
from .manifest import MANIFEST, Manifest, ManifestFile, WiringRecord, contained
from .named import without_mentions
from .ready import take_back_ready
from .rehearse import Removal
from .wire import Addition, SourceFile, take_back


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stays, and why: a reason that continues a sentence about it."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Undo:
    """How the app of ``manifest`` is taken back, and what of it stays.

    ``mentions``: whether keys of the app are taken out of what pyproject.toml says to the audit.
    """

    manifest: Manifest
    changes: ChangeSet
    kept: tuple[Kept, ...]
    mentions: bool = False

    def removal(self, settings: str) -> Removal:
        """Return what is to be rehearsed, with the project's ``settings``."""
        gone = tuple(change.path for change in self.changes.changes if isinstance(change, Delete))
        edited = ((change.path, change.after) for change in self.changes.changes if isinstance(change, Replace))
        stays = bool(self.manifest.from_models)
        return Removal(self.manifest.module, self.manifest.label, settings, gone, tuple(edited), stays)


def plan_undo(app: Generated) -> Undo:
    """Return how ``app`` is taken back; nothing is written.

    Raises OpinionatedError where a file of the project that holds lines for it can't be read.
    """
    manifest, directory, root = app.manifest, app.place.directory, app.place.root
    base = manifest.base(directory)
    own: list[Delete] = []
    kept: list[Kept] = []
    for file in manifest.files:
        _sort_out(contained(base, file.path, directory / MANIFEST), file, own, kept)
    own.append(Delete(directory / MANIFEST, (directory / MANIFEST).read_bytes()))
    known = {*(delete.path for delete in own), *(each.path for each in kept)}
    if not manifest.from_models:  # around the models of somebody else much was there before
        kept += [Kept(path, "was not generated") for path in _files(base) if path not in known]
    folders = _folders(manifest, base, root)
    own += _packages(manifest, directory, root, {delete.path for delete in own})
    edits = _edits(manifest, root, directory / MANIFEST, {delete.path for delete in own})
    mentions = None if manifest.from_models else without_mentions((manifest.label, manifest.module), root)
    changes: tuple[Change, ...] = (*own, *edits, *((mentions,) if mentions else ()))
    kept.sort(key=lambda each: each.path)
    return Undo(manifest, ChangeSet(root, changes, folders), tuple(kept), mentions=bool(mentions))


def _sort_out(path: Path, file: ManifestFile, own: list[Delete], kept: list[Kept]) -> None:
    """Put the file at ``path`` among those that go or those that stay; one that is gone already to neither."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        kept.append(Kept(path, "is no regular file any more"))
    elif path.exists():
        before = path.read_bytes()
        if before == file.base:
            own.append(Delete(path, before))
        else:
            kept.append(Kept(path, "was edited"))


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files below ``folder`` but those that Python compiled."""
    for parent, folders, files in os.walk(folder):
        if Path(parent).name != "__pycache__":
            links = [name for name in folders if os.path.islink(f"{parent}/{name}")]  # noqa: PTH114  (never an error)
            yield from (Path(parent, name) for name in (*files, *links))


def _folders(manifest: Manifest, base: Path, root: Path) -> tuple[Path, ...]:
    """Return the folders that were made for the app and are still there: its own, and those above and below."""
    made = [root / folder for folder in manifest.folders]
    ours = [folder for folder in made if base in (folder, *folder.parents) or folder in base.parents]
    return tuple(folder for folder in ours if folder.is_dir() and folder.resolve() == folder)


def _packages(manifest: Manifest, directory: Path, root: Path, gone: set[Path]) -> Iterator[Delete]:
    """Yield the ``__init__.py`` above the app that nobody edited, and whose folders would hold no other file."""
    gone = set(gone)
    for file in sorted(manifest.packages, key=lambda file: -file.path.count("/")):
        path = contained(root, file.path, directory / MANIFEST)
        above = path.name == "__init__.py" and path.parent in directory.parents
        above = above and path.is_file() and path.read_bytes() == file.base
        if above and {*gone, path}.issuperset(_files(path.parent)):
            gone.add(path)
            yield Delete(path, file.base)


# Lines in files of the project


def _edits(manifest: Manifest, root: Path, manifest_path: Path, gone: set[Path]) -> Iterator[Replace]:
    """Yield the edits that take the lines back; a package that was added stays if more modules name it than before."""
    records: defaultdict[Path, list[WiringRecord]] = defaultdict(list)
    for record in manifest.wiring:
        _check_ours(record, manifest, root, manifest_path)
        path = contained(root, record.file, manifest_path)
        if path.is_file():
            records[path].append(record)
    before = {path: path.read_bytes() for path in records}
    packages = {record.module for record in manifest.wiring if record.kind == "app"} - {manifest.module}
    without = {path: _without(SourceFile(path, before[path]), found) for path, found in records.items()}
    used = {each for each in packages if modules_naming(each, root, gone, without) > _users(each, manifest)}
    for path, found in records.items():
        wanted = [record for record in found if not (record.kind == "app" and record.module in used)]
        after = _without(SourceFile(path, before[path]), wanted)
        if after != before[path]:
            yield Replace(path, before[path], after)


def _check_ours(record: WiringRecord, manifest: Manifest, root: Path, manifest_path: Path) -> None:
    """Raise OpinionatedError for a line that is not of the app: somebody else has written the manifest."""
    used = {name for pattern in PATTERNS.values() for each in pattern.components for name in each.uses}
    routed = {each.file for each in manifest.wiring if each.kind in {"url", "statement"}}
    ours = {
        "app": record.module in {manifest.module, *used},
        "import": record.file in routed,
        "ready": manifest_path.parent in (root / record.file).parents,
    }
    if not ours.get(record.kind, record.module.startswith(f"{manifest.module}.")):
        raise OpinionatedError(
            f"{manifest_path} names a line in {record.file} that is not of {manifest.module}.",
            'Take it out of "wiring" there, then run the command again.',
        )


def _without(file: SourceFile, records: Iterable[WiringRecord]) -> bytes:
    records = tuple(records)
    loaded = [record.module for record in records if record.kind == "ready"]
    file = SourceFile(file.path, take_back_ready(file.content, loaded)) if loaded else file
    wired = [Addition(record.kind, record.text, record.module) for record in records if record.kind != "ready"]
    return take_back(file, wired) if wired else file.content


def _users(package: str, manifest: Manifest) -> int:
    """Return how many modules named ``package`` before it was added: these have worked without."""
    return max(record.users for record in manifest.wiring if record.kind == "app" and record.module == package)
