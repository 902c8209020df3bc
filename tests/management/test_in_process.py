"""Growth, layers and undo of apps that are loaded into the process of the test, where their ways are seen."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from django_opinionated_startapp.management.base import OpinionatedCommand
from django_opinionated_startapp.pattern import OEP49
from tests.squash.projects import loaded

from .conftest import Project
from .test_from_models import APPS
from .test_grow import call, refused, tree

MODELS = "from django.db import models\n\n\nclass Order(models.Model):\n    title = models.CharField(max_length=9)\n"
SETTINGS = """SECRET_KEY = "x"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_opinionated_startapp", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
Loaded = Callable[..., AbstractContextManager[Path]]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """Return what loads an app that was made by hand, with these files, and names its settings unless told not to."""

    @contextmanager
    def opened(files: dict[str, str], *, place: str = "", settings: str = "shop_settings") -> Iterator[Path]:
        package = dict.fromkeys(("shop/__init__.py", "shop/migrations/__init__.py"), "")
        Project(tmp_path / place).write({"shop_settings.py": SETTINGS, **package, **files})
        if settings:
            monkeypatch.setenv("DJANGO_SETTINGS_MODULE", settings)
        apps = ["django.contrib.contenttypes", "django.contrib.auth", "django_opinionated_startapp", "shop"]
        with loaded(tmp_path / place, INSTALLED_APPS=apps):
            yield tmp_path

    return opened


def test_a_distribution_grows_without_the_project(tmp_path: Path) -> None:
    call(tmp_path, "packages/shop", "--pattern", "reusable", "--model", "Order title", "--without", "signals")
    said = refused(tmp_path, "django_shop", "--add", "signals", "--install")
    assert said == ("--install is for apps of this project, and a reusable app is installed with pip.\nLeave it out.")
    call(tmp_path, "django_shop", "--add", "signals")
    assert "packages/django-shop/django_shop/signals/handlers.py" in tree(tmp_path)


def test_an_app_with_a_manifest_where_nobody_looks_is_refused(tmp_path: Path, shop: Loaded) -> None:
    call(tmp_path, "shop", "--only", "data", "--model", "Order title")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "shop").rename(tmp_path / "node_modules" / "shop")
    with shop({}, place="node_modules") as folder:
        before = tree(folder)
        assert refused(folder, "shop", "--add", "tasks") == (
            "The manifest of shop is in no folder of this project that can be read.\n"
            "Run the command in the project that the app belongs to."
        )
        assert tree(folder) == before


def test_an_app_without_models_gets_its_first_one(shop: Loaded) -> None:
    with shop({"shop/models.py": "from django.db import models\n"}) as folder:
        call(folder, "shop", "--add-model", "Order title:str")
        made = tree(folder)
        assert b"class Order(models.Model):" in made["shop/models.py"]
        assert any(name.startswith("shop/migrations/0001_") for name in made)


def test_a_component_goes_with_what_it_is_written_with(shop: Loaded) -> None:
    with shop({"shop/models.py": MODELS, "shop/apps.py": APPS, "shop/conf.py": "SIZE = 1\n"}) as folder:
        said = call(folder, "--from-model", "shop", "--pattern", "services", "--dry-run")[1]
        assert "Left out conf: shop/conf.py is there already.\n" in said
        assert "Left out checks: it is written with conf.\n" in said


def test_where_all_is_there_no_manifest_is_made(shop: Loaded) -> None:
    others = set(OEP49.component_names) - {"readme"}
    with shop({"shop/models.py": MODELS, "shop/README.rst": "# By hand\n"}) as folder:
        before = tree(folder)
        said = call(folder, "--from-model", "shop", "--without", *sorted(others))[1]
        assert "Left out readme: shop/README.rst is there already.\n" in said
        assert tree(folder) == before


def test_an_app_that_is_found_in_another_way_than_by_its_folder(shop: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    with shop({"shop/models.py": MODELS}, place="src") as folder, monkeypatch.context() as patch:
        patch.setattr(sys, "path", [entry for entry in sys.path if entry != str(folder / "src")])
        assert refused(folder, "shop", "--add", "data") == (
            f"The app in ./src/shop is called shop, and not src.shop.\nAdd {folder / 'src'} to PYTHONPATH."
        )


def test_layers_want_the_settings(shop: Loaded) -> None:
    with shop({"shop/models.py": MODELS}, settings="") as folder:
        told = "What exists can't be looked at without the project's settings.\nStart the command with manage.py."
        assert refused(folder, "--from-model", "shop") == told


@pytest.mark.parametrize("agreed", [True, False])
def test_a_person_is_asked_before_files_are_left_behind(
    agreed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(tmp_path, "orders", "--only", "data")
    (tmp_path / "orders" / "own.py").write_text("")
    monkeypatch.setattr(OpinionatedCommand, "can_ask", lambda _command, _options: True)
    monkeypatch.setattr("builtins.input", lambda: "y" if agreed else "")
    undo = ("orders", "--undo", "--ignore-databases")
    if agreed:
        said = call(tmp_path, *undo)[1]
        assert "Kept orders/own.py: it was not generated.\nTake back the rest of the app? [y/N] " in said
        assert tree(tmp_path) == {"orders/own.py": b""}
    else:
        assert refused(tmp_path, *undo) == "Nothing was changed."


def test_settings_from_no_module_are_not_rehearsed(tmp_path: Path, shop: Loaded) -> None:
    with shop({"shop/models.py": ""}, settings="") as folder:
        call(folder, "orders", "--only", "data")
        said = call(folder, "orders", "--undo", "--ignore-databases")[1]
        assert "Not checked against the project: its settings come from no module.\n" in said
        assert not (tmp_path / "orders").exists()
