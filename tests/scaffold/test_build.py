"""The plan of an app: where sources are found, and what INSTALLED_APPS needs."""

import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.build import Project, build_app, entries_for, find_source, route_for
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.rehearse import Stage
from django_opinionated_startapp.scaffold.request import AppRequest, locate

ENVIRONMENT = Environment((6, 1))


def request_in(root: Path, *components: str) -> AppRequest:
    """Return a request for apps.orders below ``root``."""
    models = parse_models([], app="orders", label="orders", environment=ENVIRONMENT)
    place = locate("apps.orders", None, root, path=[str(root)])
    return AppRequest(place, "orders", OEP49, frozenset(components or OEP49.component_names), models)


@pytest.mark.parametrize(
    "module", ["nothing", "nothing.at.all", "single.inner", "sys", "namespace", "empty.missing"], ids=str
)
def test_no_source(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no module with a file of its own is not found."""
    (tmp_path / "single.py").touch()
    (tmp_path / "namespace").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert find_source(module) is None


def test_source_is_found_without_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module is read, and nothing above it is run."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("raise RuntimeError\n")
    (tmp_path / "package" / "inner.py").write_text("x = 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    found = find_source("package.inner")
    assert found is not None
    assert (found.path, found.content) == (tmp_path / "package" / "inner.py", b"x = 1\n")


@pytest.mark.parametrize(
    ("packages", "installed", "expected"),
    [
        ((), (), ["apps.orders"]),
        (("rest_framework",), (), ["rest_framework", "apps.orders"]),
        (("rest_framework",), ("rest_framework",), ["apps.orders"]),
        (("rest_framework", "django_filters"), ("rest_framework",), ["django_filters", "apps.orders"]),
    ],
)
def test_entries(packages: tuple[str, ...], installed: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    """The packages that the REST API shows itself with come along, unless they are there."""
    environment = Environment((6, 1), packages=frozenset(packages), installed=frozenset(installed))
    assert [entry.package for entry in entries_for(request_in(tmp_path), environment)] == expected
    assert [entry.package for entry in entries_for(request_in(tmp_path, "api"), environment)] == ["apps.orders"]


def test_route(tmp_path: Path) -> None:
    """The route is the project's choice."""
    assert route_for(request_in(tmp_path), Config()) == "api/orders/"
    assert route_for(request_in(tmp_path), Config(api_prefix="v1/{label}/")) == "v1/orders/"


def test_without_settings_nothing_is_wired(tmp_path: Path) -> None:
    """The app is planned all the same, with its migration."""
    with Stage(tmp_path) as stage:
        build = build_app(request_in(tmp_path, "api"), Project(ENVIRONMENT, Config()), install=True, stage=stage)
    assert build.wiring == ()
    assert [entry["path"] for entry in build.changes.as_dicts()] == [
        "apps/__init__.py",
        "apps/orders/.startpatternapp.json",
        "apps/orders/__init__.py",
        "apps/orders/api.py",
        "apps/orders/apps.py",
        "apps/orders/migrations/0001_initial.py",
        "apps/orders/migrations/__init__.py",
        "apps/orders/models.py",
    ]
    assert not list(tmp_path.iterdir())
