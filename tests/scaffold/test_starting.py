"""How a project's settings are named to Django."""

import os
import sys
from types import SimpleNamespace

import pytest

from django_opinionated_startapp.scaffold.starting import CONFIGURATION, SETTINGS, name_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the environment in the end."""
    monkeypatch.setenv(SETTINGS, "before")
    monkeypatch.setenv(CONFIGURATION, "Dev")


def test_without_the_package_a_class_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "configurations.importer", None)
    name_settings("config.settings")
    assert os.environ[SETTINGS] == "config.settings"


def test_its_importer_finds_what_other_finders_have(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[bool] = []
    importer = SimpleNamespace(__name__="fake", PathFinder=None, install=lambda: installed.append(True))
    monkeypatch.setitem(sys.modules, "configurations", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "configurations.importer", importer)
    name_settings("config.settings")
    assert installed == [True]
    own = type("Own", (), {"__module__": "fake", "find_spec": lambda *_: pytest.fail("it asked itself")})()
    monkeypatch.setattr(sys, "meta_path", [own, *sys.meta_path])
    assert importer.PathFinder.find_spec("json").name == "json"
    assert importer.PathFinder.find_spec("no_such_module") is None


def test_no_class_is_the_usual_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CONFIGURATION)
    monkeypatch.setitem(sys.modules, "configurations.importer", SimpleNamespace())  # it has nothing to install
    name_settings("config.settings")
    assert os.environ[SETTINGS] == "config.settings"
