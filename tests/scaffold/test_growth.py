"""What is added in any order equals what is made at once: components, models and versions, in every pattern."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.pattern import DOMAIN, OEP49, REUSABLE, SERVICES, Pattern
from django_opinionated_startapp.scaffold import render, upgrade
from django_opinionated_startapp.scaffold.build import Project, finish
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.grow import with_version
from django_opinionated_startapp.scaffold.manifest import MANIFEST, Manifest, manifest_for, parse
from django_opinionated_startapp.scaffold.render import RenderedFile, Templates
from django_opinionated_startapp.scaffold.request import AppRequest, Place, choose_components
from django_opinionated_startapp.scaffold.tidy import tidy_imports
from django_opinionated_startapp.scaffold.upgrade import regrow

# No process is started and no project loaded, so that hundreds can be tried: DOS_GROWTH_EXAMPLES=300.
EXAMPLES = int(os.environ.get("DOS_GROWTH_EXAMPLES", "1"))
PATTERNS = (OEP49, SERVICES, DOMAIN, REUSABLE)
SPECS = ("Order title:str owner:user", "Item label:str order:fk:Order", "Tag name:str orders:m2m:Order")
ENVIRONMENT = Environment((6, 1), packages=frozenset({"rest_framework", "django_filters", "celery"}))


CONFIG = Config()
_TIDY, _TEMPLATES = cache(tidy_imports), Templates(Path("nowhere"))


@cache
def _finish(file: RenderedFile) -> str:
    return finish(file, CONFIG)


@pytest.fixture(autouse=True)
def _formatted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do once what depends on the text alone: nearly all of the time goes there."""
    monkeypatch.setattr(upgrade, "finish", lambda file, _config: _finish(file))
    monkeypatch.setattr(upgrade, "Templates", lambda _folder: _TEMPLATES)
    monkeypatch.setattr(render, "tidy_imports", _TIDY)


def steps_of(pattern: Pattern) -> tuple[tuple[str, str], ...]:
    """Return all that can be added to an app of ``pattern`` with one model."""
    components = tuple(("component", name) for name in pattern.component_names)
    versions = (("version", "v2"), ("version", "v3")) if any(each.versioned for each in pattern.components) else ()
    return (*components, *(("model", spec) for spec in SPECS[1:]), *versions)


def wanted(pattern: Pattern, root: Path, steps: Sequence[tuple[str, str]]) -> AppRequest:
    """Return the app that has all of ``steps``; models in the order in which they came."""
    names = {name for kind, name in steps if kind == "component"}
    components = choose_components(pattern, only=names).components if names else frozenset[str]()
    specs = (SPECS[0], *(spec for kind, spec in steps if kind == "model"))
    models = parse_models(specs, app="orders", label="orders", environment=ENVIRONMENT)
    request = AppRequest(Place("orders", "orders", root / "orders", root), "orders", pattern, components, models)
    request = replace(request, specs=specs, options=tuple(pattern.chosen({}).items()))
    for kind, version in steps:
        request = with_version(request, version) if kind == "version" else request
    return request


def grow(requests: Iterable[AppRequest]) -> Manifest:
    """Make the app of the first request, and let it grow to those after it."""
    project = Project(ENVIRONMENT, CONFIG)
    manifest: Manifest | None = None
    for request in requests:
        folder = request.place.directory
        folder.mkdir(parents=True, exist_ok=True)
        if manifest is None:
            manifest = manifest_for(request, ENVIRONMENT, CONFIG, (), ())
            (folder / MANIFEST).touch()
        found = regrow(manifest, request, project)
        assert (found.conflicts, found.kept, found.refused) == ((), (), ())
        found.changes.pending().apply()
        manifest = parse((folder / MANIFEST).read_bytes(), folder / MANIFEST)
    assert manifest is not None
    return manifest


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_order_equals_all_at_once(
    pattern: Pattern, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    steps = steps_of(pattern)
    chosen = data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=len(steps), unique=True))
    cuts = data.draw(st.sets(st.integers(0, len(chosen) - 1), max_size=4))
    once, later = tmp_path_factory.mktemp("once"), tmp_path_factory.mktemp("later")
    bounds = sorted({0, *cuts, len(chosen)})
    grown = grow(wanted(pattern, later, chosen[:end]) for end in bounds[1:])
    assert grown == grow([wanted(pattern, once, chosen)])
    assert tree(later) == tree(once)
