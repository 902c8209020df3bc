"""AppRequest → Manifest, and back."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ...conf import Config
from ...errors import OpinionatedError, nearest
from ...pattern import PATTERNS
from ..environment import Environment
from ..fields import parse_models
from ..model import ModelSpec
from ..request import AppRequest, Place
from .kinds import MANIFEST, Manifest, ManifestFile, WiringRecord
from .models import model_text, models_from
from .reading import damage
from .writing import by_path


def manifest_for(  # noqa: PLR0913  (the answers, the surroundings and the result)
    request: AppRequest,
    environment: Environment,
    config: Config,
    files: Iterable[ManifestFile],
    wiring: Iterable[WiringRecord],
    *,
    packages: Iterable[ManifestFile] = (),
    folders: Iterable[str] = (),
) -> Manifest:
    """Return the manifest of an app that was made for ``request``: ``files``, what was made above it, ``wiring``."""
    return Manifest(
        pattern=request.pattern.name,
        module=request.module,
        label=request.label,
        components=tuple(sorted(request.components)),
        options=tuple(sorted(request.pattern.chosen(dict(request.options)).items())),
        api_versions=request.api_versions,
        specs=request.specs,
        from_models=request.from_models,
        models=tuple(model_text(model) for model in request.models if model.described),
        django=environment.django,
        packages_used=tuple(sorted(environment.packages)),
        aware=environment.aware,
        line_length=config.line_length,
        user=environment.user.label,
        standalone=request.pattern.standalone,
        folders=tuple(sorted(folders)),
        files=by_path(files),
        packages=by_path(packages),
        wiring=tuple(sorted(set(wiring))),
        common=request.common,
    )


def request_from(manifest: Manifest, place: Place, environment: Environment) -> AppRequest:
    """Return the request that ``manifest`` answers, for an app at ``place``.

    ``environment`` is today's. Raises OpinionatedError where its pattern, or a model that a field points to, is gone.
    """
    pattern = PATTERNS.get(manifest.pattern)
    if pattern is None:
        raise OpinionatedError(
            f"{manifest.module} follows the pattern '{manifest.pattern}', which there is not.",
            nearest(manifest.pattern, PATTERNS),
        )
    check_answers(manifest, place.directory)
    known = _known_models(manifest, place, environment)
    models = parse_models(manifest.specs, app=place.name, label=manifest.label, environment=environment, known=known)
    return AppRequest(
        place,
        manifest.label,
        pattern,
        frozenset(manifest.components),
        models,
        manifest.api_versions,
        manifest.options,
        manifest.specs,
        manifest.from_models,
        manifest.common,
    )


def check_answers(manifest: Manifest, directory: Path) -> None:
    """Raise OpinionatedError where nobody can have asked for what the manifest of the app in ``directory`` says."""
    pattern = PATTERNS.get(manifest.pattern)
    strange = sorted({*manifest.components}.difference(pattern.component_names)) if pattern else []
    if strange:
        raise damage(directory / MANIFEST, f"the pattern {manifest.pattern} has no component '{strange[0]}'")
    if not manifest.api_versions:
        raise damage(directory / MANIFEST, "it names no version of the API")


def _known_models(manifest: Manifest, place: Place, environment: Environment) -> tuple[ModelSpec, ...]:
    """Return the models that no spec describes."""
    try:
        return models_from(manifest.models, manifest.label, environment)
    except ValueError as error:
        raise damage(place.directory / MANIFEST, "it describes a model that can't be one") from error


def environment_from(manifest: Manifest, environment: Environment) -> Environment:
    """Return today's ``environment`` with what the app was made for: the Django series, the packages, USE_TZ."""
    return replace(
        environment, django=manifest.django, packages=frozenset(manifest.packages_used), aware=manifest.aware
    )
