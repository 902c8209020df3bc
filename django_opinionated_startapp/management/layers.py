"""``--from-model``, and components for an app that was made by hand: options → layers around existing models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from ..changes import ChangeSet
from ..errors import OpinionatedError
from ..pattern import OEP49, PATTERNS
from ..scaffold.append import append_models, as_existing, scope_of
from ..scaffold.build import Project
from ..scaffold.existing import Wanted, describe_models, find_models
from ..scaffold.fields import parse_models
from ..scaffold.grow import environment_of, with_version
from ..scaffold.layers import Terms, build_layers
from ..scaffold.manifest import Manifest, check_answers, read_manifest
from ..scaffold.model import ModelSpec
from ..scaffold.rehearse import Stage
from ..scaffold.request import AppRequest, locate
from ..scaffold.shared import common_notes
from ..scaffold.upgrade import Regrowth
from ..scaffold.wire import WireEdit
from .generate import advice_for, make_request
from .upgrading import notes_on


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mode plans: changes, and what is said about them."""

    request: AppRequest
    changes: ChangeSet
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    regrowth: Regrowth | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what ``--json`` shows of it beside the changes."""
        request = self.request
        data = {"app": request.module, "label": request.label, "components": sorted(request.components)}
        return {**data, "notes": list(self.notes), "advice": list(self.advice)}


def layers_around(options: dict[str, Any], project: Project, root: Path, stage: Stage) -> Outcome:
    """Plan the layers around the models that ``--from-model`` names."""
    check_project(project)
    wanted = find_models(options["from_models"])
    place = app_folder(wanted.config, root)
    earlier = read_manifest(place)
    if earlier and not earlier.from_models:
        raise OpinionatedError(
            f"{wanted.config.name} was made by this command, which knows its models.",
            f"Write: manage.py startpatternapp {_relative(place, root)} --add COMPONENT",
        )
    asked = {*options["with"], *options["only"]}
    terms = Terms(asked, install=bool(options["install"]), earlier=earlier)
    return plan_layers(options, project, root, stage, wanted=wanted, terms=terms)


def plan_layers(  # noqa: PLR0913  (the options and what they were made of)
    options: dict[str, Any],
    project: Project,
    root: Path,
    stage: Stage,
    *,
    wanted: Wanted,
    terms: Terms,
    specs: Sequence[str] = (),
) -> Outcome:
    """Plan the layers around ``wanted``, and around the new models that ``specs`` describe."""
    refuse_standalone(options, project)
    if terms.earlier:
        check_answers(terms.earlier, app_folder(wanted.config, root))
        options, project = _as_before(options, project, terms.earlier)
    name = _named(wanted.config, root)
    plain = {**options, "name": name, "directory": None, "label": wanted.config.label, "models": []}
    request, notes = make_request(plain, project, root)
    described = describe_models(wanted, project.environment, tests="tests" in request.components)
    request = _around(request, wanted, described.models, terms)
    if specs:
        request, edit = _with_models(request, wanted, specs, project)
        terms = replace(terms, added=(edit,))
    layers = build_layers(request, project, wanted.config, terms, stage)
    advice = tuple(advice_for(layers.request, project, install=terms.install))
    merged = tuple(notes_on(layers.regrowth, root)) if layers.regrowth else ()
    said = (*notes, *described.notes, *layers.notes, *common_notes(layers.request, project.environment), *merged)
    return Outcome(layers.request, layers.changes, said, advice, regrowth=layers.regrowth)


def _named(config: AppConfig, root: Path) -> str:
    """Return the path that the app is asked for by. Raises OpinionatedError where its folder makes another name."""
    folder = app_folder(config, root)
    name = _relative(folder, root)
    module = locate(name, None, root).module
    if module != config.name:
        raise OpinionatedError(
            f"The app in {name} is called {config.name}, and not {module}.",
            f"Add {folder.parents[config.name.count('.')]} to PYTHONPATH.",
        )
    return name


def _around(request: AppRequest, wanted: Wanted, models: tuple[ModelSpec, ...], terms: Terms) -> AppRequest:
    """Return ``request`` for the layers around ``models``, with the components and versions that are there."""
    labels = (wanted.config.label,) if wanted.whole else tuple(model._meta.label for model in wanted.models)
    request = replace(request, models=models, from_models=tuple(sorted(labels)), specs=())
    if terms.earlier is None:
        folders = (request.base / "rest_api").glob("v[0-9]*")
        by_hand = tuple(folder.name for folder in folders if folder.is_dir() and folder.name[1:].isdecimal())
        request = replace(request, api_versions=by_hand) if by_hand and terms.version else request
    else:
        made = frozenset(terms.earlier.components) if terms.growth else frozenset()
        components = request.components | made
        versions, common = terms.earlier.api_versions, terms.earlier.common
        request = replace(request, components=components, api_versions=versions, common=common)
    return with_version(request, terms.version) if terms.version else request


def _with_models(
    request: AppRequest, wanted: Wanted, specs: Sequence[str], project: Project
) -> tuple[AppRequest, WireEdit]:
    """Return ``request`` with the models of ``specs``, and the edit that writes them."""
    known = request.models
    environment = project.environment
    new = parse_models(specs, app=request.name, label=request.label, environment=environment, known=known)[
        len(known) :
    ]
    taken = {model.__name__.lower() for model in wanted.config.get_models()}
    for model in new:
        if model.name.lower() in taken:
            raise OpinionatedError(f"{request.module} has a model {model.name} already.", "Choose another name.")
    edit = append_models(request, new, project)
    seen = tuple(as_existing(model, scope_of(request)) for model in new)
    named = () if wanted.whole else tuple(f"{request.label}.{model.name}" for model in new)
    labels = tuple(sorted({*request.from_models, *named}))
    return replace(request, models=(*known, *seen), from_models=labels), edit


def _as_before(options: dict[str, Any], project: Project, earlier: Manifest) -> tuple[dict[str, Any], Project]:
    """Return ``options`` and ``project`` with the answers of ``earlier``, which the layers keep."""
    pattern = options["pattern"] or earlier.pattern
    if pattern != earlier.pattern:
        raise OpinionatedError(
            f"{earlier.module} has layers of the pattern {earlier.pattern} already.",
            f"Take these back first: manage.py startpatternapp {earlier.module} --undo",
        )
    if options["common"] and not earlier.common:
        raise OpinionatedError(
            f"{earlier.module} has layers already that share nothing with other apps.",
            f"Take these back first: manage.py startpatternapp {earlier.module} --undo",
        )
    kept = {name: options.get(name) or value for name, value in earlier.options}
    environment = environment_of(earlier, project.environment)
    return {**options, **kept, "pattern": pattern}, replace(project, environment=environment)


def app_folder(config: AppConfig, root: Path) -> Path:
    """Return the folder of an app of the project. Raises OpinionatedError for an app of somebody else."""
    folder = Path(config.path).resolve()
    if not folder.is_relative_to(root) or {"site-packages", "dist-packages"} & set(folder.parts):
        raise OpinionatedError(
            f"{config.name} is not an app of this project: it lies in {folder}.",
            "Layers are written into the app that holds the models, which has to be the project's own.",
        )
    return folder


def refuse_standalone(options: dict[str, Any], project: Project) -> None:
    """Raise OpinionatedError for a pattern whose apps are distributions: what exists belongs to this project."""
    pattern = PATTERNS[options["pattern"] or project.config.pattern]
    if pattern.standalone:
        raise OpinionatedError(
            f"The pattern {pattern.name} makes a distribution for many projects, and what exists is of this one only.",
            f"Write: --pattern {OEP49.name}",
        )


def check_project(project: Project) -> None:
    """Raise OpinionatedError where nothing is known of what exists."""
    if not project.settings:
        raise OpinionatedError(
            "What exists can't be looked at without the project's settings.", "Start the command with manage.py."
        )


def _relative(folder: Path, root: Path) -> str:
    return f"./{folder.relative_to(root).as_posix()}"
