"""``--add``, ``--add-model`` and ``--add-version``: options → an app that exists, with more in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps

from ..errors import OpinionatedError
from ..scaffold.build import Project
from ..scaffold.existing import Wanted, find_models
from ..scaffold.generated import Generated, look_for_apps
from ..scaffold.grow import Growth, environment_of, grow, with_models, with_version
from ..scaffold.layers import Terms
from ..scaffold.manifest import MANIFEST, Manifest, read_manifest, request_from
from ..scaffold.rehearse import Stage
from ..scaffold.request import AppRequest, choose_components
from ..scaffold.shared import common_notes
from .generate import advice_for, missing_components, version_of, without_mute_admin
from .layers import Outcome, app_folder, check_project, plan_layers
from .upgrading import notes_on, refuse_conflicts


def grown_app(options: dict[str, Any], project: Project, root: Path, stage: Stage) -> Outcome:
    """Plan the growth that ``options`` ask for, of an app with a manifest or of one made by hand."""
    app = _generated(options["name"], root)
    if app is None or app.manifest.from_models:
        return _by_hand(options, project, root, stage, app)
    if app.manifest.standalone:
        project = _alone(project, options)
    project = replace(project, environment=environment_of(app.manifest, project.environment))
    request = request_from(app.manifest, app.place, project.environment)
    if options["add"] or options["add_version"]:
        _check_models(request)
    request, notes = _more(options, request, project)
    install = bool(options["install"] and project.settings)
    growth = grow(app.manifest, request, project, install=install, stage=stage)
    advice = tuple(advice_for(request, project, install=install))
    notes += (*_notes(growth, root), *common_notes(request, project.environment))
    return Outcome(request, growth.changes, notes, advice, regrowth=growth.regrowth)


def refuse_growth(outcome: Outcome, root: Path, *, written: bool) -> None:
    """Raise OpinionatedError, for the exit code, where a person has to look at what was merged."""
    if outcome.regrowth:
        refuse_conflicts([outcome.regrowth], root, written=written)


def _generated(name: str, root: Path) -> Generated | None:
    return next((app for app in look_for_apps(root).apps if app.is_called(name, root)), None)


def _alone(project: Project, options: dict[str, Any]) -> Project:
    """Return what an app can count on that is a distribution of its own."""
    if options["install"]:
        raise OpinionatedError(
            "--install is for apps of this project, and a reusable app is installed with pip.", "Leave it out."
        )
    return Project(project.environment.without_project(), project.config)


def _more(options: dict[str, Any], request: AppRequest, project: Project) -> tuple[AppRequest, tuple[str, ...]]:
    """Return ``request`` with what is to be added."""
    choice = choose_components(
        request.pattern,
        default=request.components,
        with_=options["add"],
        missing=set(missing_components(request.pattern, project.environment)) - request.components,
    )
    if "admin" not in request.components:
        choice = without_mute_admin(choice, options["add"], project)
    request = replace(request, components=choice.components)
    request = with_models(request, options["add_models"], project.environment)
    if options["add_version"]:
        _check_versioned(request)
        request = with_version(request, version_of(options["add_version"]))
    return request, tuple(f"Left out {name}: {reason}." for name, reason in choice.left_out)


def _check_models(request: AppRequest) -> None:
    """Refuse to make files for models that are no longer what the app was made with: they would not work."""
    if not (apps.ready and apps.is_installed(request.module)):
        return
    models = {model.__name__: model for model in apps.get_app_config(request.label).get_models()}
    for spec in request.models:
        known = {field.name for field in models[spec.name]._meta.get_fields()} if spec.name in models else set()
        gone = [field.name for field in spec.fields if field.name not in known]
        if gone:
            what = f"field '{gone[0]}'" if known else f"model {spec.name}"
            where = f"The model {spec.name} of {request.module}" if known else request.module
            manifest = request.place.directory / MANIFEST
            raise OpinionatedError(
                f"{where} has no {what} any more, and the new files would use it.",
                f'Change "specs" in {manifest} as the models were changed, and run the command again.',
            )


def _check_versioned(request: AppRequest) -> None:
    versioned = {component.name for component in request.pattern.components if component.versioned}
    if not versioned & request.components:
        names = " or ".join(sorted(versioned)) or "a component with versions"
        raise OpinionatedError(f"{request.module} has no API that could have versions.", f"Add {names} first.")


def _notes(growth: Growth, root: Path) -> tuple[str, ...]:
    notes = tuple(notes_on(growth.regrowth, root))
    if growth.unmigrated:
        notes += (f"The models need a migration: manage.py makemigrations {growth.request.label}",)
    return notes


def _by_hand(options: dict[str, Any], project: Project, root: Path, stage: Stage, app: Generated | None) -> Outcome:
    """Plan components for an app whose models were there first; ``app`` is what has been made around them so far."""
    check_project(project)
    config = _installed(options["name"], root)
    folder, earlier = app_folder(config, root), app.manifest if app else None
    if app is None and read_manifest(folder):  # which raises where it is damaged
        raise OpinionatedError(
            f"The manifest of {config.name} is in no folder of this project that can be read.",
            "Run the command in the project that the app belongs to.",
        )
    asked, version = set(options["add"]), ""
    if options["add_version"]:
        version = version_of(options["add_version"])
        asked |= _with_api(folder, config.name, earlier)
    if options["add_models"] and not list(config.get_models()):
        wanted = Wanted(config, (), whole=True)
    else:
        wanted = find_models(earlier.from_models if earlier else [config.label])
    terms = Terms(asked, bool(options["install"]), growth=True, earlier=earlier, version=version)
    plain = {**options, "with": sorted(asked)}
    specs = options["add_models"]
    return plan_layers(plain, project, root, stage, wanted=wanted, terms=terms, specs=specs)


def _with_api(folder: Path, module: str, earlier: Manifest | None) -> set[str]:
    """Return the components that a version needs beside a REST API that somebody made by hand, or raise."""
    if earlier and "rest_api" in earlier.components:
        return set()
    if not (folder / "rest_api" / "urls.py").is_file() or not list((folder / "rest_api").glob("v[0-9]*")):
        raise OpinionatedError(f"{module} has no API that could have versions.", "Add rest_api first.")
    own = (folder / "tests.py").exists() or (folder / "tests" / "factories.py").exists()
    return {"rest_api"} if own else {"rest_api", "tests"}


def _installed(name: str, root: Path) -> AppConfig:
    folder = (root / name).resolve()
    for config in apps.get_app_configs():
        if name in {config.name, config.label} or folder == Path(config.path).resolve():
            return config
    for damage in look_for_apps(root).damages:  # it may be the one that was meant
        raise damage
    raise OpinionatedError(
        f"There is no app '{name}' that could grow.", f"Make it first: manage.py startpatternapp {name}"
    )
