"""Manifest, AppRequest → ChangeSet: an app is rendered once more and merged with what became of it."""

import io
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ..changes import Change, ChangeSet, Create, Delete, Replace
from ..changes.kinds import after
from ..errors import OpinionatedError
from .build import Project, finish
from .common import common_changes
from .manifest import MANIFEST, Manifest, ManifestFile, contained, manifest_for
from .merge import Conflict, Merged, merge
from .record import manifest_change, new_folders
from .rehearse import Plan, Stage
from .render import Templates, format_python, render_app
from .request import AppRequest

BESIDE = ".template"
"""What the name of a file gets behind it when the template's version is written beside yours."""


@dataclass(frozen=True, slots=True)
class FileConflict:
    """A mark in a merged file: ``line`` is 0 where it is about the whole file."""

    path: Path
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Regrowth:
    """A planned merge of one app.

    ``manifest``: that of the app then. ``behind``: the names of the files that the templates write differently now.
    ``kept``: files that the templates have no more, or that you have deleted and they have changed: they stay so.
    ``refused``: files that can't be merged as they are, and why. ``migrations``: names of those that the models need.
    """

    changes: ChangeSet
    manifest: Manifest
    behind: tuple[str, ...] = ()
    conflicts: tuple[FileConflict, ...] = ()
    kept: tuple[tuple[Path, str], ...] = ()
    refused: tuple[tuple[Path, str], ...] = ()
    migrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of one file; ``base`` is what the manifest is to say of it."""

    path: str
    changes: tuple[Change, ...] = ()
    base: ManifestFile | None = None
    conflicts: tuple[Conflict, ...] = ()
    kept: str = ""
    refused: str = ""


def regrow(earlier: Manifest, request: AppRequest, project: Project) -> Regrowth:
    """Plan the app of ``request``, where that of the manifest ``earlier`` stands; nothing is written.

    Today's templates are rendered for ``request`` and merged, file by file, with what stands there. ``request`` may
    have other answers than the manifest: the app grows then. Raises OpinionatedError for broken templates.
    """
    templates = Templates(request.place.root / project.config.templates)
    rendered = render_app(request.bare, project.environment, templates)
    new = [ManifestFile(file.path, finish(file, project.config).encode(), file.template) for file in rendered]
    if request.from_models:  # what stands around the models, and was not made for them, is a person's
        strange = versions_by_hand(request, {file.path for file in earlier.files})
        new = [file for file in new if file.path not in strange]
        new = [file for file in new if earlier.file(file.path) or not (request.base / file.path).exists()]
    paths = {file.path for file in new}
    gone = [file for file in earlier.files if file.template and file.path not in paths]
    own = [file for file in earlier.files if not file.template]
    outcomes = [_merged(earlier.file(file.path), file, request, project) for file in new]
    outcomes += [_dropped(file, request) for file in gone]
    files = (*own, *(outcome.base for outcome in outcomes if outcome.base))
    manifest = manifest_for(
        request,
        project.environment,
        project.config,
        files,
        earlier.wiring,
        packages=earlier.packages,
        folders={*earlier.folders, *new_folders(new, request)},
    )
    behind = sorted({*_differing(earlier, new), *(file.path for file in gone)})
    if not behind and manifest.answers == earlier.answers:
        return Regrowth(ChangeSet(request.place.root, ()), earlier)
    changes: list[Change] = [*common_changes(request, project, (file.base for file in new), earlier)]
    changes += [change for outcome in outcomes for change in outcome.changes]
    changes.append(manifest_change(request.place.directory, manifest, earlier))
    return Regrowth(
        ChangeSet(request.place.root, tuple(changes)),
        manifest,
        tuple(behind),
        tuple(_conflicts(outcomes, request.base)),
        tuple((request.base / each.path, each.kept) for each in outcomes if each.kept),
        tuple((request.base / each.path, each.refused) for each in outcomes if each.refused),
    )


def versions_by_hand(request: AppRequest, known: Collection[str]) -> frozenset[str]:
    """Return the paths that belong to versions of the REST API which somebody made by hand: nothing in them is ours.

    ``known``: the paths of what we have made. The only version of an app is not looked at.
    """
    versioned = [file.target for file in request.pattern.files if "{version}" in file.target]
    folders = {target.partition("{version}")[0] for target in versioned if "/{version}/" in target}
    strange = {
        version
        for version in request.api_versions
        for folder in folders
        if (request.base / folder / version).is_dir()
        if not any(path.startswith(f"{folder}{version}/") for path in known)
    }
    few = strange if len(request.api_versions) > 1 else ()
    return frozenset(target.replace("{version}", version) for target in versioned for version in few)


def rehearsed(regrowth: Regrowth, request: AppRequest, project: Project) -> Regrowth:
    """Return ``regrowth`` with the migrations that are needed after it, where the project's settings boot.

    Raises OpinionatedError where the project would not start with it.
    """
    changes = regrowth.changes.pending().changes
    if not project.settings or not changes:
        return regrowth
    contents = ((change.path, after(change)) for change in changes)
    plan = Plan(
        module=request.module,
        label=request.label,
        settings=project.settings,
        files=tuple((path, content) for path, content in contents if content is not None),
        wired=False,
        entry=request.config,
        path=str(request.base) if request.pattern.standalone else "",
    )
    with Stage(request.place.root) as stage:
        found = stage.rehearse(plan).migrations
    return replace(regrowth, migrations=tuple(PurePosixPath(path).stem for path, _ in found))


def _differing(earlier: Manifest, new: Iterable[ManifestFile]) -> Iterator[str]:
    for file in new:
        old = earlier.file(file.path)
        if old is None or old.base != file.base:
            yield file.path


def _conflicts(outcomes: Iterable[_Outcome], base: Path) -> Iterator[FileConflict]:
    for outcome in outcomes:
        for conflict in outcome.conflicts:
            yield FileConflict(base / outcome.path, conflict.line, conflict.what)


def _merged(old: ManifestFile | None, new: ManifestFile, request: AppRequest, project: Project) -> _Outcome:
    """Return what becomes of a file that the templates have now; ``old`` is what they made of it then."""
    path = contained(request.base, new.path, request.place.directory / MANIFEST)
    mine = _read(path)
    if mine is None:
        if old is None:
            return _Outcome(new.path, (Create(path, new.base),), new)
        kept = "" if old.base == new.base else "you have deleted it, and the template has changed"
        return _Outcome(new.path, (), new, kept=kept)
    if mine == new.base:
        return _Outcome(new.path, (), new if old else None)
    if old and mine == old.base:
        return _Outcome(new.path, (Replace(path, mine, new.base),), new)
    return _both(old, mine, new, path, project)


def _both(old: ManifestFile | None, mine: bytes, new: ManifestFile, path: Path, project: Project) -> _Outcome:
    """Return what becomes of a file that the templates and a person have changed, or made."""
    try:
        encoding = _encoding(path, mine)
        text = mine.decode(encoding)
        merged = merge(new.path, old.base.decode() if old else "", text, new.base.decode())
        merged = formatted(merged, text, path, project.config.line_length)
        content = merged.text.encode(encoding)
    except (UnicodeError, SyntaxError) as error:
        return _Outcome(new.path, (), old, refused=f"it can't be read or written in its encoding ({error})")
    if merged.refused:
        return _Outcome(new.path, (), old, refused=merged.refused)
    changes: list[Change] = [Replace(path, mine, content)] if content != mine else []
    if merged.beside is not None:
        aside = path.with_name(path.name + BESIDE)
        there = _read(aside)
        beside = merged.beside.encode()
        changes.append(Create(aside, beside) if there is None else Replace(aside, there, beside))
    return _Outcome(new.path, tuple(changes), new, merged.conflicts)


def formatted(merged: Merged, mine: str, path: Path, length: int) -> Merged:
    """Return a merged module as black writes it, if the file was as black writes it before."""
    if path.suffix != ".py" or merged.refused or not _is_black(mine, path, length):
        return merged
    text = format_python(merged.text, path.name, length)
    return replace(merged, text=text, conflicts=tuple(_shifted(merged, text)))


def _is_black(text: str, path: Path, length: int) -> bool:
    try:
        return format_python(text, path.name, length) == text
    except OpinionatedError:
        return False


def _shifted(merged: Merged, text: str) -> Iterator[Conflict]:
    """Yield the conflicts with the lines that their marks have in ``text``."""
    lines, found = text.split("\n"), merged.text.split("\n")
    at = 0
    for conflict in merged.conflicts:
        mark = found[conflict.line - 1].strip()
        before = sum(line.strip() == mark for line in found[: conflict.line])
        places = [number for number, line in enumerate(lines, start=1) if line.strip() == mark]
        at = places[before - 1]
        yield replace(conflict, line=at)


def _dropped(old: ManifestFile, request: AppRequest) -> _Outcome:
    """Return what becomes of a file that the templates have no more."""
    path = contained(request.base, old.path, request.place.directory / MANIFEST)
    mine = _read(path)
    if mine is None:
        return _Outcome(old.path)
    if mine == old.base:
        return _Outcome(old.path, (Delete(path, mine),))
    return _Outcome(old.path, kept="the template has gone, and you have changed it")


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _encoding(path: Path, content: bytes) -> str:
    if path.suffix != ".py":
        return "utf-8"
    found, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return "utf-8" if found == "utf-8-sig" else found  # a byte order mark is a character like any other here
