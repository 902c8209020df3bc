"""``--common``: what apps share stays with an app that grows, and stays behind when the app goes."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.manifest import MANIFEST, Manifest, dump

from .conftest import Project
from .test_grow import call, tree

pytestmark = pytest.mark.skipif(not find_spec("rest_framework"), reason="djangorestframework is not installed")

COMMON = ["common/__init__.py", "common/pagination.py", "common/permissions.py"]
SPEC = "Order title:str owner:user"


def shared(folder: Path) -> list[str]:
    """Return the files of the shared package."""
    return sorted(name for name in tree(folder) if name.startswith("common/"))


def test_it_is_made_when_the_app_grows_and_stays_when_it_goes(tmp_path: Path) -> None:
    call(tmp_path, "orders", "-m", SPEC, "--only", "data", "--common")
    assert shared(tmp_path) == []
    call(tmp_path, "orders", "--add", "rest_api")
    assert shared(tmp_path) == COMMON
    assert call(tmp_path, "--upgrade", "--check")[0] == ""
    said = call(tmp_path, "orders", "--undo", "--ignore-databases")[1]
    assert "common stays: other apps may import it.\n" in said
    assert shared(tmp_path) == COMMON
    assert not (tmp_path / "orders").exists()


def test_the_configuration_asks_for_another_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.opinionated_startapp]\ncommon = "shop.base"\n')
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/base").mkdir()
    (tmp_path / "shop/base/pagination.py").write_text("")
    data = json.loads(call(tmp_path, "orders", "-m", SPEC, "--only", "rest_api", "--json")[0])
    made = [each["path"] for each in data["changes"] if each["path"].startswith("shop")]
    assert made == ["shop/base/permissions.py"]
    assert data["notes"][-1].startswith("shop.base.pagination defines no StandardPagination with")


def test_layers_around_models_share_too(project: Project) -> None:
    models = "from django.db import models\n\n\nclass Hub(models.Model):\n    label = models.CharField(max_length=9)\n"
    project.write({"hubs/__init__.py": "", "hubs/models.py": models})
    project.edit("config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'hubs',")
    layers = ("--from-model", "hubs", "--only", "rest_api")
    planned = project.run(*layers, "--common", "--dry-run").stdout
    assert [f"+ {name}" for name in COMMON] == [line for line in planned.splitlines() if "common" in line]
    made = Manifest(
        pattern="oep49", module="hubs", label="hubs", components=(), api_versions=("v1",), from_models=("hubs",)
    )
    project.write({f"hubs/{MANIFEST}": dump(made).decode()})
    assert "hubs has layers already that share nothing with other apps.\n" in project.refused(*layers, "--common")
