"""Manifest, more answers → ChangeSet: a generated app becomes what it would be, had all been asked for at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..changes import Change, ChangeSet, Create, Delete, Replace
from ..errors import OpinionatedError
from ..pattern import PATTERNS, Component, Construct
from .build import Project, entries_for, find_source, packages_for, plan_of, trial_of, wire
from .environment import Environment
from .fields import parse_models
from .manifest import Manifest, ManifestFile, environment_from
from .migration import polish
from .record import manifest_change, other_manifests, shared_records, wiring_records
from .rehearse import Rehearsal, Stage
from .render import format_python
from .request import AppRequest
from .upgrade import Regrowth, regrow
from .wire import WireEdit

_EXAMPLE = "owner:user title:str description:text:blank"


@dataclass(frozen=True, slots=True)
class Growth:
    """A planned growth; ``unmigrated``: its models need a migration that is not among the changes."""

    request: AppRequest
    changes: ChangeSet
    regrowth: Regrowth
    unmigrated: bool = False


def environment_of(earlier: Manifest, today: Environment) -> Environment:
    """Return what the app may count on: what it was made for, and for parts that it lacks what there is today."""
    parts = PATTERNS[earlier.pattern].components if earlier.pattern in PATTERNS else ()
    lacking = [each for each in parts if each.name not in earlier.components]
    free = {name for each in lacking for name in (*each.uses, *_runners(each))}
    packages = (frozenset(earlier.packages_used) - free) | (today.packages & free)
    return replace(environment_from(earlier, today), packages=packages)


def _runners(component: Component) -> tuple[str, ...]:
    """Return the packages that run what ``component`` is the home of."""
    return ("celery",) if Construct.TASK in dict(component.homes) else ()


def with_models(request: AppRequest, specs: Sequence[str], environment: Environment) -> AppRequest:
    """Return ``request`` with the models that ``specs`` describe, besides those that it has.

    Raises OpinionatedError where they can't be together.
    """
    known = tuple(model for model in request.models if model.described)
    own = request.specs or (() if known else (f"{request.models[0].name} {_EXAMPLE}",))
    new = [spec for spec in dict.fromkeys(specs) if spec not in own]
    if not new:
        return request
    for name in (spec.split(maxsplit=1)[0] for spec in new if spec.strip()):
        if name in {model.name for model in request.models}:
            raise OpinionatedError(f"{request.module} has a model {name} already.", "Choose another name.")
    every = (*own, *new)
    models = parse_models(every, app=request.name, label=request.label, environment=environment, known=known)
    return replace(request, models=models, specs=every)


def with_version(request: AppRequest, version: str) -> AppRequest:
    """Return ``request`` with one more version of its REST API, in its place among the others."""
    versions = sorted({*request.api_versions, version}, key=lambda each: int(each[1:]))
    return replace(request, api_versions=tuple(versions))


def grow(earlier: Manifest, request: AppRequest, project: Project, *, install: bool, stage: Stage) -> Growth:
    """Plan what makes the app of the manifest ``earlier`` that of ``request``; nothing is written.

    What a person has changed since is kept, by a merge. New models come with a migration of their own. Raises
    OpinionatedError where the project would not start.
    """
    regrowth = regrow(earlier, request, project)
    wiring = tuple(wire(request, project)) if install else ()
    planned = [item for change in regrowth.changes.pending().changes for item in planned_content(change)]
    planned += [(edit.path, edit.after) for edit in wiring]
    plan = replace(plan_of(request, project, planned, wired=install), trial=trial_of(wiring, request, project))
    added = request.specs != earlier.specs
    rehearsal = stage.rehearse(plan) if plan.files else Rehearsal(())
    found = rehearsal.certain(request.label) if added else rehearsal.migrations
    migrations = [
        ManifestFile(request.prefix + path, format_python(polish(text), path, project.config.line_length).encode())
        for path, text in (found if added else ())
    ]
    manifest = _manifest(regrowth.manifest, request, project, migrations, wiring)
    written = manifest_change(request.place.directory, manifest, earlier)
    changes: list[Change] = [change for change in regrowth.changes.changes if change.path != written.path]
    changes += [Create(request.base / file.path, file.base) for file in migrations]
    changes += [Replace(edit.path, edit.before, edit.after) for edit in wiring]
    if changes or manifest != earlier:
        changes.append(written)
    return Growth(request, ChangeSet(request.place.root, tuple(changes)), regrowth, bool(found) and not added)


def _manifest(
    grown: Manifest,
    request: AppRequest,
    project: Project,
    migrations: Iterable[ManifestFile],
    wiring: Sequence[WireEdit],
) -> Manifest:
    records = {*wiring_records(wiring, entries_for(request, project.environment), request)}
    if wiring:
        others = other_manifests(request, project.environment, find_source)
        records.update(shared_records(others, records, packages_for(request, project.environment)))
    files = sorted((*grown.files, *migrations), key=lambda file: file.path)
    return replace(grown, files=tuple(files), wiring=tuple(sorted({*grown.wiring, *records})))


def planned_content(change: Change) -> list[tuple[Path, bytes]]:
    """Return path and content of the file that ``change`` writes, if it writes one."""
    if isinstance(change, Delete):
        return []
    return [(change.path, change.content if isinstance(change, Create) else change.after)]
